//! Checks ids and sources: `ids.json` and `lock.json` against the schemas, and the `source` of each schema. `ids.json` may list
//! endpoints that have no schema yet; `lock.json` lists schemas only.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::http::is_host_name;
use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted};
use crate::document::{Document, SchemaSet};
use crate::pointer::join;
use crate::schema::{Endpoint, EventEnvelope, EventPage, Ids, Lock, Locked, Source};
use crate::source::Span;
use crate::tree::Tree;

/// Compares the schemas with `ids.json` and `lock.json`, and with each other.
pub(super) fn check(set: &SchemaSet, out: &mut Report) {
    same_calls(&set.endpoints, out);
    same_events(&set.events, out);
    if let Some(ids) = &set.ids {
        check_ids(set, ids, out);
    }
    if let Some(lock) = &set.lock {
        check_lock(set, lock, out);
    }
}

/// Reports two schemas of one endpoint.
fn same_calls(endpoints: &[Document<Endpoint>], out: &mut Report) {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    for document in endpoints {
        let (call, path) = (document.schema.http.call(), document.value_span("/http/path"));
        if let Some(earlier) = first.get(&call) {
            let message = format!("{} has two schemas", quoted(&call));
            out.push(
                Diagnostic::error(Code::DuplicateEndpoint, message, path)
                    .related(*earlier, "the first")
                    .help("remove one of the two"),
            );
        } else {
            first.insert(call, path);
        }
    }
}

/// Reports two pages that describe one type of event.
fn same_events(pages: &[Document<EventPage>], out: &mut Report) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for document in pages.iter().filter(|page| page.schema.envelope != EventEnvelope::Bare) {
        for wire in document.schema.events.keys() {
            let key = document.key_span(&join("/events", wire));
            if let Some(earlier) = first.get(wire.as_str()) {
                let message = format!("the event {} has two schemas", quoted(wire));
                out.push(
                    Diagnostic::error(Code::DuplicateEvent, message, key)
                        .related(*earlier, "the first")
                        .help("remove one of the two"),
                );
            } else {
                first.insert(wire, key);
            }
        }
    }
}

fn check_ids(set: &SchemaSet, ids: &Document<Ids>, out: &mut Report) {
    for document in &set.endpoints {
        let call = document.schema.http.call();
        match ids.schema.ids.get(&call) {
            None => out.push(missing_id(document, &call)),
            Some(id) if *id != document.id => out.push(other_id(document, ids, &call)),
            Some(_) => {}
        }
    }
}

fn missing_id(document: &Document<Endpoint>, call: &str) -> Diagnostic {
    let message = format!("`ids.json` does not list {}", quoted(call));
    let line = format!("{}: {}", json!(call), json!(document.id));
    Diagnostic::error(Code::UnlistedId, message, document.value_span("/http/path"))
        .help(format!("add to `ids` of `ids.json`: {line}"))
}

fn other_id(document: &Document<Endpoint>, ids: &Document<Ids>, call: &str) -> Diagnostic {
    let at = ids.value_span(&join("/ids", call));
    let message = format!("the schema of {} is {}", quoted(call), quoted(&document.id));
    Diagnostic::error(Code::OtherId, message, at)
        .related(document.value_span("/id"), "the schema's id")
        .help("change this id, or move the schema's file")
        .suggest(at, json!(document.id).to_string())
}

/// The id of a schema, its tree and its `source`.
type Sourced<'a> = (&'a str, &'a Tree, Option<&'a Source>);

fn sourced(set: &SchemaSet) -> impl Iterator<Item = Sourced<'_>> {
    let endpoints = set.endpoints.iter().map(|page| (&*page.id, &page.tree, page.schema.source.as_ref()));
    let concepts = set.concepts.iter().map(|page| (&*page.id, &page.tree, page.schema.source.as_ref()));
    let events = set.events.iter().map(|page| (&*page.id, &page.tree, page.schema.source.as_ref()));
    endpoints.chain(concepts).chain(events)
}

