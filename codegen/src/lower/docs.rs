//! What the documentation of each item says: our English first, then the documented facts.

use model::schema::{
    AppType, Concept, ConceptPage, Endpoint, EnumMember, ErrorCode, Field, Fields, LenUnit, ObjectType, Per,
    RateLimit, ReplyKind, Scope, Source, TokenKind, Variant,
};
use serde_json::Value;

use crate::ir::{Block, Doc, Idempotency, Paging};

/// Examples longer than this are cut from field docs; the page has them.
const LONGEST_EXAMPLE: usize = 200;

const BROWSER: &str = "A person opens this address in a browser: it is no call for a program. `url` of the encoded request is the address.";

const IDEMPOTENCY_KEY: &str = "Idempotency key: the server executes one call for each value. The client gives one to a call that has none.";

/// The documentation of an endpoint's module.
pub(super) fn endpoint(endpoint: &Endpoint, idempotency: Idempotency, paging: Option<&Paging>) -> Doc {
    let mut doc =
        Doc::text(endpoint.doc.clone().unwrap_or_else(|| format!("The endpoint `{}`.", endpoint.id)));
    doc.push(Block::Text(call_line(endpoint)));
    if endpoint.deprecated {
        doc.push(Block::Text("The page calls this endpoint old.".to_owned()));
    }
    for block in endpoint_facts(endpoint, idempotency, paging) {
        doc.push(block);
    }
    doc
}

/// The documentation of `Request`.
pub(super) fn request(endpoint: &Endpoint, example: Option<String>) -> Doc {
    let mut doc = Doc::text(format!("One call of {}", call_line(endpoint)));
    if let Some(text) = &endpoint.doc {
        doc.push(Block::Text(text.clone()));
    }
    if endpoint.reply_kind == ReplyKind::Browser {
        doc.push(Block::Text(BROWSER.to_owned()));
    }
    if let Some(example) = example {
        doc.push(Block::Example(example));
    }
    doc.aliases = vec![endpoint.title.clone()];
    doc.aliases.extend(endpoint.name.clone());
    doc.aliases.extend([endpoint.http.path.to_string(), endpoint.id.clone()]);
    doc
}

fn call_line(endpoint: &Endpoint) -> String {
    format!("`{}`", endpoint.http.call())
}

fn endpoint_facts(endpoint: &Endpoint, idempotency: Idempotency, paging: Option<&Paging>) -> Vec<Block> {
    let mut facts = Vec::new();
    facts.extend(endpoint.source.as_ref().map(|source| page_link(&endpoint.title, source)));
    let mut items = vec![format!("Host: {}", code_list(endpoint.http.hosts.iter()))];
    items.extend(sentence("Tokens", endpoint.tokens.iter().map(|token| format!("`{}`", token_name(*token)))));
    items.extend(sentence("App types", endpoint.app_types.iter().map(|app| app_name(*app).to_owned())));
    if let Some(scopes) = &endpoint.scopes {
        items.extend(sentence("Scopes, any of", scopes.any_of.iter().map(scope)));
        items.extend(sentence("Scopes, all of", scopes.all_of.iter().map(scope)));
    }
    items.extend(sentence("Scopes for sensitive reply fields", endpoint.field_scopes.iter().map(scope)));
    items.extend(sentence("Rate limit", endpoint.rate_limits.iter().copied().map(rate_limit)));
    items.extend(repeated(endpoint, idempotency));
    items.extend(paging.map(pages));
    facts.push(Block::List(items));
    facts
}

/// What happens when the call arrives twice, where the method does not say it.
fn repeated(endpoint: &Endpoint, idempotency: Idempotency) -> Option<String> {
    let said = match idempotency {
        Idempotency::Keyed => "Repeated calls: executed once for each idempotency key",
        Idempotency::Read if endpoint.read_only => "Repeated calls: harmless, the call only reads",
        Idempotency::Read | Idempotency::Unkeyed => return None,
    };
    Some(said.to_owned())
}

fn pages(paging: &Paging) -> String {
    let of_items = paging.items.as_ref().map(|items| format!(", or of the items in `{}`", items.name));
    format!(
        "Pages: `Client::pages` walks through them, as a stream of replies{}",
        of_items.unwrap_or_default()
    )
}

fn page_link(title: &str, source: &Source) -> Block {
    let tail = format!("(edition {})", source.date);
    Block::Link { lead: "Page:".to_owned(), label: title.to_owned(), url: source.url.clone(), tail }
}

fn sentence(lead: &str, parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("{lead}: {}", parts.join(", ")))
}

fn scope((name, scope): (&String, &Scope)) -> String {
    labelled(&format!("`{}`", name.replace('`', "")), &scope.label)
}

/// Some pages give a scope no label.
fn labelled(name: &str, label: &str) -> String {
    if label.is_empty() { name.to_owned() } else { format!("{name} ({label})") }
}

fn code_list<'a>(items: impl Iterator<Item = &'a String>) -> String {
    items.map(|item| format!("`{}`", item.replace('`', ""))).collect::<Vec<_>>().join(", ")
}

pub(super) fn rate_limit(limit: RateLimit) -> String {
    let per = match limit.per {
        Per::Second => "second",
        Per::Minute => "minute",
        Per::Hour => "hour",
        Per::Day => "day",
    };
    format!("{} per {per}", limit.requests)
}

