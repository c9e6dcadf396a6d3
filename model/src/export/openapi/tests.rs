use super::*;
use crate::load::{Input, load};

fn set(files: &[(&str, Value)]) -> SchemaSet {
    let inputs = files.iter().map(|(path, value)| Input {
        path: (*path).to_owned(),
        shown: (*path).to_owned(),
        bytes: value.to_string().into_bytes(),
    });
    let loaded = load(inputs);
    assert_eq!(loaded.diagnostics, []);
    loaded.set
}

fn endpoint() -> Value {
    json!({
        "$schema": "../../../format.schema.json",
        "id": "corehr/v2/process_extra/update",
        "title": "加签",
        "doc": "Adds approvers.",
        "source": {"url": "https://open.feishu.cn/document/extra", "date": "2024-12-18"},
        "http": {"method": "PUT", "hosts": ["open.feishu.cn"], "path": "/open-apis/processes/:process_id/extra"},
        "rate_limits": [{"requests": 20, "per": "minute"}],
        "tokens": ["tenant"],
        "scopes": {"any_of": {"corehr:write": {"label": "写"}}},
        "read_only": true,
        "headers": {
            "Authorization": {"type": "string", "required": true},
            "Content-Type": {"type": "string", "required": true, "fixed": "application/json; charset=utf-8"},
            "X-Key": {"type": "string"}
        },
        "request": {
            "path": {"process_id": {"type": "string", "required": true}},
            "query": {"ids": {"type": "string[]", "join": "comma"}, "q": {"type": "string"}},
            "body": {
                "token": {"type": "string", "idempotency_key": true},
                "node_id": {"type": "string"},
                "approver_id": {"type": "string"},
                "kind": {"type": "int", "enum": {"1": {"label": "并行", "name": "Parallel"}}, "sensitive": true},
                "comment": {"type": "string", "json": {"type": "object", "fields": {"text": {"type": "string"}}}},
                "item": {"type": "item@a"}
            }
        },
        "reply": {"code": {"type": "int"}, "data": {"type": "-", "fields": {"item": {"type": "item@a"}}}},
        "types": {"item@a": {"fields": {"n": {"type": "int", "required": true}}}},
        "examples": {"request": {"node_id": "n"}, "reply": {"code": 0}},
        "errors": {"1160500": {"status": 500, "message": "系统异常", "name": "SystemError"}},
        "rules": {
            "node_or_approver": {"doc": "give one", "assert": {"at_least_one": {
                "fields": ["/body/node_id", "/body/approver_id"]
            }}},
            "q_or_node": {"doc": "give one", "assert": {"at_most_one": {"fields": ["/query/q", "/body/node_id"]}}}
        }
    })
}

fn exported() -> Value {
    openapi(&set(&[("corehr/v2/process_extra/update.json", endpoint())]))
}

fn operation(document: &Value) -> &Value {
    &document["paths"]["/open-apis/processes/{process_id}/extra"]["put"]
}

#[test]
fn says_how_the_endpoint_is_called() {
    let document = exported();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], "2024-12-18");
    let operation = operation(&document);
    assert_eq!(operation["operationId"], "corehr/v2/process_extra/update");
    assert_eq!(operation["tags"], json!(["corehr/v2"]));
    let parameters: Vec<_> = operation["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| {
            [&parameter["in"], &parameter["name"], &parameter["required"], &parameter["explode"]]
        })
        .collect();
    assert_eq!(
        parameters,
        [
            [&json!("path"), &json!("process_id"), &json!(true), &Value::Null],
            [&json!("query"), &json!("ids"), &json!(false), &json!(false)],
            [&json!("query"), &json!("q"), &json!(false), &Value::Null],
            [&json!("header"), &json!("X-Key"), &json!(false), &Value::Null],
        ]
    );
    assert_eq!(
        operation["requestBody"]["content"]["application/json; charset=utf-8"]["example"],
        json!({"node_id": "n"})
    );
    assert_eq!(operation["responses"]["200"]["content"]["application/json"]["example"], json!({"code": 0}));
}

#[test]
fn a_success_and_all_failures_are_responses() {
    let document = exported();
    let responses = operation(&document)["responses"].as_object().unwrap();
    assert_eq!(responses.keys().collect::<Vec<_>>(), ["200", "4XX", "default"]);
    for failure in ["4XX", "default"] {
        assert_eq!(responses[failure], json!({"$ref": "#/components/responses/Error"}));
    }
    let error = &document["components"]["responses"]["Error"]["content"]["application/json"]["schema"];
    assert_eq!(*error, json!({"$ref": "#/components/schemas/Error"}));
    let validator = jsonschema::draft202012::new(&document["components"]["schemas"]["Error"]).unwrap();
    let failure = |violations: Value| json!({"code": 1, "msg": "m", "error": {"log_id": "l", "field_violations": violations}});
    assert!(validator.is_valid(&failure(json!([{"field": "f", "value": 1, "description": "d"}]))));
    assert!(!validator.is_valid(&failure(json!([{"field": 1}]))));

    for (kind, content) in [("file", json!(["application/octet-stream"])), ("browser", json!([]))] {
        let mut other = endpoint();
        other["reply_kind"] = json!(kind);
        other["examples"] = json!({"request": {"node_id": "n"}});
        let document = openapi(&set(&[("corehr/v2/process_extra/update.json", other)]));
        let success = &operation(&document)["responses"]["200"];
        let kinds = success["content"].as_object().map(|content| content.keys().collect::<Vec<_>>());
        assert_eq!(json!(kinds.unwrap_or_default()), content);
    }
}

