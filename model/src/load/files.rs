//! A set of documents from the files of a directory.

use std::collections::BTreeMap;

use super::document::{self, Read};
use super::parse::parse;
use super::shared;
use super::texts;
use super::{Input, Loaded};
use crate::diag::{self, Code, Diagnostic, Findings, quoted};
use crate::document::{Document, SchemaSet};
use crate::schema::Texts;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::texts::Memory;

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
    let texts: Vec<Document<Texts>> =
        files.texts.into_iter().filter_map(|file| texts::read(file, &mut loaded.diagnostics)).collect();
    let mut memory = Memory::new(&texts);
    for (path, schema) in files.schemas {
        let overlay = files.overlays.remove(&schema.id);
        add(&path, schema, overlay, &mut memory, &mut loaded);
    }
    loaded.set.used_texts = memory.used;
    loaded.set.texts = texts;
    for overlay in files.overlays.into_values() {
        loaded.diagnostics.extend(document::overlay_without_schema(overlay));
    }
    loaded.set.endpoints.sort_by(|a, b| a.id.cmp(&b.id));
    loaded.set.concepts.sort_by(|a, b| a.id.cmp(&b.id));
    loaded.set.events.sort_by(|a, b| a.id.cmp(&b.id));
    shared::name_enums(&mut loaded.set);
    shared::resolve(&mut loaded.set);
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
    /// Translation memories; the id is the service.
    texts: Vec<Read>,
    /// The first file of each path, small and capital letters taken as one.
    paths: BTreeMap<String, FileId>,
}

impl Files {
    fn read(&mut self, input: Input, loaded: &mut Loaded) {
        if !is_read(&input.path) {
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
        match (stem.strip_suffix(".overlay"), texts::service(&stem)) {
            (Some(id), _) => {
                self.overlays.insert(id.to_owned(), Read { id: id.to_owned(), file, tree, findings });
            }
            (None, Some(service)) => {
                self.texts.push(Read { id: service.to_owned(), file, tree, findings });
            }
            (None, None) => self.schemas.push((input.path, Read { id: stem, file, tree, findings })),
        }
    }
}

/// Returns true if a file of the directory is loaded. The generator's own output, the list that `diff` reads, and READMEs
/// are not.
fn is_read(path: &str) -> bool {
    !matches!(path, "format.schema.json" | "accepted-changes.json")
        && path.rsplit('/').next() != Some("README.md")
}

fn add(path: &str, schema: Read, overlay: Option<Read>, memory: &mut Memory<'_>, loaded: &mut Loaded) {
    let SchemaSet { endpoints, concepts, events, common, ids, lock, unread, .. } = &mut loaded.set;
    let id = schema.id.clone();
    let findings = &mut loaded.diagnostics;
    match path {
        "common.json" => *common = document::document(schema, overlay, memory, findings),
        "ids.json" => *ids = document::document(schema, overlay, memory, findings),
        "lock.json" => *lock = document::document(schema, overlay, memory, findings),
        _ if schema.has("events") => match document::document(schema, overlay, memory, findings) {
            Some(document) => events.push(document),
            None => drop(unread.insert(id)),
        },
        _ if schema.has("concepts") => match document::document(schema, overlay, memory, findings) {
            Some(document) => concepts.push(document),
            None => drop(unread.insert(id)),
        },
        _ => match document::document(schema, overlay, memory, findings) {
            Some(document) => endpoints.push(document),
            None => drop(unread.insert(id)),
        },
    }
}

/// Bytes that one schema file may have. The largest documented page is far below 1 MiB.
const MAX_BYTES: usize = 16 << 20;

/// Adds a file to the table. Whether its text may be parsed is what the findings say.
fn add_source(sources: &mut Sources, path: String, bytes: Vec<u8>, findings: &mut Findings) -> FileId {
    if bytes.len() > MAX_BYTES {
        let size = bytes.len();
        let file = sources.add(SourceFile { path, text: String::new() });
        findings.push(too_large(file, size));
        return file;
    }
    match String::from_utf8(bytes) {
        Ok(text) => sources.add(SourceFile { path, text }),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = sources.add(SourceFile { path, text });
            findings.push(not_utf8(file, start));
            file
        }
    }
}

fn too_large(file: FileId, size: usize) -> Diagnostic {
    let message = format!("the file has {size} bytes, and a schema may have at most {MAX_BYTES}");
    Diagnostic::error(Code::FileTooLarge, message, Span { file, start: 0, end: 0 })
}

fn not_utf8(file: FileId, start: usize) -> Diagnostic {
    let shown = char::REPLACEMENT_CHARACTER.len_utf8();
    Diagnostic::error(Code::NotUtf8, "the file is not UTF-8", Span { file, start, end: start + shown })
        .label("the first invalid bytes")
        .help("save the file as UTF-8")
}

fn start_of(file: FileId) -> Span {
    Span { file, start: 0, end: 0 }
}

fn same_path(file: FileId, first: FileId, sources: &Sources) -> Diagnostic {
    let path = quoted(&sources.file(file).path);
    Diagnostic::error(
        Code::SamePath,
        format!("{path} differs from another path only in case, so some file systems take both for one file"),
        start_of(file),
    )
    .related(start_of(first), "the other file")
    .help("rename one of the two")
}

