//! `use_type`: the shared types that fields name.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{Page, Site};
use crate::diag::{Code, Diagnostic, quoted, similar};
use crate::document::SchemaSet;
use crate::pointer::join;
use crate::schema::EnumMember;

/// Members of the shared types by the text that `use_type` writes: `common::UserIdType`,
/// `approval::v4::task::introduction::TaskStatus`.
pub(super) struct SharedTypes {
    types: BTreeMap<String, BTreeSet<String>>,
    /// True if all files could be read, so that an absent type really is missing.
    has_common: bool,
}

impl SharedTypes {
    pub(super) fn collect(set: &SchemaSet) -> Self {
        let mut types = BTreeMap::new();
        for (name, shared) in set.common.iter().flat_map(|common| &common.schema.enums) {
            types.insert(format!("common::{name}"), wires(&shared.members));
        }
        for page in &set.concepts {
            for concept in page.schema.concepts.values() {
                if let Some(name) = &concept.name {
                    types.insert(format!("{}::{name}", page.id.replace('/', "::")), wires(&concept.members));
                }
            }
        }
        Self { types, has_common: set.common.is_some() }
    }

    pub(super) fn check(&self, page: &Page<'_>, site: &Site<'_>, out: &mut Vec<Diagnostic>) {
        let Some(text) = &site.field.use_type else { return };
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

    fn unknown(&self, page: &Page<'_>, site: &Site<'_>, text: &str) -> Diagnostic {
        let at = page.value(&site.at("use_type"));
        let finding =
            Diagnostic::error(Code::UnknownSharedType, format!("unknown shared type {}", quoted(text)), at);
        match similar(text, self.types.keys().map(String::as_str)) {
            Some(meant) => finding
                .help(format!("did you mean {}?", quoted(meant)))
                .suggest(at, serde_json::json!(meant).to_string()),
            None if !self.has_common => finding.help("`common.json` is missing or could not be read"),
            None => finding.help("add it to `enums` of `common.json`, or name a concept: `project::version::resource::page::Name`"),
        }
    }
}

fn wires(members: &indexmap::IndexMap<String, EnumMember>) -> BTreeSet<String> {
    members.keys().cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, Found, clean, endpoint, expect, file, findings};

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
