//! A row's example value, as the description gives it.

use crate::page::Cell;

/// The example value of a description, without its quotes.
pub(super) fn example(description: &Cell) -> Option<&str> {
    let (_, line) = description.lines().find(|(_, line)| line.contains("示例值"))?;
    let (_, value) = line.split_once("示例值")?;
    let value = value.trim_start_matches(['*', '：', ':', ' ']).trim();
    (!value.is_empty()).then(|| bare(value))
}

fn bare(value: &str) -> &str {
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Piece;

    #[test]
    fn finds_the_value_behind_its_label() {
        for (line, expected) in [
            ("**示例值**：\"key1\"", Some("key1")),
            ("**示例值：** 12", Some("12")),
            ("**示例值**：", None),
            ("文本值", None),
        ] {
            let text = line.to_owned();
            let cell = Cell { pieces: vec![Piece::Text { line: 1, text }] };
            assert_eq!(example(&cell), expected, "{line}");
        }
    }
}
