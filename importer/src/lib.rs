//! Documentation pages in, schemas out: a pure function from a page's text to a schema and findings.

pub mod finding;
pub mod page;
pub mod portal;
