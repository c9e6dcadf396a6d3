//! Row ids, and the nesting that a form without levels draws with indents and `∟`.

use crate::page::{Cell, Level, Piece, Row, RowId};

/// Makes rows of cells.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    next: u32,
    /// Widths of the indents that are open in the table.
    indents: Vec<u32>,
}

impl Rows {
    /// Indents do not reach across tables.
    pub(crate) fn start_table(&mut self) {
        self.indents.clear();
    }

    /// A row with the next id; its depth as stated, or as its first cell is indented.
    pub(crate) fn row(&mut self, line: u32, stated: Option<u32>, mut cells: Vec<Cell>) -> Row {
        let id = RowId(self.next);
        self.next = self.next.saturating_add(1);
        let width = cells.first_mut().map_or(0, take_indent);
        let level = stated.unwrap_or_else(|| self.level(width));
        Row { id, line, level: Level::Known(level), cells }
    }

    /// The depth of an indent: one deeper than the nearest narrower one that is open.
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

/// Removes the indent from a cell's first line and measures it. Blanks without a `∟` are no nesting.
fn take_indent(cell: &mut Cell) -> u32 {
    let Some(Piece::Text { text, .. }) = cell.pieces.first_mut() else { return 0 };
    let body = text.trim_start_matches(|c: char| c.is_whitespace() || is_branch(c));
    let indent = text.get(..text.len() - body.len()).unwrap_or_default();
    let width = if indent.contains(is_branch) {
        // An indent may be drawn by repeated branches alone; blanks after the last branch only set the name off.
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

fn is_branch(c: char) -> bool {
    matches!(c, '∟' | '└' | '┗')
}

/// How far a character indents, in halves of a wide blank.
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
    fn blanks_alone_are_no_nesting() {
        assert_eq!(levels(&["a", "\u{2003}b"]), named(&[(0, "a"), (0, "b")]));
    }
}
