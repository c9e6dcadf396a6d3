//! Patterns: pages write them for JavaScript, the schema for the `regex` crates.

use regex_lite::RegexBuilder;

/// Translates a pattern of JavaScript. Returns `None` if the crates cannot match it: they have no look-around and no
/// back-references.
pub(super) fn translate(pattern: &str) -> Option<String> {
    let reads_otherwise = literal(pattern).is_some() || pattern.contains("\\<") || pattern.contains("\\>");
    if !reads_otherwise && compiles(pattern) {
        return Some(pattern.to_owned());
    }
    let translated = translated(pattern);
    compiles(&translated).then_some(translated)
}

/// Says what of the pattern the crates do not have.
pub(super) fn lost(pattern: &str) -> &'static str {
    let is_back_reference = |pair: &[u8]| matches!(pair, [b'\\', digit] if (b'1'..=b'9').contains(digit));
    if ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|opener| pattern.contains(opener)) {
        "it looks ahead or behind, which generated code cannot check"
    } else if pattern.as_bytes().windows(2).any(is_back_reference) || pattern.contains("\\k<") {
        "it refers back to a group, which generated code cannot check"
    } else {
        "it does not compile"
    }
}

/// Returns true if the pattern compiles within a size limit, so that a hostile page cannot exhaust memory.
fn compiles(pattern: &str) -> bool {
    const MAX_SIZE: usize = 1 << 16;
    RegexBuilder::new(pattern).size_limit(MAX_SIZE).build().is_ok()
}

/// Rewrites what both languages write differently, and keeps the rest letter by letter.
fn translated(pattern: &str) -> String {
    let (mut rest, flags) = literal(pattern).unwrap_or((pattern, ""));
    let mut out = String::with_capacity(pattern.len());
    if flags.contains('i') {
        out.push_str("(?i)");
    }
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        let (taken, written) = if in_class { inside(rest) } else { outside(rest) };
        match (c, in_class) {
            ('[', false) if written == "[" => in_class = true,
            (']', true) => in_class = false,
            _ => {}
        }
        let (here, after) = rest.split_at(taken);
        out.push_str(if written.is_empty() { here } else { written });
        rest = after;
    }
    out
}

/// Takes the marks of a literal off: `/^a$/i` is `^a$` and `i`.
fn literal(pattern: &str) -> Option<(&str, &str)> {
    let (body, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    let is_literal = body.starts_with('^') && body.ends_with('$');
    (is_literal && flags.chars().all(|flag| matches!(flag, 'g' | 'i' | 'u'))).then_some((body, flags))
}

/// The length of the next piece outside of a class, and what stands for it; nothing if it stays as it is.
fn outside(rest: &str) -> (usize, &'static str) {
    if rest.starts_with("[^]") {
        return (3, "[\\s\\S]");
    }
    match rest.chars().next() {
        Some('[') => (1, "["),
        // A brace that counts nothing is a letter.
        Some('{') if !counts(rest) => (1, "\\{"),
        // `\<` is a word boundary to the crates.
        Some('\\') if rest.starts_with("\\<") => (2, "<"),
        Some('\\') if rest.starts_with("\\>") => (2, ">"),
        _ => (piece(rest), ""),
    }
}

/// The same inside of a class, where JavaScript has no nested classes and no set operations.
fn inside(rest: &str) -> (usize, &'static str) {
    for (mark, written) in
        [("[", "\\["), ("&&", "&\\&"), ("~~", "~\\~"), ("\\b", "\\x08"), ("\\<", "<"), ("\\>", ">")]
    {
        if rest.starts_with(mark) {
            return (mark.len(), written);
        }
    }
    (piece(rest), "")
}

/// The length of a character, or of an escape.
fn piece(rest: &str) -> usize {
    let escape = usize::from(rest.starts_with('\\'));
    rest.chars().take(1 + escape).map(char::len_utf8).sum()
}

/// Returns true if the text starts with a number of repetitions: `{1}`, `{1,}`, `{1,2}`.
fn counts(rest: &str) -> bool {
    let inner = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map_or("", |(inner, _)| inner);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (min, max) = inner.split_once(',').unwrap_or((inner, "0"));
    is_number(min) && (max.is_empty() || is_number(max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_javascript_are_translated() {
        for (pattern, expected) in [
            ("^[a-z0-9_\\-]+$", "^[a-z0-9_\\-]+$"),
            ("^\\d{1,20}$", "^\\d{1,20}$"),
            ("^[^[\\]]+$", "^[^\\[\\]]+$"),
            ("^[a&&b~~c]$", "^[a&\\&b~\\~c]$"),
            ("^a{b}$", "^a\\{b}$"),
            ("^[^]{2}$", "^[\\s\\S]{2}$"),
            ("/^[a-z]+$/i", "(?i)^[a-z]+$"),
            ("^(?<year>\\d{4})$", "^(?<year>\\d{4})$"),
            ("^[[:alpha:]]$", "^[[:alpha:]]$"),
            ("^\\<b\\>$", "^<b>$"),
            ("^\\u4e00$", "^\\u4e00$"),
        ] {
            assert_eq!(translate(pattern).as_deref(), Some(expected), "{pattern}");
        }
    }

    #[test]
    fn what_is_lost_is_said() {
        for (pattern, part) in
            [("^(?=a).*$", "ahead"), ("^(?<!a)b$", "behind"), ("^(a)\\1$", "back"), ("^[a$", "compile")]
        {
            assert_eq!(translate(pattern), None, "{pattern}");
            assert!(lost(pattern).contains(part), "{pattern}");
        }
    }
}
