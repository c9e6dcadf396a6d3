//! A table cell: lines of text, and the parts that a form marks up.

/// A cell as a list of pieces. Blank lines are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The pieces.
    pub pieces: Vec<Piece>,
}

/// A piece of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// One line of Markdown, trimmed and not empty. Emphasis, links, code spans, bullets and escapes are kept, because an
    /// example value may consist of them. Tags are removed and entities decoded.
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
    /// An accepted access token: `<md-tag type="token-tenant">` of the portal; in the site's form a line that consists of code
    /// spans such as `tenant_access_token`.
    Token {
        /// Its line, from 1.
        line: u32,
        /// `tenant_access_token`, `user_access_token` or `app_access_token`.
        name: String,
    },
    /// The supported kinds of app, from the portal's tag.
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
        /// The code, unchanged.
        text: String,
    },
}

impl Cell {
    /// Joins links that are broken before their target.
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

    /// Returns the lines of text.
    pub fn lines(&self) -> impl Iterator<Item = (u32, &str)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text { line, text } => Some((*line, text.as_str())),
            _ => None,
        })
    }

    /// Returns true if the text has a letter or a digit.
    pub(crate) fn has_word(&self) -> bool {
        self.lines().any(|(_, text)| text.contains(char::is_alphanumeric))
    }

    /// Returns the lines of text joined by blanks.
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

    /// Returns true if the cell has no pieces.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}
