//! Spellings of types, translated to the language of the schema, and the types of JSON in strings.

use model::schema::{FieldType, TypeExpr};

use crate::description::Description;
use crate::page::{Cell, spelt_type};

/// Reads a type. Spellings of old pages are translated; returns `None` if the text cannot be read.
///
/// With rows below it, a word such as `text` is the name of an object type; otherwise it is a spelling of `string`.
pub(super) fn normal(text: &str, has_children: bool) -> Option<FieldType> {
    let text = text.trim();
    let written = FieldType::parse(text).ok();
    if has_children && written.as_ref().is_some_and(|ty| is_object_name(ty.expr().leaf())) {
        return written;
    }
    match alias(text) {
        Some(alias) => FieldType::parse(alias).ok(),
        None => written,
    }
}

/// Returns true for a name that is not a spelling of a scalar or of an anonymous object.
fn is_object_name(expr: &TypeExpr) -> bool {
    const SPELLINGS: &[&str] = &[
        "string", "str", "int", "integer", "bool", "boolean", "float", "number", "object", "map", "list",
        "array",
    ];
    matches!(expr, TypeExpr::Named(name) if !SPELLINGS.contains(&name.to_lowercase().as_str()))
}

/// Translates a spelling that the language of the schema does not have.
fn alias(text: &str) -> Option<String> {
    if let Some(spelt) = spelt_type(text) {
        return Some(spelt.to_owned());
    }
    let lower = text.to_lowercase();
    let known = match lower.as_str() {
        "string" | "str" | "text" | "date" | "datetime" | "char" | "varchar" => "string",
        "int" | "i64" | "i32" | "int32" | "int64" | "integer" | "long" | "uint64" | "uint32"
        | "timestamp" | "bigint" | "uint" | "u32" | "u64" | "short" | "int8" | "int16" | "uint8"
        | "uint16" | "byte" => "int",
        "bool" | "boolean" => "boolean",
        "float" | "double" | "number" | "number(float)" | "decimal" | "float64" | "float32" => "number",
        "object" | "map" | "dict" | "json" | "any" | "union" | "interface" | "struct" | "message" => "object",
        "list" | "array" | "[]" => "list",
        "binary" | "bytes" | "stream" => "file",
        _ => "",
    };
    if !known.is_empty() {
        // Types of the language keep the spelling of the page.
        let kept = text.parse().is_ok_and(|expr| !matches!(expr, TypeExpr::Named(_)));
        return Some(if kept { text.to_owned() } else { known.to_owned() });
    }
    let element = lower
        .strip_prefix("array<")
        .or_else(|| lower.strip_prefix("list<"))
        .and_then(|rest| rest.strip_suffix('>'))
        .or_else(|| lower.strip_prefix("list[").or_else(|| lower.strip_prefix("array["))?.strip_suffix(']'))
        .or_else(|| lower.strip_prefix("[]"))
        .or_else(|| lower.strip_suffix(" array"))
        .or_else(|| lower.strip_suffix("[]"));
    if let Some(element) = element {
        // In JSON, a list of bytes is a list of numbers.
        if element == "byte" {
            return Some("int[]".to_owned());
        }
        let start = lower.find(element)?;
        let written = text.get(start..start + element.len()).unwrap_or(element);
        return nested(written).map(|element| format!("{}[]", element.text()));
    }
    let value = lower.strip_prefix("map<")?.strip_suffix('>')?.split_once(',')?.1;
    let start = lower.len() - value.len() - 1;
    nested(text.get(start..text.len() - 1)?).map(|value| format!("map<string, {}>", value.text()))
}

/// Reads a type inside another one. Each level allocates, so the length is limited; documented types are far shorter.
fn nested(text: &str) -> Option<FieldType> {
    const MAX_LEN: usize = 200;
    if text.len() > MAX_LEN {
        return None;
    }
    normal(text, false)
}

/// Returns true if the description calls the value JSON. Rows below such a string describe the JSON.
pub(super) fn names_json(description: &Cell) -> bool {
    description.text().to_lowercase().contains("json")
}

/// Returns the type of the JSON: an array if the description says so or its example is one.
pub(super) fn kind_of_json(description: &Cell, said: &Description) -> TypeExpr {
    let text = description.text().to_lowercase();
    let is_called_array = ["json 数组", "json数组", "json array"].iter().any(|name| text.contains(name));
    let begins_with_bracket = said
        .example
        .as_ref()
        .is_some_and(|stated| stated.first.trim_start_matches(['`', '"', ' ']).starts_with('['));
    let elements = TypeExpr::Anonymous;
    if is_called_array || begins_with_bracket { TypeExpr::Array(Box::new(elements)) } else { elements }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Piece;

    #[test]
    fn known_types_are_kept_and_other_spellings_translated() {
        let read = |text, has_children| normal(text, has_children).map(|ty| ty.text().to_owned());
        for (text, expected) in [
            ("string", Some("string")),
            ("number(float)", Some("number(float)")),
            ("-", Some("-")),
            ("String", Some("string")),
            ("Bool", Some("boolean")),
            ("map", Some("object")),
            ("array<string>", Some("string[]")),
            ("array<Item>", Some("Item[]")),
            ("List[String]", Some("string[]")),
            ("[]string", Some("string[]")),
            ("String[]", Some("string[]")),
            ("item[]", Some("item[]")),
            ("map<string, union>", Some("map<string, object>")),
            ("map<string, map<string, int>>", Some("map<string, map<string, int>>")),
            ("map<int, string>", Some("map<string, string>")),
            ("array<byte>", Some("int[]")),
            ("uint", Some("int")),
            ("字符串", Some("string")),
            ("a\"b", None),
        ] {
            assert_eq!(read(text, false).as_deref(), expected, "{text}");
        }
        assert_eq!(read("text", false).as_deref(), Some("string"));
        assert_eq!(read("text", true).as_deref(), Some("text"), "an object type above nested rows");
        assert_eq!(read("Map", true).as_deref(), Some("object"));
    }

    #[test]
    fn the_description_tells_what_a_string_carries() {
        for (text, is_json, expected) in [
            ("JSON 数组，控件值", true, "object[]"),
            ("json字符串", true, "object"),
            ("JSON 字符串。**示例值**：\"[{}]\"", true, "object"),
            ("名称", false, "object"),
        ] {
            let cell = Cell { pieces: vec![Piece::Text { line: 1, text: text.to_owned() }] };
            assert_eq!(
                (names_json(&cell), kind_of_json(&cell, &Description::read(&cell)).to_string().as_str()),
                (is_json, expected),
                "{text}"
            );
        }
        let lines = ["压缩的 JSON", "**示例值**：\"[{\\\"a\\\":1}]\""];
        let pieces = lines.map(|text| Piece::Text { line: 1, text: text.to_owned() });
        let cell = Cell { pieces: pieces.into() };
        assert_eq!(kind_of_json(&cell, &Description::read(&cell)).to_string(), "object[]");
    }
}
