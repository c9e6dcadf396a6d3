//! Checks the translation memories: words of pages without English, and entries that no page needs.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::codes;
use super::page::Page;
use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted};
use crate::document::SchemaSet;
use crate::pointer::join;
use crate::schema::{EnumMember, ErrorCode, ObjectType, is_shared_name, names_itself, naming_words};
use crate::source::Span;
use crate::texts::{code_key, service};
use crate::tree::Tree;

/// The words of a service's pages that have no English yet, each with its places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing {
    /// By fingerprint.
    pub descriptions: TextPlaces,
    /// By label.
    pub members: TextPlaces,
    /// By number and message.
    pub codes: TextPlaces,
}

/// Places by the words that they have, in the order of the schemas.
pub type TextPlaces = IndexMap<String, Vec<TextPlace>>;

/// A place that has certain words of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPlace {
    /// The id of the schema.
    pub id: String,
    /// The pointer to the field, member or code.
    pub pointer: String,
    /// The fingerprint of the field's description.
    pub prose: Option<String>,
    /// The key there.
    pub span: Span,
}

/// Returns what has no English, by service. Members and codes are listed if their name is missing, too.
#[must_use]
pub fn missing_texts(set: &SchemaSet) -> BTreeMap<String, Missing> {
    let common_codes = codes::common(set);
    let mut missing = BTreeMap::new();
    for document in &set.endpoints {
        let mut places = Places::of(&document.id, &document.tree, &mut missing);
        places.page(&Page::of_endpoint(document));
        places.codes(&document.schema.errors, &common_codes);
    }
    for document in &set.concepts {
        let mut places = Places::of(&document.id, &document.tree, &mut missing);
        places.page(&Page::of_concepts(document));
        for (heading, concept) in &document.schema.concepts {
            places.members(&join("/concepts", heading), None, &concept.members);
        }
    }
    for document in &set.events {
        Places::of(&document.id, &document.tree, &mut missing).page(&Page::of_events(document));
    }
    missing.retain(|_, missing| *missing != Missing::default());
    missing
}

/// Reports what is missing in services that have a memory, and what no schema uses. Schemas of other services are not
/// curated, and have a note each that counts what is missing.
pub(super) fn check(set: &SchemaSet, out: &mut Report) {
    let curated: BTreeSet<&str> = set.texts.iter().map(|document| document.id.as_str()).collect();
    for (service, missing) in missing_texts(set) {
        if curated.contains(service.as_str()) {
            let Missing { descriptions, members, codes } = &missing;
            for (kind, words) in [("description", descriptions), ("label", members), ("error code", codes)] {
                out.extend(
                    words.iter().filter_map(|(key, places)| untranslated(kind, key, places, &service)),
                );
            }
        }
    }
    // A schema that could not be read may need any entry.
    if set.unread.is_empty() {
        set.texts.iter().for_each(|document| unused(&document.tree, &set.used_texts, out));
    }
}

/// Collects the places of one schema.
struct Places<'a> {
    id: &'a str,
    tree: &'a Tree,
    missing: &'a mut Missing,
}

impl<'a> Places<'a> {
    fn of(id: &'a str, tree: &'a Tree, missing: &'a mut BTreeMap<String, Missing>) -> Self {
        Self { id, tree, missing: missing.entry(service(id).to_owned()).or_default() }
    }

    fn page(&mut self, page: &Page<'_>) {
        for site in &page.sites {
            let prose = site.field.prose.as_ref();
            if let (Some(prose), None) = (prose, &site.field.doc) {
                let place = self.place(&site.pointer, Some(prose));
                self.missing.descriptions.entry(prose.clone()).or_default().push(place);
            }
            // The members of a shared type are named and documented at the type.
            if site.field.use_type.is_none() {
                self.members(&site.pointer, prose, &site.field.members);
            }
        }
        self.variants(page.types);
    }

    fn variants(&mut self, types: &IndexMap<String, ObjectType>) {
        for (name, object) in types.iter().filter(|(name, _)| !is_shared_name(name)) {
            let at = join("/types", name).join("variants");
            for (tag, variant) in &object.variants {
                let member = EnumMember {
                    label: variant.label.clone(),
                    name: variant.name.clone(),
                    doc: variant.doc.clone(),
                };
                self.member(&at.join(tag), None, (tag, &member));
            }
        }
    }

    fn members(&mut self, at: &str, prose: Option<&String>, members: &IndexMap<String, EnumMember>) {
        let at = join(at, "enum");
        for (wire, member) in members {
            self.member(&at.join(wire), prose, (wire, member));
        }
    }

    fn member(&mut self, at: &str, prose: Option<&String>, (wire, member): (&str, &EnumMember)) {
        let has_name = member.name.is_some() || names_itself(wire) || naming_words(&member.label).is_some();
        if !member.label.is_empty() && (member.doc.is_none() || !has_name) {
            let place = self.place(at, prose);
            self.missing.members.entry(member.label.clone()).or_default().push(place);
        }
    }

