//! Documentation of endpoints: the module, `Request` and the error codes.

use model::schema::{AppType, Endpoint, ErrorCode, Per, RateLimit, ReplyKind, Scope, Source, TokenKind};

use super::text::{code_list, labelled, sentence};
use crate::ir::{Block, Doc, Idempotency, Paging};

const BROWSER: &str =
    "Meant for a person with a browser, not for a program: open the `url` of the encoded request.";

/// The documentation of an endpoint's module.
pub(in crate::lower) fn endpoint(
    endpoint: &Endpoint,
    idempotency: Idempotency,
    paging: Option<&Paging>,
) -> Doc {
    let mut doc =
        Doc::text(endpoint.doc.clone().unwrap_or_else(|| format!("The endpoint `{}`.", endpoint.id)));
    doc.push(Block::Text(call_line(endpoint)));
    if endpoint.deprecated {
        doc.push(Block::Text("Deprecated: the page marks this endpoint as old.".to_owned()));
    }
    for block in endpoint_facts(endpoint, idempotency, paging) {
        doc.push(block);
    }
    doc
}

/// The documentation of `Request`.
pub(in crate::lower) fn request(endpoint: &Endpoint, example: Option<String>) -> Doc {
    let mut doc = Doc::text(format!("A request to {}.", call_line(endpoint)));
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

/// The effect of a call that arrives twice, unless the method tells.
fn repeated(endpoint: &Endpoint, idempotency: Idempotency) -> Option<String> {
    let said = match idempotency {
        Idempotency::Keyed => "Repeated calls: executed once per idempotency key",
        Idempotency::Read if endpoint.read_only => "Repeated calls: safe, because the call only reads",
        Idempotency::Read | Idempotency::Unkeyed => return None,
    };
    Some(said.to_owned())
}

fn pages(paging: &Paging) -> String {
    let of_items = paging.items.as_ref().map(|items| format!(", or of the items in `{}`", items.name));
    format!("Pages: `Client::pages` returns a stream of replies{}", of_items.unwrap_or_default())
}

pub(super) fn page_link(title: &str, source: &Source) -> Block {
    let tail = format!("(edition {})", source.date);
    Block::Link { lead: "Page:".to_owned(), label: title.to_owned(), url: source.url.clone(), tail }
}

pub(super) fn scope((name, scope): (&String, &Scope)) -> String {
    labelled(&format!("`{}`", name.replace('`', "")), &scope.label)
}

/// A rate limit in words.
pub(in crate::lower) fn rate_limit(limit: RateLimit) -> String {
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

pub(super) fn app_name(app: AppType) -> &'static str {
    match app {
        AppType::Custom => "custom apps",
        AppType::Store => "store apps",
    }
}

/// The documentation of `Code`.
pub(in crate::lower) fn code_enum(has_common: bool) -> Doc {
    Doc::text(if has_common {
        "Error codes of this endpoint: documented ones, platform-wide ones, and any other."
    } else {
        "Error codes of this endpoint: documented ones, and any other."
    })
}

/// The documentation of an error code's variant.
pub(in crate::lower) fn code_variant(number: i64, error: &ErrorCode) -> Doc {
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
