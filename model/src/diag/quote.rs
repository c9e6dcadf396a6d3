//! Text from the input inside messages: short, and harmless to a terminal.

use std::fmt::Write;

/// Characters of the input that a message repeats at most.
const SHOWN: usize = 60;

/// The text between backquotes, shortened, its control and formatting characters written as escapes.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut shown = String::from("`");
    let mut rest = text.chars();
    for character in rest.by_ref().take(SHOWN) {
        push_visible(&mut shown, character);
    }
    if rest.next().is_some() {
        shown.push('…');
    }
    shown.push('`');
    shown
}

/// The whole text, its control and formatting characters written as escapes; line breaks stay.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => shown.push('\n'),
            _ => push_visible(&mut shown, character),
        }
    }
    shown
}

pub(super) fn push_visible(out: &mut String, character: char) {
    if is_invisible(character) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
    } else {
        out.push(character);
    }
}

/// Returns true if a terminal hides the character or acts on it.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_plain_text_as_it_is() {
        assert_eq!(quoted("审批任务 `x`"), "`审批任务 `x``");
    }

    #[test]
    fn makes_invisible_characters_visible() {
        assert_eq!(quoted("a\u{202e}b\0\n\u{1b}[31m"), "`a\\u{202e}b\\u{0}\\u{a}\\u{1b}[31m`");
    }

    #[test]
    fn shortens_long_text() {
        let shown = quoted(&"界".repeat(10_000_000));
        assert_eq!(shown, format!("`{}…`", "界".repeat(60)));
        assert_eq!(quoted(&"x".repeat(60)), format!("`{}`", "x".repeat(60)));
    }
}
