//! Descriptions, line by line.

use super::*;
use crate::page::{FieldRow, FieldTable, Level, Piece, RowId};

fn cell(lines: &[&str]) -> Cell {
    let pieces =
        (1..).zip(lines).map(|(line, text)| Piece::Text { line, text: (*text).to_owned() }).collect();
    Cell { pieces }
}

fn stated(line: u32, first: &str, more: &[&str]) -> Stated {
    Stated { line, first: first.into(), more: more.iter().map(|text| (*text).to_owned()).collect() }
}

#[test]
fn reads_keys_however_they_are_written() {
    for line in ["**示例值**：1", "**示例值：** 1", "**示例值** : 1", "示例值：1", "- **示例值**：1"]
    {
        assert_eq!(Description::read(&cell(&["About", line])).example, Some(stated(2, "1", &[])), "{line}");
    }
    let found = Description::read(&cell(&["**固定值**：\"a\"", "**值格式**：\"b `c`\"", "**默认值**：`d`"]));
    assert_eq!(found.fixed, Some(stated(1, "\"a\"", &[])));
    assert_eq!(found.format, Some(stated(2, "\"b `c`\"", &[])));
    assert_eq!(found.default, Some(stated(3, "`d`", &[])));
}

#[test]
fn values_may_stand_on_the_next_lines() {
    let found = Description::read(&cell(&["**示例值**：", "{", "\"a\": 1}", "**默认值**：2"]));
    assert_eq!(found.example, Some(stated(2, "{", &["\"a\": 1}"])));
    assert_eq!(found.default, Some(stated(4, "2", &[])));
}

#[test]
fn prose_is_the_text_without_the_facts() {
    let found = Description::read(&cell(&[
        "What it is for",
        "**示例值**：1",
        "[More](/x)",
        "**示例值**：2",
        "**默认值**：3",
        "**数据校验规则**：",
        "- 最大长度：`9` 字符",
        "- 取值范围：see the list",
        "**注意**：only once",
    ]));
    let expected = "What it is for\nMore\n2\n取值范围：see the list\nonly once";
    assert_eq!(found.prose.text().as_deref(), Some(expected));
    let spanning =
        Description::read(&cell(&["**示例值**：{", "\"a\": 1}", "**字段权限要求（满足任一）**："]));
    assert_eq!(spanning.prose.text(), None);
}

#[test]
fn the_first_of_two_examples_counts() {
    assert_eq!(
        Description::read(&cell(&["**示例值**：1", "**示例值**：2"])).example,
        Some(stated(1, "1", &[]))
    );
}

#[test]
fn scopes_may_belong_to_a_value() {
    let mut cell = cell(&["**当值为 `user_id`，字段权限要求**："]);
    let scope = |name: &str| Piece::Scope { line: 2, name: name.into(), label: "L".into() };
    cell.pieces.push(scope("a"));
    cell.pieces.push(Piece::Text { line: 3, text: "**字段权限要求（满足任一）**：".into() });
    cell.pieces.push(scope("b"));
    let scopes = Description::read(&cell).scopes;
    let whens: Vec<_> = scopes.iter().map(|scope| (scope.name.as_str(), scope.when.as_deref())).collect();
    assert_eq!(whens, [("a", Some("user_id")), ("b", None)]);
}

fn members(lines: &[&str]) -> Vec<(String, String)> {
    Description::read(&cell(lines)).members.into_iter().map(|member| (member.key, member.label)).collect()
}

#[test]
fn values_may_be_listed_by_hand() {
    let member = |key: &str, label: &str| (key.to_owned(), label.to_owned());
    let listed =
        members(&["How。", "**可选值有：**", "- `1`：One。More", "- 2: Two", "**示例值**：2", "- 3：Three"]);
    assert_eq!(listed, [member("1", "One"), member("2", "Two")]);
    let found = Description::read(&cell(&[
        "可选值：", "- `1`：One。More", "- 2: Two", "Then", "可选值：", "- 3: Three",
    ]));
    assert_eq!(found.prose.text().as_deref(), Some("1：More\nThen\n3: Three"));
    assert_eq!(members(&["可选值：", "-1：One", "-2：Two"]), [member("1", "One"), member("2", "Two")]);
    assert_eq!(members(&["可选值：", "- -1：All"]), [member("-1", "All")]);
}

