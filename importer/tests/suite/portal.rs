//! Made-up pages of the portal's form: each construct and each known trap, with the expected schema.

use crate::common::{codes, endpoint, import, without_prose};
use importer::outline::Kind;
use importer::report::RowCounts;
use importer::{Schema, import_page};
use indexmap::IndexMap;
use model::diag::Code;
use model::source::{SourceFile, Sources};
use serde_json::{Value, json};

const ENDPOINT: &str = include_str!("../fixtures/portal/endpoint.md");
/// The schema of [`ENDPOINT`], written from the page by hand.
const CANONICAL: &str = include_str!("../fixtures/portal/endpoint.json");
const OLD: &str = include_str!("../fixtures/portal/old.md");
const TRAPS: &str = include_str!("../fixtures/portal/traps.md");
const CONCEPT: &str = include_str!("../fixtures/portal/concept.md");
const EVENT: &str = include_str!("../fixtures/portal/event.md");
const GUIDE: &str = include_str!("../fixtures/portal/guide.md");

#[test]
fn a_canonical_page_is_read_completely() {
    let expected: Value = serde_json::from_str(CANONICAL).unwrap();
    let found = serde_json::to_value(endpoint(ENDPOINT).unwrap()).unwrap();
    assert_eq!(
        serde_json::to_string_pretty(&found).unwrap(),
        serde_json::to_string_pretty(&expected).unwrap()
    );
}

#[test]
fn faults_of_a_canonical_page_are_reported_at_their_lines() {
    let mut found = codes("depot/move.md", ENDPOINT);
    found.sort_by_key(|(_, line)| *line);
    assert_eq!(
        found,
        [
            ("several-shapes", 21),
            ("other-meta", 57),
            ("duplicate-member", 198),
            ("prose-default", 208),
            ("lenient-example", 310),
            ("duplicate-code", 343),
            ("bad-code", 349),
            ("side-table", 361),
        ]
    );
    let rows = import("depot/move.md", ENDPOINT).rows;
    // 7 of the call, 2 headers, 2 of the path, 2 of the query, 6 of the body, 4 of the reply, 4 errors, 1 beside.
    assert_eq!(rows, RowCounts { read: 28, mapped: 24, reported: 4 });
}

#[test]
fn pipe_tables_of_old_pages_are_read() {
    let found = endpoint(OLD).unwrap();
    assert_eq!(found.id, "depot/v1/shelves/find");
    assert!(found.deprecated);
    assert_eq!(found.http.hosts, ["www.feishu.cn"]);
    let body = json!({
        "shelf": {"type": "object", "required": true, "fields": {
            "name": {"type": "string", "required": true},
            "rows": {"type": "list", "fields": {"id": {"type": "int64"}}}
        }},
        "count": {"type": "int"}
    });
    assert_eq!(serde_json::to_value(&found.request.body).unwrap(), body);
    assert_eq!(
        serde_json::to_value(&found.reply).unwrap(),
        json!({
            "code": {"type": "int"},
            "items": {"type": "Item[]"},
            "owner": {"type": "object"}
        })
    );
    assert_eq!(
        serde_json::to_value(&found.types).unwrap(),
        json!({"Item": {"fields": {"key": {"type": "string"}}}})
    );
    assert_eq!(found.examples.request, Some(json!({"shelf": {"name": "A"}})));
}

#[test]
fn faults_of_old_pages_are_reported() {
    let mut found = codes("old.md", OLD);
    found.sort_by_key(|(_, line)| *line);
    assert_eq!(
        found,
        [
            ("url-with-query", 13),
            ("provisional-id", 13),
            ("nameless-scope", 15),
            ("children-of-scalar", 22),
            ("cell-count", 26),
            ("lenient-example", 30),
            ("childless-type", 39),
        ]
    );
    let rows = import("old.md", OLD).rows;
    assert_eq!(rows, RowCounts { read: 13, mapped: 12, reported: 1 });
}

#[test]
fn a_page_among_the_historic_versions_is_old() {
    let at = |path: &str| match import(path, ENDPOINT).schema {
        Some(Schema::Endpoint(endpoint)) => endpoint.deprecated,
        _ => panic!("no endpoint"),
    };
    assert!(!at("depot/move.md"));
    assert!(at("pages/historic-version/depot/move.md"));
}

