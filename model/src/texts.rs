//! The translation memory: gives each place of a schema the English that is kept for the page's words.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::map::Entry;

use crate::document::Document;
use crate::schema::{Texts, names_itself};
use crate::source::Span;
use crate::tree::{Member, Tree};

/// The memory for all services.
pub const COMMON: &str = "common";

/// Returns the service of a schema: the first part of its id.
#[must_use]
pub fn service(id: &str) -> &str {
    id.split('/').next().unwrap_or(id)
}

/// The memories of a run, and the entries that were used.
#[derive(Default)]
pub(crate) struct Memory<'a> {
    by_service: BTreeMap<&'a str, &'a Tree>,
    /// The places of the entries that a schema has taken something from.
    pub(crate) used: BTreeSet<Span>,
}

impl<'a> Memory<'a> {
    pub(crate) fn new(texts: &'a [Document<Texts>]) -> Self {
        let by_service = texts.iter().map(|document| (document.id.as_str(), &document.tree)).collect();
        Self { by_service, used: BTreeSet::new() }
    }

    /// Adds texts and names to the tree of a schema, its overlay applied. What the tree has already stays.
    pub(crate) fn fill(&mut self, id: &str, tree: &mut Tree) {
        let files = [service(id), COMMON].into_iter().filter_map(|name| self.by_service.get(name).copied());
        let files: Vec<&Tree> = files.collect();
        if !files.is_empty() {
            Filling { files, used: &mut self.used }.record(id, tree);
        }
    }
}

/// The memories of one schema, that of its service first.
struct Filling<'a, 'm> {
    files: Vec<&'a Tree>,
    used: &'m mut BTreeSet<Span>,
}

impl Filling<'_, '_> {
    /// Fills a part of a schema, and all parts in it: a field, a member, a type, or the schema itself. `name` is its key.
    fn record(&mut self, name: &str, tree: &mut Tree) {
        self.described(tree);
        self.labelled(name, tree);
        let Some(object) = tree.as_object_mut() else { return };
        for (name, member) in &mut object.members {
            match name.as_str() {
                "request" | "json" => self.record(name, &mut member.value),
                "errors" => each(&mut member.value, |number, code| self.code(number, code)),
                "headers" | "path" | "query" | "body" | "reply" | "fields" | "types" | "variants"
                | "enum" | "events" | "concepts" => {
                    each(&mut member.value, |name, part| self.record(name, part));
                }
                _ => {}
            }
        }
    }

    fn described(&mut self, field: &mut Tree) {
        let Some(entry) = self.entry("descriptions", field.child("prose")) else { return };
        self.add("doc", &entry, entry.value.span(), field);
    }

    fn labelled(&mut self, wire: &str, part: &mut Tree) {
        let Some(entry) = self.entry("members", part.child("label")) else { return };
        self.add_all(&entry, part, |member| member != "name" || !names_itself(wire));
    }

    fn code(&mut self, number: &str, code: &mut Tree) {
        let Some(message) = code.child("message").and_then(Tree::as_str) else { return };
        let key = code_key(number, message);
        let Some(entry) = self.find("codes", &key) else { return };
        self.add_all(&entry, code, |_| true);
    }

    fn entry(&self, map: &str, key: Option<&Tree>) -> Option<Member> {
        self.find(map, key?.as_str()?)
    }

    fn find(&self, map: &str, key: &str) -> Option<Member> {
        let mut maps = self.files.iter().filter_map(|file| file.child(map)?.as_object());
        maps.find_map(|map| map.members.get(key)).cloned()
    }

    /// Adds each member of the entry that `fits`.
    fn add_all(&mut self, entry: &Member, to: &mut Tree, fits: impl Fn(&str) -> bool) {
        for (name, member) in entry.value.as_object().into_iter().flat_map(|object| &object.members) {
            if fits(name) {
                self.add(name, member, entry.value.span(), to);
            }
        }
    }

    /// Adds a member, unless there is one of that name.
    fn add(&mut self, name: &str, member: &Member, entry: Span, to: &mut Tree) {
        let Some(object) = to.as_object_mut() else { return };
        if let Entry::Vacant(slot) = object.members.entry(name.to_owned()) {
            slot.insert(member.clone());
            self.used.insert(entry);
        }
    }
}

fn each(map: &mut Tree, mut visit: impl FnMut(&str, &mut Tree)) {
    for (name, member) in map.as_object_mut().into_iter().flat_map(|object| &mut object.members) {
        visit(name, &mut member.value);
    }
}

