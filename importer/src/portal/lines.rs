//! What a line of Markdown is, as far as pages use it.

/// Whether the text starts with a heading's line.
pub(crate) fn is_heading(text: &str) -> bool {
    heading_level(text).is_some()
}

/// A heading's level and its text.
pub(crate) fn heading(line: &str) -> Option<(u8, &str)> {
    let level = heading_level(line)?;
    let text = line.get(usize::from(level)..)?.trim();
    Some((level, text.trim_end_matches('#').trim().trim_matches('*').trim()))
}

fn heading_level(text: &str) -> Option<u8> {
    let marks = text.bytes().take(7).take_while(|byte| *byte == b'#').count();
    let followed = text.as_bytes().get(marks).is_some_and(|byte| matches!(byte, b' ' | b'\t'));
    if marks == 0 || marks > 6 || !followed {
        return None;
    }
    u8::try_from(marks).ok()
}

/// The text of a list's item.
pub(crate) fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if let Some(text) = line.strip_prefix(['-', '*', '+']) {
        return text.strip_prefix([' ', '\t']).map(str::trim);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let text = line.get(digits..)?.strip_prefix(". ")?;
    (digits > 0 && digits < 4).then(|| text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_headings() {
        assert_eq!(heading("### 请求体 "), Some((3, "请求体")));
        assert_eq!(heading("## \t**响应**"), Some((2, "响应")));
        assert_eq!(heading("#include"), None);
        assert_eq!(heading("####### x"), None);
    }

    #[test]
    fn knows_items() {
        assert_eq!(item("  - a：b"), Some("a：b"));
        assert_eq!(item("12. b"), Some("b"));
        assert_eq!(item("**bold**"), None);
        assert_eq!(item("-1"), None);
        assert_eq!(item("2024. b"), None);
    }
}
