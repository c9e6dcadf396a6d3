//! Tables of tags: `<md-dt-table>`, `<md-table>`, `<table>`.

use super::inline::{self, count_lines};
use crate::markdown::lines::is_heading;
use crate::markdown::rows::Rows;
use crate::markdown::tags::Tag;
use crate::page::{Cell, Table};

/// Reads the table whose opening tag is at the start of the text. Returns the table and its number of bytes. It ends at its
/// closing tag, or at the next heading if the tag is missing.
pub(super) fn read(text: &str, line: u32, rows: &mut Rows) -> (Table, usize) {
    let table = Table { line, head: Vec::new(), rows: Vec::new(), unclosed: false };
    rows.start_table();
    let mut reader = Reader {
        text,
        line,
        table,
        rows,
        at: 0,
        in_head: false,
        row: None,
        cell: None,
        behind: None,
        fenced: false,
    };
    reader.run();
    (reader.table, reader.at)
}

/// Returns true if the tag opens a table.
pub(super) fn opens_table(tag: &Tag<'_>) -> bool {
    tag.opens() && is_table(tag)
}

fn is_table(tag: &Tag<'_>) -> bool {
    matches!(tag.name, "md-dt-table" | "md-table" | "table")
}

struct Reader<'a, 'r> {
    text: &'a str,
    rows: &'r mut Rows,
    table: Table,
    /// The position of the next byte, and its line.
    at: usize,
    line: u32,
    in_head: bool,
    row: Option<OpenRow>,
    /// The position and line at which the open cell's content starts.
    cell: Option<(usize, u32)>,
    /// The position and line at which the last cell of the open row ended.
    behind: Option<(usize, u32)>,
    /// True inside a fence of the open cell: only the end of the cell is markup there.
    fenced: bool,
}

/// A row that is not complete.
struct OpenRow {
    line: u32,
    level: Option<u32>,
    cells: Vec<Cell>,
    /// True if it has a data cell.
    data: bool,
}

