//! Bytes to documents: every file is read and checked on its own, and all faults come back at once.

mod document;
mod files;
mod lexical;
mod parse;
pub(crate) mod shape;
mod shared;
mod structure;
#[cfg(test)]
pub(crate) mod testing;

pub use files::load;

use crate::diag::Diagnostic;
use crate::document::SchemaSet;

/// A file of the schema directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Path below the schema directory, with forward slashes: `corehr/v2/process_extra/update.json`.
    pub path: String,
    /// The path as it is shown to people: `schemas/corehr/...`.
    pub shown: String,
    /// What the file holds.
    pub bytes: Vec<u8>,
}

/// What a schema directory holds, and all that is wrong with its form.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// What could be read.
    pub set: SchemaSet,
    /// Every fault of form, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
}
