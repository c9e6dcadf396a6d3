//! Loading: from bytes to documents. Each file is parsed and checked by itself, and one run reports all faults.

mod document;
mod files;
mod lexical;
mod parse;
pub(crate) mod shape;
mod shared;
mod structure;
#[cfg(test)]
pub(crate) mod testing;
mod texts;

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
    /// The content of the file.
    pub bytes: Vec<u8>,
}

/// The content of a schema directory, and every fault of its form.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The documents that could be decoded.
    pub set: SchemaSet,
    /// Every fault of form, sorted by file and place.
    pub diagnostics: Vec<Diagnostic>,
}
