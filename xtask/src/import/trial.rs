//! Tries the schemas before they are written: a page whose schema `generate` would refuse fails with the reason, and its files
//! stay as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use importer::finding::{Finding, diagnostics};
use model::diag::{Diagnostic, Severity};
use model::document::SchemaSet;
use model::load::Input;
use model::source::{Sources, Span};

use super::doubts::pointer_to;
use super::editions::{overlay, planned};
use super::pages::Page;
use crate::failure::Failure;
use crate::pipeline::{self, Lowering};
use crate::transaction::Write;
use crate::workspace::shown;

/// Drops the schemas that `generate` would refuse after these writes, and returns true if there were any. Other schemas may
/// depend on a dropped one, so the caller tries again.
pub(super) fn refuse(
    schemas: &Path,
    pages: &mut [Page],
    writes: &[Write],
    sources: &Sources,
) -> Result<bool, Failure> {
    let Lowering { set, findings, .. } = pipeline::trial(inputs(schemas, writes)?);
    let own = own_files(schemas, pages);
    let faults = faults(&findings, &set.sources, &own);
    let with_bad_overlay = bad_overlays(&findings, &set.sources);
    let mut is_refused = false;
    for (index, (fault, at)) in faults {
        let Some(page) = pages.get_mut(index) else { continue };
        if page.id().is_some_and(|id| with_bad_overlay.contains(&shown(&schemas.join(overlay(id))))) {
            continue;
        }
        let text = &sources.file(page.file).text;
        for refusal in diagnostics(vec![refusal(page, fault, at, &set)], page.file, text) {
            page.overrule(refusal);
        }
        is_refused = true;
    }
    Ok(is_refused)
}

/// The files that `generate` reads after the writes.
fn inputs(schemas: &Path, writes: &[Write]) -> Result<Vec<Input>, Failure> {
    let mut written = planned(writes);
    let mut inputs = if schemas.exists() { pipeline::inputs(schemas)? } else { Vec::new() };
    for input in &mut inputs {
        if let Some(bytes) = written.remove(schemas.join(&input.path).as_path()) {
            input.bytes = bytes.to_vec();
        }
    }
    for (path, bytes) in written {
        let below = path.strip_prefix(schemas).unwrap_or(path);
        inputs.push(Input {
            path: below.to_string_lossy().replace('\\', "/"),
            shown: shown(path),
            bytes: bytes.to_vec(),
        });
    }
    Ok(inputs)
}

/// The pages of the run by the file that their schema is written to: index, and whether another page took its id.
type OwnFiles = BTreeMap<String, (usize, bool)>;

fn own_files(schemas: &Path, pages: &[Page]) -> OwnFiles {
    let file = |page: &Page| Some(shown(&schemas.join(format!("{}.json", page.id()?))));
    let pages = pages.iter().enumerate();
    pages.filter_map(|(index, page)| Some((file(page)?, (index, page.is_overruled)))).collect()
}

/// The first error of each page, by the page's index, with its place in the page's schema. Of two schemas that clash, one is at
/// fault: that of the page whose id another page has, else the one that the error names first.
fn faults<'f>(
    findings: &'f [Diagnostic],
    sources: &Sources,
    own: &OwnFiles,
) -> BTreeMap<usize, (&'f Diagnostic, Span)> {
    let mut faults = BTreeMap::new();
    for finding in errors(findings).filter(|finding| !is_of_overlay(finding, sources)) {
        let spans = finding.primary.iter().chain(&finding.related).map(|label| label.span);
        let places = spans.filter_map(|at| Some((own.get(&sources.file(at.file).path)?, at)));
        if let Some(((page, _), at)) = places.min_by_key(|((_, is_overruled), _)| !is_overruled) {
            faults.entry(*page).or_insert((finding, at));
        }
    }
    faults
}

/// Overlays with errors. A person decides whether the overlay or the page is right, so the page is read.
fn bad_overlays(findings: &[Diagnostic], sources: &Sources) -> BTreeSet<String> {
    let bad = errors(findings).filter(|finding| is_of_overlay(finding, sources));
    bad.filter_map(|finding| Some(sources.file(finding.primary.as_ref()?.span.file).path.clone())).collect()
}

fn errors(findings: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    findings.iter().filter(|finding| finding.severity == Severity::Error)
}

fn is_of_overlay(finding: &Diagnostic, sources: &Sources) -> bool {
    let primary = finding.primary.as_ref();
    primary.is_some_and(|label| sources.file(label.span.file).path.ends_with(".overlay.json"))
}

/// The error at the line of the page that it comes from.
fn refusal(page: &Page, fault: &Diagnostic, at: Span, set: &SchemaSet) -> Finding {
    let endpoints = set.endpoints.iter().map(|document| &document.tree);
    let concepts = set.concepts.iter().map(|document| &document.tree);
    let mut trees = endpoints.chain(concepts).chain(set.events.iter().map(|document| &document.tree));
    let pointer = trees.find(|tree| tree.span().file == at.file).map(|tree| pointer_to(tree, at));
    Finding {
        code: fault.code,
        severity: Severity::Error,
        line: pointer.map_or(1, |pointer| page.line_of(&pointer)),
        message: format!("{}; `generate` would refuse the schema, so the page yields none", fault.message),
        help: fault.help.clone(),
        proposal: None,
    }
}
