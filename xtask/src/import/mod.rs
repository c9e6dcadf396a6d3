//! `import`: documentation pages to schemas; overlays are kept.

mod advice;
mod changes;
mod collect;
mod doubts;
mod overlays;
mod recall;
mod resolve;
mod run;
mod store;
mod summary;

use std::path::PathBuf;

use importer::{Imported, Schema};
use indexmap::IndexMap;
use model::diag::{Diagnostic, Severity};
use model::source::{SourceFile, Sources};

use crate::Outcome;
use crate::cli::{Format, ImportOptions, ReportForm};
use crate::failure::Failure;
use crate::pipeline::has_errors;
use crate::report;
use crate::transaction;
use collect::Collected;
use recall::{Memory, Recollection};
use run::{Page, PageFile, Reading};

/// Runs the command: clean when every page could be read and nothing is in error.
pub(crate) fn run(options: &ImportOptions) -> Outcome {
    let schemas = match &options.schemas {
        Some(folder) => folder.clone(),
        None => crate::workspace::root()?.join("schemas"),
    };
    let known = store::ids(&schemas)?;
    let listed = known.as_ref().map_or_else(IndexMap::new, |known| known.ids.clone());
    let Found { sources, files, unreadable } = find(&options.pages)?;
    let reading = Reading { sources: &sources, files: &files, ids: &listed, prose: options.prose };
    let memory = Memory::open(&schemas);
    let mut pages = read(reading, memory.recollect(&schemas, reading)?.as_ref());
    pages.extend(unreadable);
    let writes = store::writes(&schemas, &pages, known)?;
    let editions = changes::Editions::take(&schemas, &pages, &writes)?;
    transaction::commit(&writes)?;
    let summary = summary::Summary::of(&pages, writes.len());
    let overlaid = overlays::load(&schemas, &pages)?;
    doubts::add(&mut pages, &overlaid.set, &sources);
    memory.learn(&pages, reading, &overlaid);
    let printed = worth_printing(&pages, &editions, &sources);
    let update = editions.update();
    let advice = update.as_ref().map(|update| advice::lines(update, &pages, &sources, &schemas));
    let findings = findings(&pages, &sources);
    match options.report {
        Some(ReportForm::Json) => {
            report::document(&summary.json(&findings, &sources));
            report::complain(&overlaid.diagnostics, &overlaid.set.sources);
        }
        None => {
            report::findings(&printed, &sources, options.format);
            report::findings(&overlaid.diagnostics, &overlaid.set.sources, options.format);
            // Findings in other forms are for programs, which ask `diff` and `--report json`.
            if options.format == Format::Text {
                report::printed(&update.map(|update| update.text()).unwrap_or_default());
                report::lines(&advice.unwrap_or_default());
                report::table(&summary.table(&findings, &overlaid.set));
            }
        }
    }
    Ok(!has_errors(&findings) && !has_errors(&overlaid.diagnostics))
}

/// The pages that the command line names.
struct Found {
    sources: Sources,
    files: Vec<PageFile>,
    /// Those that the system would not give.
    unreadable: Vec<Page>,
}

fn find(named: &[PathBuf]) -> Result<Found, Failure> {
    let Collected { pages, unreadable } = collect::collect(named)?;
    let mut sources = Sources::default();
    let mut files = Vec::new();
    for page in pages {
        let text = String::from_utf8(page.bytes)
            .unwrap_or_else(|fault| String::from_utf8_lossy(fault.as_bytes()).into_owned());
        let file = sources.add(SourceFile { path: page.shown, text });
        files.push(PageFile { file, sha256: page.sha256 });
    }
    let unreadable = unreadable.into_iter().map(|(path, why)| {
        let file = sources.add(SourceFile { path, text: String::new() });
        Page::unreadable(file, &why)
    });
    let unreadable = unreadable.collect();
    Ok(Found { sources, files, unreadable })
}

/// Reads every page, or takes it over, and leaves each call and each id to one of them.
fn read(reading: Reading<'_>, recollection: Option<&Recollection<'_>>) -> Vec<Page> {
    let mut pages = run::all(reading, recollection);
    resolve::resolve(&mut pages, reading.sources);
    if pages.iter().any(|page| page.is_recalled && resolve::is_resolved(page)) {
        // What was taken over of such a page is what it was without the other one.
        return read(reading, None);
    }
    pages
}

/// All findings, in the order of files and lines.
fn findings(pages: &[Page], sources: &Sources) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> =
        pages.iter().flat_map(|page| page.imported.findings.clone()).collect();
    model::diag::sort(&mut findings, sources);
    findings
}

/// Notes of a few pages are read one by one; those of a thousand only bury the warnings. Hints of a schema that was there
/// before are facts of it: what is new among them is among the changes.
fn worth_printing(pages: &[Page], editions: &changes::Editions, sources: &Sources) -> Vec<Diagnostic> {
    const FEW: usize = 10;
    let mut worth = Vec::new();
    for page in pages {
        let is_known = page.id().is_some_and(|id| editions.know(id));
        let findings = page.imported.findings.iter().filter(|finding| match finding.severity {
            Severity::Note => pages.len() <= FEW && !(is_known && finding.code == "rule-hint"),
            _ => true,
        });
        worth.extend(findings.cloned());
    }
    model::diag::sort(&mut worth, sources);
    worth
}

/// Whether the page should have yielded a schema and did not.
fn has_failed(imported: &Imported) -> bool {
    imported.findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// `METHOD path`, as `ids.json` calls an endpoint.
fn call(schema: &Schema) -> Option<String> {
    let Schema::Endpoint(endpoint) = schema else { return None };
    let method = serde_json::to_value(endpoint.http.method).ok()?;
    Some(format!("{} {}", method.as_str()?, endpoint.http.path))
}
