//! Escaping of untrusted text for one-line messages.

use std::fmt::{self, Write as _};

/// Maximum number of characters of an untrusted text in a message.
const SHOWN: usize = 200;

/// A writer that escapes control characters, including bidirectional ones, so that its output stays one line.
pub(crate) struct Line<'a, W: ?Sized>(pub(crate) &'a mut W);

impl<W: fmt::Write + ?Sized> fmt::Write for Line<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|char| self.write_char(char))
    }

    fn write_char(&mut self, char: char) -> fmt::Result {
        if char.is_control() || is_invisible(char) {
            write!(self.0, "{}", char.escape_default())
        } else {
            self.0.write_char(char)
        }
    }
}

/// Writes a text on one line, truncated.
pub(crate) fn one_line(f: &mut impl fmt::Write, text: &str) -> fmt::Result {
    let end = text.char_indices().nth(SHOWN).map(|(end, _)| end);
    let shown = end.and_then(|end| text.get(..end)).unwrap_or(text);
    Line(f).write_str(shown)?;
    if end.is_some() { f.write_str("…") } else { Ok(()) }
}

/// Returns a text for a message: quoted, on one line, truncated.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", shortened(text))
}

/// Returns a text on one line, truncated.
pub(crate) fn shortened(text: &str) -> String {
    let mut line = String::new();
    // Writing to a String cannot fail.
    let _ = one_line(&mut line, text);
    line
}

/// Returns true for line and paragraph separators, and for characters that reorder or hide text.
pub(crate) const fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn control_and_bidirectional_characters_are_escaped() {
        assert_eq!(quoted("a\r\n\u{202E}b\u{1b}[0m"), "\"a\\r\\n\\u{202e}b\\u{1b}[0m\"");
        // The Arabic letter mark, invisible operators, and deprecated characters that swap shapes.
        for char in ['\u{61c}', '\u{2060}', '\u{2064}', '\u{206a}', '\u{206f}'] {
            assert_eq!(quoted(&format!("a{char}b")), format!("\"a{}b\"", char.escape_unicode()));
        }
    }

    #[test]
    fn a_long_text_is_truncated() {
        let shown = quoted(&"中".repeat(1_000_000));
        assert_eq!(shown.chars().count(), 203);
        assert!(shown.ends_with("中…\""));
    }
}
