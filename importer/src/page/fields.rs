//! A table whose columns have been recognised as fields.

use super::{Cell, RowId};

/// How deep a row is nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// So many levels below the table's top.
    Known(u32),
    /// The form has lost it. A rebuilt table has [`Level::Known`] in every row.
    Unknown,
}

/// A table of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldTable {
    /// The line on which it starts.
    pub line: u32,
    /// Its rows, in the page's order: each follows its parent.
    pub rows: Vec<FieldRow>,
}

/// One documented field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRow {
    /// Its name in the account.
    pub id: RowId,
    /// The line on which it starts.
    pub line: u32,
    /// Its depth.
    pub level: Level,
    /// The name on the wire, escapes removed.
    pub name: String,
    /// The type as the page writes it, escapes removed: `string[]`, `-`. Empty when the table has no such column.
    pub type_text: String,
    /// What the required column says; absent when there is none or it is empty.
    pub required: Option<bool>,
    /// The description.
    pub description: Cell,
}
