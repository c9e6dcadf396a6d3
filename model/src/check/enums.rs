//! Checks enum members, and the shared enums that fields name with `use_type`.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::json;

use super::page::{Page, Site};
use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted, similar};
use crate::document::SchemaSet;
use crate::pointer::join;
use crate::schema::{Common, EnumMember, TypeExpr, names_itself, naming_words};
use crate::tree::Tree;

/// Checks the members of a field. `pointer` of each member is `enum/WIRE` below the field.
pub(super) fn check(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    let members = &site.field.members;
    let at = site.at("enum");
    match site.leaf() {
        TypeExpr::Int => wires(page.tree, &at, members, integer, "an integer", out),
        TypeExpr::Bool => wires(page.tree, &at, members, boolean, "`true` or `false`", out),
        _ => {}
    }
    labels(page.tree, &at, members, out);
    let is_named_elsewhere = site.field.use_type.is_some() || *site.leaf() == TypeExpr::Bool;
    if !is_named_elsewhere {
        names(page.tree, &at, members, out);
    }
}

/// Checks the members of a shared enum or concept at the pointer, which are strings.
pub(super) fn check_texts(
    tree: &Tree,
    pointer: &str,
    members: &IndexMap<String, EnumMember>,
    out: &mut Report,
) {
    let at = join(pointer, "enum");
    labels(tree, &at, members, out);
    names(tree, &at, members, out);
}

/// Spelling of a member on the wire: canonical, another spelling, or wrong.
enum Wire {
    Canonical,
    Spelled(String),
    Wrong,
}

fn integer(text: &str) -> Wire {
    match text.trim().parse::<i64>() {
        Ok(number) if number.to_string() == text => Wire::Canonical,
        Ok(number) => Wire::Spelled(number.to_string()),
        Err(_) => Wire::Wrong,
    }
}

fn boolean(text: &str) -> Wire {
    match text {
        "true" | "false" => Wire::Canonical,
        _ => Wire::Wrong,
    }
}

fn wires(
    tree: &Tree,
    at: &str,
    members: &IndexMap<String, EnumMember>,
    read: fn(&str) -> Wire,
    wanted: &str,
    out: &mut Report,
) {
    for wire in members.keys() {
        let place = tree.key_span(&join(at, wire));
        let message = format!("the member {} is not {wanted} on the wire", quoted(wire));
        let finding = Diagnostic::error(Code::BadMember, message, place);
        match read(wire) {
            Wire::Canonical => {}
            Wire::Spelled(canonical) => out.push(finding.suggest(place, json!(canonical).to_string())),
            Wire::Wrong => {
                out.push(finding.help("write the value as it is sent, or correct the field's type"));
            }
        }
    }
}

fn labels(tree: &Tree, at: &str, members: &IndexMap<String, EnumMember>, out: &mut Report) {
    let mut first: std::collections::BTreeMap<&str, &str> = std::collections::BTreeMap::new();
    for (wire, member) in members.iter().filter(|(_, member)| !member.label.is_empty()) {
        let earlier = *first.entry(&member.label).or_insert(wire);
        if earlier != wire {
            let message =
                format!("enum members {} and {} have the same label", quoted(earlier), quoted(wire));
            out.push(
                Diagnostic::warning(
                    Code::DuplicateLabel,
                    message,
                    tree.value_span(&join(at, wire).join("label")),
                )
                .related(tree.key_span(&join(at, earlier)), "the first member")
                .help("compare with the page, and say in `doc` how they differ"),
            );
        }
    }
}

fn names(tree: &Tree, at: &str, members: &IndexMap<String, EnumMember>, out: &mut Report) {
    let is_unnamed = |(wire, member): &(&String, &EnumMember)| {
        member.name.is_none() && !names_itself(wire) && naming_words(&member.label).is_none()
    };
    for (wire, _) in members.iter().filter(is_unnamed) {
        let pointer = join(at, wire);
        let message = format!("no meaningful Rust name can be derived from enum member {}", quoted(wire));
        let help = format!("give it a `name` in the texts of its service, or in the overlay, at `{pointer}`");
        out.warning(Code::UnnamedMember, tree.key_span(&pointer), message, help);
    }
}

