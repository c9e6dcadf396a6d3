//! A schema file and its overlay to one document.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::decode::decode;
use super::findings::Findings;
use super::structure;
use super::tree::Tree;
use crate::diag::{Diagnostic, quoted};
use crate::document::Document;
use crate::overlay::{self, OpOutcome};
use crate::schema::Overlay;
use crate::source::{FileId, Span};

/// A file that was read, and what is wrong with it so far.
pub(super) struct Read {
    /// Its path without `.json` or `.overlay.json`.
    pub(super) id: String,
    pub(super) file: FileId,
    pub(super) tree: Option<Tree>,
    pub(super) findings: Findings,
}

impl Read {
    /// A page without an endpoint is known by its `concepts`.
    pub(super) fn is_concept_page(&self) -> bool {
        self.tree.as_ref().is_some_and(|tree| tree.child("concepts").is_some())
    }

    /// Checks its form and its id; what comes back can be read and built upon.
    fn checked<T: JsonSchema>(&mut self, id_member: &str) -> Option<Tree> {
        let tree = self.tree.take()?;
        structure::check::<T>(&tree, &mut self.findings);
        let sound = self.findings.is_empty();
        self.check_id(&tree, id_member);
        sound.then_some(tree)
    }

    /// Its own id must be the one that its path gives.
    fn check_id(&mut self, tree: &Tree, member: &str) {
        if let Some(id) = tree.child(member)
            && id.as_str().is_some_and(|text| text != self.id)
        {
            self.findings.push(id_mismatch(id.span(), member, &self.id));
        }
    }
}

/// Checks a schema and its overlay, lays the one over the other, and reads the result. There is none when one of the
/// two has a fault of form; an op that does not apply leaves the rest standing.
pub(super) fn document<T: JsonSchema + DeserializeOwned>(
    mut schema: Read,
    overlay: Option<Read>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Document<T>> {
    let tree = schema.checked::<T>("id");
    let document = match overlay {
        None => tree.and_then(|tree| finish(&mut schema, tree, Vec::new())),
        Some(mut overlay) => {
            let ops = overlay.checked::<Overlay>("overlay");
            let merged = tree.zip(ops).map(|(mut tree, ops)| {
                let outcomes = overlay::apply(&mut tree, &ops, &mut overlay.findings);
                (tree, outcomes)
            });
            diagnostics.extend(overlay.findings.into_diagnostics(overlay.file));
            merged.and_then(|(tree, outcomes)| finish(&mut schema, tree, outcomes))
        }
    };
    diagnostics.extend(schema.findings.into_diagnostics(schema.file));
    document
}

/// What an overlay added is checked with the whole, where its place decides what it may be.
fn finish<T: JsonSchema + DeserializeOwned>(
    schema: &mut Read,
    tree: Tree,
    outcomes: Vec<OpOutcome>,
) -> Option<Document<T>> {
    if !structure::check::<T>(&tree, &mut schema.findings) {
        return None;
    }
    let value = decode(&tree, &mut schema.findings)?;
    Some(Document { id: schema.id.clone(), schema: value, tree, outcomes })
}

/// The faults of an overlay that has nothing to lie over.
pub(super) fn overlay_without_schema(mut overlay: Read) -> Vec<Diagnostic> {
    overlay.checked::<Overlay>("overlay");
    let start = Span { file: overlay.file, start: 0, end: 0 };
    let message = format!("there is no schema {} for this overlay", quoted(&format!("{}.json", overlay.id)));
    overlay.findings.push(
        Diagnostic::error("overlay-without-schema", message, start)
            .help("an overlay stands beside its schema; rename it, or remove it"),
    );
    overlay.findings.into_diagnostics(overlay.file)
}

fn id_mismatch(span: Span, member: &str, expected: &str) -> Diagnostic {
    let message = format!("`{member}` is not the id that the file's path gives");
    Diagnostic::error("id-mismatch", message, span)
        .label(format!("expected {}", quoted(expected)))
        .help("change the id, or move the file")
        .suggest(span, serde_json::Value::from(expected).to_string())
}
