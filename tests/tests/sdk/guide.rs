//! The tables of the guide hold what the schemas and the runtime say.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use tests::fixtures::repository;

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).expect(path)
}

/// The cells of the table with this head in a chapter of the guide.
fn table(chapter: &str, head: &str) -> Vec<Vec<String>> {
    let text = read(&format!("generated/guide/{chapter}.md"));
    let rows = text.lines().skip_while(|line| *line != head).skip(2).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    let rows: Vec<Vec<String>> = rows.map(cells).collect();
    assert!(!rows.is_empty(), "{head}");
    rows
}

/// `text` of a cell that begins with it as code.
fn code(cell: &str) -> &str {
    cell.split('`').nth(1).unwrap_or_else(|| panic!("no code: {cell}"))
}

/// Each row: the tag on the wire, the variant, and the object that the variant holds.
fn the_variants_are_those_of_the_union(rows: &[Vec<String>], page: &str, union: &str) {
    let told: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let schema: Value = serde_json::from_str(&read(&format!("schemas/{page}.json"))).expect("JSON");
    let variants = schema["types"][union]["variants"].as_object().expect("variants");
    let labelled =
        |(tag, variant): (&String, &Value)| format!("`{tag}` {}", variant["label"].as_str().unwrap_or(""));
    let cells: Vec<String> = variants.iter().map(labelled).collect();
    assert_eq!(told, cells);

    let source = read(&format!("generated/src/api/{page}.rs"));
    let union: String = source.split_whitespace().collect::<Vec<_>>().join(" ");
    for row in rows {
        let [tag, variant, object] = [&row[0], &row[1], &row[2]].map(|cell| code(cell));
        assert!(union.contains(&format!("\"{tag}\" => {variant}({object})")), "{row:?}");
    }
}

#[test]
fn the_controls_are_those_of_the_pages() {
    let rows = table("forms", "| `type` | `Control::` | object | `value` |");
    the_variants_are_those_of_the_union(&rows, "approval/v4/form", "Control");
}

#[test]
fn the_contents_are_those_of_the_pages() {
    let rows = table("messages", "| `msg_type` | `Content::` | object | made of |");
    the_variants_are_those_of_the_union(&rows, "im/v1/message_content", "Content");
}

/// Every kind of failure that the runtime knows has its row.
#[test]
fn the_kinds_of_errors_are_those_of_the_runtime() {
    let told: BTreeSet<String> = table("errors", "| `ErrorKind` | meaning |")
        .iter()
        .flat_map(|row| row[0].split(", ").map(|cell| code(cell).to_owned()).collect::<Vec<_>>())
        .collect();
    let file = syn::parse_file(&read("runtime/src/error/kind.rs")).expect("Rust");
    let kinds = file.items.into_iter().find_map(|item| match item {
        syn::Item::Enum(item) if item.ident == "ErrorKind" => Some(item),
        _ => None,
    });
    let kinds = kinds.expect("the enum").variants.into_iter().map(|variant| variant.ident.to_string());
    assert_eq!(told, kinds.collect());
}