/// Members of the shared types by the text that `use_type` writes: `common::UserIdType`,
/// `approval::v4::task::introduction::TaskStatus`.
pub(super) struct SharedTypes<'a> {
    types: BTreeMap<String, BTreeSet<String>>,
    /// `None` if it is missing or could not be read, so that an absent type may exist.
    common: Option<&'a Common>,
}

impl<'a> SharedTypes<'a> {
    pub(super) fn collect(set: &'a SchemaSet) -> Self {
        let mut types = BTreeMap::new();
        for (name, shared) in set.common.iter().flat_map(|common| &common.schema.enums) {
            types.insert(format!("common::{name}"), wires_of(&shared.members));
        }
        for page in &set.concepts {
            for concept in page.schema.concepts.values() {
                if let Some(name) = &concept.name {
                    types.insert(
                        format!("{}::{name}", page.id.replace('/', "::")),
                        wires_of(&concept.members),
                    );
                }
            }
        }
        Self { types, common: set.common.as_ref().map(|common| &common.schema) }
    }

    pub(super) fn check(&self, page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
        let Some(text) = &site.field.use_type else { return };
        self.redundant(page, site, text, out);
        match self.types.get(text) {
            None => out.push(self.unknown(page, site, text)),
            Some(members) => {
                for wire in site.field.members.keys().filter(|wire| !members.contains(*wire)) {
                    let message = format!("the shared type {} has no member {}", quoted(text), quoted(wire));
                    let at = join(&site.at("enum"), wire);
                    out.push(
                        Diagnostic::error(Code::UnknownSharedMember, message, page.key(&at))
                            .related(page.value(&site.at("use_type")), "the shared type")
                            .help("add the member to the shared type"),
                    );
                }
            }
        }
    }

    /// Reports a `use_type` that loading would have added.
    fn redundant(&self, page: &Page<'_>, site: &Site<'_>, text: &str, out: &mut Report) {
        let at = site.at("use_type");
        let own = site.name.zip(self.common).and_then(|(wire, common)| common.enum_of(wire, site.field));
        if own.as_deref() == Some(text) && page.tree.get(&at).is_some() {
            let message = format!("the field has the type {} by its name", quoted(text));
            out.warning(Code::OverlayRedundant, page.key(&at), message, "remove `use_type`");
        }
    }

    fn unknown(&self, page: &Page<'_>, site: &Site<'_>, text: &str) -> Diagnostic {
        let at = page.value(&site.at("use_type"));
        let finding =
            Diagnostic::error(Code::UnknownSharedType, format!("unknown shared type {}", quoted(text)), at);
        match similar(text, self.types.keys().map(String::as_str)) {
            Some(meant) => finding
                .help(format!("did you mean {}?", quoted(meant)))
                .suggest(at, serde_json::json!(meant).to_string()),
            None if self.common.is_none() => finding.help("`common.json` is missing or could not be read"),
            None => finding.help("add it to `enums` of `common.json`, or name a concept: `project::version::resource::page::Name`"),
        }
    }
}

