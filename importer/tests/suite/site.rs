//! Made-up pages of the site's form: each construct, with the expected schema.

use crate::common::{codes, endpoint, import, without_prose};
use importer::Schema;
use importer::outline::Kind;
use importer::report::RowCounts;
use model::schema::PageForm;
use serde_json::{Value, json};

const ENDPOINT: &str = include_str!("../fixtures/site/endpoint.md");
const CONCEPT: &str = include_str!("../fixtures/site/concept.md");

/// Returns the page's schema as JSON; null if it yields none.
fn facts(text: &str) -> Value {
    endpoint(text).map_or(Value::Null, |endpoint| json!(endpoint))
}

#[test]
fn the_table_of_the_call_is_read_across_lines() {
    let found = facts(ENDPOINT);
    for (pointer, expected) in [
        ("/title", json!("装箱")),
        (
            "/source",
            json!({"url": "https://open.feishu.cn/document/server-docs/depot-v1/crate/pack", "date": "2025-03-04"}),
        ),
        (
            "/http",
            json!({"method": "POST", "hosts": ["open.feishu.cn"], "path": "/open-apis/depot/v1/crates/:crate_id/pack"}),
        ),
        ("/rate_limits", json!([{"requests": 100, "per": "minute"}])),
        ("/app_types", json!(["custom", "store"])),
        ("/tokens", json!(["tenant"])),
        (
            "/scopes/any_of",
            json!({"depot:crate": {"label": "读写货箱"}, "depot:crate.pack:write": {"label": "装货箱"}}),
        ),
        ("/field_scopes", json!({"depot:owner:readonly": {"label": "读货主"}})),
    ] {
        assert_eq!(found.pointer(pointer), Some(&expected), "{pointer}");
    }
}

#[test]
fn cells_of_parameters_are_read() {
    let found = facts(ENDPOINT);
    for (pointer, expected) in [
        (
            "/headers",
            json!({
                "Authorization": {"type": "string", "required": true, "example": "Bearer t-1", "format": "Bearer `access_token`"},
                "Content-Type": {"type": "string", "required": true, "fixed": "application/json; charset=utf-8"}
            }),
        ),
        ("/request/path", json!({"crate_id": {"type": "string", "required": true, "example": "c-1"}})),
        (
            "/request/query/owner_id_type",
            json!({
                "type": "string",
                "enum": {"open_id": {"label": "By app"}, "user_id": {"label": "By tenant"}},
                "default": "open_id",
                "example": "open_id",
                "scopes": {"depot:owner:readonly": {"label": "读货主", "when": "user_id"}}
            }),
        ),
    ] {
        assert_eq!(found.pointer(pointer), Some(&expected), "{pointer}");
    }
}

#[test]
fn nesting_is_rebuilt_into_types() {
    let found = facts(ENDPOINT);
    for (pointer, expected) in [
        (
            "/request/body",
            json!({
                "goods": {"type": "goods[]", "required": true, "len": {"min": 1, "max": 20, "unit": "items"}},
                "spare": {"type": "size"},
                "sealed": {"type": "boolean", "default": false},
                "weight": {"type": "int", "range": {"min": 0, "max": 500}, "example": 30}
            }),
        ),
        (
            "/reply",
            json!({
                "code": {"type": "int"},
                "msg": {"type": "string"},
                "data": {"type": "-", "fields": {"code": {"type": "int"}, "free": {"type": "size[]"}}}
            }),
        ),
        (
            "/types/goods/fields",
            json!({"name": {"type": "string", "required": true}, "size": {"type": "size"}}),
        ),
        ("/types/size/fields", json!({"width": {"type": "int"}, "height": {"type": "int"}})),
    ] {
        assert_eq!(found.pointer(pointer), Some(&expected), "{pointer}");
    }
}

#[test]
fn advice_in_several_lines_is_one_error() {
    let expected = json!({
        "77001": {"status": 400, "message": "crate is full"},
        "77002": {"status": 403, "message": "no access"}
    });
    assert_eq!(facts(ENDPOINT).pointer("/errors"), Some(&expected));
}

