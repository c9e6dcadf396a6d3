//! A table's columns, recognised by their heads, and its rows as fields.

use super::visible;
use crate::finding::Finding;
use crate::page::{Cell, FieldRow, FieldTable, Piece, Row, Table};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Type,
    Required,
    Description,
    Example,
    /// Anything else; kept with the description.
    Other,
}

fn column(head: &str, has_format: bool) -> Column {
    match head.to_lowercase().as_str() {
        "名称" | "参数" | "字段" | "属性名称" | "name" | "参数名" | "参数名称" | "字段名" | "字段名称"
        | "key" => Column::Name,
        "类型" if has_format => Column::Other,
        "格式" | "类型" | "参数类型" | "数据类型" | "字段类型" | "type" => Column::Type,
        "必填" | "必须" | "必选" | "是否必填" | "是否必须" | "是否必选" | "required" => {
            Column::Required
        }
        "描述" | "说明" | "description" | "参数说明" | "字段说明" | "含义" | "备注" => {
            Column::Description
        }
        "示例" | "示例值" => Column::Example,
        _ => Column::Other,
    }
}

fn columns(table: &Table) -> Vec<Column> {
    let has_format = table.head.iter().any(|head| head == "格式");
    table.head.iter().map(|head| column(&visible(head), has_format)).collect()
}

/// No table of fields is nearly as wide; wider ones would make reading them slow.
const MAX_COLUMNS: usize = 32;

/// No row names nearly as many fields; each of them takes the row's description.
const MAX_NAMES: usize = 16;

/// Whether the table's head is one of fields.
#[must_use]
pub fn is_field_table(table: &Table) -> bool {
    if table.head.len() > MAX_COLUMNS {
        return false;
    }
    let columns = columns(table);
    let has = |column| columns.contains(&column);
    has(Column::Name) && (has(Column::Type) || has(Column::Required))
        || has(Column::Name) && has(Column::Description)
}

/// The table's rows as fields; a row without a name is a field without one.
#[must_use]
pub fn field_table(table: &Table, findings: &mut Vec<Finding>) -> FieldTable {
    let columns = columns(table);
    let rows = table.rows.iter().flat_map(|row| field_rows(row, &columns, findings)).collect();
    FieldTable { line: table.line, rows }
}

/// The fields of a row: one, or one for each name when the name cell lists several.
fn field_rows(row: &Row, columns: &[Column], findings: &mut Vec<Finding>) -> Vec<FieldRow> {
    let assigned = assign(row, columns, findings);
    let mut field = FieldRow {
        id: row.id,
        line: row.line,
        level: row.level,
        name: String::new(),
        type_text: String::new(),
        required: None,
        description: Cell::default(),
    };
    let mut names = Vec::new();
    for (column, cell) in assigned {
        match column {
            Column::Name => {
                let read = read_name(cell);
                names = read.names;
                field.required = field.required.or(read.required);
                field.description.pieces.extend(read.rest);
            }
            Column::Type => field.type_text = visible(&cell.text()),
            Column::Required => field.required = required(&cell.text()).or(field.required),
            Column::Description | Column::Other => {
                field.description.pieces.extend(cell.pieces.iter().cloned());
            }
            Column::Example => field.description.pieces.extend(as_example(cell)),
        }
    }
    // Documented types are ASCII throughout.
    if !field.type_text.is_ascii() {
        let message = "the column of types holds the description of this row";
        findings.push(Finding::warning("misplaced-description", row.line, message));
        let text = std::mem::take(&mut field.type_text);
        field.description.pieces.push(Piece::Text { line: row.line, text });
    }
    if names.len() > MAX_NAMES {
        let message = format!("this row names {} fields; the first {MAX_NAMES} were read", names.len());
        findings.push(Finding::warning("several-names", row.line, message));
        names.truncate(MAX_NAMES);
    } else if names.len() > 1 {
        let message = format!("one row names {} fields: each gets what the row says", names.len());
        findings.push(Finding::note("several-names", row.line, message));
    }
    if names.is_empty() {
        names.push(String::new());
    }
    names.into_iter().map(|name| FieldRow { name, ..field.clone() }).collect()
}

/// The row's cells with their columns, where the numbers of both agree; otherwise as far as they can be told.
fn assign<'r>(row: &'r Row, columns: &[Column], findings: &mut Vec<Finding>) -> Vec<(Column, &'r Cell)> {
    let mut columns = columns.to_vec();
    if row.cells.len() != columns.len() {
        let message = format!("this row has {} cells below {} heads", row.cells.len(), columns.len());
        findings.push(Finding::warning("cell-count", row.line, message));
        let required = columns.iter().position(|column| *column == Column::Required);
        let is_stated = |cell: &Cell| self::required(&cell.text()).is_some();
        if let Some(at) = required
            .filter(|at| row.cells.len() < columns.len() && !row.cells.get(*at).is_some_and(is_stated))
        {
            columns.remove(at);
        }
    }
    let columns = columns.into_iter().chain(std::iter::repeat(Column::Other));
    columns.zip(&row.cells).collect()
}

struct NameCell {
    names: Vec<String>,
    required: Option<bool>,
    /// Lines that are no names.
    rest: Vec<Piece>,
}

/// A name, which may carry the tag 必选, several names, or a name with a remark.
fn read_name(cell: &Cell) -> NameCell {
    let mut read = NameCell { names: Vec::new(), required: None, rest: Vec::new() };
    for piece in &cell.pieces {
        let Piece::Text { text, .. } = piece else {
            read.rest.push(piece.clone());
            continue;
        };
        let shown = visible(text);
        match tag(&shown) {
            Some(required) => read.required = Some(required),
            None if read.names.is_empty() || is_identifier(&shown) => read.names.push(shown),
            None => read.rest.push(piece.clone()),
        }
    }
    read.names.retain(|name| !name.is_empty());
    read
}

fn is_identifier(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

fn tag(text: &str) -> Option<bool> {
    match text {
        "必选" | "必填" | "(必填)" | "（必填）" => Some(true),
        "可选" | "选填" | "非必填" => Some(false),
        _ => None,
    }
}

/// What a required column says.
fn required(text: &str) -> Option<bool> {
    match visible(text).to_lowercase().as_str() {
        "是" | "必填" | "必须" | "必选" | "yes" | "true" | "required" | "y" => Some(true),
        "否" | "选填" | "可选" | "非必填" | "no" | "false" | "optional" | "n" => Some(false),
        _ => None,
    }
}

/// A column of examples says what a line of the description says elsewhere.
fn as_example(cell: &Cell) -> Vec<Piece> {
    let mut pieces = cell.pieces.clone();
    if let Some(Piece::Text { text, .. }) = pieces.first_mut() {
        *text = format!("**示例值**：{text}");
    }
    pieces
}
