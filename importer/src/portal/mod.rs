//! Front end of the portal's form: Markdown with tags for tables, code and cells.
//!
//! Such pages are neither standard Markdown nor HTML, so this is a scanner of its own. It looks at each byte a bounded number
//! of times.
//!
//! - `table`, `pipe`: tables of tags, and pipe tables
//! - `inline`: the content of a cell or line
//! - `try_it`: the link that names the endpoint

mod inline;
pub(crate) mod pipe;
mod table;
mod try_it;

use model::diag;
use model::schema::PageForm;

use crate::finding::Finding;
use crate::markdown::rows::Rows;
use crate::markdown::tags::Tag;
use crate::markdown::{front_matter, lines};
use crate::page::{Block, Code, Heading, Item, Page, Section, Table};

/// Reads a page. The findings are about its form.
#[must_use]
pub fn read(text: &str) -> (Page, Vec<Finding>) {
    let front = front_matter::read(text);
    let mut reader = Reader::new(text, front.lines);
    reader.run();
    let title = if front.title.is_empty() { reader.title() } else { front.title };
    let url = if front.full_path.is_empty() { String::new() } else { format!("{SITE}{}", front.full_path) };
    let page = Page {
        form: PageForm::Portal,
        title,
        url,
        date: front.date,
        try_it: try_it::find(text),
        sections: reader.sections,
    };
    (page, reader.findings)
}

/// The address of the documentation; pages give their path below it.
const SITE: &str = "https://open.feishu.cn/document";

