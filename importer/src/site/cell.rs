//! The Markdown of one cell to its pieces.

use crate::page::{Cell, Piece};
use crate::portal::lines::item;

/// Reads a cell that starts on the given line; `scopes` says that it is known to name permission scopes.
pub(super) fn read(text: &str, line: u32, scopes: bool) -> Cell {
    let mut reader =
        Reader { pieces: Vec::new(), below: if scopes { Below::Scopes } else { Below::Nothing } };
    let mut lines = (line..).zip(text.split('\n'));
    while let Some((number, text)) = lines.next() {
        let text = text.trim();
        if text.starts_with("```") {
            let code: Vec<&str> =
                lines.by_ref().map(|(_, text)| text).take_while(|text| text.trim() != "```").collect();
            reader.pieces.push(Piece::Code { line: number.saturating_add(1), text: code.join("\n") });
        } else if !text.is_empty() {
            reader.line(number, text);
        }
    }
    Cell { pieces: reader.pieces }
}

/// What the line above announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Below {
    Nothing,
    /// `**可选值有**：`
    Members,
    /// `**字段权限要求**：`
    Scopes,
}

struct Reader {
    pieces: Vec<Piece>,
    below: Below,
}

impl Reader {
    fn line(&mut self, line: u32, text: &str) {
        if let Some(tokens) = tokens(text) {
            self.pieces.extend(tokens.into_iter().map(|name| Piece::Token { line, name }));
            return;
        }
        if self.below == Below::Members && self.member(line, text) {
            return;
        }
        if self.below == Below::Scopes
            && let Some((label, name)) = scope(text)
        {
            self.pieces.push(Piece::Scope { line, name: name.to_owned(), label: label.to_owned() });
            return;
        }
        self.announce(text);
        self.pieces.push(Piece::Text { line, text: text.to_owned() });
    }

    /// What follows below a line with a key. Remarks between scopes announce nothing.
    fn announce(&mut self, text: &str) {
        if text.contains("权限要求") {
            self.below = Below::Scopes;
        } else if ["可选值有", "可能值有"].iter().any(|key| text.contains(key)) && text.starts_with("**")
        {
            self.below = Below::Members;
        } else if self.below == Below::Members {
            self.below = Below::Nothing;
        }
    }

    /// Takes a line below `可选值有`: an item `- key：text`, or a further line of the item above.
    fn member(&mut self, line: u32, text: &str) -> bool {
        if text.starts_with("**") {
            return false;
        }
        if let Some(item) = item(text) {
            let (key, text) = item.split_once('：').or_else(|| item.split_once(": ")).unwrap_or((item, ""));
            let key = crate::outline::unescape(key.trim().trim_matches('`'));
            self.pieces.push(Piece::Member { line, key, text: text.trim().to_owned() });
            return true;
        }
        let Some(Piece::Member { text: above, .. }) = self.pieces.last_mut() else { return false };
        above.push('\n');
        above.push_str(text);
        true
    }
}

/// A line that is nothing but names of access tokens in code spans.
fn tokens(text: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = text.split('`').collect();
    let names: Vec<&str> = parts.iter().skip(1).step_by(2).copied().collect();
    let between =
        parts.iter().step_by(2).all(|text| text.chars().all(|c| c.is_whitespace() || "或/、,，".contains(c)));
    let known = !names.is_empty() && names.iter().all(|name| name.ends_with("_access_token"));
    (between && known && parts.len() % 2 == 1).then(|| names.into_iter().map(str::to_owned).collect())
}

/// `label(name)`, where the name is a scope's.
fn scope(text: &str) -> Option<(&str, &str)> {
    let text = item(text).unwrap_or(text);
    let (label, name) = text.strip_suffix(')')?.rsplit_once('(')?;
    let is_name = name.contains(':')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'_' | b'-'));
    is_name.then(|| (label.trim(), name))
}
