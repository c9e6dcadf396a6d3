//! Imports documentation pages: a pure function from the text of a page to a schema and findings.
//!
//! A page passes the modules in this order:
//!
//! 1. [`portal`] or [`site`] reads the text of either form into a [`page::Page`]; they share `markdown`.
//! 2. [`outline`] tells the kind of page, and which table and example is which part of an endpoint.
//! 3. [`nest`] rebuilds the nesting of tables whose form has lost it.
//! 4. [`description`] takes the text of table cells apart; `candidates` finds sentences that read like rules.
//! 5. [`assemble`] builds the schema.
//!
//! [`report::Report`] collects findings on the way, and keeps account of every table row.

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
pub use import::{Imported, Schema, advice, certain_tables, import_known, import_page, import_with_prose};
pub use markdown::front_matter::edition;
