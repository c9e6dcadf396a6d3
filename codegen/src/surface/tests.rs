//! What callers notice of a change of the schemas, in both directions.

use model::document::SchemaSet;
use model::load::{Input, load};
use serde_json::{Value, json};

use crate::api_changes;

fn set(files: &Value) -> SchemaSet {
    let input = |(path, content): (&String, &Value)| Input {
        path: path.clone(),
        shown: path.clone(),
        bytes: content.to_string().into_bytes(),
    };
    let loaded = load(files.as_object().unwrap().iter().map(input));
    assert_eq!(loaded.diagnostics, []);
    let faults =
        model::check::check(&loaded.set).into_iter().filter(|it| it.severity == model::diag::Severity::Error);
    assert_eq!(faults.collect::<Vec<_>>(), []);
    loaded.set
}

/// The endpoint `a/v1/b/c` with these members.
fn endpoint(members: &Value) -> Value {
    let mut schema = json!({"id": "a/v1/b/c", "title": "T", "request": {},
        "http": {"method": "POST", "hosts": ["open.feishu.cn"], "path": "/open-apis/a"}});
    schema.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    json!({"a/v1/b/c.json": schema, "ids.json": {"ids": {"POST /open-apis/a": "a/v1/b/c"}}})
}

fn body(fields: &Value) -> Value {
    endpoint(&json!({"request": {"body": fields}}))
}

fn reply(data: &Value) -> Value {
    endpoint(&json!({"reply": {"data": {"type": "-", "fields": data}}}))
}

/// Each change as its release, its path inside the module, and its step.
fn noticed(old: &Value, new: &Value) -> Vec<String> {
    let shown = api_changes(&set(old), &set(new)).into_iter().map(|change| {
        let path = change.path.replace("a::v1::b::c::", "");
        format!("{} {path} {}", change.bump.name(), change.step.name())
    });
    shown.collect()
}

#[track_caller]
fn expect(old: &Value, new: &Value, forth: &[&str], back: &[&str]) {
    assert_eq!(noticed(old, new), forth);
    assert_eq!(noticed(new, old), back, "mirrored");
}

#[test]
fn two_types_of_one_shape_change_places() {
    let with = |one: &str, other: &str| {
        let types = json!({"sender": {"fields": {"id": {"type": "string"}}}, "receiver": {"fields": {"id": {"type": "string"}}}});
        endpoint(&json!({"request": {"body": {"a": {"type": one}, "b": {"type": other}}}, "types": types}))
    };
    let both = ["major Body.a changed", "major Body.b changed"];
    expect(&with("sender", "receiver"), &with("receiver", "sender"), &both, &both);
    let changes = api_changes(&set(&with("sender", "receiver")), &set(&with("receiver", "sender")));
    assert_eq!(changes[0].old.as_deref(), Some("Option<Sender>"));
    assert_eq!(changes[0].new.as_deref(), Some("Option<Receiver>"));
}

#[test]
fn lists_and_maps_of_equal_types_change_places() {
    let with = |list: &str, map: &str| {
        let types =
            json!({"in": {"fields": {"id": {"type": "int"}}}, "out": {"fields": {"id": {"type": "int"}}}});
        let data = json!({"type": "-", "fields": {"l": {"type": list}, "m": {"type": map}}});
        endpoint(&json!({"reply": {"data": data}, "types": types}))
    };
    let both = ["major Data.l changed", "major Data.m changed"];
    expect(&with("in[]", "map<string, out>"), &with("out[]", "map<string, in>"), &both, &both);
}

#[test]
fn an_anonymous_object_gets_a_name() {
    let fields = json!({"id": {"type": "string"}});
    let old = body(&json!({"a": {"type": "object", "fields": fields}}));
    let new = endpoint(
        &json!({"request": {"body": {"a": {"type": "sender"}}}, "types": {"sender": {"fields": fields}}}),
    );
    expect(
        &old,
        &new,
        &["major A removed", "major Body.a changed", "minor Sender added"],
        &["minor A added", "major Body.a changed", "major Sender removed"],
    );
}

