use jsonschema::Validator;

use super::*;

/// An endpoint with this request, and what else is given.
fn endpoint(request: &Value, rest: &Value) -> Endpoint {
    let mut schema = json!({
        "$schema": "format.schema.json",
        "id": "a/v1/b/c",
        "title": "t",
        "http": {"method": "PUT", "hosts": ["open.feishu.cn"], "path": "/open-apis/a"},
        "request": request
    });
    let members = schema.as_object_mut().unwrap();
    members.extend(rest.as_object().unwrap().clone());
    serde_json::from_value(schema).unwrap()
}

fn validator(exported: &Exported) -> Validator {
    jsonschema::draft202012::meta::validate(&exported.schema).unwrap();
    jsonschema::draft202012::new(&exported.schema).unwrap()
}

/// Checks that the schema of the request accepts and refuses these instances.
fn verdicts(request: &Value, rest: &Value, accepted: &[Value], refused: &[Value]) {
    let exported = request_schema(&endpoint(request, rest));
    let validator = validator(&exported);
    for instance in accepted {
        assert!(validator.is_valid(instance), "refused: {instance}\n{:#}", exported.schema);
    }
    for instance in refused {
        assert!(!validator.is_valid(instance), "accepted: {instance}\n{:#}", exported.schema);
    }
}

/// Checks one body field: values accepted, values refused.
fn field_verdicts(field: &Value, accepted: &[Value], refused: &[Value]) {
    let body = |value: &Value| json!({"body": {"x": value}});
    let accepted: Vec<_> = accepted.iter().map(body).collect();
    let refused: Vec<_> = refused.iter().map(body).collect();
    verdicts(&json!({"body": {"x": field}}), &json!({}), &accepted, &refused);
}

#[test]
fn limits_hold_at_their_ends() {
    let len = json!({"type": "string", "len": {"min": 2, "max": 3, "unit": "chars"}});
    field_verdicts(
        &len,
        &[json!("审批"), json!("𝄞𝄞𝄞")],
        &[json!("审"), json!("𝄞𝄞𝄞𝄞"), json!(2), Value::Null],
    );
    let list = json!({"type": "string[]", "len": {"min": 1, "max": 2, "unit": "items"}});
    field_verdicts(
        &list,
        &[json!(["a"]), json!(["", "b"])],
        &[json!([]), json!(["a", "b", "c"]), json!([1])],
    );
    let lists = json!({"type": "int[][]", "len": {"max": 1, "unit": "items"}, "range": {"min": 0}});
    field_verdicts(&lists, &[json!([[1, 2]]), json!([])], &[json!([[1], [2]]), json!([[-1]])]);
    let map = json!({"type": "map<string, int>", "len": {"max": 1, "unit": "items"}});
    field_verdicts(&map, &[json!({}), json!({"a": 1})], &[json!({"a": 1, "b": 2}), json!({"a": "b"})]);
    let range = json!({"type": "int", "range": {"min": -1, "max": 3}});
    field_verdicts(&range, &[json!(-1), json!(3)], &[json!(-2), json!(4), json!(0.5), json!("0")]);
    let float = json!({"type": "number(float)", "range": {"min": 0.5}});
    field_verdicts(&float, &[json!(0.5), json!(7)], &[json!(0.4), Value::Null]);
    let pattern = json!({"type": "string", "pattern": "^[a-z]+$"});
    field_verdicts(&pattern, &[json!("abc")], &[json!(""), json!("A")]);
}

#[test]
fn integers_have_64_bits() {
    let big = json!({"type": "int", "range": {"min": -1e30, "max": 1e30}});
    for field in [json!({"type": "int"}), big] {
        let beyond: Value = serde_json::from_str("9223372036854775808").unwrap();
        field_verdicts(&field, &[json!(i64::MAX), json!(i64::MIN)], &[beyond, json!(1e19), json!(-1e19)]);
    }
}

