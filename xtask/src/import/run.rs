//! All pages at once, on every core.

use importer::nest::Registry;
use importer::report::RowCounts;
use importer::{Imported, Known};
use indexmap::IndexMap;
use model::diag::{Code, Diagnostic, Severity};
use model::parallel;
use model::pointer::split_last;
use model::schema::PageForm;
use model::source::{FileId, Sources};

use crate::cli::Prose;
use crate::progress::Progress;

/// A page's file.
pub(super) struct PageFile {
    pub(super) file: FileId,
    /// SHA-256 of its bytes, in hex.
    pub(super) sha256: String,
}

/// What all pages of a run are read with.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r> {
    pub(super) sources: &'r Sources,
    pub(super) files: &'r [PageFile],
    /// The ids of calls, by `METHOD path`.
    pub(super) ids: &'r IndexMap<String, String>,
    pub(super) prose: Prose,
}

/// One page of the run.
pub(super) struct Page {
    pub(super) file: FileId,
    /// SHA-256 of its bytes, in hex.
    pub(super) sha256: String,
    pub(super) imported: Imported,
    /// Another page has a say in its schema: it was left out, or has another id.
    pub(super) is_overruled: bool,
}

impl Page {
    /// The id of its schema, if it has one.
    pub(super) fn id(&self) -> Option<&str> {
        self.imported.schema.as_ref().map(importer::Schema::id)
    }

    /// The line that says what stands at the pointer of its schema, or around it.
    pub(super) fn line_of(&self, pointer: &str) -> u32 {
        let places = &self.imported.places;
        let mut around = std::iter::successors(Some(pointer), |at| Some(split_last(at)?.0));
        around.find_map(|at| places.get(at)).copied().unwrap_or(1)
    }

    /// The pointer of the field that the page speaks of on a line: the last that begins on it or before.
    pub(super) fn field_at(&self, line: usize) -> Option<&str> {
        let begun = self.imported.places.iter().filter(|(_, start)| **start as usize <= line);
        let (pointer, _) = begun.max_by_key(|(_, start)| **start)?;
        let (parent, _) = split_last(pointer)?;
        // A member stands in the row of its field.
        Some(parent.strip_suffix("/enum").unwrap_or(pointer))
    }

    /// Whether the page should have yielded a schema and did not.
    pub(super) fn is_in_error(&self) -> bool {
        self.imported.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Leaves its schema out in favour of another page: a finding says so.
    pub(super) fn overrule(&mut self, why: Diagnostic) {
        self.is_overruled = true;
        self.imported.findings.push(why);
        self.imported.schema = None;
        self.imported.rows.reported = self.imported.rows.read;
        self.imported.rows.mapped = 0;
    }

    /// A page of which there is nothing but what is wrong with it.
    pub(super) fn unreadable(fault: Diagnostic, file: FileId) -> Self {
        let imported = Imported {
            kind: None,
            form: PageForm::Portal,
            url: String::new(),
            schema: None,
            has_provisional_id: false,
            findings: vec![fault],
            places: importer::assemble::Places::new(),
            rows: RowCounts::default(),
        };
        Self { file, sha256: String::new(), imported, is_overruled: false }
    }
}

/// Imports every file; the order of the result is that of the files. Pages whose nesting is in doubt are read again with
/// what all pages teach.
pub(super) fn all(reading: Reading<'_>) -> Vec<Page> {
    let nothing = Registry::default();
    let mut pages = read_all(reading, &nothing);
    if pages.iter().any(is_doubtful) {
        let registry = taught_by_all(reading);
        let mut doubtful: Vec<&mut Page> = pages.iter_mut().filter(|page| is_doubtful(page)).collect();
        let files: Vec<FileId> = doubtful.iter().map(|page| page.file).collect();
        let again = parallel::map(&files, |file| read(reading, *file, &registry));
        for (page, imported) in doubtful.iter_mut().zip(again) {
            page.imported = imported;
        }
    }
    pages
}

/// The types of all pages.
fn taught_by_all(reading: Reading<'_>) -> Registry {
    let tables = parallel::map(reading.files, |page| importer::certain_tables(reading.sources, page.file));
    let mut registry = Registry::default();
    for table in tables.iter().flatten() {
        registry.learn(table);
    }
    registry
}

/// Whether other pages may tell how a table of the page is nested.
fn is_doubtful(page: &Page) -> bool {
    page.imported.findings.iter().any(|finding| finding.code == Code::UncertainNesting)
}

fn read_all(reading: Reading<'_>, registry: &Registry) -> Vec<Page> {
    let progress = Progress::start(reading.files.len(), "pages");
    let pages = parallel::map(reading.files, |file| {
        let page = Page {
            file: file.file,
            sha256: file.sha256.clone(),
            imported: read(reading, file.file, registry),
            is_overruled: false,
        };
        progress.advance();
        page
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
