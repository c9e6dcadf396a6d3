//! A directory's files to a set of documents.

use std::collections::BTreeMap;

use super::document::{self, Read};
use super::findings::Findings;
use super::parse::parse;
use super::text::add_source;
use super::{Input, Loaded};
use crate::diag::{self, Diagnostic, quoted};
use crate::document::SchemaSet;
use crate::source::{FileId, Sources, Span};

/// Reads the files of a schema directory. A file with a fault of form is left out of the set; all others are read all
/// the same, so that one run reports everything.
#[must_use]
pub fn load(inputs: impl IntoIterator<Item = Input>) -> Loaded {
    let mut inputs: Vec<Input> = inputs.into_iter().collect();
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    let mut loaded = Loaded::default();
    let mut files = Files::default();
    for input in inputs {
        files.read(input, &mut loaded);
    }
    for (path, schema) in files.schemas {
        let overlay = files.overlays.remove(&schema.id);
        add(&path, schema, overlay, &mut loaded);
    }
    for overlay in files.overlays.into_values() {
        loaded.diagnostics.extend(document::overlay_without_schema(overlay));
    }
    loaded.set.endpoints.sort_by(|a, b| a.id.cmp(&b.id));
    loaded.set.concepts.sort_by(|a, b| a.id.cmp(&b.id));
    diag::sort(&mut loaded.diagnostics, &loaded.set.sources);
    loaded
}

/// The files that were read, before they are put together.
#[derive(Default)]
struct Files {
    /// By path.
    schemas: Vec<(String, Read)>,
    /// By the id of the schema that they are for.
    overlays: BTreeMap<String, Read>,
    /// The first file of each path, small and capital letters taken as one.
    paths: BTreeMap<String, FileId>,
}

impl Files {
    fn read(&mut self, input: Input, loaded: &mut Loaded) {
        if is_ignored(&input.path) {
            return;
        }
        let mut findings = Findings::default();
        let sources = &mut loaded.set.sources;
        let file = add_source(sources, input.shown, input.bytes, &mut findings);
        if let Some(first) = self.paths.get(&input.path.to_lowercase()) {
            findings.push(same_path(file, *first, sources));
            loaded.diagnostics.extend(findings.into_diagnostics(file));
            return;
        }
        self.paths.insert(input.path.to_lowercase(), file);
        let Some(stem) = input.path.strip_suffix(".json").map(str::to_owned) else {
            loaded.diagnostics.push(not_a_schema(file, &input.path));
            return;
        };
        let tree =
            if findings.is_empty() { parse(&sources.file(file).text, file, &mut findings) } else { None };
        match stem.strip_suffix(".overlay") {
            Some(id) => {
                self.overlays.insert(id.to_owned(), Read { id: id.to_owned(), file, tree, findings });
            }
            None => self.schemas.push((input.path, Read { id: stem, file, tree, findings })),
        }
    }
}

/// What the generator writes into the directory itself, and what people write for people.
fn is_ignored(path: &str) -> bool {
    path == "format.schema.json" || path.rsplit('/').next() == Some("README.md")
}

fn add(path: &str, schema: Read, overlay: Option<Read>, loaded: &mut Loaded) {
    let SchemaSet { endpoints, concepts, common, ids, lock, .. } = &mut loaded.set;
    let findings = &mut loaded.diagnostics;
    match path {
        "common.json" => *common = document::document(schema, overlay, findings),
        "ids.json" => *ids = document::document(schema, overlay, findings),
        "lock.json" => *lock = document::document(schema, overlay, findings),
        _ if schema.is_concept_page() => concepts.extend(document::document(schema, overlay, findings)),
        _ => endpoints.extend(document::document(schema, overlay, findings)),
    }
}

fn start_of(file: FileId) -> Span {
    Span { file, start: 0, end: 0 }
}

fn same_path(file: FileId, first: FileId, sources: &Sources) -> Diagnostic {
    let path = quoted(&sources.file(file).path);
    Diagnostic::error(
        "same-path",
        format!("{path} is the same file as another where case does not count"),
        start_of(file),
    )
    .related(start_of(first), "the other file")
    .help("rename one of the two")
}

fn not_a_schema(file: FileId, path: &str) -> Diagnostic {
    Diagnostic::warning(
        "not-a-schema",
        format!("{} is no schema and is not read", quoted(path)),
        start_of(file),
    )
    .help("schemas end in `.json`, overlays in `.overlay.json`; remove or rename the file")
}
