//! Rebuilds the nesting of tables whose form has lost it.

mod example;
mod holds;
mod reading;
mod registry;
mod search;
mod shape;
mod symbols;
mod table;
mod weigh;

pub use registry::Registry;

/// A row of a table, as far as its nesting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// The name on the wire.
    pub name: &'a str,
    /// The type as the page writes it.
    pub type_text: &'a str,
    /// The example value, as the page writes it.
    pub example: Option<&'a str>,
}

#[doc(hidden)]
pub struct Lab { pub levels: Vec<u8>, pub cost: u32, pub gap: Option<u32>, pub row: usize }

#[doc(hidden)]
pub fn lab(fields: &[Field<'_>], text: Option<&str>, registry: &Registry) -> Lab {
    let shape = text.and_then(example::shape);
    let rows = table::rows(fields, registry);
    let found = search::search(&rows, shape.as_ref());
    Lab { levels: found.levels, cost: found.cost, gap: found.rival.map(|r| r.gap), row: found.rival.map_or(0, |r| r.row) }
}
