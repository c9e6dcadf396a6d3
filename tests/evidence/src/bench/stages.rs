//! The time of each stage of importing and generating, one after another in this process.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use indexmap::IndexMap;
use model::load::Input;
use model::parallel;
use model::source::{SourceFile, Sources};

use crate::disk;

/// Measures and prints. The schemas generate without an error.
pub(super) fn run(pages: &Path, schemas: Vec<Input>) -> Result<(), Box<dyn Error>> {
    println!("\n| stage | wall |\n|---|---|");
    importing(pages)?;
    generating(schemas);
    Ok(())
}

/// Prints how long a stage takes.
fn stage<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    println!("| {what} | {:.0} ms |", start.elapsed().as_secs_f64() * 1e3);
    result
}

fn importing(pages: &Path) -> Result<(), Box<dyn Error>> {
    let pages = stage("import: read the pages", || disk::pages(pages))?;
    stage("import: pages to tables and text (part of the next)", || {
        parallel::map(&pages, |(_, text)| importer::portal::read(text).1.len())
    });
    let mut sources = Sources::default();
    let files: Vec<_> =
        pages.into_iter().map(|(path, text)| sources.add(SourceFile { path, text })).collect();
    let ids = IndexMap::new();
    let imported = stage("import: pages to schemas", || {
        parallel::map(&files, |file| importer::import_page(&sources, *file, &ids))
    });
    stage("import: schemas to JSON", || {
        parallel::map(&imported, |page| match &page.schema {
            Some(importer::Schema::Endpoint(endpoint)) => serde_json::to_string_pretty(endpoint).ok(),
            Some(importer::Schema::Concept(concept)) => serde_json::to_string_pretty(concept).ok(),
            Some(importer::Schema::Event(events)) => serde_json::to_string_pretty(events).ok(),
            None => None,
        })
    });
    Ok(())
}

fn generating(schemas: Vec<Input>) {
    let set = stage("generate: load", || model::load::load(schemas)).set;
    stage("generate: check", || model::check::check(&set));
    let Ok(lowered) = stage("generate: lower", || codegen::lower(&set, &codegen::Target::sdk())) else {
        return;
    };
    stage("generate: emit, on one core (part of the next)", || codegen::emit(&lowered).len());
    let _plan = stage("generate: emit and format", || codegen::print(&lowered));
}
