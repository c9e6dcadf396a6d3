//! The fields of named types, as tables showed them.

use std::collections::{BTreeMap, BTreeSet};

use super::holds::type_name;
use crate::page::{FieldRow, FieldTable, Level};

/// Named types and their fields, from tables whose nesting is stated or certain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    types: BTreeMap<String, BTreeSet<Vec<Member>>>,
}

/// A field of a named type: its name and type text.
pub(super) type Member = (String, String);

/// A name with more field sets says nothing.
const MAX_SETS: usize = 32;

impl Registry {
    /// Notes the named types of a table. Rows without a level are passed over.
    pub fn learn(&mut self, table: &FieldTable) {
        for (at, row) in table.rows.iter().enumerate() {
            if let (Some(name), Level::Known(level)) = (type_name(&row.type_text), row.level) {
                self.note(name, members(table.rows.get(at + 1..).unwrap_or_default(), level));
            }
        }
    }

    /// Nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// The field sets of a type.
    pub(super) fn sets(&self, name: &str) -> impl Iterator<Item = &[Member]> {
        let sets = self.types.get(name).filter(|sets| sets.len() <= MAX_SETS);
        sets.into_iter().flatten().map(Vec::as_slice)
    }

    fn note(&mut self, name: &str, members: Vec<Member>) {
        if !members.is_empty() {
            self.types.entry(name.to_owned()).or_default().insert(members);
        }
    }
}

/// The fields of an object at `level`, of the rows that follow it.
fn members(rows: &[FieldRow], level: u32) -> Vec<Member> {
    rows.iter()
        .take_while(|row| matches!(row.level, Level::Known(below) if below > level))
        .filter(|row| row.level == Level::Known(level + 1))
        .map(|row| (row.name.clone(), row.type_text.clone()))
        .collect()
}
