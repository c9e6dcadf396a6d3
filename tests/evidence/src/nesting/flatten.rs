//! Rewrites a portal page as the site exports it: Markdown without levels of nesting.
//!
//! It is written from the portal's page model, so a fact that the model has lost stays lost. Seen in exported pages:
//! front matter, title, tables without outer pipes, lines of cells, links, scopes, tokens, kinds of app, members, remarks.
//! Guessed: further lines of a member, code in cells, entities (written as the characters that they stand for), and that a
//! table drawn with pipes or branches keeps its text as it is.

use importer::page::{Block, Cell, Code, Level, Page, Piece, Row, Table};
use importer::portal;

/// Whether to keep the branches with which some tables draw their nesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Branches {
    /// They stay, as text.
    Kept,
    /// They are lost, like levels.
    Lost,
}

/// The page in the site's form.
pub(super) fn flatten(text: &str, branches: Branches) -> String {
    let text = with_remarks(text);
    let (page, _) = portal::read(&text);
    let lines: Vec<&str> = text.lines().collect();
    let mut writer = Writer { lines: &lines, branches, out: front_matter(&page) };
    for section in &page.sections {
        if let Some(heading) = &section.heading {
            let marks = "#".repeat(usize::from(heading.level));
            writer.line(&format!("\n{marks} {}", heading.text));
        }
        for block in &section.blocks {
            writer.block(block);
        }
    }
    writer.out
}

/// The text with remarks marked as the export does: an alert as `**注意事项**：…`, a tooltip in bold.
fn with_remarks(text: &str) -> String {
    let text = rewrite(text, "md-alert", |remark| format!("\n**注意事项**：{remark}\n"));
    rewrite(&text, "md-tooltip", |remark| format!("\n**{remark}**\n"))
}

/// The text with each element of that name replaced; those without content are left out.
fn rewrite(text: &str, element: &str, written: impl Fn(&str) -> String) -> String {
    let (opening, closing) = (format!("<{element}"), format!("</{element}>"));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, content, after)) = split_element(rest, &opening, &closing) {
        out.push_str(before);
        if !content.trim().is_empty() {
            out.push_str(&written(content.trim()));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Splits a text into the part before the first such element, its content, and the part behind it.
fn split_element<'t>(text: &'t str, opening: &str, closing: &str) -> Option<(&'t str, &'t str, &'t str)> {
    let (before, rest) = text.split_once(opening)?;
    let (_, rest) = rest.split_once('>')?;
    let (content, after) = rest.split_once(closing)?;
    Some((before, content, after))
}

fn front_matter(page: &Page) -> String {
    let Page { title, url, date, .. } = page;
    format!(
        "---\ntitle: \"{title}\"\nsource_url: {url}\nlast_remote_update: {date}\n---\n最后更新于 {date}\n"
    )
}

struct Writer<'a> {
    /// The portal page's lines.
    lines: &'a [&'a str],
    branches: Branches,
    out: String,
}

impl<'a> Writer<'a> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Table(table) => self.table(table),
            Block::Code(Code { language, text, .. }) => self.line(&format!("```{language}\n{text}\n```")),
            Block::Item(item) => self.line(&format!("- {}", linked(&item.text))),
            Block::Text(_, text) => self.line(&format!("\n{}", linked(text))),
        }
    }

    fn table(&mut self, table: &Table) {
        let written = self.source_line(table.line);
        if !written.trim_start().starts_with('<') && self.branches == Branches::Kept {
            return self.pipes(table);
        }
        if is_meta(table) {
            self.line("名称 | 值\n---|---");
        } else if !table.head.is_empty() {
            let rule = vec!["---"; table.head.len()].join(" | ");
            self.line(&format!("\n{}\n{rule}", table.head.join(" | ")));
        }
        let draws = self.branches == Branches::Kept && !written.contains("<md-dt-table");
        for row in &table.rows {
            let row = self.row(row, draws);
            self.line(&row);
        }
        self.line("");
    }

    /// A table that the portal page writes in Markdown.
    fn pipes(&mut self, table: &Table) {
        let last = table.rows.last().map_or(table.line + 1, |row| row.line);
        self.line("");
        for number in table.line..=last {
            let line = linked(self.source_line(number));
            self.line(&line);
        }
        self.line("");
    }

    /// Cells separated by pipes.
    fn row(&self, row: &Row, draws: bool) -> String {
        let mut cells: Vec<String> = row.cells.iter().map(|cell| self.cell(cell)).collect();
        if let (true, Level::Known(level @ 1..), Some(name)) = (draws, row.level, cells.first_mut()) {
            let indent = "\u{2003}".repeat(usize::try_from(level).unwrap_or_default());
            *name = format!("{indent}∟{name}");
        }
        cells.join(" | ")
    }

    /// A cell's lines, each but the last with two blanks at its end.
    fn cell(&self, cell: &Cell) -> String {
        let mut lines = Vec::new();
        for (number, text) in cell.pieces.iter().map(piece) {
            for (number, line) in (number..).zip(text.lines()) {
                let indent = if lines.is_empty() { "" } else { self.indent(number, line) };
                lines.push(format!("{indent}{line}"));
            }
        }
        lines.join("  \n")
    }

    /// The indent of a line in the source.
    fn indent(&self, number: u32, line: &str) -> &'a str {
        const NEAR: u32 = 4;
        let start: String = line.chars().take(8).collect();
        let is_line = |written: &&str| {
            let written = written.trim_start();
            written.starts_with(&start) || written.starts_with("<md-perm")
        };
        let near = (number..number.saturating_add(NEAR)).map(|number| self.source_line(number));
        let written = near.into_iter().find(is_line).unwrap_or_default();
        written.get(..written.len() - written.trim_start().len()).unwrap_or_default()
    }

    fn source_line(&self, number: u32) -> &'a str {
        let at = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        self.lines.get(at).copied().unwrap_or_default()
    }
}

/// Returns true for the table with method and URL, which has a head of its own in the export.
fn is_meta(table: &Table) -> bool {
    table.head.first().is_some_and(|head| head == "基本")
}

/// The lines of a piece, and the source line of the first.
fn piece(piece: &Piece) -> (u32, String) {
    match piece {
        Piece::Text { line, text } => (*line, linked(text)),
        Piece::Member { line, key, text } => (*line, format!("- {key}：{}", linked(text))),
        Piece::Scope { line, name, label } => (*line, format!("{label}({name})")),
        Piece::Token { line, name } => (*line, format!("`{name}`")),
        Piece::Apps { line, kinds } => {
            (*line, kinds.iter().map(|kind| app(kind)).collect::<Vec<_>>().join("、"))
        }
        Piece::Code { line, text } => (*line, format!("```\n{text}\n```")),
    }
}

fn app(kind: &str) -> &str {
    match kind {
        "custom" => "自建应用",
        "isv" => "商店应用",
        other => other,
    }
}

/// A line with the site's links, and without the link that tries the call.
fn linked(text: &str) -> String {
    let text = text.replace("(/ssl:ttdoc/", "(https://open.feishu.cn/document/");
    match text.split_once("{尝试一下}(url=") {
        Some((before, link)) => {
            let after = link.split_once(')').map_or("", |(_, after)| after);
            format!("{before}{after}")
        }
        None => text,
    }
}

#[cfg(test)]
mod tests;