fn check_lock(set: &SchemaSet, lock: &Document<Lock>, out: &mut Report) {
    let mut known = BTreeSet::new();
    for (id, tree, source) in sourced(set) {
        known.insert(id);
        match (source, lock.schema.locked.get(id)) {
            (Some(source), Some(locked)) => other_edition((id, tree), source, lock, locked, out),
            (Some(_), None) => {
                let message = "`lock.json` does not record the source of this schema";
                let help = format!("add {} to `locked` of `lock.json`", quoted(id));
                out.error(Code::Unlocked, tree.key_span("/source"), message, help);
            }
            (None, Some(_)) => {
                let message = "`lock.json` has an entry for a schema without `source`";
                let at = lock.key_span(&join("/locked", id));
                out.push(
                    Diagnostic::error(Code::LockMismatch, message, at)
                        .related(tree.value_span("/id"), "the schema")
                        .help("remove the entry, or give the schema its `source`"),
                );
            }
            (None, None) => {}
        }
    }
    for id in lock.schema.locked.keys().filter(|id| !known.contains(id.as_str()) && !set.unread.contains(*id))
    {
        let message = format!("no schema has the id {}", quoted(id));
        out.warning(Code::StaleLock, lock.key_span(&join("/locked", id)), message, "remove the entry");
    }
}

fn other_edition(
    (id, tree): (&str, &Tree),
    source: &Source,
    lock: &Document<Lock>,
    locked: &Locked,
    out: &mut Report,
) {
    for (name, agree) in [("url", source.url == locked.url), ("date", source.date == locked.date)] {
        if !agree {
            let message = format!("`lock.json` records a different {name} for this schema");
            out.push(
                Diagnostic::error(Code::LockMismatch, message, tree.value_span(&join("/source", name)))
                    .related(lock.value_span(&join("/locked", id).join(name)), "locked")
                    .help("import the page again, or correct the one that is wrong"),
            );
        }
    }
}

/// Checks the address and the date of the page that a schema was read from.
pub(super) fn check_source(tree: &Tree, source: Option<&Source>, out: &mut Report) {
    let Some(source) = source else { return };
    if !is_plain_url(&source.url) {
        let message = format!("{} is not a plain HTTPS address", quoted(&source.url));
        let help = "write `https://`, a host name and the rest of the address in ASCII, escaped where needed";
        out.error(Code::BadSourceUrl, tree.value_span("/source/url"), message, help);
    }
    if !is_date(&source.date) {
        let message = format!("{} is not a date", quoted(&source.date));
        let help = "write a day of the calendar as `YYYY-MM-DD`";
        out.error(Code::BadSourceDate, tree.value_span("/source/date"), message, help);
    }
}

/// Returns true for `https://host/rest` in characters that URLs hold unescaped.
fn is_plain_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    let is_plain = |byte: u8| {
        byte.is_ascii_graphic()
            && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
    };
    is_host_name(host) && rest.bytes().all(is_plain)
}

/// Returns true for a valid calendar day, written `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |text: &str, digits: usize| {
        let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| is_number)
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    (1..=days_of(year, month)).contains(&day)
}