#[test]
fn enums_and_fixed_values_are_closed() {
    let int = json!({"type": "int", "enum": {"2": {}, "3": {}}});
    field_verdicts(&int, &[json!(2), json!(3)], &[json!(4), json!("2"), Value::Null]);
    let texts = json!({"type": "string[]", "enum": {"a": {}, "b": {}}});
    field_verdicts(&texts, &[json!([]), json!(["a", "b"])], &[json!(["c"]), json!("a")]);
    field_verdicts(&json!({"type": "string", "fixed": "x"}), &[json!("x")], &[json!("y")]);
    field_verdicts(&json!({"type": "boolean", "fixed": true}), &[json!(true)], &[json!(false)]);
}

#[test]
fn required_fields_are_demanded_with_the_object_that_holds_them() {
    let request = json!({
        "query": {"q": {"type": "string"}},
        "body": {
            "r": {"type": "int", "required": true},
            "o": {"type": "-", "fields": {"x": {"type": "string", "required": true}}},
            "any": {"type": "object"}
        }
    });
    verdicts(
        &request,
        &json!({}),
        &[
            json!({"body": {"r": 0}}),
            json!({"query": {}, "body": {"r": 0, "o": {"x": ""}, "any": [null]}}),
            json!({"body": {"r": 0, "unknown": 1}}),
        ],
        &[
            json!({}),
            json!({"body": {}}),
            json!({"body": {"r": 0, "o": {}}}),
            json!({"body": {"r": 0, "o": null}}),
        ],
    );
}

#[test]
fn path_parameters_are_safe_segments() {
    let request = json!({"path": {"id": {"type": "string"}}});
    let path = |id: &str| json!({"path": {"id": id}});
    verdicts(
        &request,
        &json!({}),
        &[path("a/b"), path("..."), path("%2e%2e"), path("任务 1")],
        &[
            path(""),
            path("."),
            path(".."),
            path("a\nb"),
            path("a\u{85}"),
            path("\0"),
            json!({"path": {}}),
            json!({}),
        ],
    );
}

fn union() -> Value {
    json!({"types": {"item": {
        "tag": "kind",
        "fields": {"id": {"type": "string", "required": true}},
        "variants": {
            "number": {"fields": {"n": {"type": "int", "required": true, "range": {"min": 0}}}},
            "numberV2": {"same_as": "number"},
            "list": {"label": "列表", "fields": {"items": {"type": "item[][]"}}}
        }
    }}})
}

#[test]
fn an_object_of_a_union_is_what_its_tag_says() {
    let item = |item: Value| json!({"body": {"x": item}});
    verdicts(
        &json!({"body": {"x": {"type": "item"}}}),
        &union(),
        &[
            item(json!({"kind": "number", "id": "a", "n": 1})),
            item(json!({"kind": "numberV2", "id": "a", "n": 1, "more": []})),
            item(json!({"kind": "list", "id": "a", "items": [[{"kind": "number", "id": "b", "n": 0}], []]})),
        ],
        &[
            item(json!({"id": "a", "n": 1})),
            item(json!({"kind": "new", "id": "a"})),
            item(json!({"kind": 7, "id": "a"})),
            item(json!({"kind": "number", "id": "a"})),
            item(json!({"kind": "number", "n": 1})),
            item(json!({"kind": "numberV2", "id": "a", "n": -1})),
            item(json!({"kind": "list", "id": "a", "items": [[{"kind": "number", "id": "b"}]]})),
            item(json!([])),
        ],
    );
}

#[test]
fn the_unions_of_a_reply_are_open() {
    let mut rest = union();
    rest["reply"] = json!({"x": {"type": "item[]"}});
    let exported = reply_schema(&endpoint(&json!({}), &rest));
    let validator = validator(&exported);
    let reply = json!({"x": [{"kind": "new"}, {"kind": "number", "n": "4"}, {}, null]});
    assert!(validator.is_valid(&reply), "{:#}", exported.schema);
    let known = &exported.schema["$defs"]["item"]["anyOf"][0];
    assert_eq!(known["discriminator"]["mapping"]["list"], "#/$defs/item-3a-list");
    assert_eq!(exported.schema["$defs"]["item-3a-list"]["title"], "列表");
}

