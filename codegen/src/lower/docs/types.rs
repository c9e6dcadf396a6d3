//! Documentation of types and fields: our English first, then the documented facts.

use model::schema::{Concept, ConceptPage, EnumMember, Field, Fields, LenUnit, ObjectType, Variant};

use super::endpoint::page_link;
use super::text::{code, json_code, labelled, sentence};
use crate::ir::{Block, Doc, TypePath};
use crate::names::{Name, display};

const IDEMPOTENCY_KEY: &str =
    "Idempotency key: the server executes one call per value. If it is unset, the client generates one.";

/// The documentation of the module of `common.json`.
pub(in crate::lower) fn common() -> Doc {
    Doc::text("Enums and error codes that many endpoints share.")
}

/// The documentation of a concept page's module.
pub(in crate::lower) fn concept_page(page: &ConceptPage) -> Doc {
    let mut doc = Doc::text(page.doc.clone().unwrap_or_else(|| format!("The page `{}`.", page.id)));
    doc.aliases = vec![page.title.clone()];
    if let Some(source) = &page.source {
        doc.push(page_link(&page.title, source));
    }
    if !page.fields.is_empty() {
        doc.push(Block::Text("Fields on the page:".to_owned()));
        let mut notes = Vec::new();
        field_notes("", &page.fields, &mut notes);
        doc.push(Block::List(notes));
    }
    if let Some(Ok(example)) = page.example.as_ref().map(serde_json::to_string_pretty) {
        doc.push(Block::Text("Example:".to_owned()));
        doc.push(Block::Json(example));
    }
    doc
}

/// A note on each field and each of its values; nested fields follow by their path.
fn field_notes(owner: &str, fields: &Fields, out: &mut Vec<String>) {
    for (wire, field) in fields {
        let path = format!("{owner}{}", wire.replace('`', ""));
        out.push(field_note(&path, field));
        out.extend(
            field.members.iter().map(|(value, member)| format!("`{path}` is {}", member_text(value, member))),
        );
        field_notes(&format!("{path}."), &field.fields, out);
    }
}

fn field_note(path: &str, field: &Field) -> String {
    let text = field.doc.as_deref().unwrap_or_default();
    format!("`{path}` (`{}`): {text}", field.ty.text().replace('`', ""))
}

/// The documentation of a concept's enum.
pub(in crate::lower) fn concept(heading: &str, concept: &Concept) -> Doc {
    let mut doc = Doc::text(concept.doc.clone().unwrap_or_else(|| format!("The values of `{heading}`.")));
    doc.aliases = vec![heading.to_owned()];
    doc
}

/// The documentation of a field. Its text may carry a union whose tag another field has.
pub(in crate::lower) fn field(wire: &str, field: &Field, carried: Option<(&TypePath, &Name)>) -> Doc {
    let mut doc = Doc::text(field_text(wire, field));
    let mut facts = limits(field);
    facts.extend(carried.map(|(union, tag)| {
        let path: Vec<Name> = union.module.iter().chain([&union.name]).cloned().collect();
        format!("JSON: the variant of {} that `{tag}` names", code(&display(&path)))
    }));
    facts.extend(details(field));
    if !facts.is_empty() {
        doc.push(Block::List(facts));
    }
    doc
}

/// The documentation of a setter: text and limits, and a link to the field, which has the details too.
pub(in crate::lower) fn setter(wire: &str, field: &Field, (owner, name): (&Name, &Name)) -> Doc {
    let text = field_text(wire, field);
    let has_details = !details(field).is_empty();
    let first = if has_details {
        Block::See { text, owner: owner.clone(), field: name.clone() }
    } else {
        Block::Text(text)
    };
    let mut doc = Doc { blocks: vec![first], aliases: Vec::new() };
    let limits = limits(field);
    if !limits.is_empty() {
        doc.push(Block::List(limits));
    }
    doc
}

fn field_text(wire: &str, field: &Field) -> String {
    field.doc.clone().unwrap_or_else(|| format!("The field `{}`.", wire.replace('`', "")))
}

