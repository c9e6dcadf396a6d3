//! Pages that an earlier import has read, taken over when nothing that they were made of has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use importer::account::RowCounts;
use importer::assemble::Places;
use importer::outline::Kind;
use importer::{Imported, Schema};
use model::diag::Diagnostic;
use model::load::Input;
use model::schema::PageForm;
use model::source::{FileId, Sources};
use serde::{Deserialize, Serialize};

use super::call;
use super::overlays::{self, Overlaid};
use super::run::{Page, PageFile, Reading};
use crate::cache::{CacheFile, Finding, Keys, OwnFiles};
use crate::cli::Prose;
use crate::digest;
use crate::failure::Failure;

/// What earlier imports into a schema directory read. Without a file there is nothing to remember, and nowhere to.
pub(super) struct Memory {
    file: Option<CacheFile>,
    stored: Stored,
}

#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    /// What the schemas share.
    context: String,
    /// By the page's path.
    entries: BTreeMap<String, Entry>,
}

/// One page: what it was read from, and all that a run says of it. Its schema stands on the disk.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The digest of what it was read from.
    inputs: String,
    /// Types of other pages had a say: `inputs` are all pages of the run.
    taught: bool,
    /// `ids.json` listed its call.
    listed: bool,
    kind: Kind,
    form: PageForm,
    url: String,
    has_provisional_id: bool,
    rows: RowCounts,
    schema: Option<Document>,
    findings: Vec<Finding>,
}

/// The schema that was made of a page.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    id: String,
    /// The digest of the schema's file and its overlay.
    files: String,
}

/// The digest of all pages of a run, in their order.
fn all_pages(reading: Reading<'_>) -> String {
    digest::of_all(reading.files.iter().map(|page| page.sha256.as_str()))
}

/// The digest of what a page is read from; `others` are the pages that teach it.
fn inputs(reading: Reading<'_>, page: &PageFile, others: Option<&str>) -> String {
    let prose = match reading.prose {
        Prose::Fingerprint => "fingerprint",
        Prose::Keep => "keep",
    };
    digest::of_all([page.sha256.as_str(), path_of(reading, page), prose].into_iter().chain(others))
}

fn path_of<'r>(reading: Reading<'r>, page: &PageFile) -> &'r str {
    &reading.sources.file(page.file).path
}

/// What may be taken over in this run.
pub(super) struct Recollection<'r> {
    reading: Reading<'r>,
    entries: &'r BTreeMap<String, Entry>,
    all_pages: String,
    /// The schema files as they stand on the disk, by path below their directory.
    documents: BTreeMap<String, Vec<u8>>,
    keys: Keys,
}

impl Memory {
    /// What is remembered of imports into that directory.
    pub(super) fn open(schemas: &Path) -> Self {
        let file = CacheFile::of("import", &[schemas]);
        let stored = file.as_ref().and_then(CacheFile::read).unwrap_or_default();
        Self { file, stored }
    }

    /// Looks at what stands on the disk of what was made of the pages; `None` when nothing can be taken over.
    pub(super) fn recollect<'r>(
        &'r self,
        schemas: &Path,
        reading: Reading<'r>,
    ) -> Result<Option<Recollection<'r>>, Failure> {
        let entries = reading.files.iter().filter_map(|page| self.stored.entries.get(path_of(reading, page)));
        let documents = entries.filter_map(|entry| entry.schema.as_ref());
        let ids: BTreeSet<String> = documents.map(|document| document.id.clone()).collect();
        let inputs = overlays::inputs(schemas, ids.iter().map(String::as_str), &BTreeMap::new())?;
        let keys = Keys::of_inputs(&inputs);
        if self.stored.context != keys.context(&ids) {
            return Ok(None);
        }
        Ok(Some(Recollection {
            reading,
            entries: &self.stored.entries,
            all_pages: all_pages(reading),
            documents: inputs.into_iter().map(|Input { path, bytes, .. }| (path, bytes)).collect(),
            keys,
        }))
    }

    /// Takes in what a run has read, and saves it: once the schemas stand on the disk, and every finding is there. A
    /// memory that cannot be written is none; the run is good all the same.
    pub(super) fn learn(self, pages: &[Page], reading: Reading<'_>, overlaid: &Overlaid) {
        let Some(file) = self.file else { return };
        let learned = Learned::of(reading, overlaid);
        // Pages that were taken over and had no file loaded are part of the same context.
        let ids = pages.iter().filter_map(Page::id).map(str::to_owned).collect();
        let context = overlaid.keys.context(&ids);
        let kept = match &self.stored.context {
            old if *old == context => self.stored.entries.clone(),
            _ => BTreeMap::new(),
        };
        let mut stored = Stored { context, entries: kept };
        for (page, read) in reading.files.iter().zip(pages).filter(|(_, page)| !page.is_recalled) {
            let path = path_of(reading, page).to_owned();
            match learned.entry(page, read) {
                Some(entry) => stored.entries.insert(path, entry),
                None => stored.entries.remove(&path),
            };
        }
        stored.forget(reading);
        if stored != self.stored {
            let _ = file.write(&stored);
        }
    }
}

