//! Tables of fields: the columns are recognised by their heads, and each row becomes a field.

use model::diag::{Code, quoted};

use super::names::read_name;
use super::{Cell, Level, Piece, Row, RowId, Table, visible};
use crate::finding::Finding;
use crate::report::Report;

/// A table of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldTable {
    /// The line on which it starts.
    pub line: u32,
    /// Its rows in the order of the page: each follows its parent.
    pub rows: Vec<FieldRow>,
}

/// One documented field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRow {
    /// Its id in the report.
    pub id: RowId,
    /// The line on which it starts.
    pub line: u32,
    /// Its nesting level.
    pub level: Level,
    /// The name on the wire, escapes removed.
    pub name: String,
    /// The type as the page writes it, escapes removed: `string[]`, `-`. Empty if the table has no such column.
    pub type_text: String,
    /// The value of the required column; absent if there is no such column or the cell is empty.
    pub required: Option<bool>,
    /// The description.
    pub description: Cell,
}

/// The meaning of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Type,
    Required,
    Description,
    /// A fact that other tables give in the description, behind such a key.
    Keyed(&'static str),
    /// Anything else; added to the description.
    Other,
}

fn column(head: &str, has_format: bool) -> Column {
    match head {
        "名称" | "参数" | "字段" | "属性" | "属性名" | "属性名称" | "name" | "参数名" | "参数名称"
        | "字段名" | "字段名称" | "变量名" | "key" | "field" | "parameter" => Column::Name,
        "类型" if has_format => Column::Other,
        "格式" | "类型" | "参数类型" | "数据类型" | "字段类型" | "属性类型" | "值类型" | "type"
        | "datatype" => Column::Type,
        "是否必需" | "必需" | "是否必传" | "必传" | "required" => Column::Required,
        "描述" | "说明" | "description" | "desc" | "参数说明" | "参数描述" | "字段说明" | "字段描述"
        | "含义" | "释义" | "备注" => Column::Description,
        "示例" | "示例值" | "样例" | "example" => Column::Keyed("示例值"),
        "默认值" | "默认" | "缺省值" | "default" => Column::Keyed("默认值"),
        "取值范围" => Column::Keyed("取值范围"),
        "最大长度" => Column::Keyed("最大长度"),
        // Some heads list both answers: `必填 / 选填`.
        _ if ["必填", "必选", "必须", "是否必"].iter().any(|word| head.starts_with(word)) => {
            Column::Required
        }
        _ => Column::Other,
    }
}

fn columns(table: &Table) -> Vec<Column> {
    let shown = |head: &String| -> String {
        visible(head).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect()
    };
    let heads: Vec<String> = table.head.iter().map(shown).collect();
    let has_format = heads.iter().any(|head| head == "格式");
    heads.iter().map(|head| column(head, has_format)).collect()
}

/// Wider tables are not read as fields. Documented tables have at most six columns; the limit keeps hostile heads cheap.
pub(crate) const MAX_COLUMNS: usize = 32;

/// The most fields that one row may name. Each of them gets a copy of the row's description, so hostile rows need a limit.
const MAX_NAMES: usize = 16;

/// Returns true if the table's head is one of fields. Without a column of types or of what is required, names must stand first:
/// a later column lists the parameters of what the first one names.
pub(crate) fn is_field_table(table: &Table) -> bool {
    if table.head.len() > MAX_COLUMNS {
        return false;
    }
    let columns = columns(table);
    let has = |column| columns.contains(&column);
    has(Column::Name) && (has(Column::Type) || has(Column::Required))
        || columns.first() == Some(&Column::Name) && has(Column::Description)
}

/// Returns true if the table has a column of types.
pub(crate) fn has_types(table: &Table) -> bool {
    table.head.len() <= MAX_COLUMNS && columns(table).contains(&Column::Type)
}

/// Reads the rows of a table as fields. A row without a name and a type stands between fields and is left out; one with a type
/// becomes a field without a name, which owns the rows below it.
pub(crate) fn field_table(table: &Table, report: &mut Report) -> FieldTable {
    let columns = columns(table);
    let rows = table.rows.iter().flat_map(|row| field_rows(row, &columns, report)).collect();
    FieldTable { line: table.line, rows }
}

/// Reads a row: one field, or one for each name if the name cell lists several.
fn field_rows(row: &Row, columns: &[Column], report: &mut Report) -> Vec<FieldRow> {
    let assigned = assign(row, columns, report);
    let mut field = FieldRow {
        id: row.id,
        line: row.line,
        level: row.level,
        name: String::new(),
        type_text: String::new(),
        required: None,
        description: Cell::default(),
    };
    let (mut names, mut is_choice) = (Vec::new(), false);
    for (column, cell) in assigned {
        match column {
            Column::Name => {
                let read = read_name(cell);
                (names, is_choice) = (read.names, read.is_choice);
                field.required = field.required.or(read.required);
                field.description.pieces.extend(read.rest);
            }
            Column::Type => field.type_text = visible(&cell.text()),
            Column::Required => {
                let stated = read_required(cell, report);
                if stated.required.is_none() && field.required.is_none() && is_unsaid(cell) {
                    report.push(odd_required(row.line, "an empty cell"));
                }
                field.required = stated.required.or(field.required);
                field.description.pieces.extend(stated.rest);
            }
            Column::Description | Column::Other => {
                field.description.pieces.extend(cell.pieces.iter().cloned());
            }
            Column::Keyed(key) => field.description.pieces.extend(as_line(key, cell)),
        }
    }
    // Documented types are ASCII, except for the few in `SPELT`.
    if !field.type_text.is_ascii() && spelt_type(&field.type_text).is_none() {
        let message = "the column of types has the description of this row; it was read as such";
        report.push(Finding::warning(Code::MisplacedDescription, row.line, message));
        let text = std::mem::take(&mut field.type_text);
        field.description.pieces.push(Piece::Text { line: row.line, text });
    }
    if names.is_empty() && field.type_text.is_empty() {
        let message = "the first cell of this row names no field; the row was left out";
        report.push(Finding::warning(Code::BadName, row.line, message));
        report.reported(row.id);
        return Vec::new();
    }
    report_names(&mut field, &mut names, is_choice, report);
    if names.is_empty() {
        names.push(String::new());
    }
    names.into_iter().map(|name| FieldRow { name, ..field.clone() }).collect()
}