#[test]
fn only_the_clause_that_announces_values_is_no_prose() {
    let prose = |line: &str| Description::read(&cell(&[line, "- a：A", "- b：B"])).prose.text();
    assert_eq!(prose("要改的字段，支持：").as_deref(), Some("要改的字段"));
    assert_eq!(prose("类型。支持的类型有：").as_deref(), Some("类型"));
    assert_eq!(prose("支持的类型有："), None);
}

#[test]
fn a_list_that_cannot_be_all_values_is_left_out() {
    for lines in [
        &["可选值：", "- a：A", "- 其他"][..],
        &["可选值：", "- a：A", "- b：B", "**示例值**：a,b"],
        &["可选值：", "- a：A", "- b：B", "**示例值**：[{\"kind\":\"a\"}]"],
    ] {
        let found = Description::read(&cell(lines));
        assert_eq!((found.members, found.unread_lists), (vec![], vec![1]), "{lines:?}");
    }
    let found = Description::read(&cell(&["可选值：", "- a：A", "- 其他"]));
    assert_eq!(found.prose.text().as_deref(), Some("a：A\n其他"));
    let found = Description::read(&cell(&["可选值见下。", "可选值：", "**示例值**：a"]));
    assert_eq!((found.members, found.unread_lists), (vec![], vec![]));
}

#[test]
fn a_list_without_the_default_is_incomplete() {
    let found = Description::read(&cell(&["默认为 `c`。可选值：", "- a：A", "- b：B"]));
    assert_eq!((found.members, found.unread_lists), (vec![], vec![1]));
    assert_eq!(members(&["默认为 `b`。可选值：", "- a：A", "- b：B"]).len(), 2);
}

#[test]
fn listed_tokens_are_not_values() {
    let found = Description::read(&cell(&[
        "可选值：",
        "- `tenant_access_token`：Of a tenant",
        "- `user_access_token`：Of a person",
    ]));
    assert_eq!(
        (found.members, found.tokens),
        (vec![], vec!["tenant_access_token".into(), "user_access_token".into()])
    );
    assert_eq!(
        found.prose.text().as_deref(),
        Some("tenant_access_token：Of a tenant\nuser_access_token：Of a person")
    );
}

#[test]
fn a_remark_may_be_marked_twice() {
    let once = Description::read(&cell(&["**注意**：only once"]));
    let twice = Description::read(&cell(&["**注意事项**：**注意**：only once"]));
    assert_eq!(once.prose.text().as_deref(), Some("only once"));
    assert_eq!(twice.prose, once.prose);
}

#[test]
fn labels_end_at_the_first_full_stop() {
    assert_eq!(label("By **open** ID。See [there](/x)。"), "By open ID");
    assert_eq!(label("first\nsecond"), "first");
}

#[test]
fn a_description_may_deprecate_its_field() {
    assert!(Description::read(&cell(&["该字段已废弃，use other"])).deprecated);
    assert!(!Description::read(&cell(&["A field"])).deprecated);
    assert!(!Description::read(&cell(&["例如，传入 `@i18n@1： 已废弃`"])).deprecated);
    assert!(!Description::read(&cell(&["可选值：", "- `a`：旧版，已下线", "- `b`：新版"])).deprecated);
}

#[test]
fn rows_of_one_id_share_a_description() {
    let row = |id: u32, text: &str| FieldRow {
        id: RowId(id),
        line: 1,
        level: Level::Known(0),
        name: "a".to_owned(),
        type_text: "string".to_owned(),
        required: None,
        description: cell(&[text]),
    };
    let table = FieldTable {
        line: 1,
        rows: vec![row(1, "**示例值**：1"), row(1, "**示例值**：1"), row(2, "A")],
    };
    let descriptions = Descriptions::of([&table]);
    assert_eq!(descriptions.get(&table.rows[1]).example, Some(stated(1, "1", &[])));
    assert_eq!(descriptions.get(&table.rows[2]).prose.text().as_deref(), Some("A"));
    assert_eq!(descriptions.get(&row(3, "B")), &Description::default(), "a row of another table");
}
