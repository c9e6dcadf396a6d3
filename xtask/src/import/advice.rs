//! Advice at the end of an import: what to read, what to decide, and what to type.

use std::path::Path;

use model::diag::{Code, Diagnostic};
use model::diff::{Change, Kind};
use model::pointer::split_last;
use model::source::Sources;

use super::editions::Update;
use super::pages::Page;
use crate::workspace::{command, shown};

/// Returns the advice, line by line. `schemas` is the folder that was written to.
pub(super) fn lines(update: &Update, pages: &[Page], sources: &Sources, schemas: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    for change in update.changes().iter().filter(|change| change.effects.review) {
        lines.extend(review(change, pages, sources, schemas));
    }
    lines.extend(pages.iter().flat_map(|page| doubts(page, update.changes(), sources)));
    if !lines.is_empty() {
        lines.insert(0, "to be decided by a person:".to_owned());
    }
    let entry = update.changelog();
    if !entry.is_empty() {
        lines.push("for CHANGELOG.md:".to_owned());
        lines.extend(entry.lines().map(|line| format!("  {line}")));
    }
    lines.push(format!("next: {0} check, {0} generate, cargo test --workspace", command()));
    lines
}

/// Findings about sentences that may state a fact, which a person must decide.
const DOUBTS: &[Code] = &[Code::LimitHint, Code::OddRequired, Code::AgeHint];

/// Returns the doubts about fields that have changed. Doubts about other fields were decided before.
fn doubts(page: &Page, changes: &[Change], sources: &Sources) -> Vec<String> {
    let own: Vec<&Change> = changes.iter().filter(|change| page.id() == Some(change.id.as_str())).collect();
    let mut lines = Vec::new();
    for finding in page.imported.findings.iter().filter(|finding| DOUBTS.contains(&finding.code)) {
        let Some(label) = &finding.primary else { continue };
        let line = sources.line_column(label.span).0;
        let Some(field) = page.field_at(line) else { continue };
        if own.iter().any(|change| is_of(&change.pointer, field)) {
            let place = format!("{}:{line}", sources.file(page.file).path);
            lines.push(format!(
                "  {place} {}: {}",
                finding.message,
                finding.help.as_deref().unwrap_or_default()
            ));
        }
    }
    lines
}

/// Returns true if the pointer is that of the field or lies within it.
fn is_of(pointer: &str, field: &str) -> bool {
    pointer.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the place to read, and the proposed rule.
fn review(change: &Change, pages: &[Page], sources: &Sources, schemas: &Path) -> Vec<String> {
    let Some(page) = pages.iter().find(|page| page.id() == Some(change.id.as_str())) else {
        return Vec::new();
    };
    let hint = hint_of(change, &page.imported.findings);
    let line = match hint.and_then(|hint| hint.primary.as_ref()) {
        Some(label) => sources.line_column(label.span).0,
        None => page.line_of(&change.pointer) as usize,
    };
    let place = format!("{}:{line}", sources.file(page.file).path);
    let overlay = shown(&schemas.join(format!("{}.overlay.json", change.id)));
    let what = match change.kind {
        Kind::HintAdded | Kind::HintChanged => "reads like a rule; if it is one, add it to",
        Kind::HintRemoved => "no longer reads like a rule; look at what was made of it in",
        Kind::ProseChanged => "says in other words what a rule is about; look at the rule in",
        _ => "changed in a way that the tool cannot judge; look at it with",
    };
    let mut lines = vec![format!("  {place} {what} {overlay}")];
    lines.extend(hint.and_then(|hint| hint.proposal.as_ref()).map(|proposal| format!("    {proposal}")));
    lines
}

/// The finding that proposes the rule of a new hint.
fn hint_of<'f>(change: &Change, findings: &'f [Diagnostic]) -> Option<&'f Diagnostic> {
    if !matches!(change.kind, Kind::HintAdded | Kind::HintChanged) {
        return None;
    }
    let (_, id) = split_last(&change.pointer)?;
    findings.iter().find(|finding| {
        finding.code == Code::RuleHint && finding.proposal.as_ref().is_some_and(|proposal| proposal.key == id)
    })
}
