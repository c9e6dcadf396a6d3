//! Findings for programs: one JSON object per line. A finding that does not concern a file has no place.

use serde::Serialize;

use super::{Code, Diagnostic};
use crate::source::{Sources, Span};

#[derive(Serialize)]
struct Finding<'a> {
    code: Code,
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Format, render};
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn is_one_object_per_line() {
        let mut sources = Sources::default();
        let file =
            sources.add(SourceFile { path: "schemas/a.json".into(), text: "{\n  \"审\": 1\n}".into() });
        let at = Span { file, start: 4, end: 9 };
        let bare = Diagnostic::note(Code::Undocumented, "line\nbreak", at);
        let full = Diagnostic::error(Code::DeadRule, "wrong", at)
            .label("this")
            .related(Span { file, start: 0, end: 1 }, "there")
            .help("mend it")
            .suggest(at, "\"b\"");
        let text = render(&[full, bare], &sources, Format::Json);
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let place =
            json!({ "file": "schemas/a.json", "line": 2, "column": 3, "end_line": 2, "end_column": 6 });
        let with = |more: Value| {
            let mut all = place.as_object().unwrap().clone();
            all.extend(more.as_object().unwrap().clone());
            Value::Object(all)
        };
        assert_eq!(
            lines,
            [
                with(json!({
                    "code": "dead-rule", "severity": "error", "message": "wrong", "label": "this", "help": "mend it",
                    "related": [{ "file": "schemas/a.json", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "message": "there" }],
                    "suggestion": with(json!({ "replacement": "\"b\"" })),
                })),
                with(json!({
                    "code": "undocumented", "severity": "note", "message": "line\nbreak", "label": null, "help": null,
                    "related": [], "suggestion": null,
                })),
            ]
        );
    }
}
