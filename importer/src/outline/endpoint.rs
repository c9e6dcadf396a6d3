//! Finds the parts of an endpoint's page by their headings.

use super::section::{SectionKind, kind_of};
use super::{forms, unread};
use crate::finding::Finding;
use crate::nest::{self, Registry};
use crate::page::{
    Cell, Code, FieldTable, Page, Piece, Row, RowId, Section, Table, field_table, is_field_table, visible,
};
use crate::report::Report;
use model::diag;

/// The parts of an endpoint's page.
#[derive(Debug, Default)]
pub struct EndpointOutline<'p> {
    /// The rows of the table that names method and URL.
    pub meta: Vec<MetaRow<'p>>,
    /// 请求头
    pub headers: Option<FieldTable>,
    /// 路径参数
    pub path: Option<FieldTable>,
    /// 查询参数
    pub query: Option<FieldTable>,
    /// 请求体
    pub body: Option<FieldTable>,
    /// 响应体
    pub reply: Option<FieldTable>,
    /// 请求体示例
    pub request_examples: Vec<&'p Code>,
    /// 响应体示例
    pub reply_examples: Vec<&'p Code>,
    /// 错误码
    pub errors: Vec<ErrorRow>,
    /// The lines of tables whose nesting is uncertain.
    pub uncertain: Vec<u32>,
    /// The lines of tables of fields below unknown headings.
    pub unread_fields: Vec<u32>,
    /// Further forms of the body.
    forms: Vec<FieldTable>,
    /// The line of the heading above the last table of the body.
    body_heading: Option<u32>,
}

/// A row of the table that names method and URL.
#[derive(Debug)]
pub struct MetaRow<'p> {
    /// Its id in the report.
    pub id: RowId,
    /// Its line.
    pub line: u32,
    /// The first line of its first cell.
    pub key: String,
    /// Further lines of its first cell.
    pub remark: String,
    /// Its second cell.
    pub value: &'p Cell,
}

/// A row of an error table.
#[derive(Debug)]
pub struct ErrorRow {
    /// Its id in the report.
    pub id: RowId,
    /// Its line.
    pub line: u32,
    /// The HTTP status as written.
    pub status: String,
    /// The code as written.
    pub code: String,
    /// The message.
    pub message: String,
    /// What the page advises, which is not copied into schemas.
    pub advice: String,
}

/// Finds the parts of an endpoint's page. The rows of all other tables are reported.
#[must_use]
pub fn outline<'p>(page: &'p Page, registry: &Registry, report: &mut Report) -> EndpointOutline<'p> {
    let mut outline = EndpointOutline::default();
    let mut examples = None;
    for section in &page.sections {
        let part = outline.where_sent(part_of(section, &mut examples));
        match part {
            SectionKind::RequestExample => outline.request_examples.extend(section.codes()),
            SectionKind::ReplyExample => outline.reply_examples.extend(section.codes()),
            SectionKind::Other => unread::examples(section, report),
            _ => {}
        }
        for table in section.tables() {
            outline.take(table, part, section, report);
        }
    }
    outline.settle_nesting(registry, report);
    outline.join_forms(report);
    outline
}

/// Tells the part of a section. Deeper headings below one of examples only tell the examples apart; `examples` is the level and
/// part of that one.
fn part_of(section: &Section, examples: &mut Option<(u8, SectionKind)>) -> SectionKind {
    let level = section.heading.as_ref().map_or(0, |heading| heading.level);
    match (kind_of(section.title()), *examples) {
        (SectionKind::Other, Some((above, part))) if level > above => part,
        (part, _) => {
            let is_example = matches!(part, SectionKind::RequestExample | SectionKind::ReplyExample);
            *examples = is_example.then_some((level, part));
            part
        }
    }
}

impl<'p> EndpointOutline<'p> {
    /// Resolves parameters without a part: those of a GET belong to the query, others to the body.
    fn where_sent(&self, part: SectionKind) -> SectionKind {
        let is_get = || {
            let method = self.meta.iter().find(|row| row.key.trim() == METHOD);
            method.is_some_and(|row| row.value.text().trim().eq_ignore_ascii_case("GET"))
        };
        match part {
            SectionKind::Parameters if self.query.is_none() && is_get() => SectionKind::Query,
            SectionKind::Parameters => SectionKind::Body,
            part => part,
        }
    }

