//! What the commands print: findings and changes on standard output, failures on standard error.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use codegen::Change;
use model::diag::{self, Diagnostic, Severity};
use model::overlay::{OpOutcome, Outcome};
use model::source::Sources;

use crate::brief::{self, Brief};
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

/// Lines that are ready to be printed.
pub(crate) fn lines(lines: &[String]) {
    lines.iter().for_each(say);
}

/// Why the command could not run.
pub(crate) fn failure(failure: &Failure) {
    let _ = writeln!(io::stderr(), "error: {failure}");
}

/// Findings in the wanted form.
pub(crate) fn findings(findings: &[Diagnostic], sources: &Sources, format: Format) {
    let format = match format {
        Format::Text => diag::Format::Text,
        Format::Json => diag::Format::Json,
        Format::Github => diag::Format::Github,
    };
    let _ = write!(io::stdout(), "{}", diag::render(findings, sources, format));
}

/// Findings for a maintainer who wants something else; `command` prints all of them. Programs get every one.
pub(crate) fn brief(all: Vec<Diagnostic>, sources: &Sources, format: Format, command: &str) {
    if format != Format::Text {
        return findings(&without_notes(all), sources, format);
    }
    let Brief { shown, more } = brief::brief(all);
    findings(&shown, sources, format);
    for (code, more) in &more {
        say(format_args!("and {} `{code}`", counted(*more, "more warning")));
    }
    if !more.is_empty() {
        say(format_args!("`{command}` prints all of them\n"));
    }
}

/// Findings on standard error, where standard output is for a document.
pub(crate) fn complain(findings: &[Diagnostic], sources: &Sources) {
    let _ = write!(io::stderr(), "{}", diag::render(findings, sources, diag::Format::Text));
}

/// What concerns a maintainer who only wants to generate.
pub(crate) fn without_notes(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.into_iter().filter(|finding| finding.severity != Severity::Note).collect()
}

/// The files that were written, and a line that sums them up.
pub(crate) fn written(changes: &BTreeMap<PathBuf, Change>, summary: &Summary, format: Format) {
    for (path, change) in changes {
        change_line(path, change, format);
    }
    if format == Format::Text {
        say(summary_line(changes, summary));
    }
}

fn summary_line(changes: &BTreeMap<PathBuf, Change>, summary: &Summary) -> String {
    let count = |wanted: fn(&Change) -> bool| changes.values().filter(|change| wanted(change)).count();
    let what = if changes.is_empty() {
        "everything is up to date".to_owned()
    } else {
        format!(
            "{} added, {} updated, {} deleted",
            count(|change| matches!(change, Change::Add(_))),
            count(|change| matches!(change, Change::Update(_))),
            count(|change| matches!(change, Change::Delete)),
        )
    };
    let Summary { endpoints, concepts, elapsed } = summary;
    format!(
        "{} and {} in {elapsed:.1?}: {what}",
        counted(*endpoints, "endpoint"),
        counted(*concepts, "concept page")
    )
}

/// The files that differ from what the schemas ask for, and the command that mends them.
pub(crate) fn stale(changes: &BTreeMap<PathBuf, Change>, command: &str, format: Format) {
    for (path, change) in changes {
        match format {
            Format::Text => say(format_args!("stale: {} ({})", shown(path), verb(change))),
            Format::Json => change_line(path, change, format),
            Format::Github => {
                say(format_args!(
                    "::error file={},title=stale::generated file is stale; run `{command}`",
                    shown(path)
                ));
            }
        }
    }
    if format == Format::Text && !changes.is_empty() {
        say(format_args!("run `{command}`"));
    }
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
pub(crate) fn verdict(findings: &[Diagnostic], ops: &[&OpOutcome], stale: Option<usize>, format: Format) {
    if format != Format::Text {
        return;
    }
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let applied = ops.iter().filter(|op| op.outcome == Outcome::Applied).count();
    let stale =
        stale.map_or("staleness not checked because of the errors".to_owned(), |n| counted(n, "stale file"));
    say(format_args!(
        "check: {}, {}, {}, {stale}; {applied} of {} applied",
        counted(count(Severity::Error), "error"),
        counted(count(Severity::Warning), "warning"),
        counted(count(Severity::Note), "note"),
        counted(ops.len(), "overlay op"),
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
