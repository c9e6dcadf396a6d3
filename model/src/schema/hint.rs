//! What an importer recognised in a description as a rule; a person decides what is meant.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A sentence of a description that reads like a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// What kind of rule it is.
    pub class: HintClass,
    /// The fields beside this one that the sentence names, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The values that the sentence names, as on the wire.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

/// Kinds of rule that descriptions state in prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HintClass {
    /// A field is needed in some cases only.
    ConditionallyRequired,
    /// One of several fields is given, and no other.
    OneOf,
    /// One or more of several fields are given.
    AtLeastOne,
    /// Several fields are not given together.
    Exclusive,
    /// A field is read in some cases only.
    EffectiveWhen,
    /// One of several fields counts when they are given together.
    Precedence,
    /// The values of two fields stand in an order.
    Comparison,
    /// Several fields are given together or not at all.
    Together,
}

impl HintClass {
    /// Its name in the format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ConditionallyRequired => "conditionally_required",
            Self::OneOf => "one_of",
            Self::AtLeastOne => "at_least_one",
            Self::Exclusive => "exclusive",
            Self::EffectiveWhen => "effective_when",
            Self::Precedence => "precedence",
            Self::Comparison => "comparison",
            Self::Together => "together",
        }
    }
}
