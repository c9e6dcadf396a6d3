//! Sentences of a description and the words in them: names of fields, values, and the marks around them.

use crate::page::visible;
use crate::page::{FieldRow, Piece};

/// Phrases of sentences that give an example: `例如` is on 345 pages. What holds in an example is not a rule.
const EXAMPLES: &[&str] = &["例如", "比如", "如："];

/// Calls `read` with each sentence of a description, as a reader sees it, and its line. Example values and sentences that give
/// an example are left out.
pub(super) fn each_sentence(row: &FieldRow, mut read: impl FnMut(u32, &str)) {
    for piece in &row.description.pieces {
        let Piece::Text { line, text } = piece else { continue };
        if text.starts_with("**示例值") {
            continue;
        }
        let text = visible(text);
        for sentence in text.split(['。', '；', ';']).filter(|sentence| !has(sentence, EXAMPLES)) {
            read(*line, sentence);
        }
    }
}

/// Words of letters, digits, `_` and `-`, with where they start.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_word)?;
        let rest = text.get(start..)?;
        at = start + rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        Some((start, text.get(start..at)?))
    })
}

/// The text behind quotation marks, code marks and blanks.
pub(super) fn unquoted(text: &str) -> &str {
    text.trim_start_matches(['`', '"', '\'', '”', '“', '‘', '’', '「', '」', '*', ' ', '\u{a0}'])
}

/// The text behind the first of the words that it starts with.
pub(super) fn behind<'s>(text: &'s str, words: &[&str]) -> Option<&'s str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// Returns true if the text holds one of the words.
pub(super) fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_between_other_scripts() {
        let found: Vec<_> = words("当`a_b`为1时，zh-CN").collect();
        assert_eq!(found, [(4, "a_b"), (11, "1"), (18, "zh-CN")]);
        assert_eq!(unquoted(" “x”"), "x”");
    }
}
