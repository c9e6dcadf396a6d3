//! What a table cell holds: lines of text, and the parts that a form marks up.

/// A cell, as its pieces in order. Blank lines are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The pieces.
    pub pieces: Vec<Piece>,
}

/// A piece of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// One line of Markdown, trimmed, never empty. Marks of emphasis, links, code spans, bullets and escapes are left as
    /// they stand: an example value may consist of them. Tags are gone and entities decoded.
    Text {
        /// Its line, from 1.
        line: u32,
        /// The line.
        text: String,
    },
    /// A documented enum member: `<md-enum-item key=..>` of the portal; in the site's form an item `- key：text` below
    /// `**可选值有**：`, taken apart at the first `：`.
    Member {
        /// Its line, from 1.
        line: u32,
        /// The value on the wire.
        key: String,
        /// All of its description, as Markdown; further lines follow after `\n`.
        text: String,
    },
    /// A permission scope: `<md-perm>` of the portal; `label(name)` in the site's form, below a line that asks for
    /// scopes.
    Scope {
        /// Its line, from 1.
        line: u32,
        /// The scope's name: `contact:user.employee_id:readonly`.
        name: String,
        /// The page's label.
        label: String,
    },
    /// An accepted access token: `<md-tag type="token-tenant">` of the portal; a line that is nothing but code spans such
    /// as `tenant_access_token` in the site's form.
    Token {
        /// Its line, from 1.
        line: u32,
        /// `tenant_access_token`, `user_access_token` or `app_access_token`.
        name: String,
    },
    /// Supported kinds of app, as the portal's tag and the site's words give them.
    Apps {
        /// Its line, from 1.
        line: u32,
        /// `custom`, `isv` (the portal's name of store apps).
        kinds: Vec<String>,
    },
    /// A fenced block inside the cell.
    Code {
        /// The line of its first character, from 1.
        line: u32,
        /// The code as it stands.
        text: String,
    },
}

impl Cell {
    /// Puts links together whose text ends in a break: their targets are no text.
    pub(crate) fn mend_links(&mut self) {
        let mut mended: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        for piece in self.pieces.drain(..) {
            match (mended.last_mut(), &piece) {
                (Some(Piece::Text { text: above, .. }), Piece::Text { text, .. })
                    if text.starts_with("](") && above.contains('[') =>
                {
                    above.push_str(text);
                }
                _ => mended.push(piece),
            }
        }
        self.pieces = mended;
    }

    /// The cell's lines of text.
    pub fn lines(&self) -> impl Iterator<Item = (u32, &str)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text { line, text } => Some((*line, text.as_str())),
            _ => None,
        })
    }

    /// Its lines of text in one line, joined by a blank.
    #[must_use]
    pub fn text(&self) -> String {
        let mut joined = String::new();
        for (_, text) in self.lines() {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(text);
        }
        joined
    }

    /// Nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}
