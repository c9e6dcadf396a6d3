//! The visible text of a line of Markdown.

/// Removes link targets, emphasis, code marks and escapes.
pub(crate) fn visible(text: &str) -> String {
    // Most lines of a page are plain; they need no copies in between.
    if !text.bytes().any(|byte| matches!(byte, b'*' | b'`' | b'\\' | b']' | b'}')) {
        return text.trim().to_owned();
    }
    let text = without_targets(text);
    let text = text.replace("**", "").replace('`', "");
    unescape(text.trim())
}

/// Removes the backslashes of escapes.
pub(crate) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation) {
            continue;
        }
        plain.push(c);
        if c == '\\' {
            plain.extend(characters.next());
        }
    }
    plain
}

/// Reduces links to their text: `[text](target)` and `{text}(url=target)` become `text`.
fn without_targets(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = join(rest) {
        let (before, here) = rest.split_at(at);
        let (opener, mark) = if here.starts_with(']') { ('[', "](") } else { ('{', "}(") };
        let target = here.get(mark.len()..).unwrap_or_default();
        let Some(start) = before.rfind(opener) else {
            plain.push_str(before);
            plain.push_str(mark);
            rest = target;
            continue;
        };
        // Without a closing bracket there is no link from here on.
        let Some(end) = target.find(')') else { break };
        plain.push_str(before.get(..start).unwrap_or_default().trim_end_matches('!'));
        plain.push_str(before.get(start + 1..).unwrap_or_default());
        rest = target.get(end + 1..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// Finds the position where a link's text meets its target.
fn join(text: &str) -> Option<usize> {
    text.as_bytes().windows(2).position(|pair| matches!(pair, b"](" | b"}("))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_targets_are_removed() {
        for (text, expected) in [
            ("**Bold** and `code`", "Bold and code"),
            ("see [the page](/a/b) and [more](/c).", "see the page and more."),
            ("{try}(url=/x)", "try"),
            ("string\\[\\]", "string[]"),
            ("\\-", "-"),
            ("a\\nb", "a\\nb"),
            ("no](target", "no](target"),
        ] {
            assert_eq!(visible(text), expected, "{text}");
        }
    }
}
