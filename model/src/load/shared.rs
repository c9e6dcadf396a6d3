//! Shared types: the enums of `common.json`, given to the fields that it lists, and the types of concept pages, given under their
//! paths to every endpoint that names one.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::document::{Document, SchemaSet};
use crate::schema::{
    Common, ConceptPage, Endpoint, EventPage, Field, FieldType, Fields, ObjectType, TypeExpr, is_shared_name,
    named_in,
};

/// Adds the shared types that an endpoint or a page of events names, and those that they use in turn, to its `types`.
/// Readers of a schema then find all types at one place; a path that leads nowhere stays a name that no type has.
pub(super) fn resolve(set: &mut SchemaSet) {
    let shared: BTreeMap<String, ObjectType> = set.concepts.iter().flat_map(types_by_path).collect();
    for document in &mut set.endpoints {
        let endpoint = &mut document.schema;
        let request = &endpoint.request;
        let parts = [&request.path, &request.query, &endpoint.reply].into_iter().chain(&request.body);
        let named = paths_in(parts, &endpoint.types);
        endpoint.types.extend(reachable(named, &shared));
    }
    for document in &mut set.events {
        let page = &mut document.schema;
        let named = paths_in(page.events.values().map(|event| &event.fields), &page.types);
        page.types.extend(reachable(named, &shared));
    }
}

/// Gives the fields that `common.json` lists their shared enum. A choice of the overlay stays.
pub(super) fn name_enums(set: &mut SchemaSet) {
    let SchemaSet { endpoints, concepts, events, common: Some(common), .. } = set else { return };
    let of_endpoints = endpoints.iter_mut().flat_map(|document| {
        let Endpoint { headers, request, reply, types, .. } = &mut document.schema;
        let parts =
            [headers, &mut request.path, &mut request.query, reply].into_iter().chain(&mut request.body);
        parts.chain(types.values_mut().flat_map(ObjectType::field_sets_mut))
    });
    let of_concepts = concepts.iter_mut().flat_map(|document| {
        let ConceptPage { fields, types, .. } = &mut document.schema;
        std::iter::once(fields).chain(types.values_mut().flat_map(ObjectType::field_sets_mut))
    });
    let of_events = events.iter_mut().flat_map(|document| {
        let EventPage { events, types, .. } = &mut document.schema;
        let fields = events.values_mut().map(|event| &mut event.fields);
        fields.chain(types.values_mut().flat_map(ObjectType::field_sets_mut))
    });
    for fields in of_endpoints.chain(of_concepts).chain(of_events) {
        name_enums_in(fields, &common.schema);
    }
}

fn name_enums_in(fields: &mut Fields, common: &Common) {
    for (wire, field) in fields {
        if field.use_type.is_none() {
            field.use_type = common.enum_of(wire, field);
        }
        let mut next = Some(field);
        while let Some(field) = next {
            name_enums_in(&mut field.fields, common);
            next = field.json.as_deref_mut();
        }
    }
}

fn path_of(page: &str, name: &str) -> String {
    format!("{}::{name}", page.replace('/', "::"))
}

fn types_by_path(document: &Document<ConceptPage>) -> Vec<(String, ObjectType)> {
    let types = &document.schema.types;
    let by_path = |(name, object): (&String, &ObjectType)| {
        let mut object = object.clone();
        rename_in(&mut object.fields, &document.id, types);
        for variant in object.variants.values_mut() {
            rename_in(&mut variant.fields, &document.id, types);
        }
        (path_of(&document.id, name), object)
    };
    types.iter().map(by_path).collect()
}

/// Types of the same page are named by their paths from now on.
fn rename_in(fields: &mut Fields, page: &str, types: &IndexMap<String, ObjectType>) {
    for field in fields.values_mut() {
        rename_by(field, page, types);
    }
}

fn rename_by(field: &mut Field, page: &str, types: &IndexMap<String, ObjectType>) {
    let expr = field.ty.expr();
    if let Some(name) = expr.named()
        && types.contains_key(name)
    {
        field.ty = FieldType::from(expr.with_leaf(TypeExpr::Named(path_of(page, name))));
    }
    rename_in(&mut field.fields, page, types);
    if let Some(inner) = &mut field.json {
        rename_by(inner, page, types);
    }
}

