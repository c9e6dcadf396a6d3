//! The language of the schemas: read, correct, check and export descriptions of API endpoints.
//!
//! No I/O happens here: files come in as bytes and go out as values.

pub mod check;
pub mod diag;
pub mod diff;
pub mod document;
pub mod export;
pub mod keywords;
pub mod load;
pub mod overlay;
pub mod parallel;
pub mod schema;
pub mod source;
pub mod states;
