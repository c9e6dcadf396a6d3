//! Applying overlays: corrections, names and rules that people add to imported facts.

mod apply;
mod edit;
mod report;

pub(crate) use apply::apply;

use crate::source::Span;

/// The outcome of one op.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It changed the schema.
    Applied,
    /// The page says the same: the op can be removed.
    Redundant,
    /// The page says something else than the op expects: a person decides.
    Conflict,
    /// Its target is gone.
    Orphan,
}

/// One op of an overlay and its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpOutcome {
    /// `corrections/ID`, `annotations POINTER MEMBER` or `rules/ID`.
    pub op: String,
    /// The outcome.
    pub outcome: Outcome,
    /// The place of the op.
    pub span: Span,
}

/// One op as it is applied and reported.
struct Op<'a> {
    /// Name of the op in outcomes.
    label: String,
    /// The pointer that it is about.
    at: &'a str,
    /// The place of that pointer in the overlay.
    at_span: Span,
    /// The place of the value that a conflict is about.
    claim: Span,
    key: Span,
    /// The span to delete in order to remove the op.
    cut: Span,
}
