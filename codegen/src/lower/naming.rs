//! Rust names of schema parts: the one chosen in an overlay, or the one derived from the wire name.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use model::diag::{Code, Diagnostic};
use model::schema::{
    Concept, EnumMember, ErrorCode, Field, Fields, ObjectType, Variant, names_itself, naming_words,
};
use model::source::Span;
use serde_json::Value;

use crate::names::{BadName, Case, Name};

/// The chosen name if it is valid, else the derived one.
fn pick(chosen: Option<&str>, case: Case, derive: impl FnOnce() -> Name) -> Name {
    chosen.and_then(|text| Name::chosen(text, case).ok()).unwrap_or_else(derive)
}

/// The names of an object's fields, by wire name.
pub(super) fn fields(fields: &Fields) -> BTreeMap<&str, Name> {
    derived_names(fields.iter().map(|(wire, field)| (wire.as_str(), field.name.as_deref())), Case::Snake)
}

/// The name of one of an object's fields.
pub(super) fn field(wire: &str, of: &Fields) -> Name {
    fields(of).remove(wire).unwrap_or_else(|| Name::snake(wire))
}

/// A name for each key: the chosen one, or the one that follows from the key.
fn derived_names<'a>(
    keys: impl Iterator<Item = (&'a str, Option<&'a str>)>,
    case: Case,
) -> BTreeMap<&'a str, Name> {
    distinct(keys, case, |wire| Name::derived(wire, case))
}

/// A name for each key: the chosen one, or the derived one. Derived names that would be equal to others are all marked
/// by their keys. Were one of them to keep the plain name, the order or a further key would decide which, and callers
/// would send another value without an error. A plain name that looks like a marked one is marked too, so that the two
/// kinds never meet.
fn distinct<'a>(
    keys: impl Iterator<Item = (&'a str, Option<&'a str>)>,
    case: Case,
    derive: impl Fn(&str) -> Name,
) -> BTreeMap<&'a str, Name> {
    let mut uses: BTreeMap<Name, usize> = BTreeMap::new();
    let mut names = Vec::new();
    for (wire, chosen) in keys {
        let chosen = chosen.and_then(|text| Name::chosen(text, case).ok());
        let is_chosen = chosen.is_some();
        let name = chosen.unwrap_or_else(|| derive(wire));
        *uses.entry(name.clone()).or_default() += 1;
        names.push((wire, name, is_chosen));
    }
    let unique = |(wire, name, is_chosen): (&'a str, Name, bool)| {
        let is_shared = uses.get(&name).is_some_and(|count| *count > 1) || name.is_marked(case);
        (wire, if is_shared && !is_chosen { name.marked(wire, case) } else { name })
    };
    names.into_iter().map(unique).collect()
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

/// The name of a named type without its owner.
pub(super) fn plain_type(wire: &str, chosen: Option<&str>) -> Name {
    named_type(wire.split_once('@').map_or(wire, |(name, _)| name), chosen)
}

/// The names of a page's types, by wire name. Other pages refer to unions, so those keep their plain names.
pub(super) fn named_types(types: &IndexMap<String, ObjectType>) -> BTreeMap<&str, Name> {
    let objects = types.iter().filter(|(_, object)| object.tag.is_none());
    let keys = objects.map(|(wire, object)| (wire.as_str(), object.name.as_deref()));
    distinct(keys, Case::Type, |wire| named_type(wire, None))
}

/// The names of an enum's variants, by the value on the wire. A value that names nothing, such as a number, gets its name
/// from its label if that is English.
pub(super) fn variants(members: &IndexMap<String, EnumMember>) -> BTreeMap<&str, Name> {
    let keys = members.iter().map(|(wire, member)| (wire.as_str(), member.name.as_deref()));
    distinct(keys, Case::Variant, |wire| {
        let label = members.get(wire).filter(|_| !names_itself(wire)).map(|member| member.label.as_str());
        let words = label.and_then(naming_words);
        Name::variant(words.as_deref().unwrap_or(wire))
    })
}