/// The key of an error code in a memory.
pub(crate) fn code_key(number: &str, message: &str) -> String {
    format!("{number} {message}")
}

#[cfg(test)]
mod tests {
    use crate::load::Loaded;
    use crate::load::testing::{endpoint, loaded, slice};

    const PAGE: &str = r#", "reply": {
        "id": {"type": "string", "prose": "0a"},
        "state": {"type": "int", "prose": "0b", "enum": {"1": {"label": "已完成"}, "DONE": {"label": "已完成"}}},
        "extra": {"type": "string", "json": {"type": "object", "fields": {"id": {"type": "string", "prose": "0a"}}}}},
        "types": {"u": {"tag": "t", "fields": {}, "variants": {"1": {"label": "已完成", "fields": {"errors": {"type": "string", "prose": "0a"}}}}}},
        "errors": {"7": {"message": "无权限"}, "8": {"message": "无权限"}},
        "examples": {"reply": {"id": {"prose": "0a"}}}"#;

    const TEXTS: &str = r#"{"texts": "a", "descriptions": {"0a": "The id."}, "members": {"已完成": {"name": "Finished", "doc": "Done."}},
        "codes": {"7 无权限": {"name": "NoPermission", "hint": "Ask.", "executed": false}}}"#;

    fn with(more: &[(&str, &str)]) -> Loaded {
        let page = endpoint("a/v1/b/c", PAGE);
        let files = [("a/v1/b/c.json", page.as_str()), ("texts/a.json", TEXTS)];
        let loaded = loaded(&[&files[..], more].concat());
        assert_eq!(loaded.diagnostics, []);
        loaded
    }

    #[test]
    fn every_place_with_the_words_gets_the_text() {
        let loaded = with(&[]);
        let document = &loaded.set.endpoints[0];
        let schema = &document.schema;
        let doc =
            |pointer: &str| document.tree.get(pointer).map(|tree| slice(&loaded.set.sources, tree.span()));
        for pointer in
            ["/reply/id/doc", "/reply/extra/json/fields/id/doc", "/types/u/variants/1/fields/errors/doc"]
        {
            assert_eq!(doc(pointer), Some("\"The id.\""), "{pointer}");
        }
        assert_eq!(schema.reply["state"].doc, None, "no entry has these words");
        assert_eq!(schema.types["u"].variants["1"].name.as_deref(), Some("Finished"));
        assert_eq!(
            schema.examples.reply,
            Some(serde_json::json!({"id": {"prose": "0a"}})),
            "an example is no field"
        );
    }

    #[test]
    fn a_value_that_is_a_name_keeps_it() {
        let loaded = with(&[]);
        let members = &loaded.set.endpoints[0].schema.reply["state"].members;
        let found = |wire: &str| (members[wire].name.as_deref(), members[wire].doc.as_deref());
        assert_eq!(found("1"), (Some("Finished"), Some("Done.")));
        assert_eq!(found("DONE"), (None, Some("Done.")));
    }

    #[test]
    fn a_code_is_known_by_its_number_and_message() {
        let loaded = with(&[]);
        let errors = &loaded.set.endpoints[0].schema.errors;
        assert_eq!(errors["7"].name.as_deref(), Some("NoPermission"));
        assert_eq!((errors["7"].hint.as_deref(), errors["7"].executed), (Some("Ask."), Some(false)));
        assert_eq!(errors["8"].name, None);
    }

    #[test]
    fn the_overlay_comes_first_then_the_service_then_all_services() {
        let common = r#"{"texts": "common", "descriptions": {"0a": "Any id.", "0b": "The state."}}"#;
        let overlay = r#"{"overlay": "a/v1/b/c", "annotations": {"/reply/id": {"doc": "The id of b."}}}"#;
        let loaded = with(&[("texts/common.json", common), ("a/v1/b/c.overlay.json", overlay)]);
        let reply = &loaded.set.endpoints[0].schema.reply;
        let inner = &reply["extra"].json.as_ref().unwrap().fields["id"];
        assert_eq!(reply["id"].doc.as_deref(), Some("The id of b."));
        assert_eq!(inner.doc.as_deref(), Some("The id."));
        assert_eq!(reply["state"].doc.as_deref(), Some("The state."));
    }

    #[test]
    fn another_service_has_its_own_texts() {
        let page = endpoint("z/v1/b/c", PAGE);
        let loaded = with(&[("z/v1/b/c.json", &page)]);
        assert_eq!(loaded.set.endpoints[1].id, "z/v1/b/c");
        assert_eq!(loaded.set.endpoints[1].schema.reply["id"].doc, None);
    }
}