impl Reader<'_, '_> {
    fn run(&mut self) {
        let opening = Tag::at(self.text).map_or(0, |tag| tag.len);
        self.advance(opening);
        while let Some(offset) = self.rest().find(['<', '\n']) {
            let found = self.at + offset;
            let ended = match self.text.as_bytes().get(found) {
                Some(b'\n') => self.line_break(found),
                _ => self.tag(found),
            };
            if ended {
                return;
            }
        }
        self.end_unclosed(self.text.len());
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn advance(&mut self, to: usize) {
        self.line += count_lines(self.text.get(self.at..to).unwrap_or_default());
        self.at = to;
    }

    /// Handles a line break. Returns true if an unclosed table ends at a heading there.
    fn line_break(&mut self, found: usize) -> bool {
        self.advance(found + 1);
        let line = self.rest();
        if self.cell.is_some() && line.trim_start_matches([' ', '\t']).starts_with("```") {
            self.fenced = !self.fenced;
        } else if !self.fenced && is_heading(line) {
            self.end_unclosed(self.at);
            return true;
        }
        false
    }

    /// Handles a tag. Returns true if it ends the table.
    fn tag(&mut self, found: usize) -> bool {
        let Some(tag) = Tag::at(self.text.get(found..).unwrap_or_default()) else {
            self.advance(found + 1);
            return false;
        };
        let end = found + tag.len;
        if is_table(&tag) {
            if tag.opens() {
                self.end_unclosed(found);
            } else {
                self.close_row(found);
                self.advance(end);
            }
            return true;
        }
        match tag.name {
            "md-dt-td" | "md-td" | "td" | "md-dt-th" | "md-th" | "th" => self.cell_tag(&tag, found, end),
            _ if self.fenced => {}
            "md-text" if tag.opens() && self.cell.is_none() => self.bare_text(found),
            "md-dt-tr" | "md-tr" | "tr" => self.row_tag(&tag, found),
            "md-dt-thead" | "md-thead" | "thead" => {
                self.close_row(found);
                self.in_head = tag.opens();
            }
            _ => {}
        }
        self.advance(end);
        false
    }

    fn row_tag(&mut self, tag: &Tag<'_>, found: usize) {
        self.close_row(found);
        if tag.opens() {
            let level = tag.attribute("level").and_then(|level| level.parse().ok());
            let line = self.line + count_lines(self.text.get(self.at..found).unwrap_or_default());
            self.row = Some(OpenRow { line, level, cells: Vec::new(), data: false });
        }
    }

    fn cell_tag(&mut self, tag: &Tag<'_>, found: usize, end: usize) {
        self.close_cell(found);
        let line = self.line + count_lines(self.text.get(self.at..end).unwrap_or_default());
        if !tag.opens() {
            self.behind = Some((end, line));
            return;
        }
        self.cell = Some((end, line));
        let row = self.row.get_or_insert(OpenRow { line, level: None, cells: Vec::new(), data: false });
        row.data |= tag.name.ends_with("td");
    }

    /// Opens a cell at a name or type that is in a row but not in a cell.
    fn bare_text(&mut self, found: usize) {
        let line = self.line + count_lines(self.text.get(self.at..found).unwrap_or_default());
        self.close_cell(found);
        if let Some(row) = &mut self.row {
            row.data = true;
            self.cell = Some((found, line));
        }
    }

    fn close_cell(&mut self, end: usize) {
        self.fenced = false;
        let (opened, behind) = (self.cell.take(), self.behind.take());
        let Some(row) = &mut self.row else { return };
        if let Some((start, line)) = opened {
            row.cells.push(inline::read(self.text.get(start..end).unwrap_or_default(), line));
        } else if let (Some((start, line)), Some(last)) = (behind, row.cells.last_mut()) {
            // Text after the end of a cell was meant for the cell.
            last.pieces.extend(inline::read(self.text.get(start..end).unwrap_or_default(), line).pieces);
        }
    }

    fn close_row(&mut self, end: usize) {
        self.close_cell(end);
        let Some(row) = self.row.take().filter(|row| !row.cells.is_empty()) else { return };
        let is_head = self.table.head.is_empty() && self.table.rows.is_empty() && (self.in_head || !row.data);
        if is_head {
            self.table.head = row.cells.iter().map(|cell| cell.text().trim().to_owned()).collect();
        } else {
            self.table.rows.push(self.rows.row(row.line, row.level, row.cells));
        }
    }

    fn end_unclosed(&mut self, at: usize) {
        self.close_row(at);
        self.table.unclosed = true;
        self.advance(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Level;

    fn texts(table: &Table) -> Vec<Vec<String>> {
        table.rows.iter().map(|row| row.cells.iter().map(Cell::text).collect()).collect()
    }

    fn read_at_one(text: &str) -> (Table, usize) {
        read(text, 1, &mut Rows::default())
    }

    #[test]
    fn reads_head_rows_levels_and_lines() {
        let text = "<md-dt-table>\n<md-dt-thead><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th></md-dt-tr></md-dt-thead>\n\
                    <md-dt-tr level=\"0\">\n<md-dt-td>a</md-dt-td>\n<md-dt-td>b</md-dt-td>\n</md-dt-tr>\n\
                    <md-dt-tr level=\"1\"><md-dt-td>c</md-dt-td><md-dt-td></md-dt-td></md-dt-tr></md-dt-table>rest";
        let (table, len) = read_at_one(text);
        assert_eq!(table.head, ["名称", "类型"]);
        assert_eq!(texts(&table), [vec!["a", "b"], vec!["c", ""]]);
        let places: Vec<_> = table.rows.iter().map(|row| (row.id.0, row.line, row.level)).collect();
        assert_eq!(places, [(0, 3, Level::Known(0)), (1, 7, Level::Known(1))]);
        assert_eq!(text.get(len..), Some("rest"));
        assert!(!table.unclosed);
    }

    #[test]
    fn an_unclosed_table_stops_at_the_next_heading() {
        let text = "<md-table><md-tr><md-td>a</md-td></md-tr>\n<md-tr><md-td>b\n### 响应体\ntext";
        let (table, len) = read_at_one(text);
        assert_eq!(texts(&table), [["a"], ["b"]]);
        assert!(table.unclosed);
        assert_eq!(text.get(len..), Some("### 响应体\ntext"));
    }

    #[test]
    fn stray_closers_and_missing_closers_cost_no_row() {
        let text = "<md-table></md-td></md-tr><md-tr><md-td>a<md-td>b</md-tr></md-tr><md-td>c</md-td><md-tr><md-td>d</md-table>";
        let (table, _) = read_at_one(text);
        assert_eq!(texts(&table), [vec!["a", "b"], vec!["c"], vec!["d"]]);
    }

    #[test]
    fn a_type_without_a_cell_around_it_is_a_cell() {
        let (table, _) = read_at_one(
            "<md-table><md-tr><md-td>a</md-td><md-text type=\"field-type\" >bool</md-text><md-td>b</md-td></md-tr></md-table>",
        );
        assert_eq!(texts(&table), [["a", "bool", "b"]]);
    }

    #[test]
    fn text_behind_a_cell_belongs_to_it() {
        let (table, _) = read_at_one(
            "<md-table><md-tr><md-td>a</md-td>\n<md-td>b</md-td>\n\n**c**\n</md-tr>lost<md-tr><md-td>d</md-td></md-tr></md-table>",
        );
        assert_eq!(texts(&table), [vec!["a", "b **c**"], vec!["d"]]);
        assert_eq!(
            table.rows[0].cells[1].pieces[1],
            crate::page::Piece::Text { line: 4, text: "**c**".into() }
        );
    }

    #[test]
    fn markup_in_a_fence_is_code() {
        let text = "<md-table><md-tr><md-td>\n```\n<md-tr>\n## no heading\n```\n</md-td></md-tr></md-table>";
        let (table, _) = read_at_one(text);
        assert_eq!(table.rows.len(), 1);
        assert_eq!(
            table.rows[0].cells[0].pieces,
            [crate::page::Piece::Code { line: 3, text: "<md-tr>\n## no heading".into() }]
        );
    }
}
