//! `import`: documentation pages to schemas; overlays are kept.

mod advice;
mod changes;
mod collect;
mod doubts;
mod locked;
mod overlays;
mod resolve;
mod run;
mod store;
mod summary;

use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use importer::Schema;
use indexmap::IndexMap;
use model::diag::{Code, Diagnostic, Severity};
use model::schema::{Ids, Lock};
use model::source::{SourceFile, Sources, Span};

use crate::Outcome;
use crate::cli::{Format, ImportOptions, ReportForm};
use crate::failure::Failure;
use crate::pipeline::has_errors;
use crate::report;
use crate::transaction::{self, Write};
use changes::Editions;
use collect::Collected;
use overlays::Overlaid;
use run::{Page, PageFile, Reading};
use summary::Summary;

/// What an import found and is about to write, or has written.
struct Imports {
    pages: Vec<Page>,
    writes: Vec<Write>,
    summary: Summary,
    editions: Editions,
    overlaid: Overlaid,
}

/// Runs the command: clean when every page could be read and nothing is in error.
pub(crate) fn run(options: &ImportOptions) -> Outcome {
    let schemas = match &options.schemas {
        Some(folder) => folder.clone(),
        None => crate::workspace::root()?.join("schemas"),
    };
    let ids = store::ids(&schemas)?;
    let listed = ids.as_ref().map_or_else(IndexMap::new, |listed| listed.ids.clone());
    let found = find(&options.pages)?;
    let reading =
        Reading { sources: &found.sources, files: &found.files, ids: &listed, prose: options.prose };
    let imports = import(&schemas, reading, found.unreadable, ids)?;
    transaction::commit(&imports.writes)?;
    let findings = findings(&imports.pages, &found.sources);
    let is_clean = !has_errors(&findings) && !has_errors(&imports.overlaid.diagnostics);
    print(options, &schemas, imports, &findings, &found.sources);
    Ok(is_clean)
}

/// Does all of the work, and writes nothing.
fn import(
    schemas: &Path,
    reading: Reading<'_>,
    unreadable: Vec<Page>,
    ids: Option<Ids>,
) -> Result<Imports, Failure> {
    let lock = store::lock(schemas)?;
    let mut pages = read(reading, &lock);
    pages.extend(unreadable);
    let writes = store::writes(schemas, &pages, ids, lock)?;
    let editions = Editions::take(schemas, &pages, &writes)?;
    let overlaid = overlays::load(schemas, &pages, &writes)?;
    let summary = Summary::of(&pages, writes.len());
    doubts::add(&mut pages, &overlaid.set, reading.sources);
    Ok(Imports { pages, writes, summary, editions, overlaid })
}

fn print(
    options: &ImportOptions,
    schemas: &Path,
    imports: Imports,
    findings: &[Diagnostic],
    sources: &Sources,
) {
    let Imports { pages, summary, editions, overlaid, .. } = imports;
    if let Some(ReportForm::Json) = options.report {
        report::document(&summary.json(findings, sources));
        report::complain(&overlaid.diagnostics, &overlaid.set.sources);
        return;
    }
    report::findings(&worth_printing(&pages, &editions, sources), sources, options.format);
    report::findings(&overlaid.diagnostics, &overlaid.set.sources, options.format);
    // Findings in other forms are for programs, which ask `diff` and `--report json`.
    if options.format == Format::Text {
        if let Some(update) = editions.update() {
            report::printed(&update.text());
            report::lines(&advice::lines(&update, &pages, sources, schemas));
        }
        report::table(&summary.table(findings, &overlaid.set));
    }
}

/// The pages that the command line names.
struct Found {
    sources: Sources,
    files: Vec<PageFile>,
    /// Those that the system would not give, and those that are no text.
    unreadable: Vec<Page>,
}

fn find(named: &[PathBuf]) -> Result<Found, Failure> {
    let Collected { pages, unreadable } = collect::collect(named)?;
    let mut sources = Sources::default();
    let (mut files, mut faulty) = (Vec::new(), Vec::new());
    for page in pages {
        match String::from_utf8(page.bytes) {
            Ok(text) => {
                let file = sources.add(SourceFile { path: page.shown, text });
                files.push(PageFile { file, sha256: page.sha256 });
            }
            Err(fault) => faulty.push(not_utf8(&mut sources, page.shown, &fault)),
        }
    }
    for (path, why) in unreadable {
        let file = sources.add(SourceFile { path, text: String::new() });
        let message = format!("this page cannot be read: {why}");
        let span = Span { file, start: 0, end: 0 };
        faulty.push(Page::unreadable(Diagnostic::error(Code::UnreadablePage, message, span), file));
    }
    Ok(Found { sources, files, unreadable: faulty })
}

/// What a page would say with another character in the place of bad bytes is not what it says.
fn not_utf8(sources: &mut Sources, path: String, fault: &FromUtf8Error) -> Page {
    let text = String::from_utf8_lossy(fault.as_bytes()).into_owned();
    let file = sources.add(SourceFile { path, text });
    let start = fault.utf8_error().valid_up_to();
    let span = Span { file, start, end: start + char::REPLACEMENT_CHARACTER.len_utf8() };
    let message = "these bytes are no UTF-8: no schema was made of the page";
    let finding = Diagnostic::error(Code::NotUtf8, message, span);
    Page::unreadable(finding.help("fetch the page anew, as UTF-8"), file)
}

/// Reads every page, and leaves each call and each id to one of them.
fn read(reading: Reading<'_>, lock: &Lock) -> Vec<Page> {
    let mut pages = run::all(reading);
    resolve::resolve(&mut pages, reading.sources, lock);
    locked::keep(&mut pages, lock);
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
fn worth_printing(pages: &[Page], editions: &Editions, sources: &Sources) -> Vec<Diagnostic> {
    const FEW: usize = 10;
    let mut worth = Vec::new();
    for page in pages {
        let is_known = page.id().is_some_and(|id| editions.know(id));
        let findings = page.imported.findings.iter().filter(|finding| match finding.severity {
            Severity::Note => pages.len() <= FEW && !(is_known && finding.code == Code::RuleHint),
            _ => true,
        });
        worth.extend(findings.cloned());
    }
    model::diag::sort(&mut worth, sources);
    worth
}

/// `METHOD path`, as `ids.json` calls an endpoint.
fn call(schema: &Schema) -> Option<String> {
    let Schema::Endpoint(endpoint) = schema else { return None };
    Some(endpoint.http.call())
}
