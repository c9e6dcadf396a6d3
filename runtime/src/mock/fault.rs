//! Faults of a request to the mock server.

use std::fmt;

use serde_json::{Value, json};

use crate::validate::violation::Violations;

/// A fault of a request, with its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pointer: String,
    what: String,
}

/// Maximum number of faults that are reported of one request. A large body of unknown members would be answered with a larger one.
pub(super) const MAX: usize = 1000;

impl Fault {
    pub(super) fn new(pointer: impl Into<String>, what: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), what: what.into() }
    }

    /// Returns the location, as a JSON Pointer.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns what is wrong there.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.what
    }

    /// Moves the location below a pointer.
    pub(super) fn below(self, root: &str) -> Self {
        Self { pointer: format!("{root}{}", self.pointer), ..self }
    }

    /// Returns true if the location is this pointer or below it.
    pub(super) fn is_within(&self, pointer: &str) -> bool {
        self.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the whole" } else { &self.pointer };
        write!(f, "{place}: {}", self.what)
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
