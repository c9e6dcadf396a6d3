//! Overlays: corrections, names, texts and rules that people add to imported facts, in files that an import never writes.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Assertion, Field, Role};

/// The overlay of one schema file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// The path of `format.schema.json`, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The id of the schema that this overlay is for.
    pub overlay: String,
    /// Corrections of wrong facts on the page, by op id; applied first.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub corrections: IndexMap<String, Correction>,
    /// Names and text, by JSON Pointer into the corrected schema (`""` is the schema itself).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub annotations: IndexMap<String, Annotation>,
    /// Rules that the page states in prose, by rule id.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub rules: IndexMap<String, OverlayRule>,
}

/// A correction of one fact. With `expect` and `value` it replaces, with `value` alone it adds, with `expect` alone it
/// removes.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// JSON Pointer into the imported facts.
    pub at: String,
    /// The value on the page when the correction was written.
    pub expect: Option<Value>,
    /// The true value.
    pub value: Option<Value>,
    /// Evidence for the true value.
    pub why: String,
}

/// Additions to one place of a schema. Each member is one op: it adds the member of that name to the object at the
/// pointer.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Annotation {
    /// Rust name; of the schema itself, the English name under which a reader would look for the call.
    pub name: Option<String>,
    /// Rust name of the type that the field introduces.
    pub type_name: Option<String>,
    /// A shared Rust type.
    pub use_type: Option<String>,
    /// English text.
    pub doc: Option<String>,
    /// Advice to the caller about an error code.
    pub hint: Option<String>,
    /// The same call may succeed later, unchanged.
    pub retry: Option<bool>,
    /// The server executed the call before it answered with this error code (true) or did not (false).
    pub executed: Option<bool>,
    /// The value is secret or personal.
    pub sensitive: Option<bool>,
    /// The server executes a call once for each value of the request field, as the page says.
    pub idempotency_key: Option<bool>,
    /// The call only reads, although its method is not GET.
    pub read_only: Option<bool>,
    /// The meaning of a reply field to the client.
    pub role: Option<Role>,
    /// Separator of an array in the query.
    pub join: Option<super::Join>,
    /// Explanation of a wrong example on the page, here and in the examples of request and reply. Findings about the
    /// example are notes then.
    pub example_fault: Option<String>,
    /// The field's value in the example that the generator writes into the documentation, instead of the page's. An
    /// optional field with a value here is part of the example. For instance, `user_id_type` gets one if the ids that the
    /// page shows are not of the kind that the server assumes by default.
    pub in_example: Option<Value>,
    /// The shape of the JSON that a string carries, read from the page's prose.
    pub json: Option<Box<Field>>,
}

/// A rule and the place that it belongs to.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverlayRule {
    /// JSON Pointer to the object type that the rule is about; the request when absent.
    pub on: Option<String>,
    /// English statement of the rule, as a violation prints it.
    pub doc: String,
    /// The condition that must hold.
    pub assert: Assertion,
    /// The field that gets the violation.
    pub report_on: Option<String>,
}
