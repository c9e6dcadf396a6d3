//! What the commands print: findings and changes on standard output, failures on standard error.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use codegen::Change;
use model::diag::{self, Diagnostic, Severity};
use model::source::Sources;

use crate::cli::Format;
use crate::failure::Failure;
use crate::workspace::shown;

/// What a run did, in numbers.
pub(crate) struct Summary {
    pub(crate) endpoints: usize,
    pub(crate) concepts: usize,
    pub(crate) elapsed: Duration,
}

/// A line on standard output. A reader that has gone away, such as `head`, has read what it wanted.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// A text that is ready to be printed.
pub(crate) fn printed(text: &str) {
    let _ = write!(io::stdout(), "{text}");
}

/// An exported document.
pub(crate) fn document(document: &serde_json::Value) {
    say(format_args!("{document:#}"));
}

/// What was counted, a line each, the numbers aligned.
pub(crate) fn table(lines: &[(String, usize)]) {
    for (what, number) in lines {
        say(format_args!("{number:>8}  {what}"));
    }
}

/// The last line of `check`.
pub(crate) fn verdict(findings: &[Diagnostic], stale: Option<usize>, format: Format) {
    if format != Format::Text {
        return;
    }
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let stale =
        stale.map_or("staleness not checked because of the errors".to_owned(), |n| counted(n, "stale file"));
    say(format_args!(
        "check: {}, {}, {}, {stale}",
        counted(count(Severity::Error), "error"),
        counted(count(Severity::Warning), "warning"),
        counted(count(Severity::Note), "note"),
    ));
}

fn change_line(path: &std::path::Path, change: &Change, format: Format) {
    let (path, verb) = (shown(path), verb(change));
    match format {
        Format::Text | Format::Github => say(format_args!("{verb:>7} {path}")),
        Format::Json => say(serde_json::json!({ "change": verb, "file": path })),
    }
}

fn verb(change: &Change) -> &'static str {
    match change {
        Change::Add(_) => "added",
        Change::Update(_) => "updated",
        Change::Delete => "deleted",
    }
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
