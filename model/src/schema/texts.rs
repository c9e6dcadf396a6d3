//! Translation memories: English for the words of pages, one file per service.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// English for what the pages of a service say, by the words of the page. A text holds at every place with these words,
/// unless the overlay of the place has another. The keys of each map are sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// The path of `format.schema.json`, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// The service: the first part of its ids. `common` is for all services; a service's own text takes precedence.
    pub texts: String,
    /// Texts of fields, by the fingerprint of the page's description (`prose`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub descriptions: IndexMap<String, String>,
    /// Names and texts of enum members and of the variants of unions, by the page's label.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub members: IndexMap<String, MemberText>,
    /// Names and texts of error codes, by number and message, with a blank between.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub codes: IndexMap<String, CodeText>,
}

/// English for a member.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberText {
    /// Rust name of a member whose value names nothing: a number, or Chinese.
    pub name: Option<String>,
    /// English description.
    pub doc: Option<String>,
}

/// English for an error code.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeText {
    /// Rust name.
    pub name: Option<String>,
    /// English description.
    pub doc: Option<String>,
    /// Advice to the caller.
    pub hint: Option<String>,
    /// The same call may succeed later, unchanged.
    pub retry: Option<bool>,
    /// The server executed the call before it answered with this code (true) or did not (false).
    pub executed: Option<bool>,
}
