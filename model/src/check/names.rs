//! Checks names and texts: names that Rust cannot use, missing English text, and the id and text of rules.

use indexmap::IndexMap;

use super::page::{Page, Part, Site};
use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted};
use crate::pointer::join;
use crate::schema::{
    Common, ConceptPage, Endpoint, EnumMember, ErrorCode, EventPage, ObjectType, Rule, is_shared_name,
};
use crate::tree::Tree;

/// Reports names without a letter, empty names and control characters in names.
pub(super) fn check(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    let Some(name) = site.name else { return };
    if let Some(finding) = unwritable(page, "field", name, &site.pointer) {
        out.push(finding);
        return;
    }
    // Headers do not become members of Rust types.
    let has_letter = name.contains(|c: char| c.is_ascii_alphabetic());
    if site.part != Part::Header && site.field.name.is_none() && !has_letter {
        let message = format!("no meaningful Rust name can be derived from field {}", quoted(name));
        let help = format!("give it a `name` in the overlay, at {}", quoted(&site.pointer));
        out.warning(Code::UnnamedField, page.key(&site.pointer), message, help);
    }
}

pub(super) fn check_types(page: &Page<'_>, out: &mut Report) {
    out.extend(page.type_names().filter_map(|name| unwritable(page, "type", name, &join("/types", name))));
}

fn unwritable(page: &Page<'_>, what: &str, name: &str, at: &str) -> Option<Diagnostic> {
    let message = if name.is_empty() {
        format!("the name of the {what} is empty")
    } else if name.contains(char::is_control) {
        format!("the name of the {what}, {}, contains a control character", quoted(name))
    } else {
        return None;
    };
    Some(
        Diagnostic::error(Code::BadName, message, page.key(at))
            .help("compare the page, and correct the name in the overlay"),
    )
}

/// Adds one note that counts the parts of the endpoint without `doc` or `hint`.
pub(super) fn check_texts_of_endpoint(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    let mut gaps = Gaps::default();
    gaps.add("the endpoint", usize::from(endpoint.doc.is_none()));
    gaps.fields(page);
    gaps.types(&endpoint.types);
    gaps.codes(&endpoint.errors);
    gaps.report(page.tree, out);
}

pub(super) fn check_texts_of_concepts(page: &Page<'_>, concepts: &ConceptPage, out: &mut Report) {
    let mut gaps = Gaps::default();
    gaps.add("the page", usize::from(concepts.doc.is_none()));
    gaps.add("concepts", concepts.concepts.values().filter(|concept| concept.doc.is_none()).count());
    gaps.add("enum members", concepts.concepts.values().map(|concept| undescribed(&concept.members)).sum());
    gaps.fields(page);
    gaps.types(&concepts.types);
    gaps.report(page.tree, out);
}

pub(super) fn check_texts_of_events(page: &Page<'_>, events: &EventPage, out: &mut Report) {
    let mut gaps = Gaps::default();
    gaps.add("events", events.events.values().filter(|event| event.doc.is_none()).count());
    gaps.fields(page);
    gaps.types(&events.types);
    gaps.report(page.tree, out);
}

pub(super) fn check_texts_of_common(tree: &Tree, common: &Common, out: &mut Report) {
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
        // The members of a shared type are documented at the type.
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

    fn report(self, tree: &Tree, out: &mut Report) {
        if !self.0.is_empty() {
            let message = format!("English text is missing ({})", self.0.join(", "));
            let help = "write `doc` and `hint` in the annotations of the overlay";
            out.note(Code::Undocumented, tree.key_span("/title"), message, help);
        }
    }
}

/// Checks the id and the text of each rule, which a violation prints on one line.
pub(super) fn check_rule_texts(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    check_rules(page, &endpoint.rules, "/rules", out);
    for (name, object) in &endpoint.types {
        check_rules(page, &object.rules, &join("/types", name).join("rules"), out);
    }
}