    fn take(&mut self, table: &'p Table, part: SectionKind, section: &Section, report: &mut Report) {
        if self.meta.is_empty() && is_meta(table) {
            self.meta = table.rows.iter().filter_map(meta_row).collect();
            return;
        }
        if let Some(columns) = ErrorColumns::of(table)
            && matches!(part, SectionKind::Errors | SectionKind::Other)
        {
            self.errors.extend(table.rows.iter().map(|row| columns.row(row)));
            return;
        }
        if is_field_table(table) && self.take_fields(table, part, section, report) {
            return;
        }
        if unread::table(table, section, report) {
            self.unread_fields.push(table.line);
        }
    }

    /// Reads the table as fields of the part. Headers may be split into several tables, and so may the forms of one body, each
    /// below its own heading. Returns false if the part has a table already.
    fn take_fields(
        &mut self,
        table: &Table,
        part: SectionKind,
        section: &Section,
        report: &mut Report,
    ) -> bool {
        let heading = section.heading.as_ref().map(|heading| heading.line);
        let has_own_heading = self.body_heading != heading;
        let Some(slot) = self.slot(part) else { return false };
        match slot {
            None => *slot = Some(field_table(table, report)),
            Some(first) if part == SectionKind::Headers => first.rows.extend(field_table(table, report).rows),
            Some(_) if part == SectionKind::Body && has_own_heading => {
                self.forms.push(field_table(table, report));
            }
            Some(_) => return false,
        }
        if part == SectionKind::Body {
            self.body_heading = heading;
        }
        true
    }

    /// Rebuilds the nesting of tables that have lost it.
    fn settle_nesting(&mut self, registry: &Registry, report: &mut Report) {
        let bodies: Vec<u32> = self.body.iter().chain(&self.forms).map(|table| table.line).collect();
        let of_bodies = examples_of(&bodies, &self.request_examples);
        let of_reply = text_of(&self.reply_examples);
        let single = [&mut self.headers, &mut self.path, &mut self.query].into_iter().flatten();
        let bodies = self.body.iter_mut().chain(&mut self.forms);
        let tables = single
            .map(|table| (table, None))
            .chain(bodies.zip(of_bodies))
            .chain(self.reply.iter_mut().zip([of_reply]));
        for (table, example) in tables {
            let nested = nest::settle(table.clone(), example.as_deref(), registry);
            if let Some(doubt) = nested.doubt {
                report.push(doubt);
                self.uncertain.push(nested.table.line);
            }
            *table = nested.table;
        }
    }

    fn join_forms(&mut self, report: &mut Report) {
        let Some(body) = &mut self.body else { return };
        for form in &self.forms {
            forms::join(body, form, report);
            if self.uncertain.contains(&form.line) {
                self.uncertain.push(body.line);
            }
        }
    }

    fn slot(&mut self, part: SectionKind) -> Option<&mut Option<FieldTable>> {
        match part {
            SectionKind::Headers => Some(&mut self.headers),
            SectionKind::Path => Some(&mut self.path),
            SectionKind::Query => Some(&mut self.query),
            SectionKind::Body => Some(&mut self.body),
            SectionKind::Reply => Some(&mut self.reply),
            _ => None,
        }
    }
}

