//! What each stage of importing and generating costs, one after another in this process.

use std::path::Path;

use indexmap::IndexMap;
use model::load::Input;
use model::source::{SourceFile, Sources};

use super::usage::{self, Usage};
use crate::failure::Failure;
use crate::report;
use crate::transaction::{self, Write};
use crate::{disk, pipeline};

/// The rows of the table, in the order of the work.
#[derive(Default)]
struct Stages(Vec<(&'static str, Usage)>);

impl Stages {
    fn take<T>(&mut self, what: &'static str, work: impl FnOnce() -> T) -> T {
        let (result, usage) = usage::of_work(work);
        self.0.push((what, usage));
        result
    }
}

/// Measures and prints. `schemas` generates without an error; `scratch` is written into.
pub(super) fn run(pages: &Path, schemas: &Path, scratch: &Path) -> Result<(), Failure> {
    let mut stages = Stages::default();
    importing(pages, &mut stages)?;
    generating(schemas, scratch, &mut stages)?;
    report::line("\n| stage | CPU | wall |\n|---|---|---|");
    for (what, usage) in stages.0 {
        let [cpu, wall] = [usage.cpu, usage.wall].map(|time| time.as_secs_f64() * 1e3);
        report::line(format_args!("| {what} | {cpu:.0} ms | {wall:.0} ms |"));
    }
    Ok(())
}

fn importing(pages: &Path, stages: &mut Stages) -> Result<(), Failure> {
    let texts = stages.take("import: read the pages", || texts(pages))?;
    stages.take("import: pages to tables and text (part of the next)", || {
        model::parallel::map(&texts, |text| importer::portal::read(text).1.len())
    });
    let mut sources = Sources::default();
    let add = |text| sources.add(SourceFile { path: "page.md".to_owned(), text });
    let files: Vec<_> = texts.into_iter().map(add).collect();
    let ids = IndexMap::new();
    let imported = stages.take("import: pages to schemas", || {
        model::parallel::map(&files, |file| importer::import_page(&sources, *file, &ids))
    });
    stages.take("import: schemas to JSON", || {
        model::parallel::map(&imported, |page| match &page.schema {
            Some(importer::Schema::Endpoint(endpoint)) => serde_json::to_string_pretty(endpoint).ok(),
            Some(importer::Schema::Concept(concept)) => serde_json::to_string_pretty(concept).ok(),
            None => None,
        })
    });
    Ok(())
}

fn texts(pages: &Path) -> Result<Vec<String>, Failure> {
    let mut texts = Vec::new();
    disk::walk(pages, &mut |path, bytes| {
        if Path::new(&path).extension().is_some_and(|extension| extension == "md") {
            texts.push(String::from_utf8_lossy(&bytes).into_owned());
        }
    })?;
    Ok(texts)
}

fn generating(schemas: &Path, scratch: &Path, stages: &mut Stages) -> Result<(), Failure> {
    let mut inputs = Vec::new();
    stages.take("generate: read the schemas", || {
        disk::walk(schemas, &mut |path, bytes| inputs.push(Input { shown: path.clone(), path, bytes }))
    })?;
    let set = stages.take("generate: load", || model::load::load(inputs)).set;
    stages.take("generate: check", || model::check::check(&set));
    let lowered = stages.take("generate: lower", || codegen::lower(&set));
    let Ok(lowered) = lowered else { return Ok(()) };
    stages.take("generate: emit (part of the next)", || codegen::emit(&lowered).len());
    let Ok(plan) = stages.take("generate: emit and format", || codegen::print(&lowered)) else {
        return Ok(());
    };
    let files = plan.files.iter();
    let writes: Vec<Write> = files
        .map(|(path, text)| Write { path: scratch.join(path), bytes: Some(text.clone().into_bytes()) })
        .collect();
    stages.take("generate: write", || transaction::commit(&writes))?;
    let disk = stages.take("generate: read what stands", || pipeline::owned_below(scratch))?;
    let files_only = codegen::Plan { regions: Vec::new(), ..plan };
    stages.take("generate: compare", || files_only.compare(&disk).is_ok());
    Ok(())
}
