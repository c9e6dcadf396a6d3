//! Compares the two versions of an endpoint.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use super::access;
use super::coverage;
use super::effects::Reach;
use super::fields::{self, Context};
use super::kind::Kind;
use super::limits;
use super::members;
use super::pair::{At, Pair};
use super::rules;
use super::types::TypePair;
use crate::check::{Usage, usages};
use crate::schema::{Endpoint, Examples, Field, Fields, ObjectType, Source, Variant, is_shared_name};
use crate::states::Scope;

/// Compares every part of an endpoint.
pub(super) fn compare(pair: &mut Pair<'_>, (old, new): (&Endpoint, &Endpoint)) {
    page(pair, (old, new));
    http(pair, (old, new));
    access::compare(pair, (old, new));
    let context = context(old, new);
    fields::compare(pair, &context, &At::same("/headers"), Reach::REQUEST, (&old.headers, &new.headers));
    request(pair, &context, (old, new));
    let kinds = (&old.reply_kind, &new.reply_kind);
    pair.note_if(Kind::TypeChanged, &At::same("/reply_kind"), Reach::REPLY, kinds);
    fields::compare(pair, &context, &At::same("/reply"), Reach::REPLY, (&old.reply, &new.reply));
    types(pair, &context, (&usages(old), &usages(new)));
    examples(pair, (&old.examples, &new.examples));
    members::error_codes(pair, (&old.errors, &new.errors));
    rules::of_endpoint(pair, (old, new));
}

fn context<'a>(old: &'a Endpoint, new: &'a Endpoint) -> Context<'a> {
    let mut in_rules = rules::named_fields(&Scope::request(old), &old.rules);
    in_rules.extend(rules::named_fields(&Scope::request(new), &new.rules));
    for endpoint in [old, new] {
        for object in endpoint.types.values() {
            let scope = Scope::object(&object.fields, &endpoint.types);
            in_rules.extend(rules::named_fields(&scope, &object.rules));
        }
    }
    Context { types: TypePair::of_endpoints(old, new), in_rules }
}

fn page(pair: &mut Pair<'_>, (old, new): (&Endpoint, &Endpoint)) {
    let meta = Reach::TEXT;
    pair.note_if(Kind::MetadataChanged, &At::same("/$schema"), meta, (&old.schema, &new.schema));
    pair.note_if(Kind::MetadataChanged, &At::same("/id"), meta, (&old.id, &new.id));
    pair.note_if(Kind::TitleChanged, &At::same("/title"), meta, (&old.title, &new.title));
    pair.note_if(Kind::TitleChanged, &At::same("/name"), meta, (&old.name, &new.name));
    pair.note_if(Kind::DescriptionChanged, &At::same("/doc"), meta, (&old.doc, &new.doc));
    source(pair, (old.source.as_ref(), new.source.as_ref()));
    let flags = (old.deprecated, new.deprecated);
    pair.note_flag((Kind::Deprecated, Kind::Undeprecated), &At::same("/deprecated"), Reach::REQUEST, flags);
    let flags = (old.read_only, new.read_only);
    let kinds = (Kind::IdempotencyGained, Kind::IdempotencyLost);
    pair.note_flag(kinds, &At::same("/read_only"), Reach::REQUEST, flags);
}

/// Compares the address and the edition of a page.
pub(super) fn source(pair: &mut Pair<'_>, (old, new): (Option<&Source>, Option<&Source>)) {
    let at = At::same("/source");
    match (old, new) {
        (Some(old), Some(new)) => {
            pair.note_if(Kind::SourceChanged, &at.join("url"), Reach::TEXT, (&old.url, &new.url));
            pair.note_if(Kind::SourceChanged, &at.join("date"), Reach::TEXT, (&old.date, &new.date));
        }
        (old, new) => pair.note_if(Kind::SourceChanged, &at, Reach::TEXT, (&old, &new)),
    }
}

fn http(pair: &mut Pair<'_>, (old, new): (&Endpoint, &Endpoint)) {
    let at = At::same("/http");
    let (before, now) = (&old.http, &new.http);
    pair.note_if(Kind::EndpointMoved, &at.join("method"), Reach::REQUEST, (&before.method, &now.method));
    pair.note_if(Kind::EndpointMoved, &at.join("path"), Reach::REQUEST, (&before.path, &now.path));
    let hosts = at.join("hosts");
    // Requests go to the first host.
    let first = (before.hosts.first(), now.hosts.first());
    pair.note_if(Kind::EndpointMoved, &hosts.join("0"), Reach::REQUEST, (&first.0, &first.1));
    let others = |hosts: &[String], than: &[String]| -> Vec<String> {
        hosts.iter().skip(1).filter(|host| !than.contains(host)).cloned().collect()
    };
    for host in others(&before.hosts, &now.hosts) {
        pair.note_of(Kind::HostRemoved, &hosts, Reach::REQUEST, (Some(host.into()), None));
    }
    for host in others(&now.hosts, &before.hosts) {
        pair.note_of(Kind::HostAdded, &hosts, Reach::REQUEST, (None, Some(host.into())));
    }
}

