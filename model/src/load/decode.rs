//! A tree that passed the structural check to the typed schema.

use serde::de::DeserializeOwned;

use super::findings::Findings;
use super::tree::Tree;
use crate::diag::{Code, Diagnostic};

/// Reads the schema. The structural check has reported what it knows with places; this only fails on what the check
/// cannot know, and then says what serde said, at the top of the file.
pub(super) fn decode<T: DeserializeOwned>(tree: &Tree, findings: &mut Findings) -> Option<T> {
    serde_json::from_value(tree.to_value())
        .map_err(|error| findings.push(Diagnostic::error(Code::Decode, error.to_string(), tree.span())))
        .ok()
}
