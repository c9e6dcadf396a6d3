//! The description of a field, read into facts and prose.
//!
//! A description is the text of a table cell. Each of its lines states an example, a default, an enum value, a limit, a
//! scope or a token, or is prose. This module does not know the types of fields: values stay text, and
//! [`crate::assemble`] reads them as values of the type.
//!
//! The phrase lists of these modules come from documentation pages. Comments give how many lines and pages of 1,038 (1,033 of
//! the portal, 5 of the site) hold a phrase; phrases that are not mentioned complete a family, and few or no lines of these
//! pages hold them.
//!
//! - `reader` goes through the lines and decides what each of them is.
//! - `listed` reads enum values that the page lists without markup.
//! - `limits` reads lines of limits, `sentence_limits` limits within sentences, and `bounds` the numbers of both.
//! - `sentences` reads what else a sentence may state: a default, and whether the field is required.
//! - `deprecation` reads whether the field is deprecated.
//! - `prose` keeps the rest and its fingerprint.

mod bounds;
mod deprecation;
mod limits;
mod listed;
mod prose;
mod reader;
mod sentence_limits;
mod sentences;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use limits::{LimitKind, Limits, Unit};
pub use prose::Prose;
pub(crate) use prose::both;

use crate::page::visible;
use crate::page::{Cell, FieldRow, FieldTable, RowId};
use reader::Reader;

/// A description, read once; everything that needs a fact of it reads this.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Description {
    /// The example value: 示例值.
    pub example: Option<Stated>,
    /// The default: 默认值.
    pub default: Option<Stated>,
    /// The only value that is accepted: 固定值.
    pub fixed: Option<Stated>,
    /// The format of a header: 值格式.
    pub format: Option<Stated>,
    /// The enum values: 可选值有.
    pub members: Vec<Member>,
    /// Lines that announce a list of values that is not an enum: an item is not a value, or the list is incomplete.
    pub unread_lists: Vec<u32>,
    /// The limits that lines of their own state: 数据校验规则.
    pub limits: Limits,
    /// The defaults that sentences state.
    pub sentence_defaults: Vec<Stated>,
    /// The only values that sentences state.
    pub sentence_fixed: Vec<Stated>,
    /// The limits that sentences state.
    pub sentence_limits: Vec<Limits>,
    /// Lines that may state a limit.
    pub possible_limits: Vec<u32>,
    /// The field is required, or optional, as the description says against the column.
    pub required: Option<bool>,
    /// The description says that the field is deprecated.
    pub deprecated: bool,
    /// Lines that say that something is deprecated, perhaps the field.
    pub possible_deprecations: Vec<u32>,
    /// The scopes that the field needs: 字段权限要求.
    pub scopes: Vec<Scope>,
    /// The access tokens that are accepted.
    pub tokens: Vec<String>,
    /// Everything else.
    pub prose: Prose,
}

/// A value as the page writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Its line.
    pub line: u32,
    /// The text behind the colon.
    pub first: String,
    /// The lines up to the next key; JSON may span them.
    pub more: Vec<String>,
}

/// A documented value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its line.
    pub line: u32,
    /// The value on the wire.
    pub key: String,
    /// The page's text up to its first full stop, as a reader sees it.
    pub label: String,
}

/// A scope that a field needs, or one value of the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The scope's name.
    pub name: String,
    /// The page's label.
    pub label: String,
    /// The value that needs the scope; absent if every value does.
    pub when: Option<String>,
}

impl Description {
    /// Reads the description of a field whose name does not matter.
    #[must_use]
    pub fn read(cell: &Cell) -> Self {
        Self::of("", cell)
    }

    /// Reads the description of the field `name`.
    #[must_use]
    pub fn of(name: &str, cell: &Cell) -> Self {
        let mut reader = Reader::of(name);
        for piece in &cell.pieces {
            reader.piece(piece);
        }
        reader.finish()
    }
}

/// The descriptions of all rows of some tables.
#[derive(Debug, Default)]
pub(crate) struct Descriptions {
    by_row: BTreeMap<RowId, Description>,
}

impl Descriptions {
    /// Reads the description of every row. Rows of one id come from one row of the page and share its description.
    pub(crate) fn of<'t>(tables: impl IntoIterator<Item = &'t FieldTable>) -> Self {
        let mut by_row = BTreeMap::new();
        for row in tables.into_iter().flat_map(|table| &table.rows) {
            by_row.entry(row.id).or_insert_with(|| Description::of(&row.name, &row.description));
        }
        Self { by_row }
    }

    /// The description of a row of these tables; an empty one for any other row.
    pub(crate) fn get(&self, row: &FieldRow) -> &Description {
        static EMPTY: LazyLock<Description> = LazyLock::new(Description::default);
        self.by_row.get(&row.id).unwrap_or(&EMPTY)
    }
}

/// The text up to the first full stop, as a reader sees it.
#[must_use]
pub fn label(text: &str) -> String {
    let shown = visible(text.lines().next().unwrap_or_default());
    let end = shown.find('。').unwrap_or(shown.len());
    shown.get(..end).unwrap_or_default().trim().to_owned()
}
