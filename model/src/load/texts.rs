//! The files of the translation memory.

use super::document::{Read, document};
use crate::diag::{Code, Diagnostic, quoted};
use crate::document::Document;
use crate::schema::Texts;
use crate::texts::Memory;
use crate::tree::{Node, Object, Tree};

/// The folder of the memories; a file in a folder below it is a schema as any other.
const FOLDER: &str = "texts/";

/// Returns the service whose memory has this path without `.json`.
pub(super) fn service(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER).filter(|name| !name.contains('/'))
}

/// Reads a memory. Entries that are empty or out of order are reported.
pub(super) fn read(file: Read, diagnostics: &mut Vec<Diagnostic>) -> Option<Document<Texts>> {
    let document = document::<Texts>(file, None, &mut Memory::default(), diagnostics)?;
    for map in ["descriptions", "members", "codes"] {
        if let Some(entries) = document.tree.child(map).and_then(Tree::as_object) {
            check(entries, diagnostics);
        }
    }
    Some(document)
}

fn check(entries: &Object, diagnostics: &mut Vec<Diagnostic>) {
    let mut last = "";
    for (key, entry) in &entries.members {
        if key.as_str() < last {
            let message = format!("{} must stand before {}", quoted(key), quoted(last));
            diagnostics.push(Diagnostic::error(Code::UnsortedTexts, message, entry.key).help(
                "sort the entries by their keys, so that two people who add some rarely touch the same lines",
            ));
        }
        last = key;
        if let Some(empty) = empty(&entry.value) {
            diagnostics.push(
                Diagnostic::error(
                    Code::EmptyText,
                    format!("the text of {} is empty", quoted(key)),
                    empty.span(),
                )
                .help("write the text, or remove the entry"),
            );
        }
    }
}

/// Returns the empty text in an entry, or the entry that has no text at all.
fn empty(entry: &Tree) -> Option<&Tree> {
    match entry.node() {
        Node::String(text) => text.trim().is_empty().then_some(entry),
        Node::Object(object) if object.members.is_empty() => Some(entry),
        Node::Object(object) => object.members.values().find_map(|member| empty(&member.value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{endpoint, loaded, places};
    use crate::load::Loaded;

    /// Loads the memory of the service `a` beside an endpoint.
    fn with(members: &str) -> Loaded {
        let texts = format!("{{\"$schema\": \"../format.schema.json\", \"texts\": \"a\", {members}}}");
        loaded(&[("a/v1/b/c.json", &endpoint("a/v1/b/c", "")), ("texts/a.json", &texts)])
    }

    #[test]
    fn a_memory_is_read_beside_the_schemas() {
        let loaded = with(
            r#""descriptions": {"0a": "One.", "0b": "Two."},
            "members": {"是": {"name": "Yes", "doc": "It is so."}},
            "codes": {"1 无权限": {"name": "NoPermission", "doc": "d", "hint": "h", "retry": false, "executed": false}}"#,
        );
        assert_eq!(loaded.diagnostics, []);
        let [texts] = loaded.set.texts.as_slice() else { panic!("one memory") };
        assert_eq!((texts.id.as_str(), texts.schema.descriptions.len()), ("a", 2));
        assert_eq!(texts.schema.codes["1 无权限"].hint.as_deref(), Some("h"));
    }

    #[test]
    fn faults_have_a_place_and_a_cause() {
        for (members, code, place) in [
            (r#""description": {}"#, "unknown-key", "\"description\""),
            (r#""members": {"是": {"hint": "x"}}"#, "unknown-key", "\"hint\""),
            (r#""descriptions": {"0a": 1}"#, "wrong-type", "1"),
            (r#""descriptions": {"0a": "A.", "0a": "B."}"#, "duplicate-key", "\"0a\""),
            (r#""descriptions": {"0b": "B.", "0a": "A."}"#, "unsorted-texts", "\"0a\""),
            (r#""descriptions": {"0a": " "}"#, "empty-text", "\" \""),
            (r#""members": {"是": {}}"#, "empty-text", "{}"),
            (r#""codes": {"1 m": {"name": "A", "doc": ""}}"#, "empty-text", "\"\""),
        ] {
            assert_eq!(places(&with(members)), [(code, place)], "{members}");
        }
    }

    #[test]
    fn the_service_is_the_name_of_the_file() {
        let loaded = loaded(&[("texts/a.json", r#"{"texts": "b"}"#), ("texts/c.json", "{}")]);
        assert_eq!(places(&loaded), [("id-mismatch", "\"b\""), ("missing-key", "{")]);
    }

    #[test]
    fn a_folder_below_holds_schemas() {
        let loaded = loaded(&[("texts/v1/b/c.json", &endpoint("texts/v1/b/c", ""))]);
        assert_eq!((loaded.diagnostics.as_slice(), loaded.set.endpoints.len()), (&[][..], 1));
    }
}
