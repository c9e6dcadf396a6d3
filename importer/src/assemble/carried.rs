//! JSON that a string carries: rows nested below a string are its shape, when the page calls it so.

use model::schema::TypeExpr;

use crate::description::Description;
use crate::page::Cell;

/// Whether the description calls the value JSON.
pub(super) fn names_json(description: &Cell) -> bool {
    description.text().to_lowercase().contains("json")
}

/// The type of the JSON: an array where the description or its example says so.
pub(super) fn kind(description: &Cell, said: &Description) -> TypeExpr {
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
    fn the_description_tells_what_a_string_carries() {
        for (text, is_json, expected) in [
            ("JSON 数组，控件值", true, "object[]"),
            ("json字符串", true, "object"),
            ("JSON 字符串。**示例值**：\"[{}]\"", true, "object"),
            ("名称", false, "object"),
        ] {
            let cell = Cell { pieces: vec![Piece::Text { line: 1, text: text.to_owned() }] };
            assert_eq!(
                (names_json(&cell), kind(&cell, &Description::read(&cell)).to_string().as_str()),
                (is_json, expected),
                "{text}"
            );
        }
        let lines = ["压缩的 JSON", "**示例值**：\"[{\\\"a\\\":1}]\""];
        let pieces = lines.map(|text| Piece::Text { line: 1, text: text.to_owned() });
        let cell = Cell { pieces: pieces.into() };
        assert_eq!(kind(&cell, &Description::read(&cell)).to_string(), "object[]");
    }
}