#[test]
fn traps_cost_no_row() {
    let found = endpoint(TRAPS).unwrap();
    assert_eq!(
        serde_json::to_value(&found.request).unwrap(),
        json!({
            "path": {"trap_id": {"type": "string", "required": true}},
            "body": {
                "a": {"type": "string", "required": true, "enum": {"x": {"label": "X"}, "y": {"label": "Y"}}},
                "b": {"type": "string"},
                "c": {"type": "string"},
                "d": {"type": "", "required": true},
                "e": {"type": "string"}
            }
        })
    );
    assert_eq!(
        serde_json::to_value(&found.reply).unwrap(),
        json!({
            "code": {"type": "int", "example": 0},
            "file": {"type": "object", "fields": {"name": {"type": "string", "example": "n"}}}
        })
    );
    let mut findings = codes("traps.md", TRAPS);
    findings.sort_by_key(|(_, line)| *line);
    assert_eq!(
        findings,
        [
            ("provisional-id", 9),
            ("undocumented-parameter", 9),
            ("unclosed-table", 14),
            ("odd-type", 16),
            ("several-names", 33),
            ("children-of-scalar", 33),
            ("level-gap", 36),
            ("duplicate-field", 37),
            ("bad-name", 38),
            ("misplaced-description", 39),
            ("cell-count", 40),
            ("unclosed-code", 44),
            ("bad-example-json", 44),
        ]
    );
    let rows = import("traps.md", TRAPS).rows;
    assert_eq!(rows, RowCounts { read: 12, mapped: 9, reported: 3 });
}

#[test]
fn concept_pages_yield_values_and_fields() {
    let imported = import("concept.md", CONCEPT);
    let Some(Schema::Concept(mut found)) = imported.schema else { panic!("no concept page") };
    without_prose(&mut found.fields);
    assert_eq!(
        serde_json::to_value(&found).unwrap(),
        json!({
            "$schema": "../../../format.schema.json",
            "id": "depot/v2/parcel/introduction",
            "title": "Parcels, 概述",
            "source": {
                "url": "https://open.feishu.cn/document/docs/depot-v2/parcel/introduction",
                "date": "2024-12-18"
            },
            "concepts": {"States": {"enum": {
                "WAITING": {"label": "Waits for a cart"},
                "GONE": {"label": "Gone"}
            }}},
            "fields": {
                "parcel_id": {"type": "string", "example": "7"},
                "stop": {"type": "object", "fields": {"city": {"type": "string"}}}
            },
            "example": {"parcel_id": "7"}
        })
    );
    assert_eq!(imported.rows, RowCounts { read: 4, mapped: 3, reported: 1 });
}

#[test]
fn other_pages_are_recognised_and_reported() {
    let imported = import("page.md", GUIDE);
    assert_eq!(imported.kind, Some(Kind::Guide));
    assert!(imported.schema.is_none());
    assert_eq!(imported.rows, RowCounts { read: 1, mapped: 0, reported: 1 });
    assert_eq!(imported.findings[0].code.name(), "no-schema");
    let imported = import("page.md", EVENT);
    assert_eq!(imported.kind, Some(Kind::Event));
    assert_eq!(imported.schema.as_ref().map(Schema::id), Some("depot/v2/event/parcel_moved"));
    assert_eq!(imported.rows, RowCounts { read: 12, mapped: 12, reported: 0 });
}

#[test]
fn a_table_whose_first_column_names_something_else_has_no_fields() {
    let page = |head: &str, cells: &str| {
        format!(
            "---\ntitle: \"Links\"\nfullPath: \"/depot-v1/overview\"\n---\n# Links\n## Links\n|{head}|\n|-|-|-|\n|{cells}|\n"
        )
    };
    let imported = import("links.md", &page("页面/场景|参数|备注", "Details|guid: string|Opens details"));
    assert_eq!((imported.kind, imported.schema), (Some(Kind::Guide), None));
    assert_eq!(imported.rows, RowCounts { read: 1, mapped: 0, reported: 1 });
    for (head, cells) in
        [("参数|备注|来源", "guid|Opens details|Page"), ("来源|参数|类型", "Page|guid|string")]
    {
        let imported = import("fields.md", &page(head, cells));
        assert!(
            matches!(imported.schema, Some(Schema::Concept(page)) if page.fields.contains_key("guid")),
            "{head}"
        );
    }
}

