//! All pages at once, on every core.

use importer::account::RowCounts;
use importer::nest::Registry;
use importer::{Imported, Known};
use indexmap::IndexMap;
use model::diag::Diagnostic;
use model::load::pointer::split_last;
use model::parallel;
use model::schema::PageForm;
use model::source::{FileId, Sources, Span};

use crate::cli::Prose;
use crate::progress::Progress;

/// One page of the run.
pub(super) struct Page {
    pub(super) file: FileId,
    /// SHA-256 of its bytes, in hex.
    pub(super) sha256: String,
    pub(super) imported: Imported,
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

    /// A page that the system would not give.
    pub(super) fn unreadable(file: FileId, why: &str) -> Self {
        let finding = Diagnostic::error(
            "unreadable-page",
            format!("this page cannot be read: {why}"),
            Span { file, start: 0, end: 0 },
        );
        let imported = Imported {
            kind: None,
            form: PageForm::Portal,
            schema: None,
            has_provisional_id: false,
            findings: vec![finding],
            places: importer::schema::Places::new(),
            rows: RowCounts::default(),
        };
        Self { file, sha256: String::new(), imported }
    }
}

/// Imports every file; the order of the result is that of the files. Pages whose nesting is in doubt are read again with
/// what all pages teach.
pub(super) fn all(
    sources: &Sources,
    files: Vec<(FileId, String)>,
    ids: &IndexMap<String, String>,
    prose: Prose,
) -> Vec<Page> {
    let nothing = Registry::default();
    let mut pages = read_all(sources, files, Known { ids, registry: &nothing }, prose);
    if pages.iter().any(is_doubtful) {
        let mut registry = Registry::default();
        for page in &pages {
            importer::learn(sources, page.file, &mut registry);
        }
        let known = Known { ids, registry: &registry };
        for page in pages.iter_mut().filter(|page| is_doubtful(page)) {
            page.imported = reader(prose)(sources, page.file, known);
        }
    }
    pages
}

/// Whether other pages may tell how a table of the page is nested.
fn is_doubtful(page: &Page) -> bool {
    page.imported.findings.iter().any(|finding| finding.code == "uncertain-nesting")
}

fn reader(prose: Prose) -> fn(&Sources, FileId, Known<'_>) -> Imported {
    match prose {
        Prose::Fingerprint => importer::import_known,
        Prose::Keep => importer::import_with_prose,
    }
}

fn read_all(sources: &Sources, files: Vec<(FileId, String)>, known: Known<'_>, prose: Prose) -> Vec<Page> {
    let progress = Progress::start(files.len(), "pages");
    let imported = parallel::map(&files, |(file, _)| {
        let imported = reader(prose)(sources, *file, known);
        progress.advance();
        imported
    });
    progress.finish();
    files
        .into_iter()
        .zip(imported)
        .map(|((file, sha256), imported)| Page { file, sha256, imported })
        .collect()
}
