//! Checks of a validator: documented limits of single values, and rules between fields.

use super::{Name, TypePath};

/// The checks of one field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldCheck {
    pub(crate) name: Name,
    pub(crate) wire: String,
    /// The field is an `Option`.
    pub(crate) optional: bool,
    pub(crate) checks: Vec<Check>,
}

/// One check of a value. Most are documented limits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Check {
    MinChars(u64),
    MaxChars(u64),
    MinBytes(u64),
    MaxBytes(u64),
    MinItems(u64),
    MaxItems(u64),
    MinInt(i64),
    MaxInt(i64),
    MinFloat(f64),
    MaxFloat(f64),
    /// Rejects NaN and infinity, which JSON cannot express.
    Finite,
    /// One of these members of an open enum.
    Member(TypePath, Vec<Name>),
    FixedText(String),
    FixedInt(i64),
    FixedBool(bool),
    FixedFloat(f64),
    /// A regular expression that compiles.
    Pattern(String),
    /// Exactly one safe segment of a path.
    PathSegment,
    /// The value of one header.
    HeaderValue,
    /// The text is JSON of the documented shape.
    Json,
    /// The text is JSON of the variant that the field `tag` of the same object names.
    Adjacent {
        tag: Name,
        union: TypePath,
    },
    /// The same checks for each element of a list.
    Each(Vec<Check>),
    /// The same checks for each value of a map.
    EachValue(Vec<Check>),
    /// The same checks for the value inside a JSON string, if it parses.
    Inside(Vec<Check>),
    /// The same checks for the value inside a `Sensitive`.
    Exposed(Vec<Check>),
    /// The checks of the object itself.
    Nested,
}

/// A rule between fields. If `broken` is true, the field at `report` gets the violation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) doc: String,
    /// Wire names from the rule's root to the field that gets the violation.
    pub(crate) report: Vec<String>,
    pub(crate) broken: Expr,
}

/// A boolean expression over a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    True,
    False,
    Not(Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    /// More than `n` of the parts are true.
    MoreThan(u64, Vec<Expr>),
    /// The caller supplied the field.
    Present(Access),
    /// The field is present and not empty.
    NonEmpty(Access),
    /// The field has one of the values; `absent` is the result for an absent field.
    OneOf {
        access: Access,
        values: Vec<Literal>,
        absent: bool,
    },
    /// The left number is greater than the right one (or equal to it, if `or_equal`); false if one is absent or does
    /// not parse.
    NumberAfter {
        left: Access,
        right: Access,
        or_equal: bool,
    },
    /// The same comparison for text.
    TextAfter {
        left: Access,
        right: Access,
        or_equal: bool,
    },
}

impl Check {
    /// Visits each name of a type of the module.
    pub(crate) fn visit_names(&mut self, visit: &mut dyn FnMut(&mut Name)) {
        match self {
            Self::Member(path, _) | Self::Adjacent { union: path, .. } => path.visit_name(visit),
            Self::Each(inner) | Self::EachValue(inner) | Self::Inside(inner) | Self::Exposed(inner) => {
                for check in inner {
                    check.visit_names(visit);
                }
            }
            _ => {}
        }
    }
}

impl Expr {
    /// Visits each name of a type of the module.
    pub(crate) fn visit_names(&mut self, visit: &mut dyn FnMut(&mut Name)) {
        match self {
            Self::Not(inner) => inner.visit_names(visit),
            Self::All(parts) | Self::Any(parts) | Self::MoreThan(_, parts) => {
                for part in parts {
                    part.visit_names(visit);
                }
            }
            Self::OneOf { values, .. } => {
                for value in values {
                    if let Literal::Variant(path, _) = value {
                        path.visit_name(visit);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The path from `self` to a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Access {
    pub(crate) steps: Vec<AccessStep>,
}

impl Access {
    /// Returns true if every value has the field.
    pub(crate) fn is_certain(&self) -> bool {
        self.steps.iter().all(|step| !step.optional)
    }
}

/// One field of a path.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AccessStep {
    pub(crate) name: Name,
    pub(crate) optional: bool,
    /// The value is a `Sensitive`.
    pub(crate) sensitive: bool,
}

/// A value to compare with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
    Variant(TypePath, Name),
}
