//! Reads the Markdown of one cell into pieces.

use crate::markdown::lines::{asks_for_scopes, item, scope, tokens};
use crate::markdown::tags::decode_entities;
use crate::page::unescape;
use crate::page::{Cell, Piece};

/// Reads a cell that starts on the given line. `scopes` is true if the cell is known to list permission scopes.
pub(super) fn read(text: &str, line: u32, scopes: bool) -> Cell {
    let mut reader =
        Reader { pieces: Vec::new(), below: if scopes { Below::Scopes } else { Below::Nothing } };
    let lines: Vec<&str> = text.split('\n').collect();
    let mut rest = lines.as_slice();
    let mut number = line;
    while let Some((line, after)) = rest.split_first() {
        let used = if line.trim_start().starts_with("```") {
            reader.code(number, after)
        } else {
            // Tables that authors wrote as Markdown break lines with a tag.
            line.split("<br>").for_each(|line| reader.line(number, line, after));
            1
        };
        rest = rest.get(used..).unwrap_or_default();
        number = number.saturating_add(u32::try_from(used).unwrap_or(u32::MAX));
    }
    let mut cell = Cell { pieces: reader.pieces };
    cell.mend_links();
    cell
}

/// The content that a line above announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Below {
    Nothing,
    /// Enum members, below `**可选值有**：`.
    Members,
    /// Permission scopes, below `**字段权限要求**：`.
    Scopes,
}

struct Reader {
    pieces: Vec<Piece>,
    below: Below,
}

impl Reader {
    /// Reads a fenced block above the rest of the cell. Returns its number of lines.
    fn code(&mut self, line: u32, below: &[&str]) -> usize {
        let code: Vec<&str> = below.iter().copied().take_while(|text| text.trim() != "```").collect();
        self.pieces.push(Piece::Code { line: line.saturating_add(1), text: code.join("\n") });
        code.len() + 2
    }

    /// Reads a line above the rest of the cell.
    fn line(&mut self, line: u32, text: &str, below: &[&str]) {
        let is_nested = text.starts_with([' ', '\t']);
        // Blanks that come from entities are kept: they draw the nesting of rows.
        let shown = decode_entities(text.trim_matches(|c: char| c.is_ascii_whitespace()));
        let text = shown.trim_end();
        if text.is_empty() {
            return;
        }
        if let Some(tokens) = tokens(text) {
            self.pieces.extend(tokens.into_iter().map(|name| Piece::Token { line, name }));
            return;
        }
        if self.below == Below::Members && self.member(line, text, is_nested) {
            return;
        }
        if let Some((label, name)) = scope(text, self.below == Below::Scopes) {
            self.pieces.push(Piece::Scope { line, name: name.to_owned(), label: label.to_owned() });
            return;
        }
        self.announce(text, below);
        self.pieces.push(Piece::Text { line, text: text.to_owned() });
    }

    /// Notes the content that a line announces. Remarks between scopes do not end the list.
    fn announce(&mut self, text: &str, below: &[&str]) {
        if text.starts_with("**") && announces_members(text) && lists_members(below) {
            self.below = Below::Members;
        } else if asks_for_scopes(text) {
            self.below = Below::Scopes;
        } else if self.below == Below::Members {
            self.below = Below::Nothing;
        }
    }

    /// Reads a line below `可选值有`: an item `- key：text`, or a further line of the item above, which may be an item of a
    /// nested list. Returns false if the line is neither.
    fn member(&mut self, line: u32, text: &str, is_nested: bool) -> bool {
        if text.starts_with("**") {
            return false;
        }
        if let Some((key, text)) = member(text).filter(|_| !is_nested) {
            let (key, text) = (unescape(key), text.trim().to_owned());
            self.pieces.push(Piece::Member { line, key, text });
            return true;
        }
        let Some(Piece::Member { text: above, .. }) = self.pieces.last_mut() else { return false };
        above.push('\n');
        above.push_str(text);
        true
    }
}

/// Returns true for a line such as `**可选值有**：`.
fn announces_members(text: &str) -> bool {
    ["可选值有", "可能值有"].iter().any(|key| text.contains(key))
}

/// Returns true if the lines begin with a list of enum members. The export writes all items as bare keys with their meaning;
/// a list with other items was written by hand, and stays text.
fn lists_members(lines: &[&str]) -> bool {
    let mut items = lines
        .iter()
        .take_while(|line| !line.starts_with("**"))
        .filter(|line| item(line).is_some() && !line.starts_with([' ', '\t']))
        .peekable();
    items.peek().is_some() && items.all(|line| member(line).is_some())
}

/// Splits an item `- key：text`.
fn member(line: &str) -> Option<(&str, &str)> {
    let item = item(line)?;
    let (key, text) = item.split_once('：').or_else(|| item.split_once(": ")).unwrap_or((item, ""));
    let is_of_key = |c: char| c.is_ascii_graphic() && !"`*[]()<>\"".contains(c);
    (!key.is_empty() && key.chars().all(is_of_key)).then_some((key, text))
}
