//! Compares access: tokens, kinds of app, scopes and rate limits.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, json};

use super::effects::Reach;
use super::kind::Kind;
use super::pair::{At, Pair};
use crate::schema::{Endpoint, EventPage, RateLimit, Scope, Scopes};

/// Compares the tokens, app kinds, scopes and rate limits of an endpoint.
pub(super) fn compare(pair: &mut Pair<'_>, (old, new): (&Endpoint, &Endpoint)) {
    listed(pair, &At::same("/tokens"), (&old.tokens, &new.tokens));
    listed(pair, &At::same("/app_types"), (&old.app_types, &new.app_types));
    scopes(pair, (old.scopes.as_ref(), new.scopes.as_ref()));
    field_scopes(pair, (&old.field_scopes, &new.field_scopes));
    rate_limits(pair, (&old.rate_limits, &new.rate_limits));
}

/// Compares the app kinds and scopes of a page of events.
pub(super) fn compare_events(pair: &mut Pair<'_>, (old, new): (&EventPage, &EventPage)) {
    listed(pair, &At::same("/push"), (&old.push, &new.push));
    listed(pair, &At::same("/app_types"), (&old.app_types, &new.app_types));
    scopes(pair, (old.scopes.as_ref(), new.scopes.as_ref()));
    field_scopes(pair, (&old.field_scopes, &new.field_scopes));
}

/// Compares alternatives in an array, one of which a caller must have; an empty array has no requirement.
fn listed<T: PartialEq + Serialize>(pair: &mut Pair<'_>, at: &At, (old, new): (&[T], &[T])) {
    let gone = |item: &&T| !new.contains(item);
    let come = |item: &&T| !old.contains(item);
    for item in old.iter().filter(gone) {
        let kind = if new.is_empty() { Kind::AccessWidened } else { Kind::AccessNarrowed };
        pair.note_of(kind, at, Reach::REQUEST, (value(item), None));
    }
    for item in new.iter().filter(come) {
        let kind = if old.is_empty() { Kind::AccessNarrowed } else { Kind::AccessWidened };
        pair.note_of(kind, at, Reach::REQUEST, (None, value(item)));
    }
}

fn value<T: Serialize>(item: &T) -> Option<Value> {
    serde_json::to_value(item).ok()
}

fn scopes(pair: &mut Pair<'_>, (old, new): (Option<&Scopes>, Option<&Scopes>)) {
    let none = Scopes::default();
    let (before, now) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let any_of = At::same("/scopes/any_of");
    let first = before.any_of.is_empty();
    let last = now.any_of.is_empty();
    let added = if first { Kind::AccessNarrowed } else { Kind::AccessWidened };
    let removed = if last { Kind::AccessWidened } else { Kind::AccessNarrowed };
    named(pair, &any_of, Reach::REQUEST, [added, removed], (&before.any_of, &now.any_of));
    let all_of = At::same("/scopes/all_of");
    let kinds = [Kind::AccessNarrowed, Kind::AccessWidened];
    named(pair, &all_of, Reach::REQUEST, kinds, (&before.all_of, &now.all_of));
    let is_bare = |scopes: Option<&Scopes>| scopes.is_some_and(|scopes| *scopes == none);
    pair.note_if(Kind::MetadataChanged, &At::same("/scopes"), Reach::TEXT, (&is_bare(old), &is_bare(new)));
}

/// Compares the scopes of fields. Without such a scope the server leaves the fields out of responses.
fn field_scopes(pair: &mut Pair<'_>, scopes: (&IndexMap<String, Scope>, &IndexMap<String, Scope>)) {
    let kinds = [Kind::FieldScopeAdded, Kind::FieldScopeRemoved];
    named(pair, &At::same("/field_scopes"), Reach::REPLY, kinds, scopes);
}

fn named(
    pair: &mut Pair<'_>,
    at: &At,
    reach: Reach,
    [added, removed]: [Kind; 2],
    (old, new): (&IndexMap<String, Scope>, &IndexMap<String, Scope>),
) {
    for (name, scope) in old {
        let at = at.join(name);
        match new.get(name) {
            Some(twin) => {
                let label = at.join("label");
                pair.note_if(Kind::ScopeLabelChanged, &label, reach, (&scope.label, &twin.label));
            }
            None => pair.note(removed, &at, reach),
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        pair.note(added, &at.join(name), reach);
    }
}

/// Compares the windows one by one; of several limits of one window the lowest counts.
fn rate_limits(pair: &mut Pair<'_>, (old, new): (&[RateLimit], &[RateLimit])) {
    let at = At::same("/rate_limits");
    let (before, now) = (windows(old), windows(new));
    let names: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    for name in names {
        let (old, new) = (before.get(name), now.get(name));
        let kind = match (old, new) {
            (Some(old), Some(new)) if old == new => continue,
            (Some(old), Some(new)) if new < old => Kind::RateLimitLowered,
            (None, _) => Kind::RateLimitLowered,
            _ => Kind::RateLimitRaised,
        };
        let shown = |requests: Option<&u32>| requests.map(|count| json!(format!("{count} per {name}")));
        pair.note_of(kind, &at, Reach::REQUEST, (shown(old), shown(new)));
    }
}

fn windows(limits: &[RateLimit]) -> BTreeMap<String, u32> {
    let mut out: BTreeMap<String, u32> = BTreeMap::new();
    for limit in limits {
        let name = format!("{:?}", limit.per).to_lowercase();
        let lowest = out.entry(name).or_insert(limit.requests);
        *lowest = limit.requests.min(*lowest);
    }
    out
}
