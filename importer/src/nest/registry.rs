//! The fields of named types, as tables showed them.

use std::collections::BTreeMap;

/// Named types and their fields, from tables whose nesting is known or certain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    types: BTreeMap<String, Vec<Vec<Member>>>,
}

/// A field of a named type: its name and type text.
pub(super) type Member = (String, String);

/// Field sets of one name beyond these are not kept: a name with so many says nothing.
const MAX_SETS: usize = 32;

impl Registry {
    /// Notes the types of a table with its levels.
    pub fn learn(&mut self, fields: &[super::Field<'_>], levels: &[u8]) {
        for (at, (field, level)) in fields.iter().zip(levels).enumerate() {
            let element = super::holds::element(field.type_text);
            if super::holds::holds(field.type_text) != super::holds::Holds::Fields {
                continue;
            }
            let below = fields.iter().zip(levels).skip(at + 1).take_while(|(_, below)| *below > level);
            let members: Vec<Member> = below
                .filter(|(_, below)| **below == level + 1)
                .map(|(field, _)| (field.name.to_owned(), field.type_text.to_owned()))
                .collect();
            let sets = self.types.entry(element.to_owned()).or_default();
            if !members.is_empty() && sets.len() < MAX_SETS && !sets.contains(&members) {
                sets.push(members);
            }
        }
    }

    /// The field sets of a type.
    pub(super) fn sets(&self, element: &str) -> &[Vec<Member>] {
        self.types.get(element).map_or(&[], Vec::as_slice)
    }
}