/// Facts that a caller needs to choose a value.
fn limits(field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    if field.idempotency_key {
        facts.push(IDEMPOTENCY_KEY.to_owned());
    }
    facts.extend(accepted(field));
    facts.extend(length(field));
    facts.extend(range(field));
    facts.extend(field.pattern.as_ref().map(|pattern| format!("Pattern: {}", code(pattern))));
    facts.extend(field.fixed.as_ref().map(|value| format!("Always {}", json_code(value))));
    facts.extend(field.default.as_ref().map(|value| format!("Default: {}", json_code(value))));
    facts
}

/// The example value, and scopes.
fn details(field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(field.example.as_ref().map(|value| format!("Example: {}", json_code(value))));
    facts.extend(field.scopes.iter().map(|(name, scope)| {
        let when = scope.when.as_ref().map(|value| format!(" for {}", code(value))).unwrap_or_default();
        format!("Scope{when}: {}", labelled(&code(name), &scope.label))
    }));
    facts
}

/// The members of a shared enum that an endpoint accepts.
fn accepted(field: &Field) -> Option<String> {
    field.use_type.as_ref()?;
    sentence("Values", field.members.keys().map(|wire| code(wire)))
}

fn length(field: &Field) -> Option<String> {
    let len = field.len?;
    let unit = match len.unit {
        LenUnit::Chars => "characters",
        LenUnit::Bytes => "bytes",
        LenUnit::Items => "items",
    };
    bounds(len.min.map(|n| n.to_string()), len.max.map(|n| n.to_string()))
        .map(|text| format!("Length: {text} {unit}"))
}

fn range(field: &Field) -> Option<String> {
    let range = field.range.as_ref()?;
    let (min, max) =
        (range.min.as_ref().map(ToString::to_string), range.max.as_ref().map(ToString::to_string));
    bounds(min, max).map(|text| format!("Range: {text}"))
}

fn bounds(min: Option<String>, max: Option<String>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    }
}

/// The documentation of an enum's variant: our text, or the page's label.
pub(in crate::lower) fn member(wire: &str, member: &EnumMember) -> Doc {
    let mut doc = Doc::text(member_text(wire, member));
    doc.aliases = vec![wire.to_owned()];
    doc
}

fn member_text(wire: &str, member: &EnumMember) -> String {
    let value = code(wire);
    match (&member.doc, member.label.is_empty()) {
        (Some(text), true) => format!("{value}: {text}"),
        (Some(text), false) => format!("{value} ({}): {text}", member.label),
        (None, true) => value,
        (None, false) => format!("{value}: {}", member.label),
    }
}

/// The documentation of an enum that a field introduces.
pub(in crate::lower) fn introduced_enum(wire: &str, field: &Field) -> Doc {
    Doc::text(field.doc.clone().unwrap_or_else(|| format!("The values of `{}`.", wire.replace('`', ""))))
}

/// The documentation of an object that a field introduces.
pub(in crate::lower) fn introduced_object(wire: &str, field: &Field) -> Doc {
    Doc::text(field.doc.clone().unwrap_or_else(|| format!("The object in `{}`.", wire.replace('`', ""))))
}

/// The documentation of a named type. An owner in its name tells it apart from others of the page.
pub(in crate::lower) fn named_type(wire: &str, object: &ObjectType) -> Doc {
    let (name, _) = wire.split_once('@').unwrap_or((wire, ""));
    let mut doc = Doc::text(
        object.doc.clone().unwrap_or_else(|| format!("The page's type `{}`.", name.replace('`', ""))),
    );
    doc.aliases = vec![name.to_owned()];
    doc
}

/// The documentation of a union's variant: our text, or the page's label.
pub(in crate::lower) fn union_variant(wire: &str, variant: &Variant) -> Doc {
    let member = EnumMember { label: variant.label.clone(), doc: variant.doc.clone(), name: None };
    let mut doc = self::member(wire, &member);
    if let Some(max) = variant.len.and_then(|len| len.max) {
        doc.push(Block::List(vec![format!("Length: at most {max} bytes as a string in JSON")]));
    }
    doc
}

/// The documentation of the object that a variant holds.
pub(in crate::lower) fn union_shape(wire: &str, variant: &Variant) -> Doc {
    Doc::text(variant.doc.clone().unwrap_or_else(|| format!("The object of the variant {}.", code(wire))))
}