fn kind(members: &[&str]) -> Value {
    let members: serde_json::Map<_, _> = members.iter().map(|wire| ((*wire).to_owned(), json!({}))).collect();
    json!({"type": "string", "enum": members})
}

#[test]
fn an_earlier_object_takes_over_a_name() {
    let with = |inner: Value| body(&json!({"o": {"type": "object", "fields": inner}, "kind": kind(&["a"])}));
    let old = with(json!({"n": {"type": "int"}}));
    let new = with(json!({"n": {"type": "int"}, "kind": kind(&["c"])}));
    let forth = [
        "major Body.kind changed",
        "minor BodyKind added",
        "major Kind::A removed",
        "minor Kind::C added",
        "minor O.kind added",
    ];
    let back = [
        "major Body.kind changed",
        "major BodyKind removed",
        "minor Kind::A added",
        "major Kind::C removed",
        "major O.kind removed",
    ];
    expect(&old, &new, &forth, &back);
}

#[test]
fn an_enum_of_requests_and_replies_becomes_two() {
    let with = |replied: &[&str]| {
        let data = json!({"data": {"type": "-", "fields": {"kind": kind(replied)}}});
        endpoint(&json!({"request": {"body": {"kind": kind(&["a"])}}, "reply": data}))
    };
    let forth = ["major Data.kind changed", "minor DataKind added"];
    let back = ["major Data.kind changed", "major DataKind removed"];
    expect(&with(&["a"]), &with(&["a", "b"]), &forth, &back);
}

#[test]
fn an_object_of_a_reply_takes_over_a_name() {
    let user = |field: &str| json!({"type": "object", "fields": {field: {"type": "int"}}});
    let with = |front: Value| {
        let mut fields = json!({"o": {"type": "object", "fields": front}});
        fields["user"] = user("y");
        reply(&fields)
    };
    let forth = noticed(
        &with(json!({"n": {"type": "int"}})),
        &with(json!({"n": {"type": "int"}, "user": user("x")})),
    );
    assert!(forth.contains(&"major Data.user changed".to_owned()), "{forth:?}");
}

/// A chosen name hides from the compiler that the value is another.
#[test]
fn a_name_that_gets_another_value_is_the_loudest_change() {
    let member = |wire: &str| body(&json!({"x": {"type": "string", "enum": {wire: {"name": "Done"}}}}));
    let both = ["major X::Done rewired"];
    expect(&member("1"), &member("2"), &both, &both);
    let field = |wire: &str| body(&json!({wire: {"type": "string", "name": "x"}}));
    let both = ["major Body.x rewired"];
    expect(&field("a-b"), &field("a.b"), &both, &both);
    let code = |number: &str| endpoint(&json!({"errors": {number: {"message": "m", "name": "Gone"}}}));
    let both = ["major Code::Gone rewired"];
    expect(&code("1"), &code("2"), &both, &both);
    let mut moved = endpoint(&json!({}));
    moved["a/v1/b/c.json"]["http"]["path"] = json!("/open-apis/b");
    moved["ids.json"] = json!({"ids": {"POST /open-apis/b": "a/v1/b/c"}});
    let both = ["major Request: Endpoint rewired"];
    expect(&endpoint(&json!({})), &moved, &both, &both);
}

#[test]
fn a_required_field_changes_the_constructor() {
    let (absent, plain) =
        (json!({}), json!({"x": {"type": "string"}, "y": {"type": "int", "required": true}}));
    let required = json!({"x": {"type": "string", "required": true}, "y": {"type": "int", "required": true}});
    expect(&body(&plain), &body(&required), &["major Body.x changed"], &["major Body.x changed"]);
    let first = noticed(&body(&absent), &body(&required));
    assert!(first.contains(&"major Request::new changed".to_owned()), "{first:?}");
    // In an object that is new itself, nothing that callers have breaks.
    let object = json!({"o": {"type": "object", "fields": {"z": {"type": "int", "required": true}}}});
    expect(
        &body(&plain),
        &body(&{
            let mut fields = plain.clone();
            fields["o"] = object["o"].clone();
            fields
        }),
        &["minor Body.o added", "minor O added", "minor ORequired added"],
        &["major Body.o removed", "major O removed", "major ORequired removed"],
    );
}

