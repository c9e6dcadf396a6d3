//! A table as the search sees it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Field;
use super::holds::{Holds, element, holds};
use super::registry::Registry;
use super::symbols::{Symbol, Symbols};

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
    /// The named type, when other rows of the table or the registry have it too.
    pub(super) shared_type: Option<Symbol>,
    /// Field sets of the type in the registry.
    pub(super) known: Vec<Members>,
}

/// Makes rows of fields.
pub(super) fn rows<'a>(fields: &[Field<'a>], registry: &'a Registry) -> Vec<Row<'a>> {
    let mut symbols = Symbols::default();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for field in fields {
        *uses.entry(element(field.type_text)).or_default() += 1;
    }
    fields.iter().map(|field| row(field, &uses, registry, &mut symbols)).collect()
}

fn row<'a>(
    field: &Field<'a>,
    uses: &BTreeMap<&str, usize>,
    registry: &'a Registry,
    symbols: &mut Symbols<'a>,
) -> Row<'a> {
    let type_name = element(field.type_text);
    let holds = holds(field.type_text);
    let sets = registry.sets(type_name);
    let shared = holds == Holds::Fields && (uses.get(type_name).is_some_and(|uses| *uses > 1) || !sets.is_empty());
    let known = sets
        .iter()
        .map(|set| set.iter().map(|(name, kind)| (symbols.intern(name), symbols.intern(kind))).collect())
        .collect();
    Row {
        name: field.name,
        example: field.example.map(bare),
        member: (symbols.intern(field.name), symbols.intern(field.type_text)),
        holds,
        shared_type: shared.then(|| symbols.intern(type_name)),
        known,
    }
}

/// An example value without its quotes.
fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text)
}