fn token_name(token: TokenKind) -> &'static str {
    match token {
        TokenKind::Tenant => "tenant_access_token",
        TokenKind::User => "user_access_token",
        TokenKind::App => "app_access_token",
    }
}

fn app_name(app: AppType) -> &'static str {
    match app {
        AppType::Custom => "custom apps",
        AppType::Store => "store apps",
    }
}

/// The documentation of the module of `common.json`.
pub(super) fn common() -> Doc {
    Doc::text("What many endpoints share: enums, and the error codes that any endpoint may answer with.")
}

/// The documentation of a concept page's module.
pub(super) fn concept_page(page: &ConceptPage) -> Doc {
    let mut doc = Doc::text(page.doc.clone().unwrap_or_else(|| format!("What `{}` explains.", page.id)));
    doc.aliases = vec![page.title.clone()];
    if let Some(source) = &page.source {
        doc.push(page_link(&page.title, source));
    }
    if !page.fields.is_empty() {
        doc.push(Block::Text("Fields that the page describes:".to_owned()));
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

/// A note on each field and on each of its values; fields inside of others come after them, by their path.
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
pub(super) fn concept(heading: &str, concept: &Concept) -> Doc {
    let mut doc = Doc::text(concept.doc.clone().unwrap_or_else(|| format!("The values of `{heading}`.")));
    doc.aliases = vec![heading.to_owned()];
    doc
}

/// The documentation of a field.
pub(super) fn field(wire: &str, field: &Field) -> Doc {
    let mut doc =
        Doc::text(field.doc.clone().unwrap_or_else(|| format!("The field `{}`.", wire.replace('`', ""))));
    let facts = field_facts(field);
    if !facts.is_empty() {
        doc.push(Block::List(facts));
    }
    doc
}

fn field_facts(field: &Field) -> Vec<String> {
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
    facts.extend(field.example.as_ref().map(|value| format!("Example: {}", json_code(value))));
    facts.extend(field.scopes.iter().map(|(name, scope)| {
        let when = scope.when.as_ref().map(|value| format!(" for {}", code(value))).unwrap_or_default();
        format!("Scope{when}: {}", labelled(&code(name), &scope.label))
    }));
    facts
}

/// The members that an endpoint accepts of a shared type.
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

fn json_code(value: &Value) -> String {
    code(&value.to_string())
}

/// A code span; backticks cannot stand inside one, and what is long is cut.
fn code(text: &str) -> String {
    let plain = text.replace('`', "'");
    let mut shown: String = plain.chars().take(LONGEST_EXAMPLE).collect();
    if shown.len() < plain.len() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// The documentation of an enum's variant: our words, then the page's label.
pub(super) fn member(wire: &str, member: &EnumMember) -> Doc {
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
pub(super) fn introduced_enum(wire: &str, field: &Field) -> Doc {
    Doc::text(field.doc.clone().unwrap_or_else(|| format!("The values of `{}`.", wire.replace('`', ""))))
}

/// The documentation of an object that a field introduces.
pub(super) fn introduced_object(wire: &str, field: &Field) -> Doc {
    Doc::text(field.doc.clone().unwrap_or_else(|| format!("The object in `{}`.", wire.replace('`', ""))))
}

/// The documentation of a named type.
pub(super) fn named_type(wire: &str, object: &ObjectType) -> Doc {
    let mut doc = Doc::text(
        object.doc.clone().unwrap_or_else(|| format!("The page's type `{}`.", wire.replace('`', ""))),
    );
    doc.aliases = vec![wire.to_owned()];
    doc
}

/// The documentation of a union's variant: our words, then the page's label.
pub(super) fn union_variant(wire: &str, variant: &Variant) -> Doc {
    let member = EnumMember { label: variant.label.clone(), doc: variant.doc.clone(), name: None };
    self::member(wire, &member)
}

/// The documentation of the object that a variant holds.
pub(super) fn union_shape(wire: &str, variant: &Variant) -> Doc {
    Doc::text(variant.doc.clone().unwrap_or_else(|| format!("What {} holds.", code(wire))))
}

/// The documentation of `Code`.
pub(super) fn code_enum(has_common: bool) -> Doc {
    Doc::text(if has_common {
        "The error codes that the page documents, the platform-wide ones, and any other."
    } else {
        "The error codes that the page documents, and any other."
    })
}

/// The documentation of an error code's variant.
pub(super) fn code_variant(number: i64, error: &ErrorCode) -> Doc {
    let mut doc = Doc::text(match &error.doc {
        Some(text) => format!("`{number}` ({}): {text}", error.message),
        None => format!("`{number}`: {}", error.message),
    });
    if let Some(hint) = &error.hint {
        doc.push(Block::Text(hint.clone()));
    }
    if let Some(status) = error.status {
        doc.push(Block::Text(format!("Documented with HTTP status {status}.")));
    }
    doc.aliases = vec![number.to_string()];
    doc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_may_have_no_label() {
        for (label, expected) in [("Read it", "`depot:box` (Read it)"), ("", "`depot:box`")] {
            let shown = scope((&"depot:box".to_owned(), &Scope { label: label.to_owned() }));
            assert_eq!(shown, expected);
        }
    }
}
