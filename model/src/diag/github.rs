//! Findings for GitHub Actions: workflow commands.

use super::{Diagnostic, Severity};
use crate::source::Sources;

/// `::error file=...,line=...::message`, without its line break.
pub(super) fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let level = match diagnostic.severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let mut properties = Vec::new();
    if let Some(label) = &diagnostic.primary {
        let (line, column) = sources.line_column(label.span);
        let (end_line, end_column) = sources.position(label.span.file, label.span.end);
        properties.push(format!("file={}", property(&sources.file(label.span.file).path)));
        properties.push(format!("line={line},col={column},endLine={end_line},endColumn={end_column}"));
    }
    properties.push(format!("title={}", property(diagnostic.code)));
    format!("::{level} {}::{}", properties.join(","), data(&message(diagnostic, sources)))
}

fn message(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    lines.extend(diagnostic.primary.iter().map(|label| label.text.clone()).filter(|text| !text.is_empty()));
    for label in &diagnostic.related {
        let (line, column) = sources.line_column(label.span);
        let path = &sources.file(label.span.file).path;
        lines.push(format!("{path}:{line}:{column}: {}", label.text));
    }
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    lines.extend(diagnostic.suggestion.iter().map(|change| format!("help: {}", change.in_words())));
    lines.join("\n")
}

/// Escapes what would end a command's message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes what would end a command's property, too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
