//! Pieces of documentation.

use serde_json::Value;

/// Characters of a value that documentation shows. Longer examples are mostly forms in a string; the page has them
/// whole.
const LONGEST_VALUE: usize = 200;

/// `LEAD: A, B`, or no text without parts.
pub(super) fn sentence(lead: &str, parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("{lead}: {}", parts.join(", ")))
}

/// A name with its label in parentheses. Some pages give scopes no label.
pub(super) fn labelled(name: &str, label: &str) -> String {
    if label.is_empty() { name.to_owned() } else { format!("{name} ({label})") }
}

/// Code spans, separated by commas.
pub(super) fn code_list<'a>(items: impl Iterator<Item = &'a String>) -> String {
    items.map(|item| format!("`{}`", item.replace('`', ""))).collect::<Vec<_>>().join(", ")
}

/// A code span of JSON.
pub(super) fn json_code(value: &Value) -> String {
    code(&value.to_string())
}

/// A code span. Backticks cannot be part of one; long text is cut.
pub(super) fn code(text: &str) -> String {
    let plain = text.replace('`', "'");
    let mut shown: String = plain.chars().take(LONGEST_VALUE).collect();
    if shown.len() < plain.len() {
        shown.push('…');
    }
    format!("`{shown}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_may_have_no_label() {
        assert_eq!(labelled("`depot:box`", "Read it"), "`depot:box` (Read it)");
        assert_eq!(labelled("`depot:box`", ""), "`depot:box`");
    }
}
