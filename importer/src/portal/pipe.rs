//! Pipe tables: `|名称|类型|`, with or without the outer pipes.

use super::inline;
use crate::markdown::rows::Rows;
use crate::page::{Cell, Table};

/// Returns true if the line is the delimiter below a table's head.
pub(crate) fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// Starts a table with its head.
pub(crate) fn start(head: &str, line: u32, rows: &mut Rows) -> Table {
    rows.start_table();
    let head = split(head, usize::MAX);
    let head = head.iter().map(|text| inline::read(text, line).text().trim().to_owned()).collect();
    Table { line, head, rows: Vec::new(), unclosed: false }
}

/// Adds a line to the table. Text beyond the last column belongs to it.
pub(crate) fn push(table: &mut Table, text: &str, line: u32, rows: &mut Rows) {
    let cells: Vec<Cell> =
        split(text, table.head.len()).into_iter().map(|markup| inline::read(markup, line)).collect();
    table.rows.push(rows.row(line, None, cells));
}

/// Splits a line into at most so many cells. Pipes after a backslash or in a code span do not separate cells.
fn split(line: &str, columns: usize) -> Vec<&str> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    let mut cells = Vec::new();
    let mut start = 0;
    let (mut escaped, mut code) = (false, false);
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'`' if !escaped => code = !code,
            b'|' if !escaped && !code && cells.len() + 1 < columns => {
                cells.push(line.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    let last = line.get(start..).unwrap_or_default();
    // Cells beyond the last column that are empty are no text.
    let filled = last.trim_end_matches(['|', ' ']);
    cells.push(if cells.len() + 1 == columns && !filled.ends_with('\\') { filled } else { last });
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_delimiters() {
        for line in ["|-|-|", "---|---", "| :--- | ---: |"] {
            assert!(is_delimiter(line), "{line}");
        }
        for line in ["---", "- a | b", "||", "text"] {
            assert!(!is_delimiter(line), "{line}");
        }
    }

    #[test]
    fn splits_at_bare_pipes_and_keeps_the_rest_in_the_last_cell() {
        assert_eq!(split("|a|b|c|", 3), ["a", "b", "c"]);
        assert_eq!(split("a | b\\|c | `x|y` | z", 3), ["a ", " b\\|c ", " `x|y` | z"]);
        assert_eq!(split("|a||", 3), ["a", ""]);
        assert_eq!(split("|a|b|c| |", 3), ["a", "b", "c"]);
        assert_eq!(split("|a|b\\||", 2), ["a", "b\\|"]);
    }
}