/// OAuth's failure has a text `error`, which the page documents among the members of the reply.
#[test]
fn a_failure_has_the_form_that_its_page_documents() {
    let mut other = endpoint();
    other["reply"] = json!({
        "code": {"type": "int"},
        "access_token": {"type": "string"},
        "error": {"type": "string"},
        "error_description": {"type": "string"},
    });
    let document = openapi(&set(&[("corehr/v2/process_extra/update.json", other)]));
    let failures = [
        (json!({"code": 20_003, "error": "invalid_grant", "error_description": "not found"}), true),
        (json!({"code": 99_991_663, "msg": "invalid token", "error": {"log_id": "l"}}), true),
        (json!({"code": 20_003, "error": 1}), false),
    ];
    for response in ["4XX", "default"] {
        let mut schema =
            operation(&document)["responses"][response]["content"]["application/json"]["schema"].clone();
        schema["components"] = document["components"].clone();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        for (failure, fits) in &failures {
            assert_eq!(validator.is_valid(failure), *fits, "{response}: {failure}");
        }
    }
}

/// The request's body in the export of the endpoint with other body fields and rules.
fn request_body(body: &Value, rules: &Value, example: &Value) -> Value {
    let mut other = endpoint();
    other["request"]["body"] = body.clone();
    other["rules"] = rules.clone();
    other["examples"] = json!({"request": example});
    let document = openapi(&set(&[("corehr/v2/process_extra/update.json", other)]));
    operation(&document)["requestBody"].clone()
}

#[test]
fn a_body_is_required_where_an_empty_one_is_refused() {
    let rule = |assert: Value| json!({"r": {"doc": "d", "assert": assert}});
    let body = json!({"a": {"type": "string"}, "b": {"type": "string", "default": "x"}});
    for (body, rules, required) in [
        (body.clone(), json!({}), false),
        (json!({"a": {"type": "string", "required": true}}), json!({}), true),
        (
            json!({"o": {"type": "-", "fields": {"a": {"type": "string", "required": true}}}}),
            json!({}),
            false,
        ),
        (body.clone(), rule(json!({"at_least_one": {"fields": ["/body/a", "/body/b"]}})), true),
        (body.clone(), rule(json!({"at_least_one": {"fields": ["/body/a", "/query/q"]}})), false),
        (body.clone(), rule(json!({"at_most_one": {"fields": ["/body/a", "/body/b"]}})), false),
        (
            body.clone(),
            rule(json!({"require": {"field": "/body/a", "when": {"/body/b": {"is": "x"}}}})),
            true,
        ),
        (
            body.clone(),
            rule(json!({"require": {"field": "/body/a", "when": {"/body/b": {"is": "y"}}}})),
            false,
        ),
    ] {
        assert_eq!(request_body(&body, &rules, &Value::Null)["required"], required, "{body} {rules}");
    }
}

#[test]
fn examples_keep_to_their_own_schema() {
    let example = |body: Value, rules: Value, example: Value| {
        let body = request_body(&body, &rules, &example);
        let content = &body["content"]["application/json; charset=utf-8"];
        assert_eq!(content.get("example").is_some(), content.get("x-page-example").is_none());
        content.get("example").is_some()
    };
    let body = json!({"a": {"type": "string"}, "b": {"type": "int"}});
    let one = json!({"r": {"doc": "d", "assert": {"exactly_one": {"fields": ["/body/a", "/body/b"]}}}});
    assert!(example(body.clone(), json!({}), json!({"a": "x", "b": 1})));
    assert!(!example(body.clone(), json!({}), json!({"a": 1})), "another type");
    assert!(!example(body.clone(), json!({}), json!({"c": 1})), "not documented");
    assert!(!example(body, one, json!({"a": "x", "b": 1})), "breaks a rule");

    let mut failure = endpoint();
    failure["examples"]["reply"] = json!({"code": 99});
    let document = openapi(&set(&[("corehr/v2/process_extra/update.json", failure)]));
    let reply = &operation(&document)["responses"]["200"]["content"]["application/json"];
    assert_eq!((&reply["x-page-example"], reply.get("example")), (&json!({"code": 99}), None));
}

