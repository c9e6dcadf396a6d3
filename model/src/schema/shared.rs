//! Parts that schemas share: sources, concept pages, error codes, and the shared vocabulary of `common.json`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{EnumMember, Field, Fields, ObjectType, TypeExpr, is_false};

/// The documentation page that facts were read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The page's address.
    pub url: String,
    /// The date of the edition, `YYYY-MM-DD`, as the page prints it.
    pub date: String,
}

/// A page that explains instead of specifying a call.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConceptPage {
    /// The path of `format.schema.json`, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// `project/version/resource/page`, equal to the file's path.
    pub id: String,
    /// The page's own title.
    pub title: String,
    /// English description of the page's subject (overlay).
    pub doc: Option<String>,
    /// The page that the facts were read from.
    pub source: Option<Source>,
    /// The page calls itself old.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Named enums, by the page's heading.
    pub concepts: IndexMap<String, Concept>,
    /// Fields that the page describes.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: Fields,
    /// Named object types. A field of an endpoint has one as its type by the page's id and the name, with `::` between:
    /// `approval::v4::form::Control`. Only tagged unions are shared in this way; other types are parts of them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub types: IndexMap<String, ObjectType>,
    /// The page's example JSON.
    pub example: Option<Value>,
}

/// A named enum with documented members, keyed by the page's heading.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// Rust name (overlay).
    pub name: Option<String>,
    /// English description of the enum (overlay).
    pub doc: Option<String>,
    /// Documented members, by the value on the wire.
    #[serde(rename = "enum")]
    pub members: IndexMap<String, EnumMember>,
}

/// The shared vocabulary, one file for the whole platform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// The path of `format.schema.json`, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// Shared enums by Rust name; `use_type: "common::NAME"` refers to them.
    pub enums: IndexMap<String, SharedEnum>,
    /// Error codes that any endpoint may answer with, by number.
    pub errors: IndexMap<String, ErrorCode>,
}

/// An enum that many endpoints use. Which members an endpoint accepts stays with the endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedEnum {
    /// English description of the enum.
    pub doc: String,
    /// Names of the fields that have this enum without a `use_type`: strings whose documented members are all among its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// All members that any endpoint documents, by the value on the wire.
    #[serde(rename = "enum")]
    pub members: IndexMap<String, EnumMember>,
}

impl Common {
    /// Returns the enum that a field has by its name and members, as `use_type` writes it. A field with a type name of its own
    /// has none.
    #[must_use]
    pub fn enum_of(&self, wire: &str, field: &Field) -> Option<String> {
        let is_text = *field.ty.expr().leaf() == TypeExpr::Text && field.json.is_none();
        if !is_text || field.members.is_empty() || field.type_name.is_some() {
            return None;
        }
        let fits = |shared: &SharedEnum| {
            shared.fields.iter().any(|name| name == wire)
                && field.members.keys().all(|member| shared.members.contains_key(member))
        };
        self.enums.iter().find(|(_, shared)| fits(shared)).map(|(name, _)| format!("common::{name}"))
    }
}

/// One documented error code, keyed by its number. The HTTP status is not part of a code's identity: pages disagree
/// about it.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    /// HTTP status that the page gives for it.
    pub status: Option<u16>,
    /// The server's message as the page gives it.
    pub message: String,
    /// Rust name of the variant (overlay).
    pub name: Option<String>,
    /// English description of the error (overlay).
    pub doc: Option<String>,
    /// Advice to the caller, in our own words (overlay).
    pub hint: Option<String>,
    /// The same call may succeed later, unchanged (overlay).
    pub retry: Option<bool>,
    /// The server executed the call before it answered with this code (true) or did not (false); absent if that is
    /// unknown (overlay).
    pub executed: Option<bool>,
}
