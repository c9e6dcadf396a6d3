//! A change of the crate's public API. The generator finds them; here they are reviewed and reported.

use super::change::fingerprint;
use super::effects::Bump;

/// A difference between the public API of the crates of both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiChange {
    /// The schema's id.
    pub id: String,
    /// The item's path below the crate: `corehr::v2::process_extra::update::Body.operator`.
    pub path: String,
    /// The kind of change.
    pub step: ApiStep,
    /// The release that it asks for.
    pub bump: Bump,
    /// The old signature, or the old meaning on the wire of a rewired item.
    pub old: Option<String>,
    /// The new one.
    pub new: Option<String>,
}

/// Kind of a change of the API, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApiStep {
    /// The name stays and means something else on the wire: callers compile and send or read another value.
    Rewired,
    /// The signature changes.
    Changed,
    /// The item is gone.
    Removed,
    /// The item is new.
    Added,
}

impl ApiStep {
    /// Returns the name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rewired => "rewired",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Added => "added",
        }
    }
}

impl ApiChange {
    /// Returns a stable name of this change: 16 hex digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let value = |value: &Option<String>| value.clone().unwrap_or_default();
        fingerprint(&["api", &self.id, &self.path, self.step.name(), &value(&self.old), &value(&self.new)])
    }

    /// Returns true if a person has to look at the change before a release: no compiler reports it to callers.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        self.step == ApiStep::Rewired
    }
}