#[test]
fn every_row_is_accounted_for() {
    let imported = import("pack.md", ENDPOINT);
    assert_eq!((imported.kind, imported.form), (Some(Kind::Endpoint), PageForm::Site));
    assert_eq!(imported.rows, RowCounts { read: 29, mapped: 29, reported: 0 });
}

#[test]
fn uncertain_nesting_is_reported_at_its_row() {
    // The example no longer shows where the objects end.
    let shown = "    \"spare\": {\"width\": 1, \"height\": 2},\n    \"sealed\": true,\n    \"weight\": 30\n";
    let text = ENDPOINT.replace(shown, "    \"other\": 1\n");
    let line = 1 + text.lines().take_while(|line| !line.starts_with("sealed")).count();
    let found = codes("pack.md", &text);
    assert!(found.contains(&("uncertain-nesting", line)), "{found:?}");
    assert!(!codes("pack.md", ENDPOINT).iter().any(|(code, _)| *code == "uncertain-nesting"));
}

#[test]
fn forms_of_a_body_use_their_own_examples_and_are_joined() {
    let form = |name: &str, rows: &str, example: &str| {
        format!(
            "### {name}请求体\n\n名称 | 类型 | 必填 | 描述\n--- | --- | --- | ---\n{rows}\n\n### {name}请求体示例\n\n```json\n{example}\n```\n\n"
        )
    };
    let first = form(
        "木箱",
        "id | string | 是 | A\nlid | object | 是 | B\nkey | string | 是 | C\nsize | int | 是 | D",
        r#"{"id": "1", "lid": {"key": "k"}, "size": 1}"#,
    );
    let second = form(
        "纸箱",
        "id | string | 是 | A\nfold | object | 是 | E\nsize | int | 是 | F",
        r#"{"id": "1", "fold": {"size": 2}}"#,
    );
    let page = format!(
        "---\ntitle: \"装箱\"\nsource_url: https://open.feishu.cn/document/depot/pack\nlast_remote_update: 2025-03-04\n---\n# 装箱\n\n\
         ## 请求\n名称 | 值\n---|---\nHTTP URL | https://open.feishu.cn/open-apis/depot/v1/crates\nHTTP Method | POST\n\n{first}{second}"
    );
    let expected = json!({
        "id": {"type": "string", "required": true},
        "lid": {"type": "object", "fields": {"key": {"type": "string", "required": true}}},
        "size": {"type": "int"},
        "fold": {"type": "object", "fields": {"size": {"type": "int", "required": true}}}
    });
    assert_eq!(facts(&page).pointer("/request/body"), Some(&expected));
    let found: Vec<&str> = codes("pack.md", &page).iter().map(|(code, _)| *code).collect();
    assert!(found.contains(&"body-forms") && !found.contains(&"uncertain-nesting"), "{found:?}");
}

#[test]
fn a_concept_page_keeps_values_fields_and_example() {
    let imported = import("introduction.md", CONCEPT);
    let found = match imported.schema {
        Some(Schema::Concept(mut page)) => {
            without_prose(&mut page.fields);
            json!(page)
        }
        other => json!({"unexpected": format!("{other:?}")}),
    };
    assert_eq!(
        found,
        json!({
            "$schema": "../../../format.schema.json",
            "id": "depot/v1/crate/introduction",
            "title": "货箱概述",
            "source": {
                "url": "https://open.feishu.cn/document/server-docs/depot-v1/crate/introduction",
                "date": "2025-03-05"
            },
            "concepts": {"状态": {"enum": {"OPEN": {"label": "开"}, "SHUT": {"label": "关"}}}},
            "fields": {
                "crate_id": {"type": "string", "example": "c-1"},
                "lid": {"type": "object", "fields": {"color": {"type": "string"}}},
                "count": {"type": "int", "example": 3}
            },
            "example": {"crate_id": "c-1", "lid": {"color": "red"}, "count": 3}
        })
    );
}
