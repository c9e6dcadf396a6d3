//! One document from a schema file and its overlay.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::structure;
use crate::diag::{Code, Diagnostic, Findings, quoted};
use crate::document::Document;
use crate::overlay::{self, OpOutcome};
use crate::schema::Overlay;
use crate::source::{FileId, Span};
use crate::texts::Memory;
use crate::tree::Tree;

/// A file that was parsed, and its findings so far.
pub(super) struct Read {
    /// Its path without `.json` or `.overlay.json`.
    pub(super) id: String,
    pub(super) file: FileId,
    pub(super) tree: Option<Tree>,
    pub(super) findings: Findings,
}

impl Read {
    /// Returns true if the file has the member. A concept page is known by its `concepts`, a page of events by its `events`.
    pub(super) fn has(&self, member: &str) -> bool {
        self.tree.as_ref().is_some_and(|tree| tree.child(member).is_some())
    }

    /// Checks the structure and the id. Returns the tree if the structure is sound.
    fn checked<T: JsonSchema>(&mut self) -> Option<Tree> {
        let tree = self.tree.take()?;
        structure::check::<T>(&tree, &mut self.findings);
        let sound = self.findings.is_empty();
        self.check_id(&tree);
        sound.then_some(tree)
    }

    /// Reports an id that differs from the path.
    fn check_id(&mut self, tree: &Tree) {
        let stated = ["id", "overlay", "texts"].into_iter().find_map(|name| Some((name, tree.child(name)?)));
        if let Some((member, id)) = stated
            && id.as_str().is_some_and(|text| text != self.id)
        {
            self.findings.push(id_mismatch(id.span(), member, &self.id));
        }
    }
}

