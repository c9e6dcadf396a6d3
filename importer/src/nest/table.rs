//! A table as the search sees it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::page::FieldRow;

use super::holds::{Holds, holds, type_name};
use super::registry::Registry;
use super::symbols::{Symbol, Symbols};

/// A row, as far as its nesting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// The name on the wire.
    pub(super) name: &'a str,
    /// The type as the page writes it.
    pub(super) type_text: &'a str,
    /// The example value, without quotes.
    pub(super) example: Option<&'a str>,
}

/// What a row says about its nesting.
pub(super) fn field(row: &FieldRow) -> Field<'_> {
    Field { name: &row.name, type_text: &row.type_text, example: super::value::example(&row.description) }
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
    /// What its type says about rows below.
    pub(super) holds: Holds,
    /// The named type.
    pub(super) type_name: Option<Symbol>,
    /// Other rows of the table have the type too.
    pub(super) shared: bool,
    /// It speaks of paging, which belongs to the outermost object that carries data.
    pub(super) paging: bool,
    /// It follows the envelope of a reply, so it belongs to `data`.
    pub(super) enveloped: bool,
    /// Field sets of the type in the registry.
    pub(super) known: Rc<[Members]>,
}

/// The rows with which a reply begins; what follows belongs to the last of them.
const ENVELOPE: [&str; 3] = ["code", "msg", "data"];

/// Makes rows of fields.
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
