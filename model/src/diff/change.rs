//! One change: what, where, from what to what, and what it does.

use serde_json::Value;

use super::fingerprint::fingerprint;
use super::kind::Kind;
use crate::source::Span;

/// What a change does to those who send requests, or who read replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// Nothing.
    None,
    /// What worked works.
    Compatible,
    /// What worked may work otherwise.
    Dangerous,
    /// What worked may be refused, or no longer be understood.
    Breaking,
}

impl Impact {
    /// Its name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Compatible => "compatible",
            Self::Dangerous => "dangerous",
            Self::Breaking => "breaking",
        }
    }
}

/// The part of the crate's version that has to be raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// No release is needed.
    None,
    /// The third number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Bump {
    /// Its name in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// What the bump is called while the first number of the version is zero: a major asks for a minor, a minor for a
    /// patch.
    #[must_use]
    pub fn before_1_0(self) -> Self {
        match self {
            Self::Major => Self::Minor,
            Self::Minor | Self::Patch => Self::Patch,
            Self::None => Self::None,
        }
    }
}

/// Who meets a place of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    /// Requests have it.
    pub(super) request: bool,
    /// Replies have it.
    pub(super) reply: bool,
    /// The crate has it.
    pub(super) rust: bool,
}

impl Reach {
    pub(super) const REQUEST: Self = Self { request: true, reply: false, rust: true };
    pub(super) const REPLY: Self = Self { request: false, reply: true, rust: true };
    pub(super) const BOTH: Self = Self { request: true, reply: true, rust: true };
    /// Names that Rust code uses, and no single call.
    pub(super) const VOCABULARY: Self = Self { request: false, reply: false, rust: true };
    /// What is only read by people.
    pub(super) const TEXT: Self = Self { request: false, reply: false, rust: false };
}

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effects {
    /// To those who send requests.
    pub request: Impact,
    /// To those who read replies.
    pub reply: Impact,
    /// To the crate.
    pub bump: Bump,
    /// A person has to look: the tool cannot tell what it means.
    pub review: bool,
}

/// A request that is accepted on one side of a change only. It shows the part that matters; what else a request needs
/// is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// The instance, from the root of the rules: `{"body": {"reason": ""}}`.
    pub request: Value,
    /// Whether it was accepted before; then it is refused now, and the reverse.
    pub accepted_before: bool,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What happened.
    pub kind: Kind,
    /// The schema's id; `common`, `ids` or `lock` for the shared files.
    pub id: String,
    /// JSON Pointer to the place in the new merged schema, or in the old one when the place is gone.
    pub pointer: String,
    /// What stood there.
    pub old: Option<Value>,
    /// What stands there now.
    pub new: Option<Value>,
    /// What it does.
    pub effects: Effects,
    /// A variant of a Rust enum goes with it. Kept as deprecated, it asks for no more than `effects.bump`; left out, for
    /// a major.
    pub removes_variant: bool,
    /// Requests that show the difference, where the tool can make them.
    pub witnesses: Vec<Witness>,
    /// Where it stood.
    pub old_span: Option<Span>,
    /// Where it stands.
    pub new_span: Option<Span>,
}

impl Change {
    /// A stable name of this very change, in hex: the same for the same kind, id, pointer, old and new value.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(self)
    }

    /// Whether somebody has to look at it before it can be released: it breaks, may break, or asks for a review.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        self.effects.review || self.effects.request.max(self.effects.reply) >= Impact::Dangerous
    }

    /// The bump that the change asks for when the crate is generated as the schema is now.
    #[must_use]
    pub fn bump_as_generated(&self) -> Bump {
        if self.removes_variant { Bump::Major } else { self.effects.bump }
    }
}
