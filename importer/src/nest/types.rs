//! What a row's type says about the rows below it, by itself and by the fields that the type has in other tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::page::{FieldRow, FieldTable, Level};

/// Whether rows stand below a row of some type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// A scalar: nothing can stand below it.
    Nothing,
    /// Scalar names that pages also use for objects (`file`), and arrays of arrays, whose fields no page shows: rows
    /// below are possible, not expected.
    Rarely,
    /// `-`, `object`, `list`, maps: the fields are shown or left out, as the page likes.
    Maybe,
    /// A named type: its fields stand below it.
    Fields,
}

/// Reads a type text.
pub(super) fn holds(type_text: &str) -> Holds {
    let text = type_text.trim();
    if text.ends_with("[][]") {
        return Holds::Rarely;
    }
    match element(text).to_ascii_lowercase().as_str() {
        "string" | "str" | "int" | "int8" | "int16" | "int32" | "int64" | "uint32" | "uint64" | "integer"
        | "long" | "number" | "float" | "float32" | "float64" | "double" | "number(float)"
        | "number(int)" | "boolean" | "bool" => Holds::Nothing,
        "file" | "enum" => Holds::Rarely,
        "" | "-" | "/" | "object" | "interface" | "list" | "array" | "map" | "any" => Holds::Maybe,
        other if other.starts_with("map<") => {
            value_holds(other.split_once(',').map_or("", |(_, value)| value))
        }
        other if other.starts_with("array<") || other.starts_with("list<") => {
            value_holds(other.split_once('<').map_or("", |(_, value)| value))
        }
        _ => Holds::Fields,
    }
}

/// The name that equal object types have in common: the type without its array brackets. None for what cannot be an
/// object type with a name.
pub(super) fn type_name(type_text: &str) -> Option<&str> {
    let name = element(type_text);
    let named = match holds(name) {
        Holds::Fields => true,
        Holds::Rarely => !name.contains('<'),
        Holds::Nothing | Holds::Maybe => false,
    };
    (named && !type_text.trim().ends_with("[][]")).then_some(name)
}

/// The type without its array brackets.
fn element(type_text: &str) -> &str {
    let mut text = type_text.trim();
    while let Some(inner) = text.strip_suffix("[]") {
        text = inner.trim_end();
    }
    text
}

/// A map or generic array holds what its values hold, but their fields are not always shown.
fn value_holds(value: &str) -> Holds {
    let value = value.trim().strip_suffix('>').unwrap_or(value);
    let innermost = value.rsplit(['<', ',']).next().unwrap_or(value).trim_end_matches('>');
    match holds(innermost) {
        Holds::Nothing => Holds::Nothing,
        Holds::Maybe => Holds::Maybe,
        Holds::Rarely | Holds::Fields => Holds::Rarely,
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_a_type_holds() {
        for (text, expected) in [
            ("string", Holds::Nothing),
            ("int[]", Holds::Nothing),
            ("map<string, string>", Holds::Nothing),
            ("map<string, map<string, int>>", Holds::Nothing),
            ("array<string>", Holds::Nothing),
            ("array<object>", Holds::Maybe),
            ("-", Holds::Maybe),
            ("", Holds::Maybe),
            ("list", Holds::Maybe),
            ("file", Holds::Rarely),
            ("enum", Holds::Rarely),
            ("condition[][]", Holds::Rarely),
            ("map<string, department>", Holds::Rarely),
            ("department[]", Holds::Fields),
            ("text", Holds::Fields),
        ] {
            assert_eq!(holds(text), expected, "{text}");
        }
    }

    #[test]
    fn names_object_types_without_brackets() {
        assert_eq!(type_name("department[]"), Some("department"));
        assert_eq!(type_name("file"), Some("file"));
        for text in ["string", "-", "map<string, department>", "department[][]"] {
            assert_eq!(type_name(text), None, "{text}");
        }
    }

    #[test]
    fn ends_on_deeply_nested_generics() {
        assert_eq!(holds(&"map<string, ".repeat(100_000)), Holds::Maybe);
    }
}