fn check_rules(page: &Page<'_>, rules: &IndexMap<String, Rule>, at: &str, out: &mut Report) {
    for (id, rule) in rules {
        let at = join(at, id);
        if !is_id(id) {
            let message = format!("{} is not a valid rule id", quoted(id));
            out.push(Diagnostic::error(Code::RuleId, message, page.key(&at)).help(
                "write lower-case ASCII letters, digits, `_` and `-`, as in `operator_unless_system_user`",
            ));
        }
        if let Some(character) = rule.doc.chars().find(|c| breaks_line(*c)) {
            let message = format!(
                "the text of a rule must be one line, but contains {}",
                quoted(&character.to_string())
            );
            out.error(Code::RuleText, page.value(&at.join("doc")), message, "write one line of plain text");
        }
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
}

/// Control characters, line breaks of Unicode, and characters that turn the direction of what follows.
fn breaks_line(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{
        ERROR, Found, WARNING, clean, endpoint, expect, file, findings, of_endpoint,
    };
    use crate::diag::Code;

    fn body(name: &str, field: &Value) -> Vec<Found> {
        of_endpoint(&json!({"request": {"body": {name: field}}}))
    }

    #[test]
    fn names_can_be_read() {
        expect(&body("", &json!({"type": "int"})), &[(ERROR, "bad-name", "\"\"")]);
        expect(&body("a\tb", &json!({"type": "int"})), &[(ERROR, "bad-name", "\"a\\tb\"")]);
        expect(&body("a\u{85}", &json!({"type": "int"})), &[(ERROR, "bad-name", "\"a\u{85}\"")]);
        for name in ["a b", "i18n-名", "@type"] {
            clean(&body(name, &json!({"type": "int"})));
        }
    }

    #[test]
    fn types_have_a_name() {
        let found = of_endpoint(&json!({"types": {"": {"fields": {}}}}));
        assert!(found.iter().any(|found| found.finding.code == Code::BadName), "{found:#?}");
        clean(&of_endpoint(&json!({
            "request": {"body": {"x": {"type": "item"}}}, "types": {"item": {"fields": {}}}
        })));
    }

    #[test]
    fn names_without_a_letter_need_a_name_in_the_overlay() {
        for name in ["名称", "1", "_"] {
            let found = body(name, &json!({"type": "int"}));
            expect(&found, &[(WARNING, "unnamed-field", &format!("\"{name}\""))]);
            clean(&body(name, &json!({"type": "int", "name": "title"})));
        }
        // The JSON of a string has no name of its own.
        clean(&body("x", &json!({"type": "string", "json": {"type": "int"}})));
    }

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

    fn faults_of_rules(rules: &Value) -> Vec<(&'static str, String)> {
        let body = json!({"a": {"type": "string"}, "b": {"type": "string"}});
        let found = of_endpoint(&json!({"request": {"body": body}, "rules": rules}));
        assert!(found.iter().all(|found| found.finding.severity == ERROR));
        found.iter().map(|found| (found.finding.code.name(), found.finding.message.clone())).collect()
    }

    fn rule(doc: &str) -> Value {
        json!({"doc": doc, "assert": {"at_least_one": {"fields": ["/body/a", "/body/b"]}}})
    }

    #[test]
    fn ids_are_plain() {
        for id in ["", "A", "a b", "a/b", "a\nb", "规则"] {
            let found = faults_of_rules(&json!({id: rule("d")}));
            assert_eq!(found.len(), 1, "{id:?}");
            assert_eq!(found[0].0, "rule-id", "{id:?}");
        }
        for id in ["a_or_b", "a-or-b", "r1"] {
            assert!(faults_of_rules(&json!({id: rule("d")})).is_empty(), "{id:?}");
        }
    }

    #[test]
    fn texts_are_one_line() {
        for (doc, character) in [
            ("a\nb", "\\u{a}"),
            ("a\u{1b}[0m", "\\u{1b}"),
            ("a\u{202e}b", "\\u{202e}"),
            ("a\u{2066}b", "\\u{2066}"),
            ("a\u{2028}b", "\\u{2028}"),
            ("a\u{200f}b", "\\u{200f}"),
        ] {
            let found = faults_of_rules(&json!({"r": rule(doc)}));
            assert_eq!(found.len(), 1, "{doc:?}");
            assert_eq!(found[0].0, "rule-text", "{doc:?}");
            assert!(found[0].1.contains(character), "{}", found[0].1);
        }
        assert!(faults_of_rules(&json!({"r": rule("Give `a`, or 乙.")})).is_empty());
    }

    #[test]
    fn rules_of_types_too() {
        let page = |doc: &str| {
            json!({"request": {"body": {"x": {"type": "span"}}}, "types": {"span": {
                "fields": {"a": {"type": "string"}, "b": {"type": "string"}},
                "rules": {"both": {"doc": doc, "assert": {"all_or_none": {"fields": ["/a", "/b"]}}}}
            }}})
        };
        clean(&of_endpoint(&page("Both.")));
        assert_eq!(of_endpoint(&page("Both\r\n"))[0].finding.code.name(), "rule-text");
    }
}
