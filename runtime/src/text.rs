//! Foreign text made fit for one line of a message.

use std::fmt::{self, Write as _};

/// Characters of a foreign text that a message shows.
const SHOWN: usize = 200;

/// Passes text on with control characters escaped (bidirectional ones too): what is written to it stays one line.
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

/// Writes a text on one line, its tail cut.
pub(crate) fn one_line(f: &mut impl fmt::Write, text: &str) -> fmt::Result {
    let end = text.char_indices().nth(SHOWN).map(|(end, _)| end);
    let shown = end.and_then(|end| text.get(..end)).unwrap_or(text);
    Line(f).write_str(shown)?;
    if end.is_some() { f.write_str("…") } else { Ok(()) }
}

/// A text as a message shows it: quoted, on one line, its tail cut.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", shortened(text))
}

/// A text on one line, its tail cut.
pub(crate) fn shortened(text: &str) -> String {
    let mut line = String::new();
    // Writing to a String cannot fail.
    let _ = one_line(&mut line, text);
    line
}

/// Line and paragraph separators, and the marks that reorder or hide text.
const fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn control_and_bidirectional_characters_are_escaped() {
        assert_eq!(quoted("a\r\n\u{202E}b\u{1b}[0m"), "\"a\\r\\n\\u{202e}b\\u{1b}[0m\"");
    }

    #[test]
    fn a_long_text_is_cut() {
        let shown = quoted(&"中".repeat(1_000_000));
        assert_eq!(shown.chars().count(), 203);
        assert!(shown.ends_with("中…\""));
    }
}
