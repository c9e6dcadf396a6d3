//! Pages without an endpoint: named enums, notes on fields, and types that endpoints share.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{EnumMember, Fields, ObjectType, Source, is_false};

/// A page that explains instead of specifying a call.
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
    /// What the page explains, in English (overlay).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// The page that the facts were read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
}

/// A named enum with documented members, keyed by the page's heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// Rust name (overlay).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the enum stands for, in English (overlay).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Documented members, by the value on the wire.
    #[serde(rename = "enum")]
    pub members: IndexMap<String, EnumMember>,
}
