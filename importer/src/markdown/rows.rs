//! Table rows: their ids, and the nesting that some tables draw with indents and `∟`.

use crate::page::{Cell, Level, Piece, Row, RowId, is_branch};

/// Creates the rows of a page.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    next: u32,
    /// The widths of the open indents in the table.
    indents: Vec<u32>,
}

impl Rows {
    /// Forgets the indents of the table before.
    pub(crate) fn start_table(&mut self) {
        self.indents.clear();
    }

    /// Creates a row with the next id. Its level is the stated one, or the indent of its first cell.
    pub(crate) fn row(&mut self, line: u32, stated: Option<u32>, mut cells: Vec<Cell>) -> Row {
        let id = RowId(self.next);
        self.next = self.next.saturating_add(1);
        let width = cells.first_mut().map_or(0, take_indent);
        // A row that names nothing, such as a line of `=` between two groups of fields, leaves the rows after it where they are.
        let names_nothing = !cells.first().is_some_and(Cell::has_word);
        let level =
            stated.unwrap_or_else(|| if names_nothing { self.depth(width) } else { self.level(width) });
        Row { id, line, level: Level::Known(level), cells }
    }

    /// Returns the level that an indent has, without opening it.
    fn depth(&self, width: u32) -> u32 {
        u32::try_from(self.indents.iter().filter(|open| **open < width).count()).unwrap_or(u32::MAX)
    }

    /// Returns the level of an indent: one more than that of the nearest narrower open indent.
    fn level(&mut self, width: u32) -> u32 {
        while self.indents.last().is_some_and(|open| *open >= width) {
            self.indents.pop();
        }
        if width == 0 {
            return 0;
        }
        self.indents.push(width);
        u32::try_from(self.indents.len()).unwrap_or(u32::MAX)
    }
}

/// Removes and measures the indent of a cell's first line. Blanks without a `∟` do not count.
fn take_indent(cell: &mut Cell) -> u32 {
    let Some(Piece::Text { text, .. }) = cell.pieces.first_mut() else { return 0 };
    let body = text.trim_start_matches(|c: char| c.is_whitespace() || is_branch(c));
    let indent = text.get(..text.len() - body.len()).unwrap_or_default();
    let width = if indent.contains(is_branch) {
        // Some pages repeat the branch for each level. Blanks after the last branch only separate the name.
        let drawn = indent.trim_end();
        drawn.chars().map(width).sum()
    } else {
        0
    };
    *text = body.to_owned();
    if text.is_empty() {
        cell.pieces.remove(0);
    }
    width
}

/// Returns the width of a character, in halves of a wide blank.
fn width(c: char) -> u32 {
    match c {
        '\u{2003}' | '\u{3000}' => 2,
        c if is_branch(c) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(names: &[&str]) -> Vec<(u32, String)> {
        let mut rows = Rows::default();
        names
            .iter()
            .map(|name| {
                let cell = Cell { pieces: vec![Piece::Text { line: 1, text: (*name).to_owned() }] };
                let row = rows.row(1, None, vec![cell]);
                let Level::Known(level) = row.level else { return (u32::MAX, String::new()) };
                (level, row.cells.iter().map(Cell::text).collect())
            })
            .collect()
    }

    fn named(expected: &[(u32, &str)]) -> Vec<(u32, String)> {
        expected.iter().map(|(level, name)| (*level, (*name).to_owned())).collect()
    }

    #[test]
    fn indents_may_be_drawn_in_any_way() {
        for names in [
            ["a", "\u{2003}∟b", "\u{2003}\u{2003}∟\u{a0}c", "\u{2003}∟d", "e"],
            ["a", "∟b", "∟∟c", "∟d", "e"],
            ["a", "\u{a0}\u{a0}∟ b", "\u{a0}\u{a0}\u{a0}\u{a0}∟ c", "\u{a0}\u{a0}∟ d", "e"],
        ] {
            assert_eq!(
                levels(&names),
                named(&[(0, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e")]),
                "{names:?}"
            );
        }
    }

    #[test]
    fn blanks_alone_do_not_nest() {
        assert_eq!(levels(&["a", "\u{2003}b"]), named(&[(0, "a"), (0, "b")]));
    }
}