#[test]
fn named_types_recurse() {
    let types = json!({"types": {
        "node@a b": {"fields": {
            "next": {"type": "node@a b"},
            "nodes": {"type": "node@a b[]"},
            "n": {"type": "int", "required": true}
        }}
    }});
    verdicts(
        &json!({"body": {"root": {"type": "node@a b"}}}),
        &types,
        &[json!({"body": {"root": {"n": 1, "next": {"n": 2}, "nodes": [{"n": 3, "nodes": []}]}}})],
        &[
            json!({"body": {"root": {}}}),
            json!({"body": {"root": {"n": 1, "next": {}}}}),
            json!({"body": {"root": {"n": 1, "nodes": [{"n": 1, "next": {"n": "x"}}]}}}),
        ],
    );
}

/// `corehr/v2/process_extra/update`, as its page says it.
#[test]
fn rules_of_the_extra_endpoint() {
    let request = json!({"body": {
        "operator": {"type": "string"},
        "node_id": {"type": "string"},
        "approver_id": {"type": "string"},
        "extra_type": {"type": "int", "required": true, "enum": {"0": {}, "1": {}, "2": {}}},
        "approval_type": {"type": "int", "enum": {"0": {}, "1": {}, "2": {}}},
        "system_user": {"type": "boolean", "default": false}
    }});
    let rules = json!({"rules": {
        "node_or_approver": {"doc": "d", "assert": {"at_least_one": {
            "fields": ["/body/node_id", "/body/approver_id"], "prefer": "/body/node_id"
        }}},
        "operator_unless_system_user": {"doc": "d", "assert": {"require": {
            "field": "/body/operator", "unless": {"/body/system_user": {"is": true}}
        }}},
        "parallel_needs_all": {"doc": "d", "assert": {"allow": {
            "field": "/body/approval_type", "values": [1], "when": {"/body/extra_type": {"is": 1}}
        }}}
    }});
    let body = |value: Value| json!({"body": value});
    verdicts(
        &request,
        &rules,
        &[
            body(json!({"extra_type": 0, "node_id": "n", "approver_id": "a", "operator": "o"})),
            body(json!({"extra_type": 0, "approver_id": "a", "system_user": true})),
            body(json!({"extra_type": 1, "node_id": "n", "operator": "o"})),
            body(json!({"extra_type": 1, "node_id": "n", "operator": "o", "approval_type": 1})),
            body(json!({"extra_type": 2, "node_id": "n", "operator": "o", "approval_type": 0})),
        ],
        &[
            body(json!({"extra_type": 0, "operator": "o"})),
            body(json!({"extra_type": 0, "node_id": "n"})),
            body(json!({"extra_type": 0, "node_id": "n", "system_user": false})),
            body(json!({"extra_type": 1, "node_id": "n", "operator": "o", "approval_type": 0})),
        ],
    );
}

#[test]
fn every_kind_of_rule() {
    let request = json!({"body": {
        "a": {"type": "string"},
        "b": {"type": "string"},
        "kind": {"type": "int", "default": 1},
        "list": {"type": "string[]"}
    }});
    let both = json!({"fields": ["/body/a", "/body/b"]});
    let (none, a, ab) = (json!({}), json!({"a": ""}), json!({"a": "", "b": ""}));
    let present = json!({"require": {"field": "/body/a", "when": {"/body/b": {"present": false}}}});
    let forbidden = json!({"forbid": {"field": "/body/a", "when": {"/body/kind": {"in": [1, 2]}}}});
    let filled = json!({"require": {"field": "/body/list", "non_empty": true}});
    for (assert, accepted, refused) in [
        (json!({"at_least_one": both}), vec![&a, &ab], vec![&none]),
        (json!({"exactly_one": both}), vec![&a], vec![&none, &ab]),
        (json!({"at_most_one": both}), vec![&none, &a], vec![&ab]),
        (json!({"all_or_none": both}), vec![&none, &ab], vec![&a]),
        (present, vec![&a, &json!({"b": ""})], vec![&none]),
        (forbidden, vec![&none, &json!({"a": "", "kind": 3})], vec![&a, &json!({"a": "", "kind": 2})]),
        (filled, vec![&json!({"list": [""]})], vec![&none, &json!({"list": []})]),
    ] {
        let body = |value: &Value| json!({"body": value});
        let accepted: Vec<_> = accepted.into_iter().map(body).collect();
        let refused: Vec<_> = refused.into_iter().map(body).collect();
        let rules = json!({"rules": {"r": {"doc": "d", "assert": assert}}});
        verdicts(&request, &rules, &accepted, &refused);
    }
}

