//! Rules between fields, as expressions.

use super::TypePath;
use crate::names::Name;

/// A rule: when `broken` is true, the field at `report` gets the violation.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) doc: String,
    /// Wire names from the rule's root to the field that gets the violation.
    pub(crate) report: Vec<String>,
    pub(crate) broken: Expr,
}

/// A truth about a value.
#[derive(Debug, Clone)]
pub(crate) enum Expr {
    True,
    False,
    Not(Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    /// More than `n` of them are true.
    MoreThan(u64, Vec<Expr>),
    /// The caller supplied the field.
    Present(Access),
    /// The field is present and not empty.
    NonEmpty(Access),
    /// The field is one of the values; what an absent field counts as.
    OneOf {
        access: Access,
        values: Vec<Literal>,
        absent: bool,
    },
    /// The left field stands after the right one (or beside it, if `or_equal`); false when one is absent or no number.
    NumberAfter {
        left: Access,
        right: Access,
        or_equal: bool,
    },
    /// The same, as text.
    TextAfter {
        left: Access,
        right: Access,
        or_equal: bool,
    },
    /// A hand-written function says so.
    Custom(Name),
}

/// The way from `self` to a field.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    pub(crate) steps: Vec<AccessStep>,
}

impl Access {
    /// Whether the field is there in every value.
    pub(crate) fn is_certain(&self) -> bool {
        self.steps.iter().all(|step| !step.optional)
    }
}

/// One field on the way.
#[derive(Debug, Clone)]
pub(crate) struct AccessStep {
    pub(crate) name: Name,
    pub(crate) optional: bool,
    /// The value is wrapped, so that it is never printed.
    pub(crate) sensitive: bool,
}

/// A value to compare with.
#[derive(Debug, Clone)]
pub(crate) enum Literal {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    Variant(TypePath, Name),
}
