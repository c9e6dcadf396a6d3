//! All pages at once, on every core.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use importer::Imported;
use importer::account::RowCounts;
use indexmap::IndexMap;
use model::diag::Diagnostic;
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
    let next = AtomicUsize::new(0);
    let progress = Progress::start(files.len());
    let done: Mutex<Vec<(usize, Imported)>> = Mutex::new(Vec::with_capacity(files.len()));
    let read = match prose {
        Prose::Fingerprint => importer::import_page,
        Prose::Keep => importer::import_with_prose,
    };
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some((file, _)) = files.get(index) else { return };
            let imported = read(sources, *file, ids);
            progress.advance();
            if let Ok(mut done) = done.lock() {
                done.push((index, imported));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
        work();
    });
    progress.finish();
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(index, _)| *index);
    files
        .into_iter()
        .zip(done)
        .map(|((file, sha256), (_, imported))| Page { file, sha256, imported })
        .collect()
}
