//! Bytes to documents: every file is read and checked on its own, and all faults come back at once.

mod decode;
mod document;
mod files;
mod findings;
mod lexical;
mod parse;
pub mod pointer;
pub(crate) mod shape;
mod shared;
mod structure;
#[cfg(test)]
pub(crate) mod testing;
mod text;
mod tree;

pub use files::load;
pub(crate) use findings::Findings;
pub use tree::{Member, Node, Object, Tree};

use crate::diag::Diagnostic;
use crate::document::SchemaSet;

/// Levels of arrays and objects that a schema may nest. Documented schemas stay below twenty; the limit is what lets
/// everything behind the parser walk a tree by recursion, in a test's stack of 2 MiB too.
pub const MAX_DEPTH: usize = 64;

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