/// Checks a schema and its overlay, applies the overlay and then the translation memory, and decodes the result. Returns
/// `None` if one of the two files is malformed; an op that does not apply is skipped.
pub(super) fn document<T: JsonSchema + DeserializeOwned>(
    mut schema: Read,
    overlay: Option<Read>,
    memory: &mut Memory<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Document<T>> {
    let tree = schema.checked::<T>();
    let document = match overlay {
        None => tree.and_then(|tree| finish(&mut schema, tree, Vec::new(), memory)),
        Some(mut overlay) => {
            let ops = overlay.checked::<Overlay>();
            let merged = tree.zip(ops).map(|(mut tree, ops)| {
                let outcomes = overlay::apply(&mut tree, &ops, &mut overlay.findings);
                (tree, outcomes)
            });
            diagnostics.extend(overlay.findings.into_diagnostics(overlay.file));
            merged.and_then(|(tree, outcomes)| finish(&mut schema, tree, outcomes, memory))
        }
    };
    diagnostics.extend(schema.findings.into_diagnostics(schema.file));
    document
}

/// Checks and decodes a merged tree. Additions of the overlay are checked here, because their place decides their shape.
fn finish<T: JsonSchema + DeserializeOwned>(
    schema: &mut Read,
    mut tree: Tree,
    outcomes: Vec<OpOutcome>,
    memory: &mut Memory<'_>,
) -> Option<Document<T>> {
    memory.fill(&schema.id, &mut tree);
    if !structure::check_merged::<T>(&tree, &mut schema.findings) {
        return None;
    }
    let value = decode(&tree, &mut schema.findings)?;
    Some(Document { id: schema.id.clone(), schema: value, tree, outcomes })
}

/// Reads a tree that passed the structural check, which reports what it knows with places. Decoding fails only on what that
/// check cannot know; the message is then serde's, at the top of the file.
fn decode<T: DeserializeOwned>(tree: &Tree, findings: &mut Findings) -> Option<T> {
    serde_json::from_value(tree.to_value())
        .map_err(|error| findings.push(Diagnostic::error(Code::Decode, error.to_string(), tree.span())))
        .ok()
}

/// The faults of an overlay without a schema.
pub(super) fn overlay_without_schema(mut overlay: Read) -> Vec<Diagnostic> {
    overlay.checked::<Overlay>();
    let start = Span { file: overlay.file, start: 0, end: 0 };
    let message =
        format!("this overlay has no schema: {} does not exist", quoted(&format!("{}.json", overlay.id)));
    overlay.findings.push(
        Diagnostic::error(Code::OverlayWithoutSchema, message, start)
            .help("an overlay belongs beside its schema: rename it, or remove it"),
    );
    overlay.findings.into_diagnostics(overlay.file)
}

fn id_mismatch(span: Span, member: &str, expected: &str) -> Diagnostic {
    let message = format!("`{member}` does not match the path of the file");
    Diagnostic::error(Code::IdMismatch, message, span)
        .label(format!("expected {}", quoted(expected)))
        .help("change the id, or move the file")
        .suggest(span, serde_json::Value::from(expected).to_string())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{endpoint, loaded, mended, places, slice};
    use crate::overlay::Outcome;

    #[test]
    fn the_id_is_the_path() {
        let loaded = loaded(&[("a/b.json", &endpoint("a/c", ""))]);
        assert_eq!(places(&loaded), [("id-mismatch", "\"a/c\"")]);
        let change = loaded.diagnostics[0].suggestion.as_ref().unwrap();
        assert!(mended(&loaded.set.sources, change).contains(r#""id": "a/b""#));
        // A wrong id does not stop the other checks.
        assert_eq!(loaded.set.endpoints[0].id, "a/b");
    }

    #[test]
    fn an_overlay_is_laid_over_its_schema() {
        let loaded = loaded(&[
            ("a.json", &endpoint("a", "")),
            (
                "a.overlay.json",
                r#"{"$schema": "format.schema.json", "overlay": "a",
                    "corrections": {"c": {"at": "/title", "expect": "标题", "value": "题", "why": "the page"}},
                    "annotations": {"": {"doc": "Text."}, "/request/query/page": {"name": "page_number"}},
                    "rules": {"r": {"doc": "Give it.", "assert": {"require": {"field": "/query/page"}}}}}"#,
            ),
        ]);
        assert_eq!(loaded.diagnostics, []);
        let document = &loaded.set.endpoints[0];
        assert_eq!(document.schema.title, "题");
        assert_eq!(document.schema.doc.as_deref(), Some("Text."));
        assert_eq!(document.schema.request.query["page"].name.as_deref(), Some("page_number"));
        assert_eq!(document.schema.rules["r"].doc, "Give it.");
        let ops: Vec<(&str, Outcome)> =
            document.outcomes.iter().map(|op| (op.op.as_str(), op.outcome)).collect();
        assert_eq!(
            ops,
            [
                ("corrections/c", Outcome::Applied),
                ("annotations  doc", Outcome::Applied),
                ("annotations /request/query/page name", Outcome::Applied),
                ("rules/r", Outcome::Applied),
            ]
        );
        // Each value keeps its place in the file that it came from.
        let sources = &loaded.set.sources;
        for (pointer, path, text) in [
            ("/title", "schemas/a.overlay.json", "\"题\""),
            ("/doc", "schemas/a.overlay.json", "\"Text.\""),
            ("/rules/r/doc", "schemas/a.overlay.json", "\"Give it.\""),
            ("/request/query/page/type", "schemas/a.json", "\"int\""),
        ] {
            let span = document.value_span(pointer);
            assert_eq!((sources.file(span.file).path.as_str(), slice(sources, span)), (path, text));
        }
    }

    #[test]
    fn an_overlay_lies_over_a_concept_page_too() {
        let loaded = loaded(&[
            (
                "c.json",
                r#"{"id": "c", "title": "概述", "concepts": {"审批任务状态": {"enum": {"PENDING": {"label": "进行中"}}}}}"#,
            ),
            (
                "c.overlay.json",
                r#"{"overlay": "c", "annotations": {"/concepts/审批任务状态/enum/PENDING": {"doc": "Open."}}}"#,
            ),
        ]);
        assert_eq!(loaded.diagnostics, []);
        let member = &loaded.set.concepts[0].schema.concepts["审批任务状态"].members["PENDING"];
        assert_eq!((member.label.as_str(), member.doc.as_deref()), ("进行中", Some("Open.")));
    }

    #[test]
    fn what_an_overlay_adds_is_checked_in_its_place() {
        let loaded = loaded(&[
            ("a.json", &endpoint("a", "")),
            (
                "a.overlay.json",
                r#"{"overlay": "a",
                    "corrections": {"c": {"at": "/http/method", "expect": "GET", "value": "TAKE", "why": "x"}},
                    "annotations": {"/request/query/page": {"hint": "x"}}}"#,
            ),
        ]);
        assert_eq!(places(&loaded), [("unknown-value", "\"TAKE\""), ("unknown-key", "\"hint\"")]);
        assert!(loaded.set.endpoints.is_empty());
    }

    #[test]
    fn a_fault_is_reported_once_though_it_is_seen_twice() {
        let overlay = r#"{"overlay": "a", "annotations": {"": {"doc": "x"}}}"#;
        let loaded = loaded(&[("a.json", &endpoint("a", ", \"x\": 1")), ("a.overlay.json", overlay)]);
        assert_eq!(places(&loaded), [("unknown-key", "\"x\"")]);
    }

    #[test]
    fn overlays_are_checked_like_all_files() {
        let loaded = loaded(&[
            ("a.json", &endpoint("a", "")),
            ("a.overlay.json", r#"{"overlay": "b", "annotation": {}, "corrections": {"c": {"at": 1}}}"#),
            ("b.overlay.json", r#"{"overlay": "b", "x": 1}"#),
        ]);
        assert_eq!(
            places(&loaded),
            [
                ("id-mismatch", "\"b\""),
                ("unknown-key", "\"annotation\""),
                ("missing-key", "{"),
                ("wrong-type", "1"),
                ("overlay-without-schema", ""),
                ("unknown-key", "\"x\""),
            ]
        );
    }

    #[test]
    fn an_overlay_beside_a_broken_schema_is_still_checked() {
        let loaded = loaded(&[("a.json", "{"), ("a.overlay.json", r#"{"overlay": "a", "x": 1}"#)]);
        assert_eq!(places(&loaded), [("syntax", "{"), ("unknown-key", "\"x\"")]);
    }
}
