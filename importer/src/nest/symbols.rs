//! Names and types as small numbers, so that readings compare them quickly.

use std::collections::BTreeMap;

/// A text, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Symbol(u32);

impl Symbol {
    /// The number.
    pub(super) fn number(self) -> u64 {
        u64::from(self.0)
    }
}

/// Numbers for texts.
#[derive(Debug, Default)]
pub(super) struct Symbols<'a> {
    known: BTreeMap<&'a str, Symbol>,
}

impl<'a> Symbols<'a> {
    /// The number of a text.
    pub(super) fn intern(&mut self, text: &'a str) -> Symbol {
        let next = Symbol(u32::try_from(self.known.len()).unwrap_or(u32::MAX));
        *self.known.entry(text).or_insert(next)
    }
}
