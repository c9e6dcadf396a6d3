//! Words for changes, shared by all report formats.

use serde_json::Value;

use crate::diag::{quoted, visible};
use crate::diff::accept::Review;
use crate::diff::api::{ApiChange, ApiStep};
use crate::diff::change::{Change, Witness};
use crate::diff::effects::{Bump, Impact};
use semver::Version;

/// Level of a change; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Breaking,
    Dangerous,
    Review,
    /// Calls are unaffected, but the crate's API changes.
    Crate,
    Compatible,
    Docs,
    None,
}

impl Level {
    pub(super) const ALL: [Self; 7] = [
        Self::Breaking,
        Self::Dangerous,
        Self::Review,
        Self::Crate,
        Self::Compatible,
        Self::Docs,
        Self::None,
    ];

    pub(super) fn of(change: &Change) -> Self {
        let effects = change.effects;
        match effects.request.max(effects.reply) {
            Impact::Breaking => Self::Breaking,
            Impact::Dangerous => Self::Dangerous,
            _ if effects.review => Self::Review,
            Impact::Compatible => Self::Compatible,
            Impact::None if change.kind.is_unseen() => Self::None,
            Impact::None if change.kind.is_of_crate() => Self::Crate,
            Impact::None => Self::Docs,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Dangerous => "dangerous",
            Self::Review => "review",
            Self::Crate => "crate",
            Self::Compatible => "compatible",
            Self::Docs => "docs",
            Self::None => "none",
        }
    }
}

/// Returns the kind as words: `limit tightened`.
pub(super) fn kind(change: &Change) -> String {
    change.kind.code().replace('-', " ")
}

/// Lists the effects of the change: `requests breaking, needs review`.
pub(super) fn effects(change: &Change) -> String {
    let effects = change.effects;
    let mut words = Vec::new();
    for (who, impact) in [("requests", effects.request), ("replies", effects.reply)] {
        if impact != Impact::None {
            words.push(format!("{who} {}", impact.name()));
        }
    }
    if effects.review {
        words.push("needs review".to_owned());
    }
    if words.is_empty() { "calls are unaffected".to_owned() } else { words.join(", ") }
}

/// A value as short JSON between backquotes.
pub(super) fn value(value: &Value) -> String {
    quoted(&value.to_string())
}

/// An id or a pointer, unshortened so that it can be searched for.
pub(super) fn whole(text: &str) -> String {
    visible(text).replace('\n', "\\n")
}

/// Returns the text of a change of the API: as [`whole`], in code marks.
pub(super) fn whole_code(text: &str) -> String {
    format!("`{}`", whole(text))
}

/// Returns the verdict that a witness proves.
pub(super) fn verdict(witness: &Witness) -> &'static str {
    if witness.accepted_before { "accepted before, rejected now" } else { "rejected before, accepted now" }
}

/// Counts the changes of each level: `3 changes: 1 breaking, 2 docs; 1 accepted`.
pub(super) fn counts(review: &Review) -> String {
    let levels: Vec<Level> = review.all().map(|(change, _)| Level::of(change)).collect();
    let count = |wanted: Level| levels.iter().filter(|level| **level == wanted).count();
    let parts: Vec<String> = Level::ALL
        .into_iter()
        .filter(|level| count(*level) > 0)
        .map(|level| format!("{} {}", count(level), level.name()))
        .collect();
    let total = match levels.len() {
        0 => return "no changes".to_owned(),
        1 => "1 change".to_owned(),
        number => format!("{number} changes"),
    };
    let accepted = match review.accepted.len() {
        0 => String::new(),
        number => format!("; {number} accepted"),
    };
    format!("{total}: {}{accepted}", parts.join(", "))
}

/// Names the release that the changes ask for: `major, so 0.1.0 becomes 0.2.0`.
pub(super) fn release(review: &Review, version: &Version) -> String {
    match review.bump() {
        Bump::None => format!("no release is needed, {version} stays"),
        bump => format!("{}, so {version} becomes {}", bump.name(), bump.next(version)),
    }
}

/// Describes a change of the API, to stand behind its path.
pub(super) fn api(change: &ApiChange, code: fn(&str) -> String) -> String {
    let text = |text: &Option<String>| text.as_deref().filter(|text| !text.is_empty()).map(code);
    let (old, new) = (text(&change.old), text(&change.new));
    let after = |text: Option<String>| text.map(|text| format!(": {text}")).unwrap_or_default();
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "nothing".to_owned());
    match change.step {
        ApiStep::Rewired => format!("keeps its name and now means {}, was {}", or_none(new), or_none(old)),
        ApiStep::Changed => format!("is now {}, was {}", or_none(new), or_none(old)),
        ApiStep::Removed => "is gone".to_owned(),
        ApiStep::Added => format!("is new{}", after(new)),
    }
}
