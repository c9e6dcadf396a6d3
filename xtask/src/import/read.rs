//! Reads all pages of a run, on every core.

use importer::nest::Registry;
use importer::{Imported, Known};
use indexmap::IndexMap;
use model::diag::Code;
use model::parallel;
use model::source::{FileId, Sources};

use super::pages::{Page, PageFile};
use crate::cli::Prose;
use crate::progress::Progress;

/// The pages of a run, and what they are read with.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r> {
    pub(super) sources: &'r Sources,
    pub(super) files: &'r [PageFile],
    /// The ids of calls, by `METHOD path`.
    pub(super) ids: &'r IndexMap<String, String>,
    pub(super) prose: Prose,
}

/// Imports every file, in the order of the files. A page whose nesting is uncertain is read a second time, with the types
/// of all pages to compare with.
pub(super) fn all(reading: Reading<'_>) -> Vec<Page> {
    let mut pages = read_all(reading, &Registry::default());
    if pages.iter().any(is_uncertain) {
        let registry = types_of_all(reading);
        let mut uncertain: Vec<&mut Page> = pages.iter_mut().filter(|page| is_uncertain(page)).collect();
        let files: Vec<FileId> = uncertain.iter().map(|page| page.file).collect();
        let again = parallel::map(&files, |file| read(reading, *file, &registry));
        for (page, imported) in uncertain.iter_mut().zip(again) {
            page.imported = imported;
        }
    }
    pages
}

fn types_of_all(reading: Reading<'_>) -> Registry {
    let tables = parallel::map(reading.files, |page| importer::certain_tables(reading.sources, page.file));
    let mut registry = Registry::default();
    for table in tables.iter().flatten() {
        registry.learn(table);
    }
    registry
}

fn is_uncertain(page: &Page) -> bool {
    page.imported.findings.iter().any(|finding| finding.code == Code::UncertainNesting)
}

fn read_all(reading: Reading<'_>, registry: &Registry) -> Vec<Page> {
    let progress = Progress::start(reading.files.len(), "pages");
    let pages = parallel::map(reading.files, |file| {
        let imported = read(reading, file.file, registry);
        progress.advance();
        Page { file: file.file, sha256: file.sha256.clone(), imported, is_overruled: false }
    });
    progress.finish();
    pages
}

fn read(reading: Reading<'_>, file: FileId, registry: &Registry) -> Imported {
    let known = Known { ids: reading.ids, registry };
    match reading.prose {
        Prose::Fingerprint => importer::import_known(reading.sources, file, known),
        Prose::Keep => importer::import_with_prose(reading.sources, file, known),
    }
}
