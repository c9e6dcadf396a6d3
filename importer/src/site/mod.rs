//! Front end of the site's form: the Markdown that the documentation site exports.
//!
//! Its tables have no outer pipes, and their cells span lines and contain lists. Their nesting is lost: rows have
//! [`Level::Unknown`](crate::page::Level::Unknown), and [`crate::nest`] rebuilds the levels.
//!
//! - `table`: tables
//! - `inline`: the content of a cell

mod inline;
mod table;

#[cfg(test)]
mod tests;

use model::diag;
use model::schema::PageForm;

use crate::finding::Finding;
use crate::markdown::front_matter;
use crate::markdown::lines::{heading, item};
use crate::page::{Block, Code, Heading, Item, Page, Section};
use crate::portal::pipe::is_delimiter;
use table::Rows;

/// Returns true if the page has this form: its front matter names the address that it was exported from.
#[must_use]
pub fn is_site(text: &str) -> bool {
    !front_matter::read(text).source_url.is_empty()
}

/// Reads a page. The findings are about its form.
#[must_use]
pub fn read(text: &str) -> (Page, Vec<Finding>) {
    let front = front_matter::read(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader { lines: &lines, at: front.lines, ..Reader::default() };
    reader.run();
    let title = if front.title.is_empty() { reader.title() } else { front.title };
    let date = if front.date.is_empty() { reader.date() } else { front.date };
    let page = Page {
        form: PageForm::Site,
        title,
        url: front.source_url,
        date,
        try_it: None,
        sections: reader.sections,
    };
    (page, reader.findings)
}

struct Reader<'a> {
    lines: &'a [&'a str],
    /// The index of the next line.
    at: usize,
    sections: Vec<Section>,
    rows: Rows,
    findings: Vec<Finding>,
}

impl Default for Reader<'_> {
    fn default() -> Self {
        Self {
            lines: &[],
            at: 0,
            sections: vec![Section::default()],
            rows: Rows::default(),
            findings: Vec::new(),
        }
    }
}

impl<'a> Reader<'a> {
    fn run(&mut self) {
        while let Some(line) = self.lines.get(self.at).copied() {
            if line.trim_start().starts_with("```") {
                self.code(line);
            } else if self.is_table() {
                let (table, used) = table::read(self.lines, self.at, &mut self.rows, &mut self.findings);
                self.block(Block::Table(table));
                self.at += used;
            } else {
                self.line(line);
                self.at += 1;
            }
        }
    }

    /// Returns true at a head with a line of dashes below it.
    fn is_table(&self) -> bool {
        let next = self.lines.get(self.at + 1);
        self.lines.get(self.at).is_some_and(|line| line.contains('|'))
            && next.is_some_and(|line| is_delimiter(line))
    }

    /// Reads a fenced block, up to its end or the end of the page.
    fn code(&mut self, opening: &str) {
        let language = opening.trim().trim_start_matches('`').trim().to_ascii_lowercase();
        let body = self.lines.get(self.at + 1..).unwrap_or_default();
        let end = body.iter().position(|line| line.trim() == "```");
        if end.is_none() {
            let message = "this code block is not closed; it was read up to the end of the page";
            self.findings.push(Finding::warning(diag::Code::UnclosedCode, number(self.at), message));
        }
        let body = body.get(..end.unwrap_or(body.len())).unwrap_or_default();
        self.block(Block::Code(Code { line: number(self.at + 1), language, text: body.join("\n") }));
        self.at += body.len() + 2;
    }

    fn line(&mut self, line: &'a str) {
        let number = number(self.at);
        if let Some((level, text)) = heading(line) {
            let heading = Some(Heading { line: number, level, text: text.to_owned() });
            self.sections.push(Section { heading, blocks: Vec::new() });
        } else if let Some(text) = item(line) {
            self.block(Block::Item(Item { line: number, text: text.to_owned() }));
        } else if !line.trim().is_empty() {
            self.block(Block::Text(number, line.trim().to_owned()));
        }
    }

    fn block(&mut self, block: Block) {
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(block);
        }
    }

    /// Finds the date above the title: `最后更新于 2025-01-02`.
    fn date(&self) -> String {
        let lines = self.sections.iter().take(1).flat_map(|section| &section.blocks);
        let mut dates = lines.filter_map(|block| match block {
            Block::Text(_, text) => text.strip_prefix("最后更新于").map(str::trim),
            _ => None,
        });
        let is_day = |date: &&str| {
            let is_part =
                |at: usize, c: char| if matches!(at, 4 | 7) { c == '-' } else { c.is_ascii_digit() };
            date.len() == 10 && date.char_indices().all(|(at, c)| is_part(at, c))
        };
        dates.find(is_day).unwrap_or_default().to_owned()
    }

    /// Returns the text of the first heading.
    fn title(&self) -> String {
        self.sections
            .iter()
            .map(Section::title)
            .find(|title| !title.is_empty())
            .unwrap_or_default()
            .to_owned()
    }
}

/// Converts an index to a line number, from 1.
fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}