#[test]
fn rules_of_a_named_type_hold_wherever_it_stands() {
    let rest = json!({"types": {"t": {
        "fields": {"start": {"type": "string"}, "end": {"type": "string"}},
        "rules": {"both": {"doc": "d", "assert": {"all_or_none": {"fields": ["/start", "/end"]}}}}
    }}});
    verdicts(
        &json!({"body": {"list": {"type": "t[]"}}}),
        &rest,
        &[json!({"body": {"list": [{}, {"start": "", "end": ""}]}})],
        &[json!({"body": {"list": [{}, {"start": ""}]}})],
    );
}

#[test]
fn says_what_it_cannot_say() {
    let request = json!({"body": {
        "a": {"type": "string", "len": {"max": 3, "unit": "bytes"}},
        "b": {"type": "string", "json": {"type": "string[]"}},
        "c": {"type": "string", "json": {"type": "content"}},
        "kind": {"type": "string", "required": true}
    }});
    let content = json!({"tag": "kind", "adjacent": true, "fields": {}, "variants": {"a": {"fields": {}}}});
    let rest = json!({"types": {"content": content}, "rules": {
        "order": {"doc": "d", "assert": {"compare": {"left": "/body/a", "op": "less", "right": "/body/b", "as": "text"}}}
    }});
    let exported = request_schema(&endpoint(&request, &rest));
    assert_eq!(
        exported.not_expressible,
        [
            "/request/body/a: a length in bytes: JSON Schema counts code points",
            "/request/body/b/json: the JSON inside a string: `contentSchema` does not validate",
            "/request/body/c/json: the JSON inside a string, whose shape a field beside it decides",
            "/rules/order: a comparison of two fields",
        ]
    );
    assert!(
        validator(&exported)
            .is_valid(&json!({"body": {"a": "long text", "b": "no JSON", "c": "no JSON", "kind": "a"}}))
    );
}

#[test]
fn replies_are_read_with_tolerance() {
    let rest = json!({
        "reply": {
            "code": {"type": "int", "required": true},
            "data": {"type": "-", "fields": {
                "status": {"type": "int", "enum": {"1": {}}, "required": true},
                "text": {"type": "string", "len": {"max": 1, "unit": "chars"}},
                "items": {"type": "item[]"}
            }}
        },
        "types": {"item": {"fields": {"id": {"type": "string", "required": true}}}}
    });
    let exported = reply_schema(&endpoint(&json!({}), &rest));
    let validator = validator(&exported);
    for reply in [
        json!({}),
        json!({"code": null, "data": null, "unknown": 1}),
        json!({"code": 0, "data": {"status": 2, "text": "long", "items": [null, {}, {"id": null}]}}),
    ] {
        assert!(validator.is_valid(&reply), "{reply}");
    }
    for reply in [json!([]), json!({"code": "0"}), json!({"data": {"items": [{"id": 1}]}})] {
        assert!(!validator.is_valid(&reply), "{reply}");
    }
    assert!(exported.not_expressible.is_empty());
}

#[test]
fn a_reply_without_a_table_is_anything() {
    let exported = reply_schema(&endpoint(&json!({}), &json!({})));
    assert!(validator(&exported).is_valid(&json!([1, "x"])));
}
