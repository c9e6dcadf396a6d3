//! Reads the markup of one cell or line into pieces.

use crate::markdown::lines::{asks_for_scopes, scope, tokens};
use crate::markdown::tags::{Tag, decode_entities};
use crate::page::{Cell, Piece};

/// Reads a cell that starts on the given line.
pub(super) fn read(markup: &str, line: u32) -> Cell {
    let mut reader = Reader { line, ..Reader::default() };
    reader.run(markup);
    reader.flush();
    reader.finish_open();
    let mut cell = Cell { pieces: reader.pieces };
    cell.mend_links();
    cell
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    /// The line being read.
    line: u32,
    /// The text of that line so far.
    text: String,
    /// The open element that collects lines up to its end.
    open: Option<Open>,
    /// True between the tags around a token's name.
    in_token: bool,
    /// True if a line above is about permissions.
    asks_for_scopes: bool,
}

/// An element that becomes one piece.
struct Open {
    line: u32,
    /// The element's name.
    element: &'static str,
    /// The key of a member, or the name of a scope.
    key: String,
    /// Its text so far.
    text: String,
}

impl Reader {
    fn run(&mut self, markup: &str) {
        let mut rest = markup;
        while let Some(at) = rest.find(['<', '\n', '`']) {
            let (before, here) = rest.split_at(at);
            self.text.push_str(before);
            rest = match here.as_bytes().first() {
                Some(b'\n') => {
                    self.flush();
                    self.line += 1;
                    here.get(1..)
                }
                Some(b'`') => self.tick(here),
                _ => self.tag(here),
            }
            .unwrap_or_default();
        }
        self.text.push_str(rest);
    }

    /// Reads a fence at the start of a line as a code block. Other ticks are text.
    fn tick<'a>(&mut self, here: &'a str) -> Option<&'a str> {
        if !(here.starts_with("```") && self.text.trim().is_empty()) {
            self.text.push('`');
            return here.get(1..);
        }
        let (_, body) = here.split_once('\n')?;
        let (code, rest) = match body.find("```") {
            Some(end) => (body.get(..end)?, body.get(end + 3..)?),
            None => (body, ""),
        };
        self.text.clear();
        self.pieces.push(Piece::Code { line: self.line + 1, text: code.trim_end().to_owned() });
        self.line += 1 + count_lines(code);
        Some(rest)
    }

    fn tag<'a>(&mut self, here: &'a str) -> Option<&'a str> {
        let Some(tag) = Tag::at(here) else {
            self.text.push('<');
            return here.get(1..);
        };
        match tag.name {
            "md-enum-item" => self.element("md-enum-item", &tag, "key"),
            "md-perm" => self.element("md-perm", &tag, "name"),
            "md-tag" if self.is_token(&tag) => self.text.push('`'),
            "md-tag" => self.element("md-tag", &tag, "type"),
            "md-app-support" if tag.opens() => self.apps(&tag),
            "br" | "div" | "p" | "ul" | "ol" | "md-alert" | "md-tooltip" => self.flush(),
            "li" => {
                self.flush();
                if tag.opens() {
                    self.text.push_str("- ");
                }
            }
            _ => {}
        }
        let written = here.get(..tag.len)?;
        self.line += count_lines(written);
        here.get(tag.len..)
    }

    /// Returns true for the tags around a token's name. They become code marks in the line.
    fn is_token(&mut self, tag: &Tag<'_>) -> bool {
        let opens = tag.opens() && tag.attribute("type").is_some_and(|kind| kind.starts_with("token-"));
        std::mem::replace(&mut self.in_token, opens) || opens
    }

    /// Opens or closes an element that collects lines.
    fn element(&mut self, element: &'static str, tag: &Tag<'_>, key: &str) {
        self.flush();
        self.finish_open();
        if tag.opens() {
            let key = tag.attribute(key).unwrap_or_default().trim();
            self.open =
                Some(Open { line: self.line, element, key: decode_entities(key), text: String::new() });
        }
    }

    fn apps(&mut self, tag: &Tag<'_>) {
        self.flush();
        let kinds = tag.attribute("types").unwrap_or_default().split(',').map(str::trim);
        let kinds = kinds.filter(|kind| !kind.is_empty()).map(str::to_owned).collect();
        self.pieces.push(Piece::Apps { line: self.line, kinds });
    }

    /// Ends the line. Leading blanks that come from entities are kept: they draw the nesting of rows.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_matches(|c: char| c.is_ascii_whitespace());
        if text.is_empty() || text.starts_with(":::") {
            return;
        }
        let text = decode_entities(text);
        match &mut self.open {
            Some(open) => {
                if !open.text.is_empty() {
                    open.text.push('\n');
                }
                open.text.push_str(text.trim());
            }
            None => {
                if !text.trim().is_empty() {
                    self.plain(text.trim_end());
                }
            }
        }
    }

    /// Reads a line outside of elements. Some pages write tokens and scopes as text instead of tags.
    fn plain(&mut self, text: &str) {
        let line = self.line;
        if let Some(tokens) = tokens(text) {
            self.pieces.extend(tokens.into_iter().map(|name| Piece::Token { line, name }));
        } else if let Some((label, name)) = scope(text, self.asks_for_scopes) {
            let (label, name) = (label.to_owned(), name.to_owned());
            self.pieces.push(Piece::Scope { line, name, label });
        } else {
            self.asks_for_scopes |= asks_for_scopes(text);
            self.pieces.push(Piece::Text { line, text: text.to_owned() });
        }
    }

    /// Ends the open element, even if its closing tag is missing.
    fn finish_open(&mut self) {
        let Some(Open { line, element, key, text }) = self.open.take() else { return };
        let piece = match element {
            "md-enum-item" => Piece::Member { line, key, text },
            "md-perm" => Piece::Scope { line, name: key, label: text },
            _ if text.is_empty() => return,
            _ => Piece::Text { line, text },
        };
        self.pieces.push(piece);
    }
}

