//! Rust names of schema parts: the one that a person chose, or the one that the wire name gives.

use model::diag::Diagnostic;
use model::schema::{Concept, EnumMember, ErrorCode, Field};
use model::source::Span;

use crate::names::{BadName, Case, Name};

/// The chosen name if it can be taken; else what the wire name becomes.
fn pick(chosen: Option<&str>, case: Case, derive: impl FnOnce() -> Name) -> Name {
    chosen.and_then(|text| Name::chosen(text, case).ok()).unwrap_or_else(derive)
}

/// The name of a field.
pub(super) fn field(wire: &str, field: &Field) -> Name {
    pick(field.name.as_deref(), Case::Snake, || Name::snake(wire))
}

/// The name of the type that a field introduces.
pub(super) fn introduced_type(wire: &str, field: &Field) -> Name {
    pick(field.type_name.as_deref(), Case::Type, || Name::type_name(wire))
}

/// The name of a named type; behind an `@` stands its owner, whose words come first.
pub(super) fn named_type(wire: &str, chosen: Option<&str>) -> Name {
    pick(chosen, Case::Type, || match wire.split_once('@') {
        Some((name, owner)) => Name::type_name(&format!("{owner} {name}")),
        None => Name::type_name(wire),
    })
}

/// The name of an enum's variant.
pub(super) fn variant(wire: &str, member: &EnumMember) -> Name {
    pick(member.name.as_deref(), Case::Variant, || Name::variant(wire))
}

/// The name of a concept.
pub(super) fn concept(heading: &str, concept: &Concept) -> Name {
    pick(concept.name.as_deref(), Case::Type, || Name::type_name(heading))
}

/// The name of an error code's variant.
pub(super) fn code(number: i64, code: &ErrorCode) -> Name {
    pick(code.name.as_deref(), Case::Variant, || Name::code(number))
}

/// Reports a chosen name that cannot be taken.
pub(super) fn check(
    chosen: Option<&str>,
    case: Case,
    span: impl FnOnce() -> Span,
    findings: &mut Vec<Diagnostic>,
) {
    if let Some((text, Err(fault))) = chosen.map(|text| (text, Name::chosen(text, case))) {
        findings.push(refusal(text, case, fault, span()));
    }
}

fn refusal(text: &str, case: Case, fault: BadName, span: Span) -> Diagnostic {
    let why = match fault {
        BadName::NoIdentifier => "is no identifier of ASCII letters, digits and underscores".to_owned(),
        BadName::WrongCase => format!("is not {}", case.describe()),
        BadName::Reserved => "is taken by Rust or by the generated API".to_owned(),
    };
    Diagnostic::error("bad-name", format!("the Rust name `{text}` {why}"), span)
        .help(format!("write an ASCII name in {} that is free", case.describe()))
}