/// The names of a union's variants, by the value of the tag.
pub(super) fn union_variants(variants: &IndexMap<String, Variant>) -> BTreeMap<&str, Name> {
    derived_names(
        variants.iter().map(|(wire, variant)| (wire.as_str(), variant.name.as_deref())),
        Case::Variant,
    )
}

/// The name of one of an enum's variants.
pub(super) fn variant(wire: &str, of: &IndexMap<String, EnumMember>) -> Option<Name> {
    variants(of).remove(wire)
}

/// The names of a page's concepts, by their headings.
pub(super) fn concepts(concepts: &IndexMap<String, Concept>) -> BTreeMap<&str, Name> {
    derived_names(
        concepts.iter().map(|(heading, concept)| (heading.as_str(), concept.name.as_deref())),
        Case::Type,
    )
}

/// The names of error codes: the chosen one, or the one that follows from an English message, or the number. A derived name
/// that several codes share ends in the number, so that none depends on the order of the page.
pub(super) fn codes(codes: &[(i64, &ErrorCode)]) -> Vec<Name> {
    let name = |(number, code): &(i64, &ErrorCode)| {
        let chosen = code.name.as_deref().and_then(|text| Name::chosen(text, Case::Variant).ok());
        let is_chosen = chosen.is_some();
        let words = naming_words(&code.message);
        let derived = || words.map_or_else(|| Name::code(*number), |words| Name::variant(&words));
        (chosen.unwrap_or_else(derived), is_chosen)
    };
    let names: Vec<(Name, bool)> = codes.iter().map(name).collect();
    let mut uses: BTreeMap<&Name, usize> = BTreeMap::new();
    for (name, _) in &names {
        *uses.entry(name).or_default() += 1;
    }
    let unique = |((name, is_chosen), (number, _)): (&(Name, bool), &(i64, &ErrorCode))| {
        let is_shared = uses.get(name).is_some_and(|count| *count > 1);
        if is_shared && !is_chosen { name.numbered(*number) } else { name.clone() }
    };
    names.iter().zip(codes).map(unique).collect()
}

/// A name that had to be made unique.
pub(super) fn made_unique(what: &str, plain: &Name, name: &Name, span: Span) -> Diagnostic {
    let message = format!("{what} shares the Rust name `{plain}` with others, so it is called `{name}`");
    Diagnostic::warning(Code::SuffixedName, message, span)
        .help("name it in the overlay: give it a `name` in the `annotations`")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_named_by_its_english_message() {
        let code = |message: &str, name: Option<&str>| ErrorCode {
            message: message.to_owned(),
            name: name.map(str::to_owned),
            ..ErrorCode::default()
        };
        let errors = [
            (232_001, code("The bot can not be outside the group.", None)),
            (232_002, code("param error", None)),
            (-3, code("Param error.", None)),
            (232_004, code("无权限", None)),
            (232_005, code("not found", Some("NoSuchChat"))),
            (232_006, code("unknown", None)),
            (232_007, code("no such chat", None)),
        ];
        let errors: Vec<(i64, &ErrorCode)> = errors.iter().map(|(number, code)| (*number, code)).collect();
        let names: Vec<String> = codes(&errors).iter().map(Name::to_string).collect();
        assert_eq!(
            names,
            [
                "BotCanNotBeOutsideTheGroup",
                "ParamError232002",
                "ParamErrorMinus3",
                "Code232004",
                "NoSuchChat",
                "Unknown_",
                "NoSuchChat232007",
            ]
        );
    }

    #[test]
    fn a_number_is_named_by_its_english_label() {
        let member = |label: &str| EnumMember { label: label.to_owned(), ..EnumMember::default() };
        let members = [("1", "Text message"), ("2", "文本"), ("OTHER", "Any"), ("4", "x"), ("5", "X")]
            .map(|(wire, label)| (wire.to_owned(), member(label)));
        let members = IndexMap::from(members);
        let names = variants(&members);
        let plain: Vec<&str> = ["1", "2", "OTHER"].iter().map(|wire| names[wire].as_str()).collect();
        assert_eq!(plain, ["TextMessage", "Value2", "Other_"]);
        assert_ne!(names["4"], names["5"], "neither keeps the name that both have");
        assert_ne!(names["4"].as_str(), "X");
    }
}
