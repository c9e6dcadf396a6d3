//! Small schemas for the tests of the lints.

use serde_json::{Value, json};

use crate::diag::{Code, Diagnostic, Severity};
use crate::load::{Input, load};

/// A file of a schema directory.
pub(super) fn file(path: &str, value: &Value) -> Input {
    Input { path: path.to_owned(), shown: path.to_owned(), bytes: serde_json::to_vec_pretty(value).unwrap() }
}

/// A valid endpoint `a/v1/b/c` with these members changed.
pub(super) fn endpoint(changes: &Value) -> Value {
    let mut schema = json!({
        "$schema": "../../../format.schema.json",
        "id": "a/v1/b/c",
        "title": "t",
        "doc": "Does it.",
        "http": {"method": "PUT", "hosts": ["open.feishu.cn"], "path": "/open-apis/a"},
        "request": {}
    });
    schema.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    schema
}

/// Checks a directory; returns the findings with the text of the files.
pub(super) fn findings(files: Vec<Input>) -> Vec<Found> {
    let loaded = load(files);
    assert_eq!(loaded.diagnostics, [], "the files are of the right form");
    let found = super::check(&loaded.set);
    found
        .into_iter()
        .map(|finding| {
            let span = finding.primary.as_ref().unwrap().span;
            let text = &loaded.set.sources.file(span.file).text;
            let place = text[span.start..span.end].to_owned();
            let mended = finding.suggestion.as_ref().map(|mend| mend.replacement.clone());
            Found { finding, place, mended }
        })
        .collect()
}

/// A finding and the text that it points at.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) finding: Diagnostic,
    pub(super) place: String,
    pub(super) mended: Option<String>,
}

/// Checks one endpoint. Notes about missing text are left out.
pub(super) fn of_endpoint(changes: &Value) -> Vec<Found> {
    let mut found = findings(vec![file("a/v1/b/c.json", &endpoint(changes))]);
    found.retain(|finding| finding.finding.code != Code::Undocumented);
    found
}

/// Checks an endpoint with one body field `x`.
pub(super) fn of_field(field: &Value) -> Vec<Found> {
    of_endpoint(&json!({"request": {"body": {"x": field}}}))
}

/// The findings must be exactly these: severity, code, and the text that they point at.
#[track_caller]
pub(super) fn expect(found: &[Found], expected: &[(Severity, &str, &str)]) {
    let actual: Vec<_> = found
        .iter()
        .map(|found| (found.finding.severity, found.finding.code.name(), found.place.as_str()))
        .collect();
    assert_eq!(actual, expected, "{found:#?}");
}

/// Asserts that there are no findings.
#[track_caller]
pub(super) fn clean(found: &[Found]) {
    expect(found, &[]);
}

pub(super) const ERROR: Severity = Severity::Error;
pub(super) const WARNING: Severity = Severity::Warning;
pub(super) const NOTE: Severity = Severity::Note;
