//! Tables of the site's form. Exported tables have no outer pipes, and their rows span lines; tables that authors wrote as
//! Markdown keep their pipes.
//!
//! In an exported table, a line that ends in two blanks continues on the next line, and a row ends with the first line that
//! does not. A fenced block inside a cell belongs to the cell. The last cell may contain pipes.

use super::inline;
use super::number;
use crate::finding::Finding;
use crate::markdown::lines::is_heading;
use crate::markdown::rows;
use crate::page::{Cell, Level, Table};
use crate::page::{MAX_COLUMNS, is_field_table};
use crate::portal::pipe;
use model::diag::Code;

/// The state of a page's rows that later rows depend on.
#[derive(Debug, Default)]
pub(super) struct Rows {
    made: rows::Rows,
    /// True after a fence that runs to the end of the page: later fences are ignored, so that reading stays linear.
    unclosed: bool,
}

/// Reads the table whose head is the line `at`. Returns the table and its number of lines.
pub(super) fn read(
    lines: &[&str],
    at: usize,
    rows: &mut Rows,
    findings: &mut Vec<Finding>,
) -> (Table, usize) {
    let head = lines.get(at).copied().unwrap_or_default();
    if is_markdown(head, lines.get(at + 1).copied().unwrap_or_default()) {
        return markdown(head, lines.get(at + 2..).unwrap_or_default(), at, &mut rows.made);
    }
    let mut head = columns(head);
    // A last head without text is only visible by its dashes.
    let ruled = lines.get(at + 1).map_or(0, |line| columns(line).len());
    head.resize(ruled.clamp(head.len(), MAX_COLUMNS.max(head.len())), String::new());
    let mut table = Table { line: number(at), head, rows: Vec::new(), unclosed: false };
    rows.made.start_table();
    let mut next = at + 2;
    while let Some(line) = lines.get(next).copied() {
        if line.trim().is_empty() || is_heading(line) {
            break;
        }
        let length = row_length(lines.get(next..).unwrap_or_default(), &mut rows.unclosed);
        let text = lines.get(next..next + length).unwrap_or_default().join("\n");
        let cells = cells(&text, number(next), table.head.len());
        if cells.len() != table.head.len() {
            let message =
                format!("this row has {} cells, but the head has {}", cells.len(), table.head.len());
            findings.push(Finding::warning(Code::CellCount, number(next), message));
        }
        table.rows.push(rows.made.row(number(next), None, cells));
        next += length;
    }
    forget_levels(&mut table);
    (table, next - at)
}

/// Returns true if the author wrote the table as Markdown. Exported tables have no outer pipes, and blanks before the others.
fn is_markdown(head: &str, rule: &str) -> bool {
    [head, rule].iter().any(|line| line.trim_start().starts_with('|')) || !head.contains(" |")
}

/// Reads a table that was written as Markdown; it ends at the first line without a pipe.
fn markdown(head: &str, below: &[&str], at: usize, rows: &mut rows::Rows) -> (Table, usize) {
    let mut table = pipe::start(head.trim_start(), number(at), rows);
    let ends = |line: &&str| !line.contains('|') || is_heading(line) || line.trim_start().starts_with("```");
    let length = below.iter().position(ends).unwrap_or(below.len());
    for (next, line) in (at + 2..).zip(below.iter().take(length)) {
        pipe::push(&mut table, line, number(next), rows);
    }
    (table, length + 2)
}

/// Marks the levels of fields as lost, unless the table draws them: the export drops them.
fn forget_levels(table: &mut Table) {
    if is_field_table(table) && table.rows.iter().all(|row| row.level == Level::Known(0)) {
        table.rows.iter_mut().for_each(|row| row.level = Level::Unknown);
    }
}

/// Splits a head.
fn columns(line: &str) -> Vec<String> {
    line.trim().trim_matches('|').split('|').map(|text| text.trim().to_owned()).collect()
}

/// Counts the lines of the first row; at least one. An unclosed fence is ignored.
fn row_length(lines: &[&str], unclosed: &mut bool) -> usize {
    let mut fenced = false;
    for (at, line) in lines.iter().enumerate() {
        if !*unclosed && opens_or_closes_fence(line, at) {
            fenced = !fenced;
        }
        if !fenced && !goes_on(line) {
            return at + 1;
        }
    }
    *unclosed |= fenced;
    lines.iter().position(|line| !goes_on(line)).map_or(lines.len(), |at| at + 1)
}

fn goes_on(line: &str) -> bool {
    line.ends_with("  ")
}

/// Returns true for a fence at the start of a line, or at the start of the last cell in the first line of a row.
fn opens_or_closes_fence(line: &str, at: usize) -> bool {
    line.trim_start().starts_with("```")
        || (at == 0
            && line.trim_end().rsplit(" | ").next().is_some_and(|last| {
                last.starts_with("```") && !last.get(3..).unwrap_or_default().contains('`')
            }))
}

/// Splits a row into cells. The last one keeps its pipes.
fn cells(text: &str, line: u32, columns: usize) -> Vec<Cell> {
    let text = text.strip_suffix(" |").map_or_else(|| text.to_owned(), |row| format!("{row} | "));
    let mut found: Vec<Cell> = Vec::with_capacity(columns);
    let mut at = line;
    let mut asks_for_scopes = false;
    for part in text.splitn(columns.max(1), " | ") {
        found.push(inline::read(part, at, asks_for_scopes));
        asks_for_scopes |= part.contains("权限要求");
        at = at.saturating_add(line_breaks(part));
    }
    found
}

fn line_breaks(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}
