//! Types, limits, witnesses, values and places: all comparisons beyond single facts of fields.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

fn typed_endpoint(type_text: &str, types: &Value) -> Value {
    endpoint(&json!({"request": {"body": {"x": {"type": type_text}}}, "types": types}))
}

#[test]
fn a_type_with_another_name_and_the_same_structure_is_documentation() {
    let fields = json!({"fields": {"y": {"type": "int", "example": 1}}});
    let old = typed_endpoint("a[]", &json!({"a": {"name": "Thing", "fields": fields["fields"]}}));
    let new = typed_endpoint("b[]", &json!({"b": {"name": "Thing", "fields": fields["fields"]}}));
    let found = expect(&old, &new, &[Kind::TypeRenamed]);
    assert_eq!(found[0].pointer, "/request/body/x/type");
    assert!(found[0].kind.is_docs());
    // Without a name of our own the Rust name follows the page's.
    let old = typed_endpoint("a", &json!({"a": fields}));
    let new = typed_endpoint("b", &json!({"b": fields}));
    expect(&old, &new, &[Kind::TypeRenamed, Kind::RustNameChanged]);
}

#[test]
fn a_renamed_type_is_compared_field_by_field() {
    let types = |name: &str, more: Value| {
        let mut fields = json!({"y": {"type": "int"}});
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({name: {"name": "Thing", "fields": fields}})
    };
    let old = typed_endpoint("a", &types("a", json!({})));
    let new = typed_endpoint("b", &types("b", json!({"z": {"type": "int"}})));
    let found = expect(&old, &new, &[Kind::TypeRenamed, Kind::OptionalFieldAdded]);
    assert_eq!(found[1].pointer, "/types/b/fields/z");
    let back = changes(&new, &old);
    assert_eq!(back[1].pointer, "/types/b/fields/z", "what is gone is named as it was");
    assert!(back[1].old_span.is_some() && back[1].new_span.is_none());
}

#[test]
fn a_type_of_another_structure_is_another_type() {
    let old = typed_endpoint("a", &json!({"a": {"fields": {"y": {"type": "int"}}}}));
    let new = typed_endpoint("b", &json!({"b": {"fields": {"z": {"type": "int"}, "w": {"type": "int"}}}}));
    let found = changes(&old, &new);
    assert_eq!(kinds(&found), [Kind::TypeChanged, Kind::TypeRemoved, Kind::TypeAdded]);
    let back: BTreeSet<Kind> = kinds(&changes(&new, &old)).into_iter().collect();
    let mirrored: BTreeSet<Kind> = found.iter().map(|change| mirror(change.kind)).collect();
    assert_eq!(back, mirrored);
}

#[test]
fn a_type_that_gets_a_name_keeps_its_structure() {
    let old = body(&json!({"type": "object", "fields": {"y": {"type": "int"}}}));
    let new = typed_endpoint("a", &json!({"a": {"fields": {"y": {"type": "int"}}}}));
    expect(&old, &new, &[Kind::TypeRenamed, Kind::TypeAdded]);
    let other = typed_endpoint("a", &json!({"a": {"fields": {"y": {"type": "int", "required": true}}}}));
    assert_eq!(kinds(&changes(&old, &other)), [Kind::TypeChanged, Kind::TypeAdded]);
}

#[test]
fn recursive_types_are_compared_once() {
    let tree = |name: &str| {
        let list = format!("{name}[]");
        json!({name: {"name": "Tree", "fields": {"children": {"type": list}, "y": {"type": "int"}}}})
    };
    let found = expect(
        &typed_endpoint("a", &tree("a")),
        &typed_endpoint("b", &tree("b")),
        &[Kind::TypeRenamed, Kind::TypeRenamed],
    );
    assert_eq!(found[1].pointer, "/types/b/fields/children/type");
}

#[test]
fn fields_of_objects_are_found_where_they_stand() {
    let with = |inner: Value| body(&json!({"type": "object", "fields": {"y": inner}}));
    let found = expect(
        &with(json!({"type": "int"})),
        &with(json!({"type": "int", "required": true})),
        &[Kind::FieldBecameRequired],
    );
    assert_eq!(found[0].pointer, "/request/body/x/fields/y/required");
    assert_eq!((found[0].old.as_ref(), found[0].new.as_ref()), (None, Some(&json!(true))));
    assert!(found[0].old_span.is_none() && found[0].new_span.is_some());
    assert_eq!(found[0].witnesses.len(), 1);
    assert_eq!(found[0].witnesses[0].request, json!({"body": {"x": {}}}));
    assert!(found[0].witnesses[0].accepted_before);
}

