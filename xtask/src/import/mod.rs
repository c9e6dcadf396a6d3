//! `import`: documentation pages to schemas. Overlays are kept.

mod advice;
mod claims;
mod doubts;
mod editions;
mod pages;
mod read;
pub(crate) mod store;
mod summary;
mod trial;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use importer::Schema;
use indexmap::IndexMap;
use model::diag::{Code, Diagnostic, Severity};
use model::schema::Ids;
use model::source::Sources;
use serde_json::Value;

use crate::Outcome;
use crate::cli::{Format, ImportOptions, Prose, ReportForm};
use crate::failure::Failure;
use crate::leftovers::{self, Reach};
use crate::lock::Lock;
use crate::pipeline::has_errors;
use crate::report;
use crate::transaction::{self, Write};
use editions::{Editions, Overlaid};
use pages::Page;
#[cfg(feature = "update")]
pub(crate) use pages::digest;
use read::Reading;
use summary::Summary;

/// The result of an import, before or after it is written.
struct Imports {
    pages: Vec<Page>,
    writes: Vec<Write>,
    summary: Summary,
    editions: Editions,
    overlaid: Overlaid,
}

/// Runs the command: true when every page could be read, without an error.
pub(crate) fn run(options: &ImportOptions) -> Outcome {
    let schemas = match &options.schemas {
        Some(folder) => folder.clone(),
        None => crate::workspace::root()?.join("schemas"),
    };
    let found = pages::find(&options.pages)?;
    let mut lock = Lock::default();
    lock.add(&schemas)?;
    leftovers::remove(&schemas, Reach::Below)?;
    let ids = store::ids(&schemas)?;
    let listed = ids.as_ref().map_or_else(IndexMap::new, |listed| listed.ids.clone());
    let reading =
        Reading { sources: &found.sources, files: &found.files, ids: &listed, prose: options.prose };
    let imports = import(&schemas, reading, found.unreadable, ids.as_ref())?;
    transaction::commit(&[&schemas], &imports.writes)?;
    drop(lock);
    let findings = findings(&imports.pages, &found.sources);
    let is_clean = !has_errors(&findings) && !has_errors(&imports.overlaid.diagnostics);
    print(options, &schemas, imports, &findings, &found.sources);
    Ok(is_clean)
}

/// Returns the descriptions on pages by their fingerprints, and the advice about error codes by number and message. No file is
/// written.
pub(crate) fn words(pages: &[PathBuf], schemas: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let found = pages::find(pages)?;
    let ids = store::ids(schemas)?.map_or_else(IndexMap::new, |listed| listed.ids);
    let reading = Reading { sources: &found.sources, files: &found.files, ids: &ids, prose: Prose::Keep };
    let mut words = BTreeMap::new();
    for page in read::all(reading) {
        let schema = match &page.imported.schema {
            Some(Schema::Endpoint(endpoint)) => serde_json::to_value(endpoint),
            Some(Schema::Concept(concept)) => serde_json::to_value(concept),
            Some(Schema::Event(events)) => serde_json::to_value(events),
            None => continue,
        };
        described(&schema.unwrap_or_default(), &mut words);
    }
    words.extend(found.files.iter().flat_map(|file| importer::advice(&found.sources, file.file)));
    Ok(words)
}

/// Collects the descriptions of a schema's fields, and of the fields in them.
fn described(value: &Value, words: &mut BTreeMap<String, String>) {
    let text = |name| value.get(name).and_then(Value::as_str);
    if let (Some(prose), Some(text)) = (text("prose"), text("text")) {
        words.insert(prose.to_owned(), text.to_owned());
    }
    let elements = value.as_array().into_iter().flatten();
    let members = value.as_object().into_iter().flat_map(|object| object.values());
    elements.chain(members).for_each(|inner| described(inner, words));
}

/// Does all of the work up to the list of files to write.
fn import(
    schemas: &Path,
    reading: Reading<'_>,
    unreadable: Vec<Page>,
    ids: Option<&Ids>,
) -> Result<Imports, Failure> {
    let lock = store::lock(schemas)?;
    let mut pages = read::all(reading);
    claims::settle(&mut pages, reading.sources, &lock);
    pages.extend(unreadable);
    let mut writes = store::writes(schemas, &pages, ids, &lock)?;
    while trial::refuse(schemas, &mut pages, &writes, reading.sources)? {
        writes = store::writes(schemas, &pages, ids, &lock)?;
    }
    let editions = Editions::take(schemas, &pages, &writes)?;
    let overlaid = Overlaid::load(schemas, &pages, &writes)?;
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
    // The other formats are for programs, which use `diff` and `--report json` for the rest.
    if options.format == Format::Text {
        if let Some(update) = editions.update() {
            report::printed(&update.text());
            report::lines(&advice::lines(&update, &pages, sources, schemas));
        }
        report::table(&summary.table(findings, &overlaid.set));
    }
}

/// All findings, in the order of files and lines.
fn findings(pages: &[Page], sources: &Sources) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> =
        pages.iter().flat_map(|page| page.imported.findings.clone()).collect();
    model::diag::sort(&mut findings, sources);
    findings
}

/// Leaves out the notes of a large import, in which they would bury the warnings, and the rule candidates of schemas that
/// existed before: those are facts of the schema, and a new one is listed as a change.
fn worth_printing(pages: &[Page], editions: &Editions, sources: &Sources) -> Vec<Diagnostic> {
    /// A person reads the notes of this many pages one by one.
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
