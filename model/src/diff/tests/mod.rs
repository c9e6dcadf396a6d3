//! Small schemas in two editions.

mod kinds;
mod pages;
mod properties;
mod reports;
mod rule_sets;
mod severities;

use serde_json::{Map, Value, json};

use super::{Change, Kind, diff};
use crate::document::SchemaSet;
use crate::load::{Input, load};

/// A set of files, given as an object from paths to contents.
fn set(files: &Value) -> SchemaSet {
    let inputs = files.as_object().unwrap().iter().map(|(path, content)| Input {
        path: path.clone(),
        shown: format!("schemas/{path}"),
        bytes: serde_json::to_vec_pretty(content).unwrap(),
    });
    let loaded = load(inputs);
    assert_eq!(loaded.diagnostics, [], "{files:#}");
    loaded.set
}

/// An endpoint `a/b`, with these members changed.
fn endpoint(changes: &Value) -> Value {
    let mut schema = json!({
        "$schema": "../format.schema.json",
        "id": "a/b",
        "title": "t",
        "http": {"method": "PUT", "hosts": ["open.feishu.cn"], "path": "/open-apis/a"},
        "request": {}
    });
    schema.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    json!({"a/b.json": schema})
}

/// An endpoint with one field `x` in the body.
fn body(field: &Value) -> Value {
    endpoint(&json!({"request": {"body": fields(field)}}))
}

/// An endpoint with one field `x` in the response.
fn reply(field: &Value) -> Value {
    endpoint(&json!({"request": {}, "reply": fields(field)}))
}

/// No field for `null`.
fn fields(field: &Value) -> Value {
    if field.is_null() { json!({}) } else { json!({"x": field}) }
}

/// A string field with these members.
fn text(members: &Value) -> Value {
    typed("string", members)
}

fn typed(type_text: &str, members: &Value) -> Value {
    let mut field = Map::from_iter([("type".to_owned(), json!(type_text))]);
    field.extend(members.as_object().unwrap().clone());
    Value::Object(field)
}

/// The changes from one set of files to another.
fn changes(old: &Value, new: &Value) -> Vec<Change> {
    diff(&set(old), &set(new))
}

fn kinds(changes: &[Change]) -> Vec<Kind> {
    changes.iter().map(|change| change.kind).collect()
}

/// Exactly these kinds, and their mirrors from the new side to the old one.
#[track_caller]
fn expect(old: &Value, new: &Value, expected: &[Kind]) -> Vec<Change> {
    let found = changes(old, new);
    assert_eq!(kinds(&found), expected, "{found:#?}");
    let mirrored: Vec<Kind> = expected.iter().map(|kind| mirror(*kind)).collect();
    assert_eq!(kinds(&changes(new, old)), mirrored, "mirrored");
    found
}

/// The kind of the reverse change, from the new side to the old one; the kind itself if it has no direction.
fn mirror(kind: Kind) -> Kind {
    let pair = MIRRORED.iter().find(|(one, other)| kind == *one || kind == *other);
    pair.map_or(kind, |(one, other)| if kind == *one { *other } else { *one })
}

/// Pairs of kinds that are the reverse of each other.
const MIRRORED: &[(Kind, Kind)] = &[
    (Kind::EndpointAdded, Kind::EndpointRemoved),
    (Kind::HostAdded, Kind::HostRemoved),
    (Kind::BodyAdded, Kind::BodyRemoved),
    (Kind::Deprecated, Kind::Undeprecated),
    (Kind::AccessWidened, Kind::AccessNarrowed),
    (Kind::FieldScopeAdded, Kind::FieldScopeRemoved),
    (Kind::RateLimitLowered, Kind::RateLimitRaised),
    (Kind::IdempotencyGained, Kind::IdempotencyLost),
    (Kind::RequiredFieldAdded, Kind::RequiredFieldRemoved),
    (Kind::OptionalFieldAdded, Kind::OptionalFieldRemoved),
    (Kind::FieldBecameRequired, Kind::FieldBecameOptional),
    (Kind::TypeAdded, Kind::TypeRemoved),
    (Kind::VariantAdded, Kind::VariantRemoved),
    (Kind::LimitTightened, Kind::LimitLoosened),
    (Kind::LimitAdded, Kind::LimitRemoved),
    (Kind::PatternAdded, Kind::PatternRemoved),
    (Kind::FixedAdded, Kind::FixedRemoved),
    (Kind::EnumAdded, Kind::EnumRemoved),
    (Kind::EnumMemberAdded, Kind::EnumMemberRemoved),
    (Kind::JsonShapeAdded, Kind::JsonShapeRemoved),
    (Kind::RuleTightened, Kind::RuleRelaxed),
    (Kind::CodeAdded, Kind::CodeRemoved),
    (Kind::ConceptPageAdded, Kind::ConceptPageRemoved),
    (Kind::ConceptAdded, Kind::ConceptRemoved),
    (Kind::EventAdded, Kind::EventRemoved),
    (Kind::HintAdded, Kind::HintRemoved),
];

#[test]
fn the_mirror_of_a_mirror_is_the_kind() {
    for kind in Kind::ALL {
        assert_eq!(mirror(mirror(*kind)), *kind, "{}", kind.code());
    }
}