struct Reader<'a> {
    text: &'a str,
    /// The byte at which the next line starts, and its number.
    at: usize,
    line: u32,
    sections: Vec<Section>,
    /// The pipe table that the line before belongs to.
    pipes: Option<Table>,
    rows: Rows,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, skip: usize) -> Self {
        let mut reader = Self {
            text,
            at: 0,
            line: 1,
            sections: vec![Section::default()],
            pipes: None,
            rows: Rows::default(),
            findings: Vec::new(),
        };
        for _ in 0..skip {
            let line = reader.peek().len();
            reader.skip_line(line);
        }
        reader
    }

    fn run(&mut self) {
        while self.at < self.text.len() {
            let line = self.peek();
            if !self.continues_pipes(line) {
                self.block(line);
            }
        }
        self.end_pipes();
    }

    /// Returns the current line without its break.
    fn peek(&self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        rest.split_once('\n').map_or(rest, |(line, _)| line)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Skips a line of that length.
    fn skip_line(&mut self, len: usize) {
        self.at = (self.at + len + 1).min(self.text.len());
        self.line += 1;
    }

    /// Skips bytes, which may span lines.
    fn skip(&mut self, len: usize) {
        let end = (self.at + len).min(self.text.len());
        self.line += inline::count_lines(self.text.get(self.at..end).unwrap_or_default());
        self.at = end;
    }

    fn block(&mut self, line: &'a str) {
        let content = line.trim_start();
        if let Some((level, text)) = lines::heading(line) {
            let heading = Heading { line: self.line, level, text: plain(text) };
            self.sections.push(Section { heading: Some(heading), blocks: Vec::new() });
            self.skip_line(line.len());
        } else if content.starts_with("```") {
            self.fence(line);
        } else if let Some(tag) = Tag::at(content).filter(starts_block) {
            self.skip(line.len() - content.len());
            if tag.name == "md-code-json" { self.code(&tag) } else { self.table() }
        } else if content.contains('|') && self.next_is_delimiter(line) {
            self.pipes = Some(pipe::start(content, self.line, &mut self.rows));
            self.skip_line(line.len());
            let delimiter = self.peek().len();
            self.skip_line(delimiter);
        } else {
            self.text_line(line);
        }
    }

    fn next_is_delimiter(&self, line: &str) -> bool {
        let next = self.rest().get(line.len() + 1..).unwrap_or_default();
        pipe::is_delimiter(next.split_once('\n').map_or(next, |(line, _)| line))
    }

    /// Adds the line to the open pipe table. The table ends at the first line without a pipe.
    fn continues_pipes(&mut self, line: &str) -> bool {
        let Some(table) = &mut self.pipes else { return false };
        if !line.contains('|') || lines::is_heading(line) || line.trim_start().starts_with("```") {
            self.end_pipes();
            return false;
        }
        pipe::push(table, line, self.line, &mut self.rows);
        self.skip_line(line.len());
        true
    }

    fn end_pipes(&mut self) {
        if let Some(table) = self.pipes.take() {
            self.push(Block::Table(table));
        }
    }

    fn fence(&mut self, line: &str) {
        let language = line.trim().trim_start_matches('`').trim().to_lowercase();
        self.skip_line(line.len());
        let start = self.line;
        let rest = self.rest();
        let end = find_line(rest, |line| line.trim_start().starts_with("```"));
        let (text, len) = match end {
            Some((start, end)) => (rest.get(..start).unwrap_or_default(), end),
            None => {
                self.findings.push(Finding::warning(
                    diag::Code::UnclosedCode,
                    start,
                    "this code has no closing fence",
                ));
                (rest, rest.len())
            }
        };
        self.push(Block::Code(Code { line: start, language, text: text.trim_end().to_owned() }));
        self.skip(len);
    }

    /// Reads `<md-code-json>`, up to its closing tag or the next heading.
    fn code(&mut self, tag: &Tag<'_>) {
        self.skip(tag.len);
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start().len();
        self.skip(blank);
        let (text, len) = code_body(self.rest());
        if text.len() == len {
            self.findings.push(Finding::warning(
                diag::Code::UnclosedCode,
                self.line,
                "this example has no closing tag",
            ));
        }
        self.push(Block::Code(Code {
            line: self.line,
            language: "json".to_owned(),
            text: text.trim_end().trim_end_matches(":::").trim_end().to_owned(),
        }));
        self.skip(len);
        self.rest_of_line();
    }

    fn table(&mut self) {
        let (table, len) = table::read(self.rest(), self.line, &mut self.rows);
        if table.unclosed {
            self.findings.push(Finding::warning(
                diag::Code::UnclosedTable,
                table.line,
                "this table is not closed; its rows up to the next heading were read",
            ));
        }
        let closed = !table.unclosed;
        self.push(Block::Table(table));
        self.skip(len);
        if closed {
            self.rest_of_line();
        }
    }

    /// Skips the rest of a block's last line if it is blank. Other text there is a line of its own.
    fn rest_of_line(&mut self) {
        let line = self.peek();
        if line.trim().is_empty() && self.at < self.text.len() {
            self.skip_line(line.len());
        }
    }

    fn text_line(&mut self, line: &str) {
        let number = self.line;
        self.skip_line(line.len());
        let is_item = lines::item(line);
        let text = inline::read(is_item.unwrap_or(line), number).text();
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.push(match is_item {
            Some(_) => Block::Item(Item { line: number, text: text.to_owned() }),
            None => Block::Text(number, text.to_owned()),
        });
    }

    fn push(&mut self, block: Block) {
        if let Some(section) = self.sections.last_mut() {
            section.blocks.push(block);
        }
    }

    /// Returns the text of the first heading.
    fn title(&self) -> String {
        self.sections
            .iter()
            .find_map(|section| section.heading.as_ref())
            .map_or_else(String::new, |h| h.text.clone())
    }
}

fn starts_block(tag: &Tag<'_>) -> bool {
    table::opens_table(tag) || (tag.opens() && tag.name == "md-code-json")
}

/// Returns the text up to the closing tag or the next heading, and the number of bytes with the closing tag.
fn code_body(text: &str) -> (&str, usize) {
    const CLOSING: &str = "</md-code-json>";
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if lines::is_heading(line) {
            break;
        }
        if let Some(at) = line.find(CLOSING) {
            let end = start + at;
            return (text.get(..end).unwrap_or_default(), end + CLOSING.len());
        }
        start += line.len();
    }
    (text.get(..start).unwrap_or_default(), start)
}

/// Finds the first matching line. Returns its start, and the position after its break.
fn find_line(text: &str, is: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if is(line) {
            return Some((start, start + line.len()));
        }
        start += line.len();
    }
    None
}

/// Removes the tags of a heading.
fn plain(text: &str) -> String {
    inline::read(text, 0).text().trim().to_owned()
}