/// The request of the only witness, and whether it was accepted before.
fn witness(old: &Value, new: &Value) -> Option<(Value, bool)> {
    let found = changes(&body(old), &body(new));
    assert_eq!(found.len(), 1);
    found[0].witnesses.first().map(|witness| (witness.request["body"]["x"].clone(), witness.accepted_before))
}

#[test]
fn a_changed_limit_shows_the_value_next_to_it() {
    let chars = |max: u64| text(&json!({"len": {"max": max, "unit": "chars"}}));
    assert_eq!(witness(&chars(4), &chars(2)), Some((json!("aaa"), true)));
    assert_eq!(witness(&chars(2), &chars(4)), Some((json!("aaa"), false)));
    assert_eq!(witness(&text(&json!({})), &chars(2)), Some((json!("aaa"), true)));
    assert_eq!(witness(&chars(10_000_000), &chars(9_000_000)), None, "too long to show");
    let ints = |min: i64| typed("int", &json!({"range": {"min": min}}));
    assert_eq!(witness(&ints(0), &ints(3)), Some((json!(2), true)));
    assert_eq!(witness(&ints(i64::MIN), &ints(i64::MIN + 1)), Some((json!(i64::MIN), true)));
    let items = |max: u64| typed("string[]", &json!({"len": {"max": max, "unit": "items"}}));
    assert_eq!(witness(&items(9), &items(1)), Some((json!(["a", "a"]), true)));
}

#[test]
fn a_changed_enum_shows_the_member() {
    let numbers = |wires: &[&str]| {
        let members: Map<String, Value> = wires.iter().map(|wire| ((*wire).to_owned(), json!({}))).collect();
        typed("int", &json!({"enum": members}))
    };
    assert_eq!(witness(&numbers(&["2", "3"]), &numbers(&["3"])), Some((json!(2), true)));
    assert_eq!(witness(&numbers(&["3"]), &numbers(&["2", "3"])), Some((json!(2), false)));
    let fixed = |value: &str| text(&json!({"fixed": value}));
    assert_eq!(witness(&fixed("a"), &fixed("b")), Some((json!("a"), true)));
}

#[test]
fn replies_and_elements_have_no_witness() {
    let chars = |max: u64| text(&json!({"len": {"max": max, "unit": "chars"}}));
    assert_eq!(changes(&reply(&chars(4)), &reply(&chars(2)))[0].witnesses, []);
    let in_list = |max: u64| body(&json!({"type": "list", "fields": {"y": chars(max)}}));
    assert_eq!(changes(&in_list(4), &in_list(2))[0].witnesses, []);
}

#[test]
fn big_and_broken_numbers_are_compared_by_value() {
    let max = |number: Value| body(&typed("number(float)", &json!({"range": {"max": number}})));
    expect(&max(json!(1e20)), &max(json!(1e19)), &[Kind::LimitTightened]);
    expect(&max(json!(0.5)), &max(json!(0.75)), &[Kind::LimitLoosened]);
    expect(&max(json!(9_223_372_036_854_775_806_i64)), &max(json!(i64::MAX)), &[Kind::LimitLoosened]);
}

#[test]
fn a_fingerprint_names_one_change() {
    let limit = |max: u64| body(&text(&json!({"len": {"max": max, "unit": "chars"}})));
    let found = |old, new| changes(&limit(old), &limit(new))[0].fingerprint();
    assert_eq!(found(9, 8), found(9, 8));
    let all: BTreeSet<String> = [found(9, 8), found(9, 7), found(8, 7), found(8, 9)].into();
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|text| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())));
    // Where it stands in the file is no part of it.
    let mut moved = limit(9);
    moved["a/b.json"]["title"] = json!("a longer title");
    let mut tighter = limit(8);
    tighter["a/b.json"]["title"] = json!("a longer title");
    assert_eq!(changes(&moved, &tighter)[0].fingerprint(), found(9, 8));
}

/// FNV-1a over the parts, each closed by 0xFF, computed apart from this code.
#[test]
fn a_fingerprint_stays_as_it_is() {
    let limit = |max: u64| body(&text(&json!({"len": {"max": max, "unit": "chars"}})));
    assert_eq!(changes(&limit(9), &limit(8))[0].fingerprint(), "7435ca0df6c66b83");
}
