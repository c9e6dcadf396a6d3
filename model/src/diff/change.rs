//! A change: its kind, place, old and new value, and effects.

use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::effects::{Bump, Effects, Impact};
use super::kind::Kind;
use crate::source::Span;

/// A request that only one side of a change accepts. It holds the fields that matter, not a whole request.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// The request, from the root of the rules: `{"body": {"reason": ""}}`.
    pub request: Value,
    /// True if only the old side accepts it, false if only the new side does.
    pub accepted_before: bool,
}

/// A difference between the two versions of the schemas.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The kind of change.
    pub kind: Kind,
    /// The schema's id; `common`, `ids` or `lock` for the shared files.
    pub id: String,
    /// JSON Pointer to the place in the new merged schema, or in the old one when the place is gone.
    pub pointer: String,
    /// The old value.
    pub old: Option<Value>,
    /// The new value.
    pub new: Option<Value>,
    /// Severity.
    pub effects: Effects,
    /// Requests that show the difference, where they can be made.
    pub witnesses: Vec<Witness>,
    /// Place of the old value.
    pub old_span: Option<Span>,
    /// Place of the new value.
    pub new_span: Option<Span>,
}

impl Change {
    /// Returns a stable name of this change: 16 hex digits over kind, id, pointer, old and new value.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let value = |value: &Option<Value>| value.as_ref().map(Value::to_string).unwrap_or_default();
        fingerprint(&[self.kind.code(), &self.id, &self.pointer, &value(&self.old), &value(&self.new)])
    }

    /// Returns true if a person has to look at the change before a release: it is dangerous, breaking or for review.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        self.effects.review || self.effects.request.max(self.effects.reply) >= Impact::Dangerous
    }

    /// Returns the release that the change asks for by itself: requests that the crate accepted and now rejects break callers, and
    /// the documentation follows its page. What else callers notice is a change of the API.
    #[must_use]
    pub fn bump(&self) -> Bump {
        match self.effects.request {
            Impact::Breaking => Bump::Major,
            Impact::Dangerous | Impact::Compatible => Bump::Minor,
            Impact::None if self.kind.is_unseen() => Bump::None,
            Impact::None => Bump::Patch,
        }
    }
}

/// Returns 16 hex digits over the parts.
pub(super) fn fingerprint(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        // A byte that UTF-8 never has, so that parts cannot run into each other.
        hash.update([0xff]);
    }
    hash.finalize().iter().take(8).fold(String::new(), |mut name, byte| {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
        name
    })
}
