//! All output of the commands: findings and changes on standard output, failures on standard error.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use codegen::Change;
use model::diag::{self, Code, Diagnostic, Severity};
use model::overlay::{OpOutcome, Outcome};
use model::source::Sources;

use crate::cli::Format;
use crate::failure::Failure;
use crate::workspace::shown;

/// The figures of a run of `generate`.
pub(crate) struct Summary {
    pub(crate) endpoints: usize,
    pub(crate) concepts: usize,
    pub(crate) events: usize,
    pub(crate) elapsed: Duration,
}

/// Prints a line on standard output. A reader that stops reading, such as `head`, is not an error.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

pub(crate) fn lines(lines: &[String]) {
    lines.iter().for_each(say);
}

/// Prints why a command could not run.
pub(crate) fn failure(failure: &Failure) {
    let _ = writeln!(io::stderr(), "error: {}", diag::visible(&failure.to_string()));
}

/// Prints that another run must end first.
pub(crate) fn waiting(folder: &Path) {
    // One write: several runs may wait, and their lines must not mix.
    let line = format!("waiting for another run of xtask, which holds {}\n", shown(folder));
    let _ = io::stderr().write_all(line.as_bytes());
}

pub(crate) fn findings(findings: &[Diagnostic], sources: &Sources, format: Format) {
    let format = match format {
        Format::Text => diag::Format::Text,
        Format::Json => diag::Format::Json,
        Format::Github => diag::Format::Github,
    };
    let _ = write!(io::stdout(), "{}", diag::render(findings, sources, format));
}

/// Prints errors and the first warnings of each code, for a maintainer who only wants to generate; `command` prints all
/// findings. Formats for programs get every error and warning.
pub(crate) fn brief(findings: Vec<Diagnostic>, sources: &Sources, format: Format, command: &str) {
    let findings = without_notes(findings);
    if format != Format::Text {
        return self::findings(&findings, sources, format);
    }
    let Brief { shown, more } = shortened(findings);
    self::findings(&shown, sources, format);
    for (code, more) in &more {
        say(format_args!("and {} `{code}`", counted(*more, "more warning")));
    }
    if !more.is_empty() {
        say(format_args!("`{command}` prints all of them\n"));
    }
}

/// Findings cut short.
#[derive(Debug, PartialEq, Eq)]
struct Brief {
    shown: Vec<Diagnostic>,
    /// The number of warnings that are left out, by code.
    more: BTreeMap<Code, usize>,
}

/// Keeps every error and the first warnings of each code.
fn shortened(findings: Vec<Diagnostic>) -> Brief {
    /// Enough to recognise the kind of warning; one import can cause eight thousand.
    const SHOWN: usize = 3;
    let mut seen: BTreeMap<Code, usize> = BTreeMap::new();
    let mut is_shown = |finding: &Diagnostic| {
        if finding.severity == Severity::Error {
            return true;
        }
        let seen = seen.entry(finding.code).or_default();
        *seen += 1;
        *seen <= SHOWN
    };
    let shown = findings.into_iter().filter(|finding| is_shown(finding)).collect();
    let more = seen.into_iter().map(|(code, seen)| (code, seen.saturating_sub(SHOWN)));
    Brief { shown, more: more.filter(|(_, more)| *more > 0).collect() }
}

/// Prints findings on standard error, for commands that print a document on standard output.
pub(crate) fn complain(findings: &[Diagnostic], sources: &Sources) {
    let _ = write!(io::stderr(), "{}", diag::render(findings, sources, diag::Format::Text));
}

pub(crate) fn without_notes(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.into_iter().filter(|finding| finding.severity != Severity::Note).collect()
}

/// Prints the files that were written, and a summary.
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
    let Summary { endpoints, concepts, events, elapsed } = summary;
    format!(
        "{}, {} and {} in {elapsed:.1?}: {what}",
        counted(*endpoints, "endpoint"),
        counted(*concepts, "concept page"),
        counted(*events, "event page")
    )
}

/// Prints the stale files and the command that updates them.
pub(crate) fn stale(changes: &BTreeMap<PathBuf, Change>, command: &str, format: Format) {
    for (path, change) in changes {
        match format {
            Format::Text => say(format_args!("stale: {} ({})", shown(path), verb(change))),
            Format::Json => change_line(path, change, format),
            Format::Github => {
                let message = format!("generated file is stale; run `{command}`");
                say(diag::github_annotation(Severity::Error, "stale", &shown(path), &message));
            }
        }
    }
    if format == Format::Text && !changes.is_empty() {
        say(format_args!("run `{command}`"));
    }
}

/// Prints a text that ends its own lines.
pub(crate) fn printed(text: &str) {
    let _ = write!(io::stdout(), "{text}");
}

pub(crate) fn document(document: &serde_json::Value) {
    say(format_args!("{document:#}"));
}

/// Prints counts, one per line, with the numbers aligned.
pub(crate) fn table(lines: &[(String, usize)]) {
    for (what, number) in lines {
        say(format_args!("{number:>8}  {what}"));
    }
}

/// Prints the last line of `check`.
pub(crate) fn verdict(findings: &[Diagnostic], ops: &[&OpOutcome], stale: Option<usize>, format: Format) {
    if format != Format::Text {
        return;
    }
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let applied = ops.iter().filter(|op| op.outcome == Outcome::Applied).count();
    let stale =
        stale.map_or("stale files not counted because of errors".to_owned(), |n| counted(n, "stale file"));
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

pub(crate) fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use model::source::{SourceFile, Span};

    use super::*;

    #[test]
    fn every_error_and_three_warnings_of_a_code_are_shown() {
        let file = Sources::default().add(SourceFile { path: "a.json".into(), text: String::new() });
        let at = |start| Span { file, start, end: start };
        let mut findings = Vec::new();
        for start in 0..5 {
            findings.push(Diagnostic::warning(Code::StaleLock, "w", at(start)));
            findings.push(Diagnostic::error(Code::BadId, "e", at(start)));
        }
        findings.push(Diagnostic::warning(Code::OddPath, "w", at(9)));
        let Brief { shown, more } = shortened(findings);
        let codes: Vec<Code> = shown.iter().map(|finding| finding.code).collect();
        let (bad, stale) = (Code::BadId, Code::StaleLock);
        assert_eq!(codes, [stale, bad, stale, bad, stale, bad, bad, bad, Code::OddPath]);
        assert_eq!(more, BTreeMap::from([(stale, 2)]));
    }
}
