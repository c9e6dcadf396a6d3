//! Facts that a table leaves open and the example decides.

use crate::common::{codes, endpoint};
use serde_json::{Value, json};

/// A page of the old form whose reply table and example are these.
fn page(table: &str, example: &str) -> String {
    format!(
        "---\ntitle: \"Boxes\"\nfullPath: \"/boxes\"\n---\n# Boxes\n## 请求\n:::html\n<md-table><md-tbody>\n\
         <md-tr><md-td>HTTP URL</md-td><md-td>https://open.feishu.cn/open-apis/depot/v1/boxes</md-td></md-tr>\n\
         <md-tr><md-td>HTTP Method</md-td><md-td>GET</md-td></md-tr>\n</md-tbody></md-table>\n:::\n\
         ## 响应\n### 响应体\n{table}\n### 响应体示例\n```json\n{example}\n```\n"
    )
}

fn reply(table: &str, example: &str) -> Value {
    let endpoint = endpoint(&page(table, example)).expect("an endpoint");
    serde_json::to_value(endpoint.reply).unwrap()
}

const BARE: &str = "|参数|类型|说明|\n|--|--|--|\n|title|string|The title|\n|size|int|The size|";

#[test]
fn fields_move_into_data_if_the_example_shows_them_there() {
    let fields = json!({"title": {"type": "string"}, "size": {"type": "int"}});
    let example = r#"{"code": 0, "msg": "ok", "data": {"title": "a"}}"#;
    assert_eq!(reply(BARE, example), json!({"data": {"type": "-", "fields": fields}}));
    let beside = format!(
        "|参数|类型|说明|\n|--|--|--|\n|code|int|The code|\n|data|object|The data|{}",
        &BARE[BARE.find("\n|title").unwrap()..]
    );
    assert_eq!(
        reply(&beside, example),
        json!({"code": {"type": "int"}, "data": {"type": "object", "fields": fields}})
    );
    assert!(codes("page.md", &page(BARE, example)).iter().any(|(code, _)| *code == "moved-into-data"));
}

#[test]
fn fields_that_the_example_shows_elsewhere_stay() {
    let flat = json!({"title": {"type": "string"}, "size": {"type": "int"}});
    for example in [
        r#"{"code": 0, "msg": "ok", "title": "a", "size": 1}"#,
        r#"{"code": 0, "title": "a", "data": {"title": "a"}}"#,
        r#"{"code": 0, "data": {"other": 1}}"#,
        r#"{"data": {"title": "a"}}"#,
        r#"{"code": 0, "data": [{"title": "a"}]}"#,
    ] {
        assert_eq!(reply(BARE, example), flat, "{example}");
        assert!(codes("page.md", &page(BARE, example)).iter().all(|(code, _)| *code != "moved-into-data"));
    }
}

/// The reply of a page without a type column, or with this type for `boxes`.
fn boxes(kind: &str) -> String {
    format!(
        "|参数|类型|说明|\n|--|--|--|\n|data||The data|\n|∟boxes|{kind}|The boxes|\n|&nbsp;&nbsp;&nbsp;∟lids||The lids|\n\
         |&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;∟id|string|The id|"
    )
}

fn types_of_boxes(kind: &str, example: &str) -> (Value, Value) {
    let reply = reply(&boxes(kind), example);
    let boxes = &reply["data"]["fields"]["boxes"];
    (boxes["type"].clone(), boxes["fields"]["lids"]["type"].clone())
}

#[test]
fn an_untyped_object_is_a_list_if_the_example_shows_one() {
    let lists = r#"{"code": 0, "data": {"boxes": [{"lids": [{"id": "1"}]}, {"lids": []}]}}"#;
    for kind in ["", "-", "/"] {
        assert_eq!(types_of_boxes(kind, lists), (json!("list"), json!("list")), "{kind}");
    }
    assert!(codes("page.md", &page(&boxes("-"), lists)).iter().any(|(code, _)| *code == "list-by-example"));
    // A type in the table takes precedence, and an example with both forms decides nothing.
    assert_eq!(types_of_boxes("object", lists).0, json!("object"));
    let object = r#"{"code": 0, "data": {"boxes": {"lids": [{"id": "1"}]}}}"#;
    assert_eq!(types_of_boxes("-", object), (json!("-"), json!("list")));
    let both = r#"{"code": 0, "data": {"boxes": [{"lids": {"id": "1"}}, {"lids": [{"id": "1"}]}]}}"#;
    assert_eq!(types_of_boxes("-", both), (json!("list"), json!("")));
    let empty = r#"{"code": 0, "data": {"boxes": []}}"#;
    assert_eq!(types_of_boxes("-", empty), (json!("list"), json!("")));
    let nothing = r#"{"code": 0, "data": {"boxes": null}}"#;
    assert_eq!(types_of_boxes("-", nothing), (json!("-"), json!("")));
    let scalars = r#"{"code": 0, "data": {"boxes": [1]}}"#;
    assert_eq!(types_of_boxes("-", scalars), (json!("-"), json!("")));
}
