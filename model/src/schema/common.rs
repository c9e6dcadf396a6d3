//! What many endpoints share: enums and the platform-wide error codes.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EnumMember, ErrorCode};

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
    /// What the enum stands for, in English.
    pub doc: String,
    /// All members that any endpoint documents, by the value on the wire.
    #[serde(rename = "enum")]
    pub members: IndexMap<String, EnumMember>,
}