#[test]
fn a_second_list_takes_the_items_away() {
    let list = |lists: &[&str]| {
        let mut fields = json!({"page_token": {"type": "string"}, "has_more": {"type": "boolean"}});
        for name in lists {
            fields[name] = json!({"type": "string[]"});
        }
        endpoint(&json!({"request": {"query": {"page_token": {"type": "string"}}},
            "reply": {"data": {"type": "-", "fields": fields}}}))
    };
    expect(
        &list(&["a"]),
        &list(&["a", "b"]),
        &["minor Data.b added", "major Request: PagedItems removed"],
        &["major Data.b removed", "minor Request: PagedItems added"],
    );
}

#[test]
fn a_file_makes_a_form_of_a_body() {
    let with = |ty: &str| body(&json!({"x": {"type": ty}, "y": {"type": "int"}}));
    let forth = noticed(&with("string"), &with("file"));
    assert!(forth.contains(&"major Request: Endpoint rewired".to_owned()), "{forth:?}");
    assert!(forth.contains(&"major Body: Serialize removed".to_owned()), "{forth:?}");
}

#[test]
fn texts_and_order_are_not_noticed() {
    let with = |doc: &str| body(&json!({"x": {"type": "string", "doc": doc}, "y": {"type": "int"}}));
    expect(&with("one"), &with("two"), &[], &[]);
    expect(&with("one"), &body(&json!({"y": {"type": "int"}, "x": {"type": "string"}})), &[], &[]);
}

#[test]
fn a_service_is_a_feature() {
    let old = endpoint(&json!({}));
    let mut new = old.clone();
    new["d/v1/e/f.json"] = old["a/v1/b/c.json"].clone();
    new["d/v1/e/f.json"]["id"] = json!("d/v1/e/f");
    new["d/v1/e/f.json"]["http"]["path"] = json!("/open-apis/d");
    new["ids.json"]["ids"]["POST /open-apis/d"] = json!("d/v1/e/f");
    let forth = ["minor d::v1::e::f added", "minor feature d added"];
    expect(&old, &new, &forth, &["major d::v1::e::f removed", "major feature d removed"]);
}

/// A union on a concept page, with these variants.
fn union(variants: &Value) -> Value {
    let pet = json!({"tag": "kind", "fields": {}, "variants": variants});
    json!({"a/v1/pets.json": {"id": "a/v1/pets", "title": "T", "concepts": {}, "types": {"pet": pet}}})
}

#[test]
fn a_variant_comes_to_share_the_object_of_another() {
    let cat = json!({"fields": {"name": {"type": "string", "required": true}}});
    let (alone, shared) =
        (union(&json!({"cat": cat})), union(&json!({"cat": cat, "lynx": {"same_as": "cat"}})));
    let added = |path: &str| format!("minor a::v1::pets::{path} added");
    let changes = noticed(&alone, &shared);
    assert!(changes.contains(&"major a::v1::pets::Pet: From<CatPet> removed".to_owned()), "{changes:?}");
    assert!(changes.contains(&added("Pet::Lynx")) && changes.contains(&added("Pet::lynx")), "{changes:?}");
}

#[test]
fn a_required_field_of_a_variant_is_an_argument_of_its_function() {
    let cat = |age: bool| json!({"cat": {"fields": {"name": {"type": "string", "required": true}, "age": {"type": "int", "required": age}}}});
    let changes = noticed(&union(&cat(false)), &union(&cat(true)));
    assert!(changes.contains(&"major a::v1::pets::Pet::cat rewired".to_owned()), "{changes:?}");
}

#[test]
fn required_fields_of_one_type_change_places() {
    let text = json!({"type": "string", "required": true});
    let (one, other) = (json!({"name": text, "breed": text}), json!({"breed": text, "name": text}));
    let cat = |fields: &Value| union(&json!({"cat": {"fields": fields}}));
    let both = ["major a::v1::pets::Pet::cat rewired"];
    expect(&cat(&one), &cat(&other), &both, &both);
}