fn not_a_schema(file: FileId, path: &str) -> Diagnostic {
    Diagnostic::warning(
        Code::NotASchema,
        format!("{} is not a schema and is not read", quoted(path)),
        start_of(file),
    )
    .help("schemas end in `.json`, overlays in `.overlay.json`; remove or rename the file")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{endpoint, loaded, places, slice};
    use super::*;

    const CONCEPTS: &str =
        r#"{"id": "c/page", "title": "概述", "concepts": {"审批任务状态": {"enum": {"PENDING": {}}}}}"#;
    const COMMON: &str = r#"{"enums": {}, "errors": {}}"#;

    #[test]
    fn the_kind_of_a_file_follows_from_its_path_and_keys() {
        let loaded = loaded(&[
            ("c/page.json", CONCEPTS),
            ("b/y.json", &endpoint("b/y", "")),
            ("a.json", &endpoint("a", "")),
            ("common.json", COMMON),
            ("ids.json", r#"{"ids": {"GET /x": "a"}}"#),
            ("lock.json", r#"{"locked": {}}"#),
            ("format.schema.json", "not read"),
            ("accepted-changes.json", "not read"),
            ("README.md", "not read"),
            ("b/README.md", "not read"),
        ]);
        assert_eq!(loaded.diagnostics, []);
        let set = &loaded.set;
        assert_eq!(set.endpoints.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["a", "b/y"]);
        assert_eq!(set.concepts.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["c/page"]);
        assert_eq!(set.ids.as_ref().unwrap().schema.ids["GET /x"], "a");
        assert!(set.common.is_some() && set.lock.is_some());
    }

    #[test]
    fn only_the_top_holds_the_shared_files() {
        let loaded = loaded(&[("a/common.json", &endpoint("a/common", ""))]);
        assert_eq!(loaded.diagnostics, []);
        assert_eq!(loaded.set.endpoints[0].id, "a/common");
    }

    #[test]
    fn ids_are_sorted_even_where_paths_sort_otherwise() {
        let loaded = loaded(&[("a-b.json", &endpoint("a-b", "")), ("a.json", &endpoint("a", ""))]);
        assert_eq!(loaded.set.endpoints.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["a", "a-b"]);
    }

    #[test]
    fn a_broken_file_does_not_hide_the_others() {
        let loaded = loaded(&[
            ("a.json", "{"),
            ("b.json", &endpoint("b", "")),
            ("c.json", "[]"),
            ("d.json", &endpoint("d", ", \"x\": 1")),
        ]);
        assert_eq!(places(&loaded), [("syntax", "{"), ("wrong-type", "["), ("unknown-key", "\"x\"")]);
        assert_eq!(loaded.set.endpoints.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["b"]);
    }

    #[test]
    fn paths_that_differ_only_by_case_are_one_path() {
        let loaded = loaded(&[("a/x.json", &endpoint("a/x", "")), ("A/X.json", &endpoint("A/X", ""))]);
        assert_eq!(loaded.diagnostics.len(), 1);
        let finding = &loaded.diagnostics[0];
        assert_eq!((finding.code.name(), finding.severity), ("same-path", diag::Severity::Error));
        assert_eq!(
            finding.message,
            "`schemas/a/x.json` differs from another path only in case, so some file systems take both for one file"
        );
        assert_eq!(loaded.set.sources.file(finding.related[0].span.file).path, "schemas/A/X.json");
    }

    #[test]
    fn other_files_are_named_and_not_read() {
        let loaded = loaded(&[("a/notes.txt", "{")]);
        assert_eq!(loaded.diagnostics.len(), 1);
        assert_eq!(
            (loaded.diagnostics[0].code.name(), loaded.diagnostics[0].severity),
            ("not-a-schema", diag::Severity::Warning)
        );
    }

    #[test]
    fn the_order_of_the_files_changes_nothing() {
        let files = [
            ("b.json", endpoint("b", ", \"y\": 1")),
            ("a.json", endpoint("a", ", \"x\": 1, \"w\": 1")),
            ("a.overlay.json", r#"{"overlay": "b", "z": 1}"#.to_owned()),
            ("common.json", COMMON.to_owned()),
        ];
        let mut files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let print = |files: &[(&str, &str)]| {
            let loaded = loaded(files);
            diag::render(&loaded.diagnostics, &loaded.set.sources, diag::Format::Json)
        };
        let expected = print(&files);
        assert_eq!(expected.lines().count(), 5);
        for _ in 0..files.len() {
            files.rotate_left(1);
            assert_eq!(print(&files), expected);
        }
    }

    fn added(bytes: &[u8]) -> (Sources, FileId, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let file = add_source(&mut sources, "a.json".into(), bytes.to_vec(), &mut findings);
        let findings = findings.into_diagnostics(file);
        (sources, file, findings)
    }

    #[test]
    fn text_is_kept_as_it_is() {
        let (sources, file, findings) = added("{\"审\": \"\u{202e}\"}\r\n".as_bytes());
        assert_eq!(sources.file(file).text, "{\"审\": \"\u{202e}\"}\r\n");
        assert_eq!(findings, []);
    }

    #[test]
    fn points_at_the_first_bytes_that_are_no_utf_8() {
        let (sources, _, findings) = added(b"{\"a\": \"\xb0\xa1 \xff\"}");
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].code.name(), "not-utf8");
        let span = findings[0].primary.as_ref().unwrap().span;
        assert_eq!((span.start, slice(&sources, span)), (7, "\u{fffd}"));
    }

    #[test]
    fn the_limit_is_16_mib() {
        assert_eq!(added(&vec![b' '; 16 << 20]).2, []);
        let (sources, file, findings) = added(&vec![b' '; (16 << 20) + 1]);
        assert_eq!(findings[0].code.name(), "file-too-large");
        assert_eq!(
            findings[0].message,
            "the file has 16777217 bytes, and a schema may have at most 16777216"
        );
        assert_eq!(sources.file(file).text, "");
    }
}
