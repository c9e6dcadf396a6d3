//! Values of every shape go to the wire and come back as they were; limits hold at every depth.

use compiled::shapes::feishu_runtime::{Body, Endpoint, Error, ErrorKind, Mismatch, Reply, decode, encode};
use compiled::shapes::zoo::v1::shape::{
    data_list, data_map, data_value, download, empty, enums, equal_names, form, headers, json_strings, keyed,
    lists, maps, nested, nothing, optional_form, recursive, rules, sensitive,
};
use compiled::shapes::{FilePart, JsonString, Validate};
use serde_json::{Value, json};

/// From JSON to the type and back.
fn there_and_back<T: serde::Serialize + serde::de::DeserializeOwned>(wire: &Value) -> T {
    let value: T = serde_json::from_value(wire.clone()).unwrap();
    assert_eq!(serde_json::to_value(&value).unwrap(), *wire);
    value
}

/// The pointers of all violations.
fn broken(value: &impl Validate) -> Vec<String> {
    match value.validate() {
        Ok(()) => Vec::new(),
        Err(violations) => violations.iter().map(|violation| violation.pointer().to_owned()).collect(),
    }
}

#[test]
fn nested_objects() {
    let wire = json!({ "one": {
        "two": { "three": [{ "leaf": "a" }, { "leaf": "b", "color": "red" }], "free": { "deep": { "leaf": "xyz" } } },
        "name": "n",
    } });
    assert_eq!(broken(&there_and_back::<nested::Body>(&wire)), Vec::<String>::new());
    there_and_back::<nested::Data>(&wire);
    let wire = json!({ "one": { "two": {
        "three": [{ "leaf": "a" }, { "leaf": "b", "color": "green" }],
        "free": { "deep": { "leaf": "wxyz" } },
    } } });
    let body = there_and_back::<nested::Body>(&wire);
    assert_eq!(broken(&body), ["/one/two/three/1/color", "/one/two/free/deep/leaf"]);
}

