//! Rebuilds the nesting of tables whose form has lost it.
//!
//! A table of fields is a tree written from top to bottom. Without the levels, a row can belong to any object that is still
//! open above it. A reading assigns a level to each row. [`rebuild`] searches for the cheapest reading: contradictions to the
//! example JSON, to other uses of a type and to a [`Registry`] of types from other tables cost. If another reading is nearly
//! as cheap, the table is reported as uncertain.
//!
//! - `table`: a table as the search needs it
//! - `types`: what a type says about the rows below it, and the registry
//! - `example`: the keys that an example JSON shows at each place
//! - `frame`, `reading`: open objects, and a stack of them with its cost
//! - `weigh`: the costs
//! - `search`: the beam search over readings

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

/// Longer tables are left flat. The longest documented table has half as many rows; the limit bounds the time that a hostile
/// page can take.
const MAX_ROWS: usize = 5_000;

/// A reading is certain if the next best one costs at least so much more: the cost of one clear contradiction, such as
/// [`weigh::KEY_LEFT`].
///
/// Like the costs in [`weigh`], this was tuned on the portal's pages, which state their nesting; there is no held-out set.
/// With a smaller margin, wrong readings pass without a warning; with a larger one, more correct tables are reported.
const CERTAIN: Cost = 30;

/// The margin for readings that a registry contributed to. It is wider because the other pages may be of another edition.
const CERTAIN_BY_REGISTRY: Cost = 45;

/// A table with its nesting rebuilt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nested {
    /// The table; every row has a level.
    pub table: FieldTable,
    /// The reason why the nesting may be wrong; absent if it is certain.
    pub doubt: Option<Finding>,
}

/// Rebuilds the nesting of a table if a row has no level. `example` is the text of the example JSON for the table.
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

/// Rebuilds the nesting from the page alone, and with the registry if that is uncertain.
#[must_use]
pub fn settle(table: FieldTable, example: Option<&str>, registry: &Registry) -> Nested {
    if registry.is_empty() {
        return rebuild(table, example, registry);
    }
    let alone = rebuild(table.clone(), example, &Registry::default());
    if alone.doubt.is_none() { alone } else { rebuild(table, example, registry) }
}

/// Reports a table whose next best reading is nearly as cheap.
fn uncertain(table: &FieldTable, rival: Rival) -> Option<Finding> {
    let row = table.rows.get(rival.row)?;
    let Level::Known(level) = row.level else { return None };
    let message = format!(
        "the nesting of this table is uncertain: `{}` was read at level {level}, but level {} is as likely",
        row.name, rival.level
    );
    Some(Finding::warning(Code::UncertainNesting, row.line, message).help(
        "compare it with the page in a browser; if a level is wrong, correct the table's fields in the overlay",
    ))
}

/// Leaves a table flat that is too long.
fn flat(mut table: FieldTable) -> Nested {
    for row in &mut table.rows {
        row.level = Level::Known(0);
    }
    let message = format!(
        "this table has {} rows and was left flat; nesting is rebuilt for up to {MAX_ROWS} rows",
        table.rows.len()
    );
    let doubt = Some(Finding::warning(Code::UncertainNesting, table.line, message));
    Nested { table, doubt }
}
