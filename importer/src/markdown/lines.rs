//! Lines of Markdown: headings, list items, and lines that list tokens or scopes.

/// Returns true if the text starts with a heading.
pub(crate) fn is_heading(text: &str) -> bool {
    heading_level(text).is_some()
}

/// Splits a heading into level and text. As in Markdown, up to three blanks may precede it.
pub(crate) fn heading(line: &str) -> Option<(u8, &str)> {
    let text = line.trim_start_matches(' ');
    let line = if line.len() - text.len() < 4 { text } else { line };
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

/// Returns the text of a list item.
pub(crate) fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if let Some(text) = line.strip_prefix(['-', '*', '+']) {
        return text.strip_prefix([' ', '\t']).map(str::trim);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let text = line.get(digits..)?.strip_prefix(". ")?;
    (digits > 0 && digits < 4).then(|| text.trim())
}

/// Reads a line that consists of names of access tokens in code spans.
pub(crate) fn tokens(text: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = text.split('`').collect();
    let names: Vec<&str> = parts.iter().skip(1).step_by(2).copied().collect();
    let between =
        parts.iter().step_by(2).all(|text| text.chars().all(|c| c.is_whitespace() || "或/、,，".contains(c)));
    let known = !names.is_empty() && names.iter().all(|name| name.ends_with("_access_token"));
    (between && known && parts.len() % 2 == 1).then(|| names.into_iter().map(str::to_owned).collect())
}

/// Reads a line `label(name)` as a scope, if a line above is about permissions (`asked`) or the name is its own label.
pub(crate) fn scope(text: &str, asked: bool) -> Option<(&str, &str)> {
    let text = item(text).unwrap_or(text);
    let (label, name) = text.strip_suffix(')')?.rsplit_once('(')?;
    let is_name =
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'_' | b'-'));
    let is_marked = if label == name { name.contains('_') } else { asked && name.contains(':') };
    (is_name && is_marked && !label.is_empty()).then(|| (label.trim(), name))
}

/// Returns true if the line is about permissions, so that scopes may follow.
pub(crate) fn asks_for_scopes(text: &str) -> bool {
    text.contains("权限")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_headings() {
        assert_eq!(heading("### 请求体 "), Some((3, "请求体")));
        assert_eq!(heading("## \t**响应**"), Some((2, "响应")));
        assert_eq!(heading("   ### 响应体"), Some((3, "响应体")));
        assert_eq!(heading("    ### 响应体"), None);
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
