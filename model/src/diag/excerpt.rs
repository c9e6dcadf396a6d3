//! A few lines of a file as a terminal can show them: long lines cropped, invisible characters written out.

use std::ops::{Range, RangeInclusive};

use super::quote::push_visible;
use crate::source::{FileId, Sources, Span, floor_char_boundary};

/// Bytes of a line that are shown; longer lines are cropped around what is pointed at.
const LONGEST_LINE: usize = 400;

/// Bytes that a cropped line keeps, and how many of them stand before the place.
const WINDOW: usize = 160;
const BEFORE: usize = 60;

/// Lines of a file, made fit to be shown.
pub(super) struct Excerpt {
    /// The number of the first line, from 1.
    pub(super) line: usize,
    /// The lines, with `\n` between them.
    pub(super) text: String,
    /// A part of a line is missing.
    pub(super) cropped: bool,
    /// Bytes of the file, and of `text`, at which the same character starts.
    bytes: Vec<(usize, usize)>,
}

impl Excerpt {
    /// Lines of a file, cropped around the byte `focus`.
    pub(super) fn new(sources: &Sources, file: FileId, lines: RangeInclusive<usize>, focus: usize) -> Self {
        let first = *lines.start();
        let mut excerpt = Self { line: first, text: String::new(), cropped: false, bytes: Vec::new() };
        for line in lines {
            let (start, text) = sources.line(file, line);
            if line > first {
                excerpt.text.push('\n');
            }
            excerpt.push_line(start, text, focus.saturating_sub(start));
            excerpt.bytes.push((start + text.len(), excerpt.text.len()));
        }
        excerpt
    }

    fn push_line(&mut self, start: usize, line: &str, focus: usize) {
        let window = window(line, focus);
        // Characters that are written out take more room than they take in the file.
        let room = self.text.len() + LONGEST_LINE;
        let mut end = window.start;
        if end > 0 {
            self.cropped = true;
            self.text.push('…');
        }
        for character in line[window].chars() {
            if self.text.len() > room {
                break;
            }
            self.bytes.push((start + end, self.text.len()));
            match character {
                '\t' => self.text.push_str("    "),
                _ => push_visible(&mut self.text, character),
            }
            end += character.len_utf8();
        }
        if end < line.len() {
            self.cropped = true;
            self.bytes.push((start + end, self.text.len()));
            self.text.push('…');
        }
    }

    /// The range of the excerpt for a span of the file; the nearest one that is shown.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start);
        start..self.byte(span.end).max(start)
    }

    fn byte(&self, byte: usize) -> usize {
        let after = self.bytes.partition_point(|(source, _)| *source < byte);
        self.bytes.get(after).or(self.bytes.last()).map_or(0, |(_, shown)| *shown)
    }
}

/// The part of a line that is shown.
fn window(line: &str, focus: usize) -> Range<usize> {
    if line.len() <= LONGEST_LINE {
        return 0..line.len();
    }
    let start = floor_char_boundary(line, focus.min(line.len()).saturating_sub(BEFORE));
    start..floor_char_boundary(line, start + WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    fn excerpt(text: &str, lines: RangeInclusive<usize>, start: usize, end: usize) -> (Excerpt, String) {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile { path: "a.json".into(), text: text.into() });
        let excerpt = Excerpt::new(&sources, file, lines, start);
        let shown = excerpt.text[excerpt.range(Span { file, start, end })].to_owned();
        (excerpt, shown)
    }

    #[test]
    fn short_lines_are_whole() {
        let (excerpt, shown) = excerpt("{\n\t\"审\": 1\r\n}", 2..=3, 3, 8);
        assert_eq!((excerpt.line, excerpt.text.as_str(), excerpt.cropped), (2, "    \"审\": 1\n}", false));
        assert_eq!(shown, "\"审\"");
    }

    #[test]
    fn invisible_characters_are_written_out() {
        let (excerpt, shown) = excerpt("[\"\u{202e}a\u{1b}[31m\"]", 1..=1, 1, 12);
        assert_eq!(excerpt.text, "[\"\\u{202e}a\\u{1b}[31m\"]");
        assert_eq!(shown, "\"\\u{202e}a\\u{1b}[31m\"");
    }

    #[test]
    fn long_lines_are_cropped_around_the_place() {
        let text = format!("{}X{}", "界".repeat(1_000_000), "限".repeat(1_000_000));
        let (excerpt, shown) = excerpt(&text, 1..=1, 3_000_000, 3_000_001);
        assert!(excerpt.cropped && excerpt.text.len() < 200);
        assert!(excerpt.text.starts_with("…界") && excerpt.text.ends_with("限…"), "{}", excerpt.text);
        assert_eq!(shown, "X");
    }

    #[test]
    fn a_span_that_leaves_the_crop_ends_with_it() {
        let (excerpt, shown) = excerpt(&format!("[\"{}\"]", "\0".repeat(1_000_000)), 1..=1, 1, 1_000_003);
        assert!(excerpt.text.len() < 500, "{}", excerpt.text.len());
        assert!(shown.starts_with("\"\\u{0}") && shown.ends_with("\\u{0}…"), "{shown}");
    }

    #[test]
    fn the_end_of_the_file_can_be_pointed_at() {
        let (_, shown) = excerpt("[1", 1..=1, 2, 2);
        assert_eq!(shown, "");
    }
}
