//! Faults of a request to the mock server.

use serde_json::{Value, json};

use crate::validate::violation::Violations;

/// A fault of a request, with its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pointer: String,
    what: String,
}

impl Fault {
    pub(super) fn new(pointer: impl Into<String>, what: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), what: what.into() }
    }

    /// Returns it in the form of the platform's `error.field_violations`.
    pub(super) fn to_json(&self) -> Value {
        json!({ "field": self.pointer, "description": self.what })
    }

    /// Creates it from serde's error in a part of the request.
    pub(super) fn shape(root: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let mut pointer = root.to_owned();
        for segment in error.path() {
            match segment {
                serde_path_to_error::Segment::Seq { index } => push(&mut pointer, &index.to_string()),
                serde_path_to_error::Segment::Map { key } => push(&mut pointer, key),
                // Unions are parsed by hand; the path ends there.
                serde_path_to_error::Segment::Enum { .. } | serde_path_to_error::Segment::Unknown => {}
            }
        }
        Self::new(pointer, error.inner().to_string())
    }
}

/// Converts each violation of a limit or rule.
pub(super) fn of_violations(violations: &Violations) -> Vec<Fault> {
    let fault = |violation: &crate::Violation| {
        Fault::new(violation.pointer(), format!("{} [{}]", violation.kind(), violation.rule()))
    };
    violations.iter().map(fault).collect()
}

/// Adds a segment to a JSON Pointer.
pub(super) fn push(pointer: &mut String, segment: &str) {
    pointer.push('/');
    pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
}

/// Returns the pointer to a member.
pub(super) fn below(pointer: &str, segment: &str) -> String {
    let mut below = pointer.to_owned();
    push(&mut below, segment);
    below
}
