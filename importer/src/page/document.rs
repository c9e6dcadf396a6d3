//! A page as a tree of sections, tables, code and text.

use model::schema::PageForm;

use super::Cell;

/// A documentation page, as a front end read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The form of the page.
    pub form: PageForm,
    /// The title; may be empty.
    pub title: String,
    /// The address; empty if the page does not state it.
    pub url: String,
    /// The date of the edition, `YYYY-MM-DD`; empty if the page does not state it.
    pub date: String,
    /// The names behind the page's try-it link.
    pub try_it: Option<TryIt>,
    /// The content from top to bottom. Content before the first heading is a section without heading.
    pub sections: Vec<Section>,
}

/// The names of an endpoint in its try-it link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TryIt {
    /// `corehr`
    pub project: String,
    /// `v2`
    pub version: String,
    /// `process.extra`
    pub resource: String,
    /// `update`
    pub method: String,
}

/// A heading with its content, up to the next heading of any level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: Option<Heading>,
    /// The section's content, in order.
    pub blocks: Vec<Block>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its line, from 1.
    pub line: u32,
    /// 1 for the page's title, 2 for its parts, and so on.
    pub level: u8,
    /// Its visible text, trimmed, without emphasis.
    pub text: String,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A table.
    Table(Table),
    /// Code or example JSON.
    Code(Code),
    /// An item of a list.
    Item(Item),
    /// A line of text, with its number.
    Text(u32, String),
}

/// Code or example JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The line of its first character, from 1.
    pub line: u32,
    /// The language in lower case; empty if the page does not give one.
    pub language: String,
    /// The code, unchanged.
    pub text: String,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its line, from 1.
    pub line: u32,
    /// Its Markdown, without the bullet.
    pub text: String,
}

/// Identifies a table row of a page. Each row of each table has an id, except rows of heads; the report counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowId(pub u32);

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The line on which it starts.
    pub line: u32,
    /// The visible texts of its head, trimmed; empty if it has no head.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// True if it is not closed before the next heading or the end of the page.
    pub unclosed: bool,
}

/// The deepest nesting that is read. Documented tables have at most ten levels; readers of nested rows recurse, so hostile tables
/// need a limit.
pub(crate) const MAX_DEPTH: u32 = 20;

/// The nesting level of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The number of levels below the top of the table.
    Known(u32),
    /// Lost in the page's form. [`crate::nest`] rebuilds it.
    Unknown,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id, counted from 0 through the page.
    pub id: RowId,
    /// The line on which it starts.
    pub line: u32,
    /// Its nesting level.
    pub level: Level,
    /// Its cells; their number may differ from that of the head.
    pub cells: Vec<Cell>,
}

impl Page {
    /// Returns all tables, from top to bottom.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections.iter().flat_map(Section::tables)
    }

    /// Returns all rows of all tables, from top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.tables().flat_map(|table| &table.rows)
    }
}

impl Section {
    /// Returns the tables.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// Returns the code blocks.
    pub fn codes(&self) -> impl Iterator<Item = &Code> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Code(code) => Some(code),
            _ => None,
        })
    }

    /// Returns the text of the heading; empty before the first heading.
    #[must_use]
    pub fn title(&self) -> &str {
        self.heading.as_ref().map_or("", |heading| heading.text.as_str())
    }
}