impl Stored {
    /// Pages of other runs are kept, but not without end: nobody says when such a page is gone.
    fn forget(&mut self, reading: Reading<'_>) {
        const MOST: usize = 10_000;
        if self.entries.len() > MOST {
            let paths: BTreeSet<&str> = reading.files.iter().map(|page| path_of(reading, page)).collect();
            self.entries.retain(|path, _| paths.contains(path.as_str()));
        }
    }
}

impl Recollection<'_> {
    /// The page as an earlier run read it, if reading it again could give nothing else.
    pub(super) fn recall(&self, page: &PageFile) -> Option<Page> {
        let entry = self.entries.get(path_of(self.reading, page))?;
        let others = entry.taught.then_some(self.all_pages.as_str());
        if entry.inputs != inputs(self.reading, page, others) {
            return None;
        }
        let schema = match &entry.schema {
            Some(document) => Some(self.schema(document, entry.kind)?),
            None => None,
        };
        if !schema.as_ref().is_none_or(|schema| self.is_listed_alike(schema, entry)) {
            return None;
        }
        let own = own(self.reading.sources, page.file);
        let findings = entry.findings.iter().map(|finding| finding.recall(&own)).collect::<Option<_>>()?;
        let imported = Imported {
            kind: Some(entry.kind),
            form: entry.form,
            url: entry.url.clone(),
            schema,
            has_provisional_id: entry.has_provisional_id,
            findings,
            places: Places::new(),
            rows: entry.rows,
        };
        let sha256 = page.sha256.clone();
        Some(Page {
            file: page.file,
            sha256,
            imported,
            is_taught: entry.taught,
            is_recalled: true,
            is_overruled: false,
        })
    }

    fn schema(&self, document: &Document, kind: Kind) -> Option<Schema> {
        if self.keys.of(&document.id).as_ref() != Some(&document.files) {
            return None;
        }
        let bytes = self.documents.get(&format!("{}.json", document.id))?;
        match kind {
            Kind::Endpoint => serde_json::from_slice(bytes).ok().map(Schema::Endpoint),
            Kind::Concept => serde_json::from_slice(bytes).ok().map(Schema::Concept),
            _ => None,
        }
    }

    /// Whether `ids.json` gives the page the id that it has.
    fn is_listed_alike(&self, schema: &Schema, entry: &Entry) -> bool {
        match call(schema).and_then(|call| self.reading.ids.get(&call)) {
            Some(id) => id == schema.id() && !entry.has_provisional_id,
            None => !entry.listed,
        }
    }
}

/// What entries are made of.
struct Learned<'l> {
    reading: Reading<'l>,
    all_pages: String,
    keys: &'l Keys,
    /// The files that something was found in when they were loaded, which is not said again of a file that is not.
    faulty: BTreeSet<&'l str>,
}

impl<'l> Learned<'l> {
    fn of(reading: Reading<'l>, overlaid: &'l Overlaid) -> Self {
        let places = overlaid.diagnostics.iter().filter_map(|finding: &Diagnostic| finding.primary.as_ref());
        let faulty = places.map(|label| overlaid.set.sources.file(label.span.file).path.as_str()).collect();
        Self { reading, all_pages: all_pages(reading), keys: &overlaid.keys, faulty }
    }

    /// What is kept of a page. One that is in error, or that others have a say in, is read in each run.
    fn entry(&self, file: &PageFile, page: &Page) -> Option<Entry> {
        let imported = &page.imported;
        let own = own(self.reading.sources, page.file);
        let findings = imported.findings.iter().map(|finding| Finding::new(finding, &own));
        let schema = match &imported.schema {
            Some(schema) => Some(self.document(schema)?),
            None => None,
        };
        let call = imported.schema.as_ref().and_then(call);
        Some(Entry {
            inputs: inputs(self.reading, file, page.is_taught.then_some(self.all_pages.as_str())),
            taught: page.is_taught,
            listed: call.is_some_and(|call| self.reading.ids.contains_key(&call)),
            kind: imported.kind?,
            form: imported.form,
            url: imported.url.clone(),
            has_provisional_id: imported.has_provisional_id,
            rows: imported.rows,
            schema,
            findings: findings.collect::<Option<_>>()?,
        })
    }

    fn document(&self, schema: &Schema) -> Option<Document> {
        let id = schema.id();
        if self.keys.shown(id).into_iter().flatten().any(|path| self.faulty.contains(path)) {
            return None;
        }
        Some(Document { id: id.to_owned(), files: self.keys.of(id)? })
    }
}

/// The one file that findings of a page point into.
fn own(sources: &Sources, page: FileId) -> OwnFiles<'_, 1> {
    OwnFiles { sources, files: [Some(page)] }
}
