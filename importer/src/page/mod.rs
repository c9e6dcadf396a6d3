//! The page model: what both forms of a page are read into, before anything is made of it.
//!
//! [`Page`] is the page as a reader sees it: sections with tables, code and text, each with its line. It knows nothing of
//! endpoints. A [`FieldTable`] is a table whose columns have been recognised as fields.

mod cell;
mod document;
mod fields;
mod text;

pub use cell::{Cell, Piece};
pub use document::{Block, Code, Heading, Item, Level, Page, Row, RowId, Section, Table, TryIt};
pub use fields::{FieldRow, FieldTable};
pub(crate) use fields::{field_table, has_types, is_field_table, spelt_type};
pub(crate) use text::{unescape, visible};