#[test]
fn a_list_of_the_query_is_joined_in_another_way() {
    let with =
        |join: &str| endpoint(&json!({"request": {"query": {"x": {"type": "string[]", "join": join}}}}));
    let both = ["major Query.x: encoding of lists rewired"];
    expect(&with("repeat"), &with("comma"), &both, &both);
}

#[test]
fn a_name_that_moves_to_another_part_is_rewired_although_the_field_is_gone() {
    let text = json!({"type": "string"});
    let body = endpoint(&json!({"request": {"body": {"id": text, "keep": text}}}));
    let query = endpoint(&json!({"request": {"query": {"id": text}, "body": {"keep": text}}}));
    assert!(noticed(&body, &query).contains(&"major Request::id rewired".to_owned()));
}

#[test]
fn types_of_a_module_whose_name_ends_like_an_import_keep_their_path() {
    assert_eq!(super::walk::rust(&quote::quote!(Option<crate::api::a::chart::Pet>)), "Option<a::chart::Pet>");
    assert_eq!(super::walk::rust(&quote::quote!(Vec<rt::RawJson>)), "Vec<RawJson>");
}

#[test]
fn events_come_and_go_with_their_types() {
    let page = |events: Value| {
        json!({"a/v1/event/t.json": {"id": "a/v1/event/t", "title": "T", "envelope": "2.0", "events": events},
            "ids.json": {"ids": {}}})
    };
    let event = json!({"fields": {"id": {"type": "string"}}});
    let (one, other) = (page(json!({"a.t_v1": event})), page(json!({"a.t_v2": event})));
    let rewired = "major a::v1::event::t::Event: event::Event rewired";
    expect(&one, &other, &[rewired], &[rewired]);
    let more = page(json!({"a.t_v1": {"fields": {"id": {"type": "string"}, "n": {"type": "int"}}}}));
    expect(
        &one,
        &more,
        &["minor a::v1::event::t::Event.n added"],
        &["major a::v1::event::t::Event.n removed"],
    );
}

/// Endpoints of one service whose responses have a `user` with these fields.
fn users(of: &[(&str, &Value)]) -> Value {
    let (mut files, mut ids) = (json!({}), json!({}));
    for (name, fields) in of {
        let mut schema =
            endpoint(&json!({"reply": {"data": {"type": "-", "fields": {"user": {"type": "user"}}}},
            "types": {"user": {"fields": fields}}}))["a/v1/b/c.json"]
                .clone();
        schema["id"] = json!(format!("a/v1/b/{name}"));
        schema["http"]["path"] = json!(format!("/open-apis/{name}"));
        files[format!("a/v1/b/{name}.json")] = schema;
        ids[format!("POST /open-apis/{name}")] = json!(format!("a/v1/b/{name}"));
    }
    files["ids.json"] = json!({"ids": ids});
    files
}

#[test]
fn a_page_changes_its_copy_of_a_type() {
    let (plain, told) = (json!({"id": {"type": "int"}}), json!({"id": {"type": "int", "doc": "Its id."}}));
    let with = |last: &Value| users(&[("k", &plain), ("l", &plain), ("m", last)]);
    let both = ["major a::v1::b::m::User changed"];
    expect(&with(&plain), &with(&told), &both, &both);
    let changes = api_changes(&set(&with(&plain)), &set(&with(&told)));
    assert_eq!(changes[0].old.as_deref(), Some("the type a::v1::b::k::User"));
    assert_eq!(changes[0].new.as_deref(), Some("a type of its own"));
    let more = json!({"id": {"type": "int"}, "n": {"type": "int"}});
    expect(
        &with(&plain),
        &with(&more),
        &["major a::v1::b::m::User changed", "minor a::v1::b::m::User.n added"],
        &["major a::v1::b::m::User changed", "major a::v1::b::m::User.n removed"],
    );
}

#[test]
fn a_type_that_comes_or_goes_with_its_endpoint_leaves_the_others_as_they_are() {
    let user = json!({"id": {"type": "int"}});
    for added in ["c", "z"] {
        let (one, two) = (users(&[("k", &user)]), users(&[("k", &user), (added, &user)]));
        let added = format!("a::v1::b::{added}");
        expect(&one, &two, &[&format!("minor {added} added")], &[&format!("major {added} removed")]);
    }
}
