//! Findings for programs: one JSON object per line. A finding about no file has no place.

use serde::Serialize;

use super::Diagnostic;
use crate::source::{Sources, Span};

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    message: &'a str,
    label: Option<&'a str>,
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
    suggestion: Option<Change<'a>>,
}

/// Lines and columns count from 1, columns in code points; the end is one past the last character.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

#[derive(Serialize)]
struct Change<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
}

/// One finding as one line, without its line break.
pub(super) fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let primary = diagnostic.primary.as_ref();
    let related = diagnostic.related.iter();
    let finding = Finding {
        code: diagnostic.code,
        severity: diagnostic.severity.name(),
        place: primary.map(|label| place(label.span, sources)),
        message: &diagnostic.message,
        label: primary.map(|label| label.text.as_str()).filter(|text| !text.is_empty()),
        related: related
            .map(|label| Related { place: place(label.span, sources), message: &label.text })
            .collect(),
        help: diagnostic.help.as_deref(),
        suggestion: diagnostic
            .suggestion
            .as_ref()
            .map(|change| Change { place: place(change.span, sources), replacement: &change.replacement }),
    };
    // Strings and numbers always serialize.
    serde_json::to_string(&finding).unwrap_or_default()
}

fn place(span: Span, sources: &Sources) -> Place<'_> {
    let (line, column) = sources.line_column(span);
    let (end_line, end_column) = sources.position(span.file, span.end);
    Place { file: &sources.file(span.file).path, line, column, end_line, end_column }
}
