//! All pages at once, on every core.

use importer::Imported;
use importer::account::RowCounts;
use indexmap::IndexMap;
use model::diag::Diagnostic;
use model::parallel;
use model::schema::PageForm;
use model::source::{FileId, Sources, Span};

use super::progress::Progress;
use crate::cli::Prose;

/// One page of the run.
pub(super) struct Page {
    pub(super) file: FileId,
    /// SHA-256 of its bytes, in hex.
    pub(super) sha256: String,
    pub(super) imported: Imported,
}

impl Page {
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
            rows: RowCounts::default(),
        };
        Self { file, sha256: String::new(), imported }
    }
}

/// Imports every file; the order of the result is that of the files.
pub(super) fn all(
    sources: &Sources,
    files: Vec<(FileId, String)>,
    ids: &IndexMap<String, String>,
    prose: Prose,
) -> Vec<Page> {
    let read = match prose {
        Prose::Fingerprint => importer::import_page,
        Prose::Keep => importer::import_with_prose,
    };
    let progress = Progress::start(files.len());
    let imported = parallel::map(&files, |(file, _)| {
        let imported = read(sources, *file, ids);
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