fn wires_of(members: &indexmap::IndexMap<String, EnumMember>) -> BTreeSet<String> {
    members.keys().cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, Found, WARNING, clean, endpoint, expect, file, findings, of_field};

    #[test]
    fn members_are_values_of_the_field() {
        let found = of_field(&json!({"type": "int", "enum": {"02": {"name": "A"}, "x": {"name": "B"}}}));
        expect(&found, &[(ERROR, "bad-member", "\"02\""), (ERROR, "bad-member", "\"x\"")]);
        assert_eq!(found[0].mended.as_deref(), Some("\"2\""));
        expect(
            &of_field(&json!({"type": "boolean", "enum": {"yes": {}}})),
            &[(ERROR, "bad-member", "\"yes\"")],
        );
        clean(&of_field(&json!({"type": "int", "enum": {"-2": {"name": "A"}, "0": {"name": "B"}}})));
        clean(&of_field(&json!({"type": "boolean", "enum": {"true": {}, "false": {}}})));
    }

    #[test]
    fn members_that_rust_cannot_name() {
        let found = of_field(&json!({"type": "string", "enum": {"拒绝": {}, "9lives": {}, "open_id": {}}}));
        expect(&found, &[(WARNING, "unnamed-member", "\"拒绝\""), (WARNING, "unnamed-member", "\"9lives\"")]);
        assert_eq!(
            found[0].finding.help.as_deref(),
            Some(
                "give it a `name` in the texts of its service, or in the overlay, at `/request/body/x/enum/拒绝`"
            )
        );
        expect(
            &of_field(&json!({"type": "int", "enum": {"2": {}}})),
            &[(WARNING, "unnamed-member", "\"2\"")],
        );
        clean(&of_field(&json!({"type": "int", "enum": {"2": {"name": "Reject"}, "3": {"label": "Pass"}}})));
    }

    #[test]
    fn one_label_for_two_members() {
        let found =
            of_field(&json!({"type": "string", "enum": {"a": {"label": "同意"}, "b": {"label": "同意"}}}));
        expect(&found, &[(WARNING, "duplicate-label", "\"同意\"")]);
        clean(&of_field(&json!({"type": "string", "enum": {"a": {}, "b": {}}})));
    }

    fn with_use(use_type: &str, members: &Value) -> Vec<Found> {
        let common = json!({"$schema": "format.schema.json", "errors": {}, "enums": {
            "UserIdType": {"doc": "d", "enum": {"open_id": {"doc": "d"}, "user_id": {"doc": "d"}}}
        }});
        let concepts = json!({"$schema": "../../../format.schema.json", "id": "a/v4/task/intro", "title": "t", "doc": "d",
            "concepts": {"状态": {"name": "TaskStatus", "doc": "d", "enum": {"DONE": {"doc": "d"}}}}});
        let body = json!({"request": {"body": {"x": {"type": "string", "use_type": use_type, "doc": "d", "enum": members}}}});
        findings(vec![
            file("common.json", &common),
            file("a/v4/task/intro.json", &concepts),
            file("a/v1/b/c.json", &endpoint(&body)),
        ])
    }

    #[test]
    fn shared_types_are_named_by_module_and_name() {
        clean(&with_use("common::UserIdType", &json!({"open_id": {}})));
        clean(&with_use("a::v4::task::intro::TaskStatus", &json!({"DONE": {}})));
        let found = with_use("common::UserIdTyp", &json!({"open_id": {}}));
        expect(&found, &[(ERROR, "unknown-shared-type", "\"common::UserIdTyp\"")]);
        assert_eq!(found[0].mended.as_deref(), Some("\"common::UserIdType\""));
    }

    #[test]
    fn a_use_type_that_follows_from_the_name_is_redundant() {
        let common = json!({"$schema": "format.schema.json", "errors": {}, "enums": {
            "Kind": {"doc": "d", "fields": ["x"], "enum": {"a": {"doc": "d"}}},
            "Other": {"doc": "d", "enum": {"a": {"doc": "d"}}}}});
        let with = |field: Value| {
            let body = json!({"request": {"body": {"x": field}}});
            findings(vec![file("common.json", &common), file("a/v1/b/c.json", &endpoint(&body))])
        };
        let members = json!({"a": {}});
        clean(&with(json!({"type": "string", "doc": "d", "enum": members})));
        clean(&with(json!({"type": "string", "doc": "d", "enum": members, "use_type": "common::Other"})));
        let found = with(json!({"type": "string", "doc": "d", "enum": members, "use_type": "common::Kind"}));
        expect(&found, &[(WARNING, "overlay-redundant", "\"use_type\"")]);
    }

    #[test]
    fn a_shared_type_is_a_string() {
        let common = json!({"$schema": "format.schema.json", "errors": {}, "enums": {"Kind": {"doc": "d", "enum": {}}}});
        let body =
            json!({"request": {"body": {"x": {"type": "int", "use_type": "common::Kind", "doc": "d"}}}});
        let found = findings(vec![file("common.json", &common), file("a/v1/b/c.json", &endpoint(&body))]);
        expect(&found, &[(ERROR, "misplaced-use-type", "\"use_type\"")]);
    }

    #[test]
    fn a_field_has_members_of_its_shared_type_only() {
        let found = with_use("common::UserIdType", &json!({"open_id": {}, "lark_id": {}}));
        expect(&found, &[(ERROR, "unknown-shared-member", "\"lark_id\"")]);
    }
}
