//! The figures of a run.

use std::collections::BTreeMap;

use importer::outline::Kind;
use importer::report::RowCounts;
use model::diag::{Code, Diagnostic, Severity};
use model::document::SchemaSet;
use model::overlay::Outcome;
use model::source::Sources;
use serde_json::{Value, json};

use super::pages::Page;

/// The figures of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Summary {
    /// Endpoint pages.
    endpoint: usize,
    /// Concept pages.
    concept: usize,
    /// Events and callbacks.
    event: usize,
    /// Guides and references.
    guide: usize,
    /// Pages with an error.
    failed: usize,
    rows: RowCounts,
    /// Written files.
    written: usize,
}

impl Summary {
    /// Counts the pages.
    pub(super) fn of(pages: &[Page], written: usize) -> Self {
        let mut summary = Self { written, ..Self::default() };
        for page in pages {
            summary.rows.read += page.imported.rows.read;
            summary.rows.mapped += page.imported.rows.mapped;
            summary.rows.reported += page.imported.rows.reported;
            *summary.count_of(page) += 1;
        }
        summary
    }

    fn count_of(&mut self, page: &Page) -> &mut usize {
        match page.imported.kind {
            _ if page.is_in_error() => &mut self.failed,
            None => &mut self.failed,
            Some(Kind::Endpoint) => &mut self.endpoint,
            Some(Kind::Concept) => &mut self.concept,
            Some(Kind::Event | Kind::Callback) => &mut self.event,
            Some(Kind::Reference | Kind::Guide) => &mut self.guide,
        }
    }

    /// The report for programs.
    pub(super) fn json(&self, findings: &[Diagnostic], sources: &Sources) -> Value {
        let diagnostics: Vec<Value> = findings.iter().map(|finding| diagnostic(finding, sources)).collect();
        json!({
            "pages": {
                "endpoint": self.endpoint,
                "concept": self.concept,
                "event": self.event,
                "guide": self.guide,
                "failed": self.failed,
            },
            "rows": { "read": self.rows.read, "mapped": self.rows.mapped, "reported": self.rows.reported },
            "diagnostics": diagnostics,
        })
    }

    /// The report for people, line by line.
    pub(super) fn table(&self, findings: &[Diagnostic], overlaid: &SchemaSet) -> Vec<(String, usize)> {
        let mut table: Vec<(String, usize)> = [
            ("endpoint pages", self.endpoint),
            ("concept pages", self.concept),
            ("event and callback pages", self.event),
            ("guides and references", self.guide),
            ("failed pages", self.failed),
            ("table rows read", self.rows.read),
            ("table rows mapped", self.rows.mapped),
            ("table rows reported", self.rows.reported),
            ("files written", self.written),
        ]
        .into_iter()
        // A run that wrote nothing says so.
        .filter(|(what, number)| *number > 0 || *what == "files written")
        .map(|(what, number)| (what.to_owned(), number))
        .collect();
        let mut ops: BTreeMap<&str, usize> = BTreeMap::new();
        for op in overlaid.overlay_ops() {
            *ops.entry(outcome(op.outcome)).or_default() += 1;
        }
        table.extend(ops.into_iter().map(|(outcome, number)| (format!("overlay ops {outcome}"), number)));
        let mut codes: BTreeMap<(Severity, Code), usize> = BTreeMap::new();
        for finding in findings {
            *codes.entry((finding.severity, finding.code)).or_default() += 1;
        }
        for ((severity, code), number) in codes.into_iter().rev() {
            table.push((format!("{}: {code}", name(severity)), number));
        }
        table
    }
}

fn diagnostic(finding: &Diagnostic, sources: &Sources) -> Value {
    let place = finding.primary.as_ref().map(|label| {
        let (line, _) = sources.line_column(label.span);
        (sources.file(label.span.file).path.clone(), line)
    });
    let (file, line) = place.unzip();
    json!({
        "code": finding.code,
        "severity": name(finding.severity),
        "file": file,
        "line": line,
        "message": finding.message,
        "help": finding.help,
    })
}

/// The outcome of an overlay op.
fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Applied => "applied",
        Outcome::Redundant => "redundant",
        Outcome::Conflict => "in conflict",
        Outcome::Orphan => "without a target",
    }
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
