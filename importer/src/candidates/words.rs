//! Words of a sentence: names of fields, values, and what may stand around them.

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

/// The text without quotation marks and blanks before it.
pub(super) fn unquoted(text: &str) -> &str {
    text.trim_start_matches(['`', '"', '\'', '”', '“', '‘', '’', '「', '」', '*', ' ', '\u{a0}'])
}

/// The text behind the first of the words that it starts with.
pub(super) fn behind<'s>(text: &'s str, words: &[&str]) -> Option<&'s str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// Whether one of the words is there.
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