/// Reports a row that names several fields. Where it names fields to choose from, none of them is required by itself.
fn report_names(field: &mut FieldRow, names: &mut Vec<String>, is_choice: bool, report: &mut Report) {
    if names.len() > MAX_NAMES {
        let message = format!("this row names {} fields; only the first {MAX_NAMES} were read", names.len());
        report.push(Finding::warning(Code::SeveralNames, field.line, message));
        names.truncate(MAX_NAMES);
    } else if names.len() > 1 && is_choice && field.required == Some(true) {
        field.required = Some(false);
        let message = format!(
            "this row names {} fields to choose from; each of them gets its type and description, and was read as optional",
            names.len()
        );
        let help = "if a request must have one of them, add a rule to the overlay";
        report.push(Finding::warning(Code::SeveralNames, field.line, message).help(help));
    } else if names.len() > 1 {
        let message = format!(
            "this row names {} fields; each of them gets the type and description of the row",
            names.len()
        );
        report.push(Finding::note(Code::SeveralNames, field.line, message));
    }
}

/// Assigns cells to columns. If their numbers differ, a missing cell of the required column is the most likely reason.
fn assign<'r>(row: &'r Row, columns: &[Column], report: &mut Report) -> Vec<(Column, &'r Cell)> {
    let mut columns = columns.to_vec();
    if row.cells.len() != columns.len() {
        let message = format!("this row has {} cells below {} heads", row.cells.len(), columns.len());
        report.push(Finding::warning(Code::CellCount, row.line, message));
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

/// The content of a required cell: its answer, and further lines.
struct RequiredCell {
    required: Option<bool>,
    rest: Vec<Piece>,
}

/// Reads a required cell. The first line says yes or no, further lines give a condition or a reason. If the first line says
/// neither, it is a condition.
fn read_required(cell: &Cell, report: &mut Report) -> RequiredCell {
    if let Some(required) = required(&cell.text()) {
        return RequiredCell { required: Some(required), rest: Vec::new() };
    }
    let first = cell.lines().next();
    let stated = first.and_then(|(_, text)| required(text));
    if let (None, Some((line, text))) = (stated, first)
        && !is_unsaid(cell)
    {
        report.push(odd_required(line, &quoted(text)));
    }
    RequiredCell {
        required: stated,
        rest: cell.pieces.iter().skip(usize::from(stated.is_some())).cloned().collect(),
    }
}

/// Returns true for an empty cell or a dash.
fn is_unsaid(cell: &Cell) -> bool {
    matches!(visible(&cell.text()).as_str(), "" | "-" | "/" | "—")
}

fn odd_required(line: u32, what: &str) -> Finding {
    let message = format!("{what} does not say whether the field is required; it was read as optional");
    let help = "if the field is required in some cases, add a rule to the overlay";
    Finding::warning(Code::OddRequired, line, message).help(help)
}

fn required(text: &str) -> Option<bool> {
    // A mark may be followed by the selector of its coloured form.
    match visible(text).trim_end_matches('\u{fe0f}').to_lowercase().as_str() {
        "是" | "必填" | "必须" | "必选" | "必需" | "必传" | "yes" | "true" | "required" | "y" | "√" | "✓"
        | "✔" | "☑" | "✅" => Some(true),
        "否" | "选填" | "可选" | "非必填" | "非必须" | "非必选" | "no" | "false" | "optional" | "n" | "×"
        | "✗" | "✕" | "✘" | "❌" => Some(false),
        _ => None,
    }
}

/// Turns a cell of examples, defaults or limits into a line of the description, as other tables write it.
fn as_line(key: &str, cell: &Cell) -> Vec<Piece> {
    let mut pieces = cell.pieces.clone();
    match pieces.first_mut() {
        Some(Piece::Text { text, .. }) if !matches!(text.as_str(), "-" | "/" | "\\-" | "—" | "无") => {
            *text = format!("**{key}**：{text}");
            pieces
        }
        Some(Piece::Text { .. }) => Vec::new(),
        _ => pieces,
    }
}

/// Types in words.
const SPELT: &[(&str, &str)] = &[
    ("字符串", "string"),
    ("文本", "string"),
    ("整数", "int"),
    ("整型", "int"),
    ("数字", "number"),
    ("数值", "number"),
    ("浮点数", "number"),
    ("布尔", "boolean"),
    ("布尔值", "boolean"),
    ("布尔型", "boolean"),
    ("对象", "object"),
    ("数组", "list"),
    ("列表", "list"),
    ("字符串数组", "string[]"),
    ("整数数组", "int[]"),
    ("对象数组", "object[]"),
    ("文件", "file"),
];

/// Translates a type in words: `字符串` is `string`.
pub(crate) fn spelt_type(text: &str) -> Option<&'static str> {
    SPELT.iter().find(|(word, _)| *word == text.trim()).map(|(_, spelt)| *spelt)
}
