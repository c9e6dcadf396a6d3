//! The page model, which both forms of page are read into.
//!
//! [`Page`] is the page as a reader sees it: sections with tables, code and text, each with its line. It does not know about
//! endpoints. A [`FieldTable`] is a table whose columns have been recognised as those of fields.

mod cell;
mod document;
mod fields;
mod names;
mod text;

pub use cell::{Cell, Piece};
pub(crate) use document::MAX_DEPTH;
pub use document::{Block, Code, Heading, Item, Level, Page, Row, RowId, Section, Table, TryIt};
pub use fields::{FieldRow, FieldTable};
pub(crate) use fields::{MAX_COLUMNS, field_table, has_types, is_field_table, spelt_type};
pub(crate) use names::{is_branch, is_one_name};
pub(crate) use text::{unescape, visible};
