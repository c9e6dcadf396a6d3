//! Documented error codes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One documented error code, keyed by its number. The HTTP status is no part of a code's identity: pages disagree
/// about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    /// HTTP status that the page gives for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The server's message as the page gives it.
    pub message: String,
    /// Rust name of the variant (overlay).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the code means, in English (overlay).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// What the caller can do about it, in our own words (overlay).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The same call may succeed later, unchanged (overlay).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<bool>,
    /// Whether the server executed the call before it answered with this code; absent when nobody knows (overlay).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub executed: Option<bool>,
}