fn paths_in<'a>(
    parts: impl Iterator<Item = &'a Fields>,
    types: &'a IndexMap<String, ObjectType>,
) -> Vec<String> {
    let mut out = Vec::new();
    for fields in parts.chain(types.values().flat_map(ObjectType::field_sets)) {
        named_in(fields, &mut out);
    }
    out.retain(|name| is_shared_name(name));
    out
}

/// In the order in which they are named first.
fn reachable(named: Vec<String>, shared: &BTreeMap<String, ObjectType>) -> IndexMap<String, ObjectType> {
    let mut out = IndexMap::new();
    let mut open = named;
    open.reverse();
    while let Some(path) = open.pop() {
        let Some(object) = shared.get(&path).filter(|_| !out.contains_key(&path)) else { continue };
        let mut used = Vec::new();
        for fields in object.field_sets() {
            named_in(fields, &mut used);
        }
        open.extend(used.into_iter().rev());
        out.insert(path, object.clone());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::{endpoint, loaded};
    use crate::schema::Fields;

    const PAGE: &str = r#"{"id": "a/v1/page", "title": "t", "concepts": {}, "types": {
        "Item": {"tag": "kind", "fields": {"id": {"type": "string"}}, "variants": {
            "leaf": {"fields": {"size": {"type": "Size"}}},
            "list": {"fields": {"items": {"type": "Item[][]"}, "text": {"type": "string", "json": {"type": "Size"}}}}}},
        "Size": {"fields": {"n": {"type": "int"}}},
        "Unused": {"fields": {}}}}"#;

    #[test]
    fn listed_fields_have_a_shared_enum_where_their_members_fit() {
        let common = r#"{"enums": {"Kind": {"doc": "d", "fields": ["kind"], "enum": {"a": {}, "b": {}}}}, "errors": {}}"#;
        let body = r#", "reply": {
            "kind": {"type": "string", "enum": {"b": {}}}, "sort": {"type": "string", "enum": {"b": {}}},
            "plain": {"type": "-", "fields": {"kind": {"type": "string"}}},
            "more": {"type": "-", "fields": {"kind": {"type": "string", "enum": {"a": {}, "c": {}}}}},
            "named": {"type": "-", "fields": {"kind": {"type": "string", "type_name": "Mine", "enum": {"a": {}}}}},
            "carried": {"type": "string", "json": {"type": "-", "fields": {"kind": {"type": "string[]", "enum": {"a": {}}}}}}},
            "types": {"Item": {"fields": {"kind": {"type": "string", "use_type": "x::Y", "enum": {"a": {}}}}}}"#;
        let loaded = loaded(&[("common.json", common), ("b.json", &endpoint("b", body))]);
        assert_eq!(loaded.diagnostics, []);
        let schema = &loaded.set.endpoints[0].schema;
        let reply = &schema.reply;
        let kind = |fields: &Fields| fields["kind"].use_type.clone();
        let ours = Some("common::Kind".to_owned());
        assert_eq!((kind(reply), reply["sort"].use_type.clone()), (ours.clone(), None));
        for own in ["plain", "more", "named"] {
            assert_eq!(kind(&reply[own].fields), None, "{own}");
        }
        assert_eq!(kind(&reply["carried"].json.as_ref().unwrap().fields), ours);
        assert_eq!(kind(&schema.types["Item"].fields).as_deref(), Some("x::Y"));
    }

    #[test]
    fn an_endpoint_has_the_shared_types_that_it_names_and_those_that_they_use() {
        let body = r#", "reply": {"x": {"type": "string", "json": {"type": "a::v1::page::Item[]"}}, "y": {"type": "a::v1::page::Gone"}}"#;
        let loaded = loaded(&[("a/v1/page.json", PAGE), ("b.json", &endpoint("b", body))]);
        assert_eq!(loaded.diagnostics, []);
        let types = &loaded.set.endpoints[0].schema.types;
        assert_eq!(types.keys().collect::<Vec<_>>(), ["a::v1::page::Item", "a::v1::page::Size"]);
        let list = &types["a::v1::page::Item"].variants["list"].fields;
        assert_eq!(list["items"].ty.text(), "a::v1::page::Item[][]");
        assert_eq!(list["text"].json.as_ref().unwrap().ty.text(), "a::v1::page::Size");
        // The page itself stays as it is.
        assert_eq!(
            loaded.set.concepts[0].schema.types["Item"].variants["list"].fields["items"].ty.text(),
            "Item[][]"
        );
    }
}
