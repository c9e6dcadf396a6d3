//! Whole tables: which evidence rebuilds their nesting, and which of them are reported as uncertain.

use super::{Nested, Registry, rebuild};
use crate::page::{Cell, FieldRow, FieldTable, Level, RowId};

/// A table of `name: type` lines; two blanks of indentation are a level.
fn table(text: &str) -> FieldTable {
    let rows = (1..).zip(text.lines().filter(|line| !line.trim().is_empty())).map(|(line, text)| {
        let (name, type_text) = text.trim().split_once(": ").unwrap_or((text.trim(), ""));
        let indent = text.len() - text.trim_start().len();
        FieldRow {
            id: RowId(line),
            line,
            level: Level::Known(u32::try_from(indent / 2).unwrap_or_default()),
            name: name.to_owned(),
            type_text: type_text.to_owned(),
            required: None,
            description: Cell::default(),
        }
    });
    FieldTable { line: 1, rows: rows.collect() }
}

/// Removes the levels.
fn flattened(table: &FieldTable) -> FieldTable {
    let mut table = table.clone();
    table.rows.iter_mut().for_each(|row| row.level = Level::Unknown);
    table
}

fn rebuilt(text: &str, example: Option<&str>, registry: &Registry) -> (FieldTable, Nested) {
    let table = table(text);
    let nested = rebuild(flattened(&table), example, registry);
    (table, nested)
}

#[track_caller]
fn assert_certain(text: &str, example: Option<&str>) {
    let (table, nested) = rebuilt(text, example, &Registry::default());
    assert_eq!(nested.table, table);
    assert_eq!(nested.doubt, None);
}

#[test]
fn the_example_decides_where_a_row_stands() {
    let inside = "box: box\n  label: string\n  size: int";
    let beside = "box: box\n  label: string\nsize: int";
    assert_certain(inside, Some(r#"{"box": {"label": "a", "size": 1}}"#));
    assert_certain(beside, Some(r#"{"box": {"label": "a"}, "size": 1}"#));
}

#[test]
fn any_element_of_an_array_shows_a_field() {
    assert_certain(
        "boxes: box[]\n  label: string\n  size: int\ncount: int",
        Some(r#"{"boxes": [{"label": "a"}, {"size": 1}], "count": 2}"#),
    );
}

#[test]
fn a_repeated_type_has_its_fields_again() {
    assert_certain(
        "sender: person\n  name: person_name\n    first: string\n    last: string\n  age: int\n\
         receiver: person\n  name: person_name\n    first: string\n    last: string\n  age: int\nnote: string",
        Some(r#"{"sender": {"name": {"first": "a", "last": "b"}, "age": 3}, "receiver": {}, "note": "c"}"#),
    );
}

#[test]
fn a_scalar_has_no_rows_below_it() {
    assert_certain("first: string\nsecond: int\nthird: map<string, string>\nfourth: string", None);
}

#[test]
fn rows_after_the_envelope_belong_to_data() {
    let example = Some(r#"{"code": 0, "msg": "success", "data": {"code": 1, "msg": "why"}}"#);
    assert_certain("code: int\nmsg: string\ndata: -\n  code: int\n  msg: string", example);
    assert_certain("code: int\nmsg: string\ndata: -", Some(r#"{"code": 0, "msg": "success", "data": {}}"#));
}

#[test]
fn a_tie_is_reported_with_the_row_and_both_levels() {
    let (_, nested) = rebuilt("box: box\n  label: string\n  size: int", None, &Registry::default());
    let doubt = nested.doubt.expect("the level of `size` is open");
    assert_eq!((doubt.code.name(), doubt.line), ("uncertain-nesting", 3));
    assert!(doubt.message.contains("`size` was read at level 1, but level 0"), "{}", doubt.message);
    assert!(nested.table.rows.iter().all(|row| row.level != Level::Unknown));
}

#[test]
fn a_field_missing_from_the_example_is_uncertain() {
    let example = Some(r#"{"box": {"label": "a"}, "count": 1}"#);
    let (_, nested) =
        rebuilt("box: box\n  label: string\n  size: int\ncount: int", example, &Registry::default());
    assert!(nested.doubt.is_some());
}

#[test]
fn a_registry_settles_what_the_page_leaves_open() {
    let text = "box: box\n  label: string\n  size: int\ncount: int\nnote: string";
    let (_, alone) = rebuilt(text, None, &Registry::default());
    assert!(alone.doubt.is_some());
    let mut registry = Registry::default();
    registry.learn(&table("other: box\n  label: string\n  size: int"));
    let (expected, nested) = rebuilt(text, None, &registry);
    assert_eq!(nested.table, expected);
}

#[test]
fn a_type_that_refers_back_to_itself_needs_no_fields() {
    assert_certain(
        "category: category\n  name: string\n  children: category[]\n  id: string",
        Some(r#"{"category": {"name": "a", "children": [], "id": "1"}}"#),
    );
}

#[test]
fn a_table_of_the_data_alone_is_compared_with_the_data() {
    let example = Some(r#"{"code": 0, "msg": "success", "data": {"box": {"label": "a"}, "size": 1}}"#);
    assert_certain("box: box\n  label: string\nsize: int", example);
}

#[test]
fn stated_levels_are_kept() {
    let table = table("a: string\n  b: string\nc: -\n  d: int");
    let nested = rebuild(table.clone(), Some("{}"), &Registry::default());
    assert_eq!(nested, Nested { table, doubt: None });
}

#[test]
fn examples_with_comments_and_cut_ends_are_evidence() {
    assert_certain(
        "box: box\n  label: string\n  size: int\ncount: int",
        Some("// the second form\n{\"box\": {\"label\": \"a\", // why\n \"size\": 1,},\n \"count\": 2"),
    );
}

#[test]
fn hostile_tables_are_read_in_bounded_time() {
    let objects = "x: t\n".repeat(2_000);
    let distinct = (0..2_000).map(|n| format!("f{n}: t{n}")).collect::<Vec<_>>().join("\n");
    let endless = "x: string\n".repeat(6_000);
    let deep = "[{\"x\":".repeat(50_000);
    for text in [objects, distinct] {
        let (_, nested) = rebuilt(&text, Some(&deep), &Registry::default());
        assert!(nested.table.rows.iter().all(|row| row.level != Level::Unknown));
    }
    let (_, nested) = rebuilt(&endless, None, &Registry::default());
    let doubt = nested.doubt.expect("the table is too long");
    assert!(doubt.message.contains("6000 rows"), "{}", doubt.message);
}

#[test]
fn an_empty_table_stays_empty() {
    let (table, nested) = rebuilt("", Some("{}"), &Registry::default());
    assert_eq!(nested, Nested { table, doubt: None });
}
