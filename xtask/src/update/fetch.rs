//! Fetches pages, and judges each response: it must be the page that was asked for.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use importer::{Imported, Schema};
use indexmap::IndexMap;
use model::diag::{Severity, quoted};
use model::parallel;
use model::source::{SourceFile, Sources};

use super::http::Client;
use super::kept::Kept;
use super::known::Known;
use super::plan::Task;
use super::site;
use crate::failure::Failure;
use crate::import::digest;
use crate::progress::Progress;

/// A page on the disk.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) file: PathBuf,
    pub(super) sha256: String,
}

/// Fetches pages from one site into one folder.
pub(super) struct Fetcher<'f> {
    pub(super) client: &'f Client,
    pub(super) kept: &'f Kept,
    /// The ids of calls, by `METHOD path`.
    pub(super) ids: &'f IndexMap<String, String>,
}

/// After so many requests in a row that failed, the other pages are not asked for.
const MOST_FAILURES: usize = 10;

impl Fetcher<'_> {
    /// Fetches the pages that no unfinished run has fetched; a page that cannot be had comes with the reason.
    pub(super) fn all(&self, tasks: &[&Task<'_>]) -> Result<Vec<Result<Page, String>>, Failure> {
        let progress = Progress::start(tasks.len(), "pages");
        let failures = AtomicUsize::new(0);
        let fetched = parallel::map_on(self.client.limits.at_once, tasks, |task| {
            let fetched = self.one(task, &failures);
            progress.advance();
            fetched
        });
        progress.finish();
        fetched.into_iter().collect()
    }

    fn one(&self, task: &Task<'_>, failures: &AtomicUsize) -> Result<Result<Page, String>, Failure> {
        if let Some((file, text)) = self.kept.usable(task) {
            return Ok(Ok(Page { file, sha256: digest(text.as_bytes()) }));
        }
        let text = match self.text(task, failures) {
            Ok(text) => text,
            Err(reason) => return Ok(Err(reason)),
        };
        let file = self.kept.keep(task, &text)?;
        Ok(Ok(Page { file, sha256: digest(text.as_bytes()) }))
    }

    fn text(&self, task: &Task<'_>, failures: &AtomicUsize) -> Result<String, String> {
        if failures.load(Ordering::Relaxed) >= MOST_FAILURES {
            return Err(format!("it was not asked for, because {MOST_FAILURES} requests in a row failed"));
        }
        let body = self.client.get(&task.path.target());
        match body {
            Ok(_) => failures.store(0, Ordering::Relaxed),
            Err(_) => drop(failures.fetch_add(1, Ordering::Relaxed)),
        }
        let text = site::page(&body?, &task.path)?;
        match self.refusal(task, &text) {
            Some(reason) => Err(reason),
            None => Ok(text),
        }
    }

    /// Returns the reason why the text is not the page that the task is about. A page in error passes: `import` reports the
    /// errors at their lines, and leaves the schema as it was.
    fn refusal(&self, task: &Task<'_>, text: &str) -> Option<String> {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile { path: task.path.file(), text: text.to_owned() });
        let Imported { schema, findings, .. } = importer::import_page(&sources, file, self.ids);
        let Some(schema) = schema else {
            let is_in_error = findings.iter().any(|finding| finding.severity == Severity::Error);
            return (!is_in_error).then(|| format!("the page does not describe {}", subject(task)));
        };
        let is_it = match (&schema, task.call, task.known) {
            (Schema::Endpoint(endpoint), Some(call), _) => endpoint.http.call() == call,
            (_, Some(_), _) => false,
            (schema, None, Some(known)) => is_id_of(schema.id(), known),
            (schema, None, None) => matches!(schema, Schema::Event(_)),
        };
        (!is_it).then(|| format!("the page describes {}, not {}", described(&schema), subject(task)))
    }
}

fn described(schema: &Schema) -> String {
    match schema {
        Schema::Endpoint(endpoint) => quoted(&endpoint.http.call()),
        Schema::Concept(_) | Schema::Event(_) => quoted(schema.id()),
    }
}

fn subject(task: &Task<'_>) -> String {
    let name = task.call.or(task.known.map(|known| known.id.as_str()));
    name.map_or_else(|| "an event".to_owned(), quoted)
}

/// `import` gives a page whose id is taken a number behind it.
fn is_id_of(id: &str, known: &Known) -> bool {
    let is_number = |rest: &str| rest.strip_prefix('_').is_some_and(|rest| rest.parse::<usize>().is_ok());
    known.id.strip_prefix(id).is_some_and(|rest| rest.is_empty() || is_number(rest))
}