#[test]
fn the_example_of_a_field_is_a_value_of_it() {
    for (field, examples, other) in [
        (json!({"type": "string", "example": "1"}), json!(["1"]), Value::Null),
        (json!({"type": "int", "example": "1"}), json!([1]), Value::Null),
        (json!({"type": "string[]", "example": "a"}), json!([["a"]]), Value::Null),
        (json!({"type": "int[]", "example": "1"}), json!([[1]]), Value::Null),
        (json!({"type": "int[]", "example": "[1, 2]"}), json!([[1, 2]]), Value::Null),
        (json!({"type": "int", "range": {"max": 5}, "example": 6}), Value::Null, json!(6)),
        (json!({"type": "item@a", "example": "x"}), Value::Null, json!("x")),
    ] {
        let body = request_body(&json!({"f": field}), &json!({}), &Value::Null);
        let schema = &body["content"]["application/json; charset=utf-8"]["schema"]["properties"]["f"];
        assert_eq!((&schema["examples"], &schema["x-page-example"]), (&examples, &other), "{field}");
    }
}

#[test]
fn keys_of_components_are_made_of_the_allowed_characters() {
    let mut other = endpoint();
    other["id"] = json!("审批-a/v1/b/c");
    let document = openapi(&set(&[("审批-a/v1/b/c.json", other)]));
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let keys: Vec<&str> = schemas.keys().map(String::as_str).collect();
    let allowed = |key: &&str| key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    assert!(keys.iter().all(allowed), "{keys:?}");
    assert_eq!(keys[0], "-5ba1--6279--2d-a--v1--b--c--request--item-40-a");
}

#[test]
fn keeps_what_openapi_has_no_words_for() {
    let document = exported();
    let operation = operation(&document);
    assert_eq!(operation["x-rate-limits"], json!([{"requests": 20, "per": "minute"}]));
    assert_eq!(operation["x-tokens"], json!(["tenant"]));
    assert_eq!(operation["x-read-only"], true);
    assert_eq!(operation["x-scopes"]["any_of"]["corehr:write"]["label"], "写");
    assert_eq!(operation["x-error-codes"]["1160500"]["status"], 500);
    assert_eq!(operation["x-rules"]["q_or_node"]["description"], "give one");
    assert!(operation["x-rules"]["q_or_node"]["schema"].is_object());
    assert_eq!(
        operation["x-not-expressible"],
        json!([
            "/request/path/process_id: at most 4096 bytes in a path parameter: JSON Schema counts code points",
            "/request/body/comment/json: the JSON inside a string: `contentSchema` does not validate"
        ])
    );
}

#[test]
fn keeps_what_is_known_of_a_field() {
    let document = exported();
    let content = &operation(&document)["requestBody"]["content"]["application/json; charset=utf-8"];
    let properties = &content["schema"]["properties"];
    assert_eq!(properties["token"]["x-idempotency-key"], true);
    let kind = &properties["kind"];
    assert_eq!(kind["enum"], json!([1]));
    assert_eq!(kind["x-enum"]["1"]["label"], "并行");
    assert_eq!(kind["x-sensitive"], true);
}

/// The body's schema with the document's components, as a validator reads it.
fn body_validator(document: &Value) -> jsonschema::Validator {
    let mut schema =
        operation(document)["requestBody"]["content"]["application/json; charset=utf-8"]["schema"].clone();
    schema["components"] = document["components"].clone();
    jsonschema::draft202012::new(&schema).unwrap()
}

#[test]
fn the_body_has_its_own_rules_and_types() {
    let validator = body_validator(&exported());
    assert!(validator.is_valid(&json!({"node_id": "n", "item": {"n": 1}})));
    assert!(!validator.is_valid(&json!({})), "one of the two is demanded");
    assert!(
        !validator.is_valid(&json!({"node_id": "n", "item": {}})),
        "the request's type has a required field"
    );
}

#[test]
fn request_and_reply_have_types_of_their_own() {
    let document = exported();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let keys: Vec<&str> = schemas.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "corehr--v2--process_extra--update--request--item-40-a",
            "corehr--v2--process_extra--update--reply--item-40-a",
            "Error"
        ]
    );
    assert_eq!(schemas[keys[0]]["required"], json!(["n"]));
    assert_eq!(schemas[keys[1]]["required"], Value::Null);
}

#[test]
fn other_hosts_are_servers_of_the_operation() {
    let mut old = endpoint();
    old["http"]["hosts"] = json!(["www.feishu.cn"]);
    let document = openapi(&set(&[("corehr/v2/process_extra/update.json", old)]));
    assert_eq!(operation(&document)["servers"], json!([{"url": "https://www.feishu.cn"}]));
    assert_eq!(operation(&exported())["servers"], Value::Null);
}

#[test]
fn shared_codes_and_concepts_belong_to_the_document() {
    let document = openapi(&set(&[
        (
            "common.json",
            json!({"$schema": "format.schema.json", "enums": {}, "errors": {"99991400": {"message": "m"}}}),
        ),
        (
            "a/v1/b/intro.json",
            json!({
                "$schema": "../../../format.schema.json", "id": "a/v1/b/intro", "title": "t",
                "concepts": {"状态": {"enum": {"DONE": {"label": "完成"}}}}
            }),
        ),
    ]));
    assert_eq!(document["x-error-codes"]["99991400"]["message"], "m");
    assert_eq!(document["x-concepts"]["a/v1/b/intro#状态"]["enum"]["DONE"]["label"], "完成");
}
