//! Curated corrections, names and rules, laid over imported facts.

mod apply;
mod edit;
mod report;

pub(crate) use apply::apply;

use crate::source::Span;

/// What became of one op.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It changed the schema.
    Applied,
    /// Upstream says the same now: remove it.
    Redundant,
    /// Upstream moved to something else: a person decides.
    Conflict,
    /// Its target is gone.
    Orphan,
}

/// One op of an overlay and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpOutcome {
    /// `corrections/ID`, `annotations POINTER MEMBER` or `rules/ID`.
    pub op: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Where the op stands.
    pub span: Span,
}

/// One op as it is applied and reported.
struct Op<'a> {
    /// How it is named in outcomes.
    label: String,
    /// The pointer that it is about.
    at: &'a str,
    /// Where that pointer stands in the overlay.
    at_span: Span,
    /// Where the part stands that a conflict is about.
    claim: Span,
    /// Its key in the overlay.
    key: Span,
    /// What to cut out of the overlay to remove it.
    cut: Span,
}
