//! Documentation pages in, schemas out: a pure function from a page's text to a schema and findings.

pub mod assemble;
mod candidates;
pub mod description;
pub mod finding;
mod import;
mod markdown;
pub mod nest;
pub mod outline;
pub mod page;
mod phrases;
pub mod portal;
pub mod report;
pub mod site;

pub use assemble::Known;
pub use import::{Imported, Schema, certain_tables, import_known, import_page, import_with_prose};
