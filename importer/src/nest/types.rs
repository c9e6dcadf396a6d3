//! Types and nesting: the rows to expect below a type, and the fields that named types have in other tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::page::{FieldRow, FieldTable, Level};

/// The rows to expect below a row, by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// A scalar: no rows.
    Nothing,
    /// Scalar names that pages also use for objects (`file`), and arrays of arrays, whose fields pages leave out: rows are
    /// possible but not expected.
    Rarely,
    /// `-`, `object`, `list`, maps: some pages list the fields, others do not.
    Maybe,
    /// A named type: its fields.
    Fields,
}

/// Tells which rows to expect below a type.
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

/// Returns the name of an object type, without array brackets; `None` if the type has no name or is not an object type.
pub(super) fn type_name(type_text: &str) -> Option<&str> {
    let name = element(type_text);
    let named = match holds(name) {
        Holds::Fields => true,
        Holds::Rarely => !name.contains('<'),
        Holds::Nothing | Holds::Maybe => false,
    };
    (named && !type_text.trim().ends_with("[][]")).then_some(name)
}

/// Removes array brackets.
fn element(type_text: &str) -> &str {
    let mut text = type_text.trim();
    while let Some(inner) = text.strip_suffix("[]") {
        text = inner.trim_end();
    }
    text
}

/// Tells which rows to expect below a map or generic array: those of its values, but some pages leave them out.
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

/// Names with more field sets, such as `data`, are too common to be evidence.
const MAX_SETS: usize = 32;

impl Registry {
    /// Adds the named types of a table. Rows without a level are skipped.
    pub fn learn(&mut self, table: &FieldTable) {
        for (at, row) in table.rows.iter().enumerate() {
            if let (Some(name), Level::Known(level)) = (type_name(&row.type_text), row.level) {
                self.note(name, members(table.rows.get(at + 1..).unwrap_or_default(), level));
            }
        }
    }

    /// Returns true if the registry has no types.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// Returns the field sets of a type.
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

/// Collects the fields of an object at `level` from the rows after it.
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
    fn types_tell_which_rows_to_expect() {
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
    fn deeply_nested_generics_are_read_in_bounded_time() {
        assert_eq!(holds(&"map<string, ".repeat(100_000)), Holds::Maybe);
    }
}