#[test]
fn listed_ids_take_precedence() {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile { path: "page.md".into(), text: ENDPOINT.into() });
    let call = "PUT /open-apis/depot/v2/parcels/:parcel_id/stops/:stop_id".to_owned();
    let ids = IndexMap::from([(call, "depot/v2/parcel/carry".to_owned())]);
    let imported = import_page(&sources, file, &ids);
    assert_eq!(imported.schema.as_ref().map(Schema::id), Some("depot/v2/parcel/carry"));
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    let expected = endpoint(ENDPOINT).unwrap();
    assert_eq!(endpoint(&ENDPOINT.replace('\n', "\r\n")).unwrap(), expected);
    assert_eq!(endpoint(&format!("\u{feff}{ENDPOINT}")).unwrap(), expected);
}

#[test]
fn headers_and_bodies_may_have_several_tables() {
    let text = "# P\n## 请求\n<md-table>\
        <md-tr><md-td>HTTP URL</md-td><md-td>https://open.feishu.cn/open-apis/a/v1/b</md-td></md-tr>\
        <md-tr><md-td>HTTP Method</md-td><md-td>POST</md-td></md-tr></md-table>\n\
        ### 请求头\n名称|类型|必填|描述\n-|-|-|-\nA|string|是|x\n\
        ### 扩展请求头\n名称|类型|必填|描述\n-|-|-|-\nB|string|否|x\n\
        ### 卡片请求体\n名称|类型|必填|描述\n-|-|-|-\nid|string|是|x\ncard|string|是|x\n\
        ### 文本请求体\n名称|类型|必填|描述\n-|-|-|-\nid|string|是|x\ntext|string|是|x\n\n名称|类型\n-|-\nz|int\n";
    let endpoint = endpoint(text).unwrap();
    assert_eq!(endpoint.headers.keys().collect::<Vec<_>>(), ["A", "B"]);
    let body = endpoint.request.body.unwrap();
    let required: Vec<_> = body.iter().map(|(name, field)| (name.as_str(), field.required)).collect();
    assert_eq!(required, [("id", true), ("card", false), ("text", false)]);
    let imported = crate::common::import("page.md", text);
    assert_eq!((imported.rows.read, imported.rows.mapped, imported.rows.reported), (9, 7, 2));
}

#[test]
fn parameters_belong_to_the_part_that_the_method_sends() {
    let page = |method: &str| {
        format!(
            "# P\n## 请求\n<md-table>\
             <md-tr><md-th>HTTP URL</md-th><md-td>https://open.feishu.cn/open-apis/depot/v1/shelves</md-td></md-tr>\
             <md-tr><md-th>HTTP Method</md-th><md-td>{method}</md-td></md-tr></md-table>\n\
             ### 请求参数\n名称|类型|必填|描述\n-|-|-|-\nid|string|是|x\n"
        )
    };
    for (method, in_query) in [("GET", true), ("POST", false), ("DELETE", false)] {
        let found = endpoint(&page(method)).unwrap();
        assert_eq!(found.request.query.contains_key("id"), in_query, "{method}");
        assert_eq!(found.request.body.is_some(), !in_query, "{method}");
    }
}

#[test]
fn the_kind_of_reply_is_read_if_it_has_no_table() {
    const DOWNLOAD: &str = include_str!("../fixtures/portal/download.md");
    for (said, kind) in [
        ("It returns a 二进制 thing.", json!("file")),
        ("- 文件流", json!("file")),
        ("The 浏览器 is 重定向 elsewhere.", json!("browser")),
        ("The 浏览器 stays.", json!("json")),
        ("Nothing at all.", json!("json")),
    ] {
        let found = endpoint(&DOWNLOAD.replace("SAID", said)).unwrap();
        assert_eq!(serde_json::to_value(found.reply_kind).unwrap(), kind, "{said}");
    }
}

/// A page of a POST, with the given text after its first table.
fn posting(rest: &str) -> String {
    format!(
        "# P\n## 请求\n<md-table>\
         <md-tr><md-th>HTTP URL</md-th><md-td>https://open.feishu.cn/open-apis/depot/v1/shelves</md-td></md-tr>\
         <md-tr><md-th>HTTP Method</md-th><md-td>POST</md-td></md-tr></md-table>\n{rest}"
    )
}

const FIELDS: &str = "名称|类型|必填|描述\n-|-|-|-\nid|string|是|x\n";
const JSON: &str = "```json\n{\"id\": \"7\"}\n```\n";

