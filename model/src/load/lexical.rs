//! Faults below the grammar: characters that JSON does not allow, and nesting that is too deep.
//!
//! The parser accepts line breaks and control characters inside strings, and Unicode blanks between tokens; JSON does
//! not. The messages also help more than the parser's: "the string is not closed on its line" points at the cause, where
//! the parser reports what it found behind the next quote.

use jsonc_parser::common::Range;

use crate::diag::Code;
use crate::tree::MAX_DEPTH;

/// A character that is not allowed at its place.
pub(super) struct Fault {
    pub(super) range: Range,
    pub(super) code: Code,
    pub(super) message: String,
    /// The text that was meant.
    pub(super) replacement: Option<String>,
}

impl Fault {
    fn new(start: usize, end: usize, message: impl Into<String>) -> Self {
        Self { range: Range::new(start, end), code: Code::Syntax, message: message.into(), replacement: None }
    }

    fn replaced_by(mut self, text: impl Into<String>) -> Self {
        self.replacement = Some(text.into());
        self
    }
}

/// The first such fault of the text.
pub(super) fn first_fault(text: &str) -> Option<Fault> {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut depth = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'[' | b'{' if depth == MAX_DEPTH => return Some(too_deep(at)),
            b'[' | b'{' => {
                depth += 1;
                at += 1;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b'"' => match end_of_string(bytes, at) {
                Ok(end) => at = end,
                Err(fault) => return Some(fault),
            },
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => return Some(comment(text, at)),
            b'\t' | b'\n' | b'\r' | b' '..=b'~' => at += 1,
            _ => return foreign(text, at),
        }
    }
    None
}

/// One past the closing quote of the string that opens at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> Result<usize, Fault> {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            Some(b'"') => return Ok(at + 1),
            // What follows a backslash is the parser's to judge, but a line break ends the search either way.
            Some(b'\\') if matches!(bytes.get(at + 1), Some(b'"' | b'\\')) => at += 2,
            None | Some(b'\n' | b'\r') => {
                return Err(Fault::new(start, at, "this string is not closed on its line"));
            }
            Some(byte) if *byte < 0x20 => {
                let escape = format!("\\u{byte:04x}");
                let message = format!("control character in a string; write it as `{escape}`");
                return Err(Fault::new(at, at + 1, message).replaced_by(escape));
            }
            Some(_) => at += 1,
        }
    }
}

fn too_deep(at: usize) -> Fault {
    let message = format!("the file nests arrays and objects more than {MAX_DEPTH} levels deep");
    Fault { code: Code::TooDeep, ..Fault::new(at, at + 1, message) }
}

fn comment(text: &str, start: usize) -> Fault {
    let rest = &text[start..];
    let length =
        if rest.starts_with("//") { rest.find(['\n', '\r']) } else { rest.find("*/").map(|end| end + 2) };
    let end = start + length.unwrap_or(rest.len());
    Fault::new(start, end, "JSON has no comments").replaced_by("")
}

/// A character outside strings that is neither blank nor ASCII.
fn foreign(text: &str, at: usize) -> Option<Fault> {
    let character = text.get(at..)?.chars().next()?;
    let fault = Fault::new(
        at,
        at + character.len_utf8(),
        format!("the character U+{:04X} has no meaning in JSON outside strings", u32::from(character)),
    );
    Some(match meant(character) {
        Some(ascii) => fault.replaced_by(ascii),
        None => fault,
    })
}

/// The JSON character that a word processor or input method replaced by this one.
fn meant(character: char) -> Option<&'static str> {
    Some(match character {
        '“' | '”' | '„' | '＂' => "\"",
        '：' => ":",
        '，' => ",",
        '｛' => "{",
        '｝' => "}",
        '［' | '【' => "[",
        '］' | '】' => "]",
        '−' | '–' => "-",
        '\u{a0}' | '\u{3000}' => " ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{mended, parsed, slice};

    #[test]
    fn says_what_the_scanner_would_let_pass() {
        for (text, at, message) in [
            ("{\"a\": \"x\n}", "\"x", "this string is not closed on its line"),
            ("{\"a\": \"x\\\n\"}", "\"x\\", "this string is not closed on its line"),
            ("[\"a", "\"a", "this string is not closed on its line"),
            ("[\"\0\"]", "\0", "control character in a string; write it as `\\u0000`"),
            ("[1] // one", "// one", "JSON has no comments"),
            ("[1, /* two */ 2]", "/* two */", "JSON has no comments"),
            ("[1] /* two", "/* two", "JSON has no comments"),
            ("[1,\u{b}2]", "\u{b}", "the character U+000B has no meaning in JSON outside strings"),
            ("[1,\u{a0}2]", "\u{a0}", "the character U+00A0 has no meaning in JSON outside strings"),
            ("[1，2]", "，", "the character U+FF0C has no meaning in JSON outside strings"),
        ] {
            let (tree, findings, sources) = parsed(text);
            assert!(tree.is_none(), "{text}");
            let [finding] = findings.as_slice() else { panic!("{text}: {findings:?}") };
            let span = finding.primary.as_ref().unwrap().span;
            assert_eq!((finding.code.name(), slice(&sources, span)), ("syntax", at), "{text}");
            assert_eq!(finding.message, message, "{text}");
        }
    }

    #[test]
    fn the_earlier_fault_is_reported() {
        for (text, code_at) in
            [("[1 2, \"\0\"]", 2), ("[\"\0\", 1 2]", 2), ("{a: 1 // x\n}", 1), ("[ // x\n a]", 2)]
        {
            let (_, findings, _) = parsed(text);
            assert_eq!(findings[0].primary.as_ref().unwrap().span.start, code_at, "{text}");
        }
    }

    #[test]
    fn mends_what_word_processors_and_input_methods_do() {
        for (text, expected) in [
            ("{\"a\"：1}", "{\"a\":1}"),
            ("[1，2]", "[1,2]"),
            ("[“1\"]", "[\"1\"]"),
            ("【1]", "[1]"),
            ("[1,\u{3000}2]", "[1, 2]"),
            ("[\"\t\"]", "[\"\\u0009\"]"),
            ("[1] // one", "[1] "),
        ] {
            let (_, findings, sources) = parsed(text);
            assert_eq!(mended(&sources, findings[0].suggestion.as_ref().unwrap()), expected);
        }
    }
}
