//! A page as a tree of sections, tables, code and text.

use model::schema::PageForm;

use super::Cell;

/// One documentation page, as its front end read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The form that it came in.
    pub form: PageForm,
    /// The page's own title; empty when it has none.
    pub title: String,
    /// The page's address; empty when it states none.
    pub url: String,
    /// The date of the edition, `YYYY-MM-DD`; empty when it states none.
    pub date: String,
    /// The names behind the page's try-it link.
    pub try_it: Option<TryIt>,
    /// The page from top to bottom. What stands before the first heading is a section without one.
    pub sections: Vec<Section>,
}

/// What a try-it link says about the endpoint.
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

/// A heading and what stands below it, up to the next heading of any level.
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
    /// Its visible text, trimmed, without marks of emphasis.
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
    /// The language that the page gives, in lower case; empty when it gives none.
    pub language: String,
    /// The code as it stands.
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

/// Names one table row of a page. Every row of every table has one, heads apart; the account counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowId(pub u32);

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The line on which it starts.
    pub line: u32,
    /// The visible texts of its head, trimmed; empty when it has none.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// It is not closed before the next heading or the end of the page.
    pub unclosed: bool,
}

/// How deep a row is nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// So many levels below the table's top.
    Known(u32),
    /// The form has lost it. A rebuilt table has [`Level::Known`] in every row.
    Unknown,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name in the account, counted from 0 through the page.
    pub id: RowId,
    /// The line on which it starts.
    pub line: u32,
    /// How deep it is nested, where the page says so.
    pub level: Level,
    /// Its cells, as many as the page has.
    pub cells: Vec<Cell>,
}

impl Page {
    /// All tables, from top to bottom.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections.iter().flat_map(Section::tables)
    }

    /// All rows of all tables, from top to bottom.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.tables().flat_map(|table| &table.rows)
    }
}

impl Section {
    /// The section's tables.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// The section's code blocks.
    pub fn codes(&self) -> impl Iterator<Item = &Code> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Code(code) => Some(code),
            _ => None,
        })
    }

    /// The heading's text; empty above the first heading.
    #[must_use]
    pub fn title(&self) -> &str {
        self.heading.as_ref().map_or("", |heading| heading.text.as_str())
    }
}