fn request(pair: &mut Pair<'_>, context: &Context<'_>, (old, new): (&Endpoint, &Endpoint)) {
    let at = At::same("/request");
    let (before, now) = (&old.request, &new.request);
    fields::compare(pair, context, &at.join("path"), Reach::REQUEST, (&before.path, &now.path));
    fields::compare(pair, context, &at.join("query"), Reach::REQUEST, (&before.query, &now.query));
    let body = at.join("body");
    let flags = (before.body.is_some(), now.body.is_some());
    pair.note_flag((Kind::BodyAdded, Kind::BodyRemoved), &body, Reach::REQUEST, flags);
    let none = Fields::new();
    let bodies = (before.body.as_ref().unwrap_or(&none), now.body.as_ref().unwrap_or(&none));
    fields::compare(pair, context, &body, Reach::REQUEST, bodies);
}

/// Compares the named types; which way the values of each go is given for both sides. Shared types are compared where
/// they stand.
pub(super) fn types(
    pair: &mut Pair<'_>,
    context: &Context<'_>,
    usages: (&BTreeMap<String, Usage>, &BTreeMap<String, Usage>),
) {
    let at = At::same("/types");
    let (before, now) = (context.types.old, context.types.new);
    for (name, object) in before.iter().filter(|(name, _)| !is_shared_name(name)) {
        let new_name = context.types.new_name(name);
        let twin = new_name.and_then(|new_name| Some((new_name, now.get(new_name)?)));
        match twin {
            Some((new_name, twin)) => {
                let at = At { old: at.join(name).old, new: at.join(new_name).new };
                let reach = reach(usages.0.get(name), usages.1.get(new_name));
                one_type(pair, context, &at, reach, (object, twin));
            }
            None => pair.note(Kind::TypeRemoved, &at.join(name), Reach::TEXT),
        }
    }
    let is_new = |name: &&String| !is_shared_name(name) && !context.types.is_known(name);
    for name in now.keys().filter(is_new) {
        pair.note(Kind::TypeAdded, &at.join(name), Reach::TEXT);
    }
}

fn one_type(
    pair: &mut Pair<'_>,
    context: &Context<'_>,
    at: &At,
    reach: Reach,
    (old, new): (&ObjectType, &ObjectType),
) {
    if old.name != new.name {
        pair.note(Kind::RustNameChanged, &at.join("name"), reach);
    } else if old.name.is_none() && at.old != at.new {
        // Without a name in the overlay, the Rust name follows the page's.
        pair.note(Kind::RustNameChanged, at, reach);
    }
    pair.note_if(Kind::DescriptionChanged, &at.join("doc"), reach, (&old.doc, &new.doc));
    pair.note_if(Kind::TypeChanged, &at.join("tag"), reach, (&old.tag, &new.tag));
    pair.note_if(Kind::TypeChanged, &at.join("adjacent"), reach, (&old.adjacent, &new.adjacent));
    fields::compare(pair, context, &at.join("fields"), reach, (&old.fields, &new.fields));
    variants(pair, context, &at.join("variants"), reach, (&old.variants, &new.variants));
    rules::of_type(pair, at, reach, (old, new), (context.types.old, context.types.new));
}

fn variants(
    pair: &mut Pair<'_>,
    context: &Context<'_>,
    at: &At,
    reach: Reach,
    (old, new): (&IndexMap<String, Variant>, &IndexMap<String, Variant>),
) {
    for (tag, variant) in old {
        let at = at.join(tag);
        let Some(twin) = new.get(tag) else {
            pair.note(Kind::VariantRemoved, &at, reach);
            continue;
        };
        pair.note_if(Kind::LabelChanged, &at.join("label"), reach, (&variant.label, &twin.label));
        pair.note_if(Kind::RustNameChanged, &at.join("name"), reach, (&variant.name, &twin.name));
        pair.note_if(Kind::DescriptionChanged, &at.join("doc"), reach, (&variant.doc, &twin.doc));
        pair.note_if(Kind::TypeChanged, &at.join("same_as"), reach, (&variant.same_as, &twin.same_as));
        let carrier = |variant: &Variant| Field { len: variant.len, ..Field::default() };
        limits::len(pair, &at, reach, (&carrier(variant), &carrier(twin)));
        fields::compare(pair, context, &at.join("fields"), reach, (&variant.fields, &twin.fields));
    }
    for tag in new.keys().filter(|tag| !old.contains_key(*tag)) {
        pair.note(Kind::VariantAdded, &at.join(tag), reach);
    }
}

/// Returns the reach of a type: the union of its uses on both sides.
fn reach(old: Option<&Usage>, new: Option<&Usage>) -> Reach {
    let any = |goes: fn(&Usage) -> bool| old.is_some_and(goes) || new.is_some_and(goes);
    Reach { request: any(|usage| usage.in_request), reply: any(|usage| usage.in_reply) }
}

fn examples(pair: &mut Pair<'_>, (old, new): (&Examples, &Examples)) {
    example(pair, "/examples/request", (old.request.as_ref(), new.request.as_ref()));
    example(pair, "/examples/reply", (old.reply.as_ref(), new.reply.as_ref()));
}

/// Example JSON is long: each place that differs in it is a change of its own.
pub(super) fn example(pair: &mut Pair<'_>, at: &str, (old, new): (Option<&Value>, Option<&Value>)) {
    if old.is_some() && new.is_some() {
        for place in coverage::differing(pair, at) {
            pair.note(Kind::ExampleChanged, &At::same(&place), Reach::TEXT);
        }
    } else {
        pair.note_if(Kind::ExampleChanged, &At::same(at), Reach::TEXT, (&old, &new));
    }
}