/// Returns the number of days of a month; 0 for an invalid month.
fn days_of(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{
        ERROR, Found, WARNING, clean, endpoint, expect, file, findings, of_endpoint,
    };

    fn with(changes: &Value, name: &str, list: &Value) -> Vec<Found> {
        let member = if name == "ids.json" { "ids" } else { "locked" };
        let registry = json!({"$schema": "format.schema.json", member: list});
        findings(vec![file("a/v1/b/c.json", &endpoint(changes)), file(name, &registry)])
    }

    #[test]
    fn ids_and_schemas_agree() {
        let ids = |list: Value| with(&json!({}), "ids.json", &list);
        clean(&ids(json!({"PUT /open-apis/a": "a/v1/b/c"})));
        let found = ids(json!({}));
        expect(&found, &[(ERROR, "unlisted-id", "\"/open-apis/a\"")]);
        assert_eq!(
            found[0].finding.help.as_deref(),
            Some("add to `ids` of `ids.json`: \"PUT /open-apis/a\": \"a/v1/b/c\"")
        );
        let found = ids(json!({"PUT /open-apis/a": "a/v1/b/d", "GET /unknown": "a/v1/b/unknown"}));
        expect(&found, &[(ERROR, "other-id", "\"a/v1/b/d\"")]);
        assert_eq!(found[0].mended.as_deref(), Some("\"a/v1/b/c\""));
    }

    #[test]
    fn a_schema_that_cannot_be_read_is_not_gone() {
        let ids = json!({"$schema": "format.schema.json", "ids": {"PUT /open-apis/a": "a/v1/b/c"}});
        let lock = json!({"$schema": "format.schema.json", "locked": {"a/v1/b/c": locked("https://x", "2025-01-02")}});
        let broken = json!({"$schema": "../../../format.schema.json", "id": "a/v1/b/c", "titel": "broken"});
        let files = vec![file("a/v1/b/c.json", &broken), file("ids.json", &ids), file("lock.json", &lock)];
        let mut found = super::Report::default();
        super::check(&crate::load::load(files).set, &mut found);
        assert_eq!(found.findings, []);
    }

    fn locked(url: &str, date: &str) -> Value {
        json!({"url": url, "date": date, "form": "site", "sha256": "00"})
    }

    #[test]
    fn locks_and_sources_agree() {
        let source = json!({"source": {"url": "https://open.feishu.cn/a", "date": "2025-01-02"}});
        let right = locked("https://open.feishu.cn/a", "2025-01-02");
        clean(&with(&source, "lock.json", &json!({"a/v1/b/c": right})));
        expect(&with(&source, "lock.json", &json!({})), &[(ERROR, "unlocked", "\"source\"")]);
        let old = locked("https://open.feishu.cn/a", "2024-01-02");
        expect(
            &with(&source, "lock.json", &json!({"a/v1/b/c": old})),
            &[(ERROR, "lock-mismatch", "\"2025-01-02\"")],
        );
        expect(
            &with(&json!({}), "lock.json", &json!({"a/v1/b/c": right})),
            &[(ERROR, "lock-mismatch", "\"a/v1/b/c\"")],
        );
        let found = with(&source, "lock.json", &json!({"a/v1/b/c": right, "gone": right}));
        expect(&found, &[(WARNING, "stale-lock", "\"gone\"")]);
    }

    #[test]
    fn one_schema_per_endpoint() {
        let mut twin = endpoint(&json!({}));
        twin["id"] = json!("a/v1/b/d");
        let found =
            findings(vec![file("a/v1/b/c.json", &endpoint(&json!({}))), file("a/v1/b/d.json", &twin)]);
        expect(&found, &[(ERROR, "duplicate-endpoint", "\"/open-apis/a\"")]);
    }

    fn with_source(url: &str, date: &str) -> Vec<Found> {
        of_endpoint(&json!({"source": {"url": url, "date": date}}))
    }

    #[test]
    fn addresses_are_plain_and_https() {
        for url in
            ["https://open.feishu.cn/document/a?b=c#d", "https://open.feishu.cn", "https://a.b/%E5%AE%A1"]
        {
            clean(&with_source(url, "2025-04-21"));
        }
        for url in [
            "http://open.feishu.cn/document",
            "javascript:alert(1)",
            "open.feishu.cn/document",
            "https://",
            "https://user@open.feishu.cn/a",
            "https://open.feishu.cn:443/a",
            "https://open.feishu.cn/a b",
            "https://open.feishu.cn/a>b",
            "https://open.feishu.cn/审批",
            "",
        ] {
            expect(&with_source(url, "2025-04-21"), &[(ERROR, "bad-source-url", &format!("\"{url}\""))]);
        }
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        for date in ["2024-02-29", "2000-02-29", "2025-12-31", "2025-04-30"] {
            clean(&with_source("https://open.feishu.cn/a", date));
        }
        for date in [
            "2025-02-29", "1900-02-29", "2025-04-31", "2025-13-01", "2025-00-01", "2025-01-00", "2025-1-1",
            "25-01-01", "2025/01/01", "2025-01-01T00", "+202-01-01", "",
        ] {
            let found = with_source("https://open.feishu.cn/a", date);
            expect(&found, &[(ERROR, "bad-source-date", &format!("\"{date}\""))]);
        }
    }
}
