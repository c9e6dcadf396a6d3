//! A table as the search needs it: rows with their names and types as numbers.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::types::{Holds, Registry, holds, type_name};
use crate::page::{Cell, FieldRow};

/// The parts of a row that affect nesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// The name on the wire.
    pub(super) name: &'a str,
    /// The type as the page writes it.
    pub(super) type_text: &'a str,
    /// The example value, without quotes.
    pub(super) example: Option<&'a str>,
}

/// Picks the parts of a row that affect nesting.
pub(super) fn field(row: &FieldRow) -> Field<'_> {
    Field { name: &row.name, type_text: &row.type_text, example: example(&row.description) }
}

/// The fields of an object, by name and type.
pub(super) type Members = Rc<[(Symbol, Symbol)]>;

/// A row.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// The field's name on the wire.
    pub(super) name: &'a str,
    /// Its example value, without quotes.
    pub(super) example: Option<&'a str>,
    /// Name and type text.
    pub(super) member: (Symbol, Symbol),
    /// The rows to expect below its type.
    pub(super) holds: Holds,
    /// The named type.
    pub(super) type_name: Option<Symbol>,
    /// Other rows of the table have the type too.
    pub(super) shared: bool,
    /// A field of paging: it belongs to the outermost object that carries data.
    pub(super) paging: bool,
    /// A row after the envelope of a reply: it belongs to `data`.
    pub(super) enveloped: bool,
    /// The field sets of the type in the registry.
    pub(super) known: Rc<[Members]>,
}

/// The first rows of a reply. All further rows belong to the last one.
const ENVELOPE: [&str; 3] = ["code", "msg", "data"];

/// Prepares the rows of a table.
pub(super) fn rows<'a>(fields: &[Field<'a>], registry: &'a Registry) -> Vec<Row<'a>> {
    let envelope = fields.len() >= 3 && fields.iter().zip(ENVELOPE).all(|(field, name)| field.name == name);
    let mut symbols = Symbols::default();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for name in fields.iter().filter_map(|field| type_name(field.type_text)) {
        *uses.entry(name).or_default() += 1;
    }
    let mut rows: Vec<_> = fields.iter().map(|field| row(field, &uses, registry, &mut symbols)).collect();
    if envelope {
        rows.iter_mut().skip(ENVELOPE.len()).for_each(|row| row.enveloped = true);
    }
    rows
}

fn row<'a>(
    field: &Field<'a>,
    uses: &BTreeMap<&str, usize>,
    registry: &'a Registry,
    symbols: &mut Symbols<'a>,
) -> Row<'a> {
    let name = type_name(field.type_text);
    let known = name
        .into_iter()
        .flat_map(|name| registry.sets(name))
        .map(|set| set.iter().map(|(name, kind)| (symbols.intern(name), symbols.intern(kind))).collect())
        .collect();
    Row {
        name: field.name,
        example: field.example,
        member: (symbols.intern(field.name), symbols.intern(field.type_text)),
        holds: holds(field.type_text),
        type_name: name.map(|name| symbols.intern(name)),
        shared: name.and_then(|name| uses.get(name)).is_some_and(|uses| *uses > 1),
        paging: matches!(field.name, "has_more" | "page_token" | "next_page_token"),
        enveloped: false,
        known,
    }
}

/// A text as a number, so that readings compare quickly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Symbol(u32);

impl Symbol {
    /// Returns the number.
    pub(super) fn number(self) -> u64 {
        u64::from(self.0)
    }
}

/// Assigns numbers to texts.
#[derive(Debug, Default)]
pub(super) struct Symbols<'a> {
    known: BTreeMap<&'a str, Symbol>,
}

impl<'a> Symbols<'a> {
    /// Returns the number of a text.
    pub(super) fn intern(&mut self, text: &'a str) -> Symbol {
        let next = Symbol(u32::try_from(self.known.len()).unwrap_or(u32::MAX));
        *self.known.entry(text).or_insert(next)
    }
}

/// Finds the example value in a description, and removes its quotes.
fn example(description: &Cell) -> Option<&str> {
    let (_, line) = description.lines().find(|(_, line)| line.contains("示例值"))?;
    let (_, value) = line.split_once("示例值")?;
    let value = value.trim_start_matches(['*', '：', ':', ' ']).trim();
    (!value.is_empty()).then(|| bare(value))
}

fn bare(value: &str) -> &str {
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Piece;

    #[test]
    fn finds_the_value_behind_its_label() {
        for (line, expected) in [
            ("**示例值**：\"key1\"", Some("key1")),
            ("**示例值：** 12", Some("12")),
            ("**示例值**：", None),
            ("文本值", None),
        ] {
            let text = line.to_owned();
            let cell = Cell { pieces: vec![Piece::Text { line: 1, text }] };
            assert_eq!(example(&cell), expected, "{line}");
        }
    }
}