#[test]
fn fields_below_an_unknown_heading_are_reported() {
    let beside = posting(&format!("### 请求体\n{FIELDS}### 盒子\n{FIELDS}"));
    assert!(codes("page.md", &beside).iter().any(|(code, _)| *code == "unread-fields"));
    assert!(endpoint(&beside).is_some());
    let again = posting(&format!("### 请求体\n{FIELDS}\n\n{FIELDS}"));
    assert!(codes("page.md", &again).iter().any(|(code, _)| *code == "unread-fields"));
    for lost in [
        format!("### 盒子\n{FIELDS}### 请求体示例\n{JSON}"),
        format!("### 盒子\n{FIELDS}### 响应体示例\n{JSON}"),
    ] {
        let imported = import("page.md", &posting(&lost));
        assert!(imported.schema.is_none(), "{lost}");
        let is_lost = |finding: &model::diag::Diagnostic| {
            finding.code == Code::UnreadFields && finding.severity == model::diag::Severity::Error
        };
        assert!(imported.findings.iter().any(is_lost), "{lost}");
    }
}

#[test]
fn other_headings_of_parts_are_known() {
    let text = format!("### 请求参数（Body）\n{FIELDS}### 返回结果\n{FIELDS}### 请求体示例 1\n{JSON}");
    let found = endpoint(&posting(&text)).unwrap();
    assert!(found.request.body.unwrap().contains_key("id"));
    assert!(found.reply.contains_key("id"));
    assert_eq!(found.examples.request, Some(json!({"id": "7"})));
}

#[test]
fn an_example_below_an_unknown_heading_is_reported() {
    for (heading, expected) in [("场景示例", true), ("cURL 示例", false), ("说明", false)] {
        let code = if heading.starts_with("cURL") { JSON.replace("json", "bash") } else { JSON.to_owned() };
        let found = codes("page.md", &posting(&format!("### 请求体\n{FIELDS}### {heading}\n{code}")));
        assert_eq!(found.iter().any(|(code, _)| *code == "unread-example"), expected, "{heading}");
    }
}

#[test]
fn a_guide_that_names_a_url_is_reported() {
    let table = |key: &str, value: &str| format!("# P\n|a|b|\n|-|-|\n|x|y|\n|{key}|{value}|\n");
    let url = "https://open.feishu.cn/open-apis/a/v1/b";
    for (key, value, expected) in [
        ("HTTP URL", url, true),
        ("**HTTP Method**", "GET", true),
        ("HTTP method", "GET", true),
        ("请求地址", url, true),
        ("请求方法", "post", true),
        ("请求地址", "https://example.com/hook", false),
        ("请求方法", "wrong", false),
    ] {
        let found = codes("page.md", &table(key, value));
        assert_eq!(found.contains(&("maybe-endpoint", 5)), expected, "{key} {value}: {found:?}");
    }
    assert!(!codes("page.md", &posting("")).iter().any(|(code, _)| *code == "maybe-endpoint"));
}

#[test]
fn the_required_column_is_understood_or_reported() {
    for (cell, expected) in [
        ("✔", Some(true)),
        ("✔\u{fe0f}", Some(true)),
        ("✅", Some(true)),
        ("❌", Some(false)),
        ("条件必填", None),
        ("Yes*", None),
        ("-", None),
        (" ", None),
    ] {
        let text = posting(&format!("### 请求体\n名称|类型|必填|描述\n-|-|-|-\nid|string|{cell}|x\n"));
        let body = endpoint(&text).unwrap().request.body.unwrap();
        assert_eq!(body["id"].required, expected.unwrap_or(false), "{cell}");
        let is_odd = codes("page.md", &text).iter().any(|(code, _)| *code == "odd-required");
        assert_eq!(is_odd, expected.is_none(), "{cell}");
    }
}

#[test]
fn a_list_with_an_unreadable_member_is_left_out() {
    let page = ENDPOINT.replace(
        "key=\"1\" >Fast</md-enum-item>\n</md-enum>",
        "key=\"3～5\" >Fast</md-enum-item>\n</md-enum>",
    );
    assert_ne!(page, ENDPOINT);
    assert!(endpoint(&page).unwrap().request.body.unwrap()["mode"].members.is_empty());
    assert!(codes("page.md", &page).contains(&("bad-member", 198)));
}
