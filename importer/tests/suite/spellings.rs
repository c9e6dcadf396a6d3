//! A made-up page with the spellings and columns that occur on other pages.

use crate::common::{codes, endpoint, import};
use serde_json::json;

const PAGE: &str = include_str!("../fixtures/portal/spellings.md");

fn fact(pointer: &str) -> Option<serde_json::Value> {
    serde_json::to_value(endpoint(PAGE)?).ok()?.pointer(pointer).cloned()
}

#[test]
fn columns_may_have_other_heads_and_cells_a_remark() {
    for (field, required) in
        [("name", true), ("size", false), ("kind", true), ("when", false), ("mass", true)]
    {
        let stated = fact(&format!("/request/body/{field}/required"));
        assert_eq!(stated, required.then(|| json!(true)), "{field}");
    }
    assert_eq!(fact("/request/body/size/default"), Some(json!(10)));
    assert_eq!(fact("/request/body/open/default"), Some(json!(false)));
    assert_eq!(fact("/request/body/count/default"), Some(json!(5)));
    assert_eq!(fact("/request/body/kind/type"), Some(json!("string")));
    assert_eq!(fact("/request/body/bytes/type"), Some(json!("int[]")));
}

#[test]
fn limits_may_stand_in_sentences() {
    for (pointer, expected) in [
        ("name/len", Some(json!({"max": 30, "unit": "chars"}))),
        ("size/range", Some(json!({"min": 1, "max": 5000}))),
        ("tags/len", Some(json!({"max": 200, "unit": "items"}))),
        ("kind/len", Some(json!({"max": 50, "unit": "chars"}))),
        ("mass/range", None),
        ("when/len", None),
    ] {
        assert_eq!(fact(&format!("/request/body/{pointer}")), expected, "{pointer}");
    }
}

#[test]
fn unclear_sentences_are_findings() {
    let found = codes("page.md", PAGE);
    for (code, line) in [("odd-required", 34), ("limit-hint", 35), ("unread-limit", 35), ("side-table", 63)] {
        assert!(found.contains(&(code, line)), "{code} at line {line} is none of {found:?}");
    }
    let rows = import("page.md", PAGE).rows;
    assert_eq!((rows.read, rows.mapped, rows.reported), (19, 18, 1));
}

#[test]
fn scopes_and_reasons_may_be_plain_text() {
    assert_eq!(fact("/scopes"), Some(json!({"any_of": {"depot:box:write": {"label": ""}}})));
    assert_eq!(fact("/errors"), Some(json!({"1001": {"message": "box is shut"}})));
}

#[test]
fn a_field_may_be_called_old_in_other_words() {
    assert_eq!(fact("/request/body/when/deprecated"), Some(json!(true)));
}