impl EndpointOutline<'_> {
    /// Returns the line of the table that names method and URL, or 1 without one.
    pub(crate) fn meta_line(&self) -> u32 {
        self.meta.first().map_or(1, |row| row.line)
    }

    /// All tables of fields.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &FieldTable> {
        [&self.headers, &self.path, &self.query, &self.body, &self.reply].into_iter().flatten()
    }

    /// Returns true if the body or the reply has no table although an example shows fields, and an unread table may describe
    /// them. A schema without these fields would be wrong.
    pub(crate) fn lacks_fields(&self, method_sends_body: bool, report: &mut Report) -> bool {
        let Some(line) = self.unread_fields.first() else { return false };
        let request = method_sends_body && self.body.is_none() && shows_json(&self.request_examples);
        let reply = self.reply.is_none() && shows_json(&self.reply_examples);
        for (lacks, what) in [(request, "body"), (reply, "reply")] {
            if lacks {
                let message = format!(
                    "the {what} has an example but no table; this table below an unknown heading may describe it"
                );
                report.push(Finding::error(diag::Code::UnreadFields, *line, message));
            }
        }
        request || reply
    }
}

fn shows_json(examples: &[&Code]) -> bool {
    examples.iter().any(|code| code.text.trim_start().starts_with(['{', '[']))
}

/// Returns the examples for each of the tables that start at `lines`: those before the next table, or all of them if it has no own ones.
fn examples_of(lines: &[u32], examples: &[&Code]) -> Vec<Option<String>> {
    let starts = std::iter::once(0).chain(lines.iter().skip(1).copied());
    let ends = lines.iter().skip(1).copied().chain([u32::MAX]);
    let own = starts.zip(ends).map(|(start, end)| {
        let is_own = |code: &&&Code| (start..end).contains(&code.line);
        text_of(&examples.iter().filter(is_own).copied().collect::<Vec<_>>())
    });
    own.map(|own| own.or_else(|| text_of(examples))).collect()
}

/// Joins the examples of a part.
fn text_of(examples: &[&Code]) -> Option<String> {
    let texts: Vec<&str> = examples.iter().map(|code| code.text.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// The key of the row with the method.
const METHOD: &str = "HTTP Method";

fn is_meta(table: &Table) -> bool {
    table.rows.iter().any(|row| row.cells.first().is_some_and(|cell| cell.text().trim() == METHOD))
}

pub(super) fn meta_row(row: &Row) -> Option<MetaRow<'_>> {
    let [key, value, ..] = row.cells.as_slice() else { return None };
    let mut lines = key.lines().map(|(_, text)| visible(text));
    let key = lines.next()?;
    Some(MetaRow { id: row.id, line: row.line, key, remark: lines.collect::<Vec<_>>().join(" "), value })
}

/// The columns of an error table.
struct ErrorColumns {
    status: Option<usize>,
    code: usize,
    message: Option<usize>,
    advice: Option<usize>,
}

impl ErrorColumns {
    fn of(table: &Table) -> Option<Self> {
        let find = |names: &[&str]| {
            table.head.iter().position(|head| {
                let head: String = visible(head).chars().filter(|c| !c.is_whitespace()).collect();
                names.iter().any(|name| name.eq_ignore_ascii_case(&head))
            })
        };
        Some(Self {
            status: find(&["HTTP状态码", "HTTPStatusCode", "HTTPStatus", "HTTP状态", "HTTP码", "状态码"]),
            code: find(&["错误码", "code", "错误代码", "错误码code", "返回码", "errorcode"])?,
            message: find(&[
                "描述", "错误信息", "说明", "msg", "错误描述", "description", "错误说明", "信息", "含义",
                "message", "原因", "错误原因", "错误提示", "报错信息",
            ]),
            advice: find(&["排查建议", "解决方案", "处理建议", "处理方式"]),
        })
    }

    fn row(&self, row: &Row) -> ErrorRow {
        let text = |column: Option<usize>| {
            let cell = column.and_then(|column| row.cells.get(column));
            cell.map_or_else(String::new, visible_cell)
        };
        ErrorRow {
            id: row.id,
            line: row.line,
            status: text(self.status),
            code: text(Some(self.code)),
            message: text(self.message),
            advice: text(self.advice),
        }
    }
}

fn visible_cell(cell: &Cell) -> String {
    let mut shown = String::new();
    for piece in &cell.pieces {
        let text = match piece {
            Piece::Text { text, .. } => visible(text),
            Piece::Code { text, .. } => text.clone(),
            _ => continue,
        };
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(&text);
    }
    shown.trim().to_owned()
}
