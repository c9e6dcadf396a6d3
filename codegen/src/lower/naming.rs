//! Rust names of schema parts: the one chosen in an overlay, or the one derived from the wire name.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use model::diag::{Code, Diagnostic};
use model::schema::{Concept, EnumMember, ErrorCode, Field, Fields, Variant};
use model::source::Span;
use serde_json::Value;

use crate::names::{BadName, Case, Name};

/// The chosen name if it is valid, else the derived one.
fn pick(chosen: Option<&str>, case: Case, derive: impl FnOnce() -> Name) -> Name {
    chosen.and_then(|text| Name::chosen(text, case).ok()).unwrap_or_else(derive)
}

/// The names of an object's fields, by wire name.
pub(super) fn fields(fields: &Fields) -> BTreeMap<&str, Name> {
    distinct(fields.iter().map(|(wire, field)| (wire.as_str(), field.name.as_deref())), Case::Snake)
}

/// The name of one of an object's fields.
pub(super) fn field(wire: &str, of: &Fields) -> Name {
    fields(of).remove(wire).unwrap_or_else(|| Name::snake(wire))
}

/// A name for each key. Chosen names come first; derived names that would be equal are numbered.
fn distinct<'a>(
    keys: impl Iterator<Item = (&'a str, Option<&'a str>)> + Clone,
    case: Case,
) -> BTreeMap<&'a str, Name> {
    let chosen_name = |chosen: Option<&str>| chosen.and_then(|text| Name::chosen(text, case).ok());
    let mut taken: BTreeSet<Name> = keys.clone().filter_map(|(_, chosen)| chosen_name(chosen)).collect();
    let mut names = BTreeMap::new();
    for (wire, chosen) in keys {
        let name = chosen_name(chosen)
            .unwrap_or_else(|| Name::derived(wire, case).free_in(case, |name| taken.contains(name)));
        taken.insert(name.clone());
        names.insert(wire, name);
    }
    names
}

/// The name of the type that a field introduces.
pub(super) fn introduced_type(wire: &str, field: &Field) -> Name {
    pick(field.type_name.as_deref(), Case::Type, || Name::type_name(wire))
}

/// The name of a named type. `NAME@OWNER` is named after its owner first.
pub(super) fn named_type(wire: &str, chosen: Option<&str>) -> Name {
    pick(chosen, Case::Type, || match wire.split_once('@') {
        Some((name, owner)) => Name::type_name(&format!("{owner} {name}")),
        None => Name::type_name(wire),
    })
}

/// The names of an enum's variants, by the value on the wire.
pub(super) fn variants(members: &IndexMap<String, EnumMember>) -> BTreeMap<&str, Name> {
    distinct(members.iter().map(|(wire, member)| (wire.as_str(), member.name.as_deref())), Case::Variant)
}

/// The names of a union's variants, by the value of the tag.
pub(super) fn union_variants(variants: &IndexMap<String, Variant>) -> BTreeMap<&str, Name> {
    distinct(variants.iter().map(|(wire, variant)| (wire.as_str(), variant.name.as_deref())), Case::Variant)
}

/// The name of one of an enum's variants.
pub(super) fn variant(wire: &str, of: &IndexMap<String, EnumMember>) -> Option<Name> {
    variants(of).remove(wire)
}

/// The names of a page's concepts, by their headings.
pub(super) fn concepts(concepts: &IndexMap<String, Concept>) -> BTreeMap<&str, Name> {
    distinct(
        concepts.iter().map(|(heading, concept)| (heading.as_str(), concept.name.as_deref())),
        Case::Type,
    )
}

/// The name of an error code's variant.
pub(super) fn code(number: i64, code: &ErrorCode) -> Name {
    pick(code.name.as_deref(), Case::Variant, || Name::code(number))
}

/// A chosen name that is not a valid one.
pub(super) fn refusal(text: &str, case: Case, fault: BadName, span: Span) -> Diagnostic {
    let why = match fault {
        BadName::NoIdentifier => "is not an identifier of ASCII letters, digits and underscores".to_owned(),
        BadName::WrongCase => format!("is not {}", case.describe()),
        BadName::Reserved => "is taken by Rust or by the generated API".to_owned(),
    };
    Diagnostic::error(Code::BadName, format!("the Rust name `{text}` {why}"), span)
        .help(format!("write an ASCII name in {} that is free", case.describe()))
}

/// A value as a key of the schema's `enum`: text without quotes.
pub(super) fn wire_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