#[test]
fn recursive_types() {
    let tree = json!({ "label": "root", "left": { "label": "l", "left": { "label": "too long" } }, "rest": [{ "label": "r" }],
        "named": { "x": { "label": "also too long" } }, "inside": { "up": { "label": "u" } } });
    let wire = json!({ "tree": tree, "mail": { "thread": { "mail": { "thread": { "size": 1 } } } } });
    let body = there_and_back::<recursive::Body>(&wire);
    assert_eq!(broken(&body), ["/tree/left/left/label", "/tree/named/x/label"]);
    there_and_back::<recursive::Data>(&wire);
    let carried = json!({ "tree": { "label": "a" }, "deep": r#"{"label":"b","left":{"label":"c"}}"# });
    let body = there_and_back::<recursive::Body>(&carried);
    assert_eq!(body.deep.unwrap().into_value().unwrap().left.unwrap().label, "c");
}

#[test]
fn lists_of_lists() {
    let wire = json!({ "grid": [[1, 2], [], [-3]], "cube": [[["a"], []], []], "cells": [[{ "v": 1 }], [{ "v": 0 }]],
        "colors": [["a"], ["b", "a"]], "maps": [{}, { "k": "v" }], "any": [[1, "x", null]] });
    assert_eq!(broken(&there_and_back::<lists::Body>(&wire)), Vec::<String>::new());
    there_and_back::<lists::Data>(&json!({ "grid": [[1]], "cells": [[{ "v": -1 }]], "colors": [["z"]] }));
    let wire = json!({ "grid": [], "cells": [[{ "v": 1 }, { "v": -1 }], [], []], "colors": [[], ["c"]] });
    assert_eq!(broken(&there_and_back::<lists::Body>(&wire)), ["/cells", "/cells/0/1/v", "/colors/1/0"]);
}

#[test]
fn maps_of_everything() {
    let wire = json!({ "plain": { "": "e", "a/b~c": "x" }, "ints": { "i": -1 }, "lists": { "l": ["x", "y"] },
        "maps": { "m": { "t": true } }, "things": { "one": { "n": 9 } }, "kinds": { "k": "a" } });
    assert_eq!(broken(&there_and_back::<maps::Body>(&wire)), Vec::<String>::new());
    let wire = json!({ "plain": {}, "things": { "a": { "n": 1 }, "b/c": { "n": 10 }, "d": { "n": 2 } }, "kinds": { "k": "z" } });
    assert_eq!(broken(&there_and_back::<maps::Body>(&wire)), ["/things", "/things/b~1c/n", "/kinds/k"]);
    there_and_back::<maps::Data>(&wire);
}

#[test]
fn enums_everywhere() {
    let path = enums::Text::A;
    let required =
        enums::Required { path_text: path, body_text: enums::Text::B, body_int: enums::Sign::ValueMinus1 };
    let request = enums::Request::new(required)
        .query_text(enums::Text::A)
        .ints([enums::Ints::Value0, enums::Ints::Value1]);
    let encoded = encode(&request).ok().unwrap();
    assert_eq!(encoded.path_and_query(), "/zoo/a?text=a&ints=0%2C1");
    assert_eq!(encoded.body, Body::Json(br#"{"text":"b","int":-1}"#.to_vec()));
    let wire = json!({ "text": "new one", "int": 7, "texts": ["a", "x"], "opt": "not even a number" });
    assert_eq!(broken(&there_and_back::<enums::Body>(&wire)), ["/text", "/int", "/texts/1", "/opt"]);
    there_and_back::<enums::Data>(&json!({ "text": "new one", "int": "seven", "texts": [1] }));
}

#[test]
fn json_in_strings() {
    let wire = json!({ "object": "{ \"a\" : \"xyz\" }", "list": "[{\"id\":\"1\"}]", "any": "[1, {}]", "number": "7",
        "each": ["{\"id\":\"2\",\"n\":3}"], "nested": "{\"again\":\"{\\\"id\\\":\\\"4\\\"}\"}" });
    let body = there_and_back::<json_strings::Body>(&wire);
    assert_eq!(broken(&body), Vec::<String>::new());
    let nested = body.nested.unwrap().into_value().unwrap();
    assert_eq!(nested.again.unwrap().into_value().unwrap().id, "4");
    let wire = json!({ "object": "{\"a\":\"long\",\"kind\":\"q\"}", "list": "no json", "number": "\"7\"", "each": ["{}"] });
    let body = there_and_back::<json_strings::Body>(&wire);
    assert_eq!(broken(&body), ["/object/a", "/object/kind", "/list", "/number", "/each/0"]);
    let data = there_and_back::<json_strings::Data>(&json!({ "object": "no json", "list": "[]" }));
    assert_eq!(data.object.unwrap().text(), "no json");
    let mut body = body;
    body.object = JsonString::from_text("{}");
    assert!(broken(&body).contains(&"/object".to_owned()), "`a` is required");
}

#[test]
fn nothing_at_all() {
    assert_eq!(encode(&empty::Request::new()).ok().unwrap().body, Body::Json(b"{}".to_vec()));
    assert_eq!(encode(&nothing::Request::new()).ok().unwrap().body, Body::Empty);
    assert_eq!(nothing::Request::OPERATION.path, "/zoo/v1/shape/nothing");
    there_and_back::<empty::Data>(&json!({}));
}

#[test]
fn sensitive_values_are_checked_and_not_shown() {
    let wire = json!({ "secret": "s-e-c-r-e-t", "kind": "b", "ids": ["hidden"], "person": { "name": "Hidden" },
        "people": [{ "name": "Hidden" }], "n": 1, "doc": "{\"name\":\"Hidden\"}", "any": { "x": "hidden" } });
    let body = there_and_back::<sensitive::Body>(&wire);
    assert_eq!(broken(&body), Vec::<String>::new());
    let shown = format!("{body:?}");
    assert!(!shown.contains("s-e-c-r-e-t") && !shown.to_lowercase().contains("hidden"), "{shown}");
    let data =
        there_and_back::<sensitive::Data>(&json!({ "secret": "s-e-c-r-e-t", "people": [{ "name": "x" }] }));
    assert!(!format!("{data:?}").contains("s-e-c-r-e-t"));

    let wire = json!({ "secret": "?", "kind": "hidden", "ids": ["hidden", "hidden"], "person": { "name": "hidden" },
        "people": [{ "name": "hidden" }], "n": 44, "doc": "{\"name\":\"hidden\"}" });
    let violations = there_and_back::<sensitive::Body>(&wire).validate().unwrap_err();
    let pointers: Vec<&str> =
        violations.iter().map(compiled::shapes::feishu_runtime::Violation::pointer).collect();
    assert_eq!(pointers, ["/secret", "/kind", "/ids", "/person/name", "/people/0/name", "/n", "/doc/name"]);
    let text = violations.to_string();
    assert!(!text.contains("hidden") && !text.contains("44"), "{text}");
}

#[test]
fn rules_look_inside_sensitive_values() {
    let base = sensitive::Request::new(sensitive::Required { secret: "yy".to_owned().into() });
    assert_eq!(broken(&base), Vec::<String>::new());
    assert_eq!(broken(&base.clone().kind(sensitive::Kind::A)), ["/body/note"]);
    assert_eq!(broken(&base.clone().kind(sensitive::Kind::A).note("")), Vec::<String>::new());
    assert_eq!(broken(&base.clone().n(3).note("")), ["/body/note"]);
    let secret = sensitive::Request::new(sensitive::Required { secret: "xx".to_owned().into() });
    assert_eq!(broken(&secret), ["/body/ids"]);
    assert_eq!(broken(&secret.clone().ids(Vec::<String>::new())), ["/body/ids"]);
    assert_eq!(broken(&secret.ids(["1"])), Vec::<String>::new());
}

#[test]
fn rules_through_objects_and_parts() {
    let request = |body: Value, query: Value| -> rules::Request {
        serde_json::from_value(json!({ "query": query, "body": body })).unwrap()
    };
    let good = json!({ "must": { "kind": "a" }, "n": 1, "from": "x" });
    assert_eq!(broken(&request(good.clone(), json!({}))), Vec::<String>::new());
    let change = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };
    // r5: exactly one of `from`, `deep` and `q`.
    assert_eq!(broken(&request(good.clone(), json!({ "q": "1" }))), ["/body/from"]);
    assert_eq!(broken(&request(json!({ "must": { "kind": "a" }, "n": 1 }), json!({}))), ["/body/from"]);
    assert_eq!(
        broken(&request(json!({ "must": { "kind": "a" }, "n": 1 }), json!({ "q": "1" }))),
        Vec::<String>::new()
    );
    // r1: `deep.x` when `deep.kind` is a.
    let deep = json!({ "must": { "kind": "b" }, "n": 1, "deep": { "kind": "a" } });
    assert_eq!(broken(&request(deep, json!({}))), ["/body/deep/x"]);
    // r2: no `must.x` unless both `flag` and `q`.
    let must = json!({ "must": { "kind": "a", "x": "1" }, "n": 1, "flag": true });
    assert_eq!(broken(&request(must.clone(), json!({ "q": "yes" }))), Vec::<String>::new());
    assert_eq!(broken(&request(must, json!({ "q": "no" }))), ["/body/must/x"]);
    // r3: `ratio` is 0.5 or 1.5 when `n` is -1.
    let mut ratio = change("ratio", json!(0.7));
    assert_eq!(broken(&request(ratio.clone(), json!({}))), Vec::<String>::new());
    ratio["n"] = json!(-1);
    assert_eq!(broken(&request(ratio, json!({}))), ["/body/ratio"]);
    // r4: `n` is at most `deep.m`.
    let order = |n: i64| json!({ "must": { "kind": "b" }, "n": n, "deep": { "kind": "b", "m": 5 } });
    assert_eq!(broken(&request(order(5), json!({}))), Vec::<String>::new());
    assert_eq!(broken(&request(order(6), json!({}))), ["/body/n"]);
}

/// The parts of a form: what stands behind `form-data; ` in their heads, and their contents.
fn parts<E: Endpoint>(request: &E) -> Vec<(String, String)> {
    let Body::Multipart(form) = encode(request).ok().unwrap().body else { panic!("a form") };
    let boundary = form.content_type().replace("multipart/form-data; boundary=", "--");
    let body = String::from_utf8(form.to_bytes().unwrap()).unwrap();
    let (opening, closing) = (format!("{boundary}\r\n"), format!("{boundary}--\r\n"));
    let parts = body.strip_suffix(&closing).unwrap().split(&opening).skip(1);
    let part = |part: &str| {
        let (head, content) = part.strip_suffix("\r\n").unwrap().split_once("\r\n\r\n").unwrap();
        (head.replace("Content-Disposition: form-data; ", ""), content.to_owned())
    };
    parts.map(part).collect()
}

fn full_form() -> form::Request {
    let file = |name: &str| FilePart::new(name, name.as_bytes());
    form::Request::new(form::Required {
        file_name: "a.pdf".into(),
        kind: form::Kind::B,
        size: 0,
        file: file("a.pdf").with_content_type("application/pdf"),
    })
    .is_public(false)
    .owner(form::Person::new(form::PersonRequired { name: "Li".into() }))
    .tags(["x", "y"])
    .extra(JsonString::from_text("{ \"token\": \"t\" }"))
    .secret("hidden")
    .pages([file("1.png"), file("2.png")])
}

#[test]
fn forms_hold_texts_json_and_files() {
    assert_eq!(broken(&full_form()), Vec::<String>::new());
    let octets = "Content-Type: application/octet-stream";
    let expected = [
        ("name=\"file_name\"", "a.pdf"),
        ("name=\"kind\"", "b"),
        ("name=\"size\"", "0"),
        ("name=\"is_public\"", "false"),
        ("name=\"owner\"", "{\"name\":\"Li\"}"),
        ("name=\"tags\"", "[\"x\",\"y\"]"),
        ("name=\"extra\"", "{ \"token\": \"t\" }"),
        ("name=\"secret\"", "hidden"),
        ("name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf", "a.pdf"),
        (&format!("name=\"pages\"; filename=\"1.png\"\r\n{octets}"), "1.png"),
        (&format!("name=\"pages\"; filename=\"2.png\"\r\n{octets}"), "2.png"),
    ];
    assert_eq!(parts(&full_form()), expected.map(|(head, content)| (head.to_owned(), content.to_owned())));
    assert_eq!(parts(&optional_form::Request::new()), []);
    let shown = format!("{:?}", full_form());
    assert!(!shown.contains("hidden") && shown.contains("FilePart(5 bytes)"), "{shown}");
}

#[test]
fn fields_beside_a_file_keep_their_limits() {
    let mut request = full_form();
    request.body.file_name = "x".repeat(251);
    request.body.kind = "c".into();
    request.body.size = 20_971_521;
    request.body.owner = Some(form::Person::new(form::PersonRequired { name: "long".into() }));
    request.body.extra = Some(JsonString::from_text("no json"));
    assert_eq!(
        broken(&request),
        ["/body/file_name", "/body/kind", "/body/size", "/body/owner/name", "/body/extra"]
    );
}

#[test]
fn documented_headers_are_sent_and_checked() {
    let request =
        || headers::Request::new(headers::Required { x_page_size: 100, x_api_key: "k".to_owned().into() });
    let sent = encode(&request()).ok().unwrap().headers;
    assert_eq!(sent, [("X-Page-Size", "100".to_owned()), ("X-Api-Key", "k".to_owned())]);
    let all = request()
        .headers_prefer("return=minimal")
        .query_prefer("q")
        .headers_x_mode(headers::XMode::Fast)
        .body_x_mode("b");
    let encoded = encode(&all).ok().unwrap();
    let named =
        |name: &str| encoded.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
    assert_eq!((named("Prefer"), named("X-Mode")), (Some("return=minimal"), Some("fast")));
    assert_eq!(encoded.query, "prefer=q");
    let mut hostile = request().headers_prefer("a\r\nX-Evil: 1");
    hostile.headers.x_page_size = 101;
    hostile.headers.x_api_key = "a\nb".to_owned().into();
    assert_eq!(broken(&hostile), ["/headers/Prefer", "/headers/X-Page-Size", "/headers/X-Api-Key"]);
    assert!(encode(&hostile).is_err_and(|error| error.kind() == ErrorKind::Encode));
    assert!(encode(&request().headers_x_mode(headers::XMode::from("a\r\nb"))).is_err());
}

fn answered<E: Endpoint>(body: &str) -> Result<Reply<E::Data>, Error<E::Code>> {
    decode::<E>(200, &|_| None, body.as_bytes())
}

#[test]
fn data_has_any_documented_type() {
    let list = answered::<data_list::Request>(r#"{"code":0,"data":[{"id":"a","kind":2},null,{}]}"#)
        .ok()
        .unwrap()
        .data;
    assert_eq!(list.len(), 2);
    assert_eq!((list[0].id.as_deref(), list[0].kind.clone()), (Some("a"), Some(data_list::Kind::Value2)));
    let map = answered::<data_map::Request>(r#"{"code":0,"data":{"cn":{"name":"x"}}}"#).ok().unwrap().data;
    assert_eq!(map["cn"].name.as_deref(), Some("x"));
    assert_eq!(answered::<data_value::Request>(r#"{"code":0,"data":7}"#).ok().unwrap().data, Some(7));
    let kind = answered::<optional_form::Request>(r#"{"code":0,"data":"new"}"#).ok().unwrap().data;
    assert_eq!(kind.map(|kind| kind.to_string()).as_deref(), Some("new"));
    for none in [r#"{"code":0}"#, r#"{"code":0,"data":null}"#] {
        assert!(answered::<data_list::Request>(none).ok().unwrap().data.is_empty());
        assert!(answered::<data_map::Request>(none).ok().unwrap().data.is_empty());
        assert_eq!(answered::<data_value::Request>(none).ok().unwrap().data, None);
    }
    let reply = answered::<data_list::Request>(r#"{"code":0,"data":[{"id":1},{"id":[2]}]}"#).ok().unwrap();
    let ids: Vec<Option<&str>> = reply.data.iter().map(|item| item.id.as_deref()).collect();
    assert_eq!(ids, [Some("1"), None], "what fits is kept");
    let places: Vec<&str> = reply.mismatches.iter().map(Mismatch::pointer).collect();
    assert_eq!(places, ["/data/0/id", "/data/1/id"]);
    assert_eq!(answered::<download::Request>("PNG").ok().unwrap().data.bytes, b"PNG");
}

#[test]
fn equal_names_keep_their_wire_names() {
    let wire = json!({ "userId": "1", "user_id": "2", "user-ID": "3", "color": "dark_blue", "a": { "id": "i" }, "b": { "name": "n" } });
    let body = there_and_back::<equal_names::Body>(&wire);
    assert_eq!(body.user_id.as_deref(), Some("3"), "the name that a person chose");
    assert_eq!(broken(&body), Vec::<String>::new());
}

#[test]
fn a_required_key_is_the_caller_s_unless_it_is_empty() {
    let call = |key: &str| keyed::Request::new(keyed::Required { client_token: key.to_owned() }).name("n");
    assert!(call("own").with_idempotency_key("made").is_none());
    let made = call("").with_idempotency_key("made").unwrap();
    assert_eq!(made, call("made"));
}