/// Counts line breaks.
pub(super) fn count_lines(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: u32, text: &str) -> Piece {
        Piece::Text { line, text: text.into() }
    }

    #[test]
    fn keeps_lines_and_their_numbers() {
        let cell = read("\n\tFirst\n\n**示例值**：`a`<br>second&nbsp;\n", 7);
        assert_eq!(cell.pieces, [text(8, "First"), text(10, "**示例值**：`a`"), text(10, "second")]);
    }

    #[test]
    fn takes_elements_apart() {
        let cell = read(
            "<md-enum>\n<md-enum-item key=\"1\" >One\nmore</md-enum-item>\n<md-enum-item key=2\">Two</md-enum-item></md-enum>\n\
             <md-perm name=\"a:b\" desc=\"x\">Label</md-perm><md-tag mode=\"inline\" type=\"token-user\">user_access_token</md-tag>\
             <md-app-support types=\"custom, isv\"></md-app-support>",
            1,
        );
        assert_eq!(
            cell.pieces,
            [
                Piece::Member { line: 2, key: "1".into(), text: "One\nmore".into() },
                Piece::Member { line: 4, key: "2".into(), text: "Two".into() },
                Piece::Scope { line: 5, name: "a:b".into(), label: "Label".into() },
                Piece::Token { line: 5, name: "user_access_token".into() },
                Piece::Apps { line: 5, kinds: vec!["custom".into(), "isv".into()] },
            ]
        );
    }

    #[test]
    fn a_token_in_a_sentence_is_text() {
        let cell = read(
            "With <md-tag mode=\"inline\" type=\"token-user\">user_access_token</md-tag> only\n\
             <md-enum-item key=\"a\" >As <md-tag type=\"token-user\">user_access_token</md-tag></md-enum-item>\n\
             <md-tag type=\"token-tenant\">tenant_access_token</md-tag>\n或\n<md-tag type=\"label\">new</md-tag>",
            1,
        );
        assert_eq!(
            cell.pieces,
            [
                text(1, "With `user_access_token` only"),
                Piece::Member { line: 2, key: "a".into(), text: "As `user_access_token`".into() },
                Piece::Token { line: 3, name: "tenant_access_token".into() },
                text(4, "或"),
                text(5, "new"),
            ]
        );
    }

    #[test]
    fn scopes_may_be_written_by_hand() {
        let cell =
            read("<b>字段权限要求：</b><br>Search (a:b.c:read)\noff_line(off_line)\nmore (or_less)", 1);
        let scope =
            |line, label: &str, name: &str| Piece::Scope { line, name: name.into(), label: label.into() };
        assert_eq!(
            cell.pieces,
            [
                text(1, "字段权限要求："),
                scope(1, "Search", "a:b.c:read"),
                scope(2, "off_line", "off_line"),
                text(3, "more (or_less)")
            ]
        );
        assert_eq!(read("At (hh:mm:ss)", 1).pieces, [text(1, "At (hh:mm:ss)")]);
    }

    #[test]
    fn a_link_may_be_broken_over_lines() {
        assert_eq!(
            read("See [the list\n](/a) here\n[b]\nc", 1).pieces,
            [text(1, "See [the list](/a) here"), text(3, "[b]"), text(4, "c")]
        );
    }

    #[test]
    fn reads_fences_placeholders_and_notes() {
        let cell = read("Put <name> here\n:::note\nhint\n:::\n```json\n{\"a\": \"<b>\"}\n```\nafter", 1);
        assert_eq!(
            cell.pieces,
            [
                text(1, "Put <name> here"),
                text(3, "hint"),
                Piece::Code { line: 6, text: "{\"a\": \"<b>\"}".into() },
                text(8, "after"),
            ]
        );
    }

    #[test]
    fn an_open_element_or_fence_ends_with_the_cell() {
        assert_eq!(
            read("<md-enum-item key=\"1\">One", 1).pieces,
            [Piece::Member { line: 1, key: "1".into(), text: "One".into() }]
        );
        assert_eq!(read("```\ncode", 1).pieces, [Piece::Code { line: 2, text: "code".into() }]);
    }
}
