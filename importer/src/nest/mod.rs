//! Rebuilds the nesting of tables whose form has lost it.
//!
//! A table of fields is a tree written from top to bottom. Where the levels are gone, a row can stand in any object that is
//! still open above it. [`rebuild`] weighs the readings against the example JSON, repeated types and a [`Registry`] of types
//! known from other tables, takes the one against which least speaks, and says so when another comes close.

mod example;
mod frame;
mod reading;
mod search;
mod table;
mod types;
mod weigh;

#[cfg(test)]
mod tests;

pub use types::Registry;

use crate::finding::Finding;
use crate::page::{FieldTable, Level};
use model::diag::Code;
use search::Rival;
use weigh::Cost;

/// Longer tables are left flat; the longest that is documented has half as many rows.
const MAX_ROWS: usize = 5_000;

/// The next best reading is so much worse than one that is certain.
const CERTAIN: Cost = 30;

/// The same where a registry had a say: other pages may be of another edition.
const CERTAIN_BY_REGISTRY: Cost = 45;

/// A table with its nesting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nested {
    /// The table; every row has a level.
    pub table: FieldTable,
    /// Why the nesting may be wrong; `None` when it is certain.
    pub doubt: Option<Finding>,
}

/// Rebuilds the nesting of a table, when some row has no level. `example` is the text of the example JSON that belongs to
/// it.
#[must_use]
pub fn rebuild(mut table: FieldTable, example: Option<&str>, registry: &Registry) -> Nested {
    if table.rows.iter().all(|row| row.level != Level::Unknown) {
        return Nested { table, doubt: None };
    }
    if table.rows.len() > MAX_ROWS {
        return flat(table);
    }
    let found = {
        let fields = table.rows.iter().map(table::field).collect::<Vec<_>>();
        let mut shape = example.and_then(example::shape);
        if let Some((shape, first)) = shape.as_mut().zip(fields.first()) {
            shape.begin_with(first.name);
        }
        search::search(&table::rows(&fields, registry), shape.as_ref())
    };
    for (row, level) in table.rows.iter_mut().zip(&found.levels) {
        row.level = Level::Known(u32::from(*level));
    }
    let needed = if registry.is_empty() { CERTAIN } else { CERTAIN_BY_REGISTRY };
    let doubt = found.rival.filter(|rival| rival.gap < needed).and_then(|rival| uncertain(&table, rival));
    Nested { table, doubt }
}

/// The table with its nesting, by itself where that is certain; otherwise with the help of other tables.
#[must_use]
pub fn settle(table: FieldTable, example: Option<&str>, registry: &Registry) -> Nested {
    if registry.is_empty() {
        return rebuild(table, example, registry);
    }
    let alone = rebuild(table.clone(), example, &Registry::default());
    if alone.doubt.is_none() { alone } else { rebuild(table, example, registry) }
}

/// The doubt about a table whose next best reading comes close.
fn uncertain(table: &FieldTable, rival: Rival) -> Option<Finding> {
    let row = table.rows.get(rival.row)?;
    let Level::Known(level) = row.level else { return None };
    let message = format!(
        "the nesting of this table is uncertain: `{}` is read at level {level}, but level {} is as likely",
        row.name, rival.level
    );
    Some(Finding::warning(Code::UncertainNesting, row.line, message).help(
        "compare with the page as a browser shows it; if the reading is wrong, correct the table's fields in the overlay",
    ))
}

/// A table that is too long to be read.
fn flat(mut table: FieldTable) -> Nested {
    for row in &mut table.rows {
        row.level = Level::Known(0);
    }
    let message = format!("the table has {} rows; nesting is rebuilt for up to {MAX_ROWS}", table.rows.len());
    let doubt = Some(Finding::warning(Code::UncertainNesting, table.line, message));
    Nested { table, doubt }
}
