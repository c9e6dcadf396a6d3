//! Rules between fields: a closed, declarative set.
//!
//! Presence means that the caller supplied the field. Defaults apply to conditions only: an absent `system_user` whose
//! default is false is `false` to a condition, and still absent to `at_least_one`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One rule, keyed by its stable id.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// English statement of the rule, as a violation prints it.
    pub doc: String,
    /// The condition that must hold.
    pub assert: Assertion,
    /// The field that gets the violation; by default the first field that the assertion names.
    pub report_on: Option<String>,
}

/// The condition of a rule. Fields are named by JSON Pointers from the rule's root: the request, or the object type
/// that holds the rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Assertion {
    /// One or more of the fields are present.
    AtLeastOne(FieldSet),
    /// One of the fields is present and no other.
    ExactlyOne(FieldSet),
    /// At most one of the fields is present.
    AtMostOne(FieldSet),
    /// The fields are present together or absent together.
    AllOrNone(FieldSet),
    /// The field is present when the condition holds.
    Require(When),
    /// The field is absent when the condition holds.
    Forbid(When),
    /// The field, if present, has one of the values when the condition holds.
    Allow(WhenValues),
    /// Two fields, if both are present, stand in an order.
    Compare(Compare),
}

impl Assertion {
    /// Pointers to every field that the assertion names, its subject first, conditions last.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::AtLeastOne(set) | Self::ExactlyOne(set) | Self::AtMostOne(set) | Self::AllOrNone(set) => {
                set.fields.iter().map(String::as_str).collect()
            }
            Self::Require(when) | Self::Forbid(when) => conditional(&when.field, &when.when, &when.unless),
            Self::Allow(allow) => conditional(&allow.field, &allow.when, &allow.unless),
            Self::Compare(compare) => vec![&compare.left, &compare.right],
        }
    }
}

fn conditional<'a>(field: &'a str, when: &'a Condition, unless: &'a Condition) -> Vec<&'a str> {
    std::iter::once(field).chain(when.keys().chain(unless.keys()).map(String::as_str)).collect()
}

/// A set of fields, two or more.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldSet {
    /// Pointers to the fields.
    pub fields: Vec<String>,
    /// The field that the server takes when several are present; documentation only.
    pub prefer: Option<String>,
}

/// A field and the condition under which it is demanded or forbidden. Without `when` and `unless` it always is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Pointer to the field.
    pub field: String,
    /// `require` asks for more than presence: the string, array or map is not empty.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub non_empty: bool,
    /// All of these hold.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub when: Condition,
    /// Not all of these hold.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub unless: Condition,
}

/// A field, the values it may have, and the condition under which that holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhenValues {
    /// Pointer to the field.
    pub field: String,
    /// The accepted values, as on the wire.
    pub values: Vec<Value>,
    /// All of these hold.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub when: Condition,
    /// Not all of these hold.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub unless: Condition,
}

/// Tests by pointer to a field; all of them must hold. An empty condition always holds.
pub type Condition = IndexMap<String, Test>;

/// A test of one field. Values are those on the wire; an absent field has its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// The field has this value.
    Is(Value),
    /// The field has one of these values.
    In(Vec<Value>),
    /// The caller supplied the field (true) or did not (false); defaults do not count.
    Present(bool),
}

/// An order between two fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// Pointer to the left field.
    pub left: String,
    /// The order.
    pub op: CompareOp,
    /// Pointer to the right field.
    pub right: String,
    /// Interpretation of the two values.
    #[serde(rename = "as")]
    pub read_as: CompareAs,
}

/// Orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CompareOp {
    /// left < right
    Less,
    /// left <= right
    LessOrEqual,
}

/// Interpretations of the values of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CompareAs {
    /// Numbers, or strings that hold a decimal integer; anything else is not compared.
    Number,
    /// Strings compared byte by byte: ISO 8601 dates.
    Text,
}

/// A sentence of a description that reads like a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// The kind of rule.
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