    fn codes(&mut self, errors: &IndexMap<String, ErrorCode>, common: &BTreeSet<i64>) {
        for (number, code) in errors {
            let is_common = number.parse().is_ok_and(|number| common.contains(&number));
            let has_name = code.name.is_some() || naming_words(&code.message).is_some();
            if !is_common && (code.doc.is_none() || !has_name) {
                let place = self.place(&join("/errors", number), None);
                self.missing.codes.entry(code_key(number, &code.message)).or_default().push(place);
            }
        }
    }

    fn place(&self, at: &str, prose: Option<&String>) -> TextPlace {
        TextPlace {
            id: self.id.to_owned(),
            pointer: at.to_owned(),
            prose: prose.cloned(),
            span: self.tree.key_span(at),
        }
    }
}

fn untranslated(kind: &str, key: &str, places: &[TextPlace], service: &str) -> Option<Diagnostic> {
    let (first, others) = places.split_first()?;
    let at = if others.is_empty() { String::new() } else { format!(" at {} places", places.len()) };
    let message = format!("the {kind} {}{at} has no English", quoted(key));
    let finding = Diagnostic::warning(Code::MissingText, message, first.span).help(format!(
        "`cargo xtask texts {service} --pages PAGE` lists it with the words of the page; write a text that holds at every \
         place, or texts into the overlays"
    ));
    Some(others.iter().fold(finding, |finding, place| finding.related(place.span, "the same words")))
}

fn unused(texts: &Tree, used: &BTreeSet<Span>, out: &mut Report) {
    for map in ["descriptions", "members", "codes"] {
        let entries = texts.child(map).and_then(Tree::as_object);
        for (key, entry) in entries.into_iter().flat_map(|entries| &entries.members) {
            if !used.contains(&entry.value.span()) {
                let message = format!("no schema uses the entry {}", quoted(key));
                let help = "remove it: the page has other words now, or an overlay has a text for each place";
                out.warning(Code::UnusedText, entry.key, message, help);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{Found, NOTE, WARNING, endpoint, expect, file, findings};

    /// Findings about an endpoint of the service `a` and a memory.
    fn found(changes: &Value, texts: Value) -> Vec<Found> {
        findings(vec![file("a/v1/b/c.json", &endpoint(changes)), file("texts/a.json", &memory(texts))])
    }

    fn memory(mut texts: Value) -> Value {
        texts["$schema"] = json!("../format.schema.json");
        texts["texts"] = json!("a");
        texts
    }

    /// Two fields with the same description.
    fn twice(prose: &str) -> Value {
        let field = json!({"type": "string", "prose": prose});
        json!({"request": {"body": {"x": field, "y": field}}})
    }

    #[test]
    fn one_text_serves_all_places() {
        expect(&found(&twice("0a"), json!({"descriptions": {"0a": "Text."}})), &[]);
    }

    #[test]
    fn a_reworded_description_is_missing_and_its_text_is_unused() {
        let found = found(&twice("0b"), json!({"descriptions": {"0a": "Text."}}));
        expect(
            &found,
            &[
                (NOTE, "undocumented", "\"title\""),
                (WARNING, "missing-text", "\"x\""),
                (WARNING, "unused-text", "\"0a\""),
            ],
        );
        let missing = &found[1].finding;
        assert_eq!(missing.message, "the description `0b` at 2 places has no English");
        assert_eq!(missing.related.len(), 1);
    }

    #[test]
    fn a_text_that_overlays_replace_at_every_place_is_unused() {
        let page = json!({"request": {"body": {"x": {"type": "string", "prose": "0a", "doc": "Ours."}}}});
        let found = found(&page, json!({"descriptions": {"0a": "Text."}}));
        expect(&found, &[(WARNING, "unused-text", "\"0a\"")]);
    }

    #[test]
    fn labels_and_codes_need_a_name_and_a_text() {
        let page = json!({
            "request": {"body": {"x": {"type": "int", "doc": "d", "enum": {
                "1": {"label": "无", "doc": "d"}, "2": {"label": "有", "name": "Some2"}, "3": {"label": "全", "name": "All", "doc": "d"}
            }}}},
            "errors": {"7": {"message": "无权限", "doc": "d", "hint": "h"}, "8": {"message": "no permission", "doc": "d", "hint": "h"}}
        });
        let found = found(&page, json!({}));
        let missing = found.iter().filter(|found| found.finding.code.name() == "missing-text");
        let places: Vec<&str> = missing.map(|found| found.place.as_str()).collect();
        assert_eq!(places, ["\"1\"", "\"2\"", "\"7\""]);
    }

    #[test]
    fn a_service_without_a_memory_has_one_note_for_each_schema() {
        let other = json!({"$schema": "../format.schema.json", "texts": "b"});
        let files = vec![file("a/v1/b/c.json", &endpoint(&twice("0a"))), file("texts/b.json", &other)];
        expect(&findings(files), &[(NOTE, "undocumented", "\"title\"")]);
    }
}
