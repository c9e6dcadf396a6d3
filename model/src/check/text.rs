//! Text that people should find in the documentation and would not.

use indexmap::IndexMap;

use super::page::Page;
use crate::diag::{Code, Diagnostic};
use crate::schema::{Common, ConceptPage, Endpoint, EnumMember, ErrorCode, ObjectType, is_shared_name};
use crate::tree::Tree;

/// One note per schema: what lacks `doc` or `hint`.
pub(super) fn check_endpoint(page: &Page<'_>, endpoint: &Endpoint, out: &mut Vec<Diagnostic>) {
    let mut gaps = Gaps::default();
    gaps.add("the endpoint", usize::from(endpoint.doc.is_none()));
    gaps.fields(page);
    gaps.types(&endpoint.types);
    gaps.codes(&endpoint.errors);
    gaps.report(page.tree, out);
}

pub(super) fn check_concepts(page: &Page<'_>, concepts: &ConceptPage, out: &mut Vec<Diagnostic>) {
    let mut gaps = Gaps::default();
    gaps.add("the page", usize::from(concepts.doc.is_none()));
    gaps.add("concepts", concepts.concepts.values().filter(|concept| concept.doc.is_none()).count());
    gaps.add("enum members", concepts.concepts.values().map(|concept| undescribed(&concept.members)).sum());
    gaps.fields(page);
    gaps.types(&concepts.types);
    gaps.report(page.tree, out);
}

pub(super) fn check_common(tree: &Tree, common: &Common, out: &mut Vec<Diagnostic>) {
    let mut gaps = Gaps::default();
    gaps.add("enum members", common.enums.values().map(|shared| undescribed(&shared.members)).sum());
    gaps.codes(&common.errors);
    gaps.report(tree, out);
}

fn undescribed(members: &IndexMap<String, EnumMember>) -> usize {
    members.values().filter(|member| member.doc.is_none()).count()
}

/// Counts the parts without text.
#[derive(Default)]
struct Gaps(Vec<String>);

impl Gaps {
    fn add(&mut self, what: &str, count: usize) {
        match count {
            0 => {}
            1 if what.starts_with("the ") => self.0.push(what.to_owned()),
            _ => self.0.push(format!("{what}: {count}")),
        }
    }

    fn fields(&mut self, page: &Page<'_>) {
        self.add("fields", page.sites.iter().filter(|site| site.field.doc.is_none()).count());
        // The members of a shared type are described where the type stands.
        let own = page.sites.iter().filter(|site| site.field.use_type.is_none());
        self.add("enum members", own.map(|site| undescribed(&site.field.members)).sum());
    }

    fn types(&mut self, types: &IndexMap<String, ObjectType>) {
        let own = || types.iter().filter(|(name, _)| !is_shared_name(name)).map(|(_, object)| object);
        let variants = own().flat_map(|object| object.variants.values());
        self.add("variants", variants.filter(|variant| variant.doc.is_none()).count());
    }

    fn codes(&mut self, errors: &IndexMap<String, ErrorCode>) {
        self.add("error codes", errors.values().filter(|code| code.doc.is_none()).count());
        self.add("error codes without a hint", errors.values().filter(|code| code.hint.is_none()).count());
    }

    fn report(self, tree: &Tree, out: &mut Vec<Diagnostic>) {
        if !self.0.is_empty() {
            let message = format!("English text is missing ({})", self.0.join(", "));
            out.push(
                Diagnostic::note(Code::Undocumented, message, tree.key_span("/title"))
                    .help("write `doc` and `hint` in the annotations of the overlay"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{clean, endpoint, file, findings};

    #[test]
    fn one_note_tells_all_that_is_missing() {
        let mut schema = endpoint(&json!({
            "request": {"body": {"x": {"type": "string", "enum": {"a": {}, "b": {"doc": "d"}}}, "y": {"type": "int"}}},
            "errors": {"1": {"message": "m", "name": "A", "doc": "d"}}
        }));
        schema.as_object_mut().unwrap().remove("doc");
        let found = findings(vec![file("a/v1/b/c.json", &schema)]);
        let messages: Vec<_> =
            found.iter().map(|found| (found.finding.code.name(), found.finding.message.as_str())).collect();
        let expected = "English text is missing (the endpoint, fields: 2, enum members: 1, error codes without a hint: 1)";
        assert_eq!(messages, [("undocumented", expected)]);
    }

    #[test]
    fn a_described_endpoint_is_clean() {
        let schema = endpoint(&json!({"request": {"body": {"x": {"type": "string", "doc": "d"}}}}));
        clean(&findings(vec![file("a/v1/b/c.json", &schema)]));
    }
}
