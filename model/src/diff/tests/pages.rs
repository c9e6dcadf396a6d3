//! Endpoints as a whole, concept pages, shared files, and the order of things.

use serde_json::{Value, json};

use super::super::Impact::{self, Breaking, Compatible, Dangerous, None};
use super::*;

/// The only change, with what it does.
#[track_caller]
fn one(old: &Value, new: &Value, kind: Kind, pointer: &str, effects: (Impact, Impact)) {
    let found = expect(old, new, &[kind]);
    assert_eq!(found[0].pointer, pointer);
    let found = found[0].effects;
    assert_eq!((found.request, found.reply), effects);
}

#[test]
fn endpoints_come_and_go() {
    let (none, some) = (json!({}), endpoint(&json!({})));
    one(&none, &some, Kind::EndpointAdded, "", (Compatible, None));
    one(&some, &none, Kind::EndpointRemoved, "", (Breaking, None));
}

/// A page of the event `t`, with this payload.
fn event(fields: &Value) -> Value {
    json!({"a/v1/event/t.json": {
        "id": "a/v1/event/t", "title": "t", "envelope": "2.0", "events": {"t": {"fields": fields}}
    }})
}

#[test]
fn events_come_and_go() {
    let (none, some) = (json!({}), event(&json!({})));
    one(&none, &some, Kind::EventAdded, "", (None, Compatible));
    one(&some, &none, Kind::EventRemoved, "", (None, Breaking));
    let mut two = some.clone();
    two["a/v1/event/t.json"]["events"]["u"] = json!({"fields": {}});
    one(&some, &two, Kind::EventAdded, "/events/u", (None, Compatible));
    one(&two, &some, Kind::EventRemoved, "/events/u", (None, Breaking));
    let mut old = some.clone();
    old["a/v1/event/t.json"]["envelope"] = json!("1.0");
    one(&some, &old, Kind::EnvelopeChanged, "/envelope", (None, Breaking));
}

#[test]
fn members_of_an_event_are_received() {
    let with = |members: Value| event(&json!({"status": {"type": "string", "enum": members}}));
    let (few, many) = (with(json!({"A": {}})), with(json!({"A": {}, "B": {}})));
    let enum_of = "/events/t/fields/status/enum/B";
    one(&few, &many, Kind::EnumMemberAdded, enum_of, (None, Dangerous));
    one(&many, &few, Kind::EnumMemberRemoved, enum_of, (None, Compatible));
    let (less, more) = (event(&json!({})), event(&json!({"id": {"type": "string"}})));
    one(&less, &more, Kind::OptionalFieldAdded, "/events/t/fields/id", (None, Compatible));
    one(&more, &less, Kind::OptionalFieldRemoved, "/events/t/fields/id", (None, Breaking));
}

#[test]
fn an_endpoint_moves() {
    let http = |method: &str, host: &str, path: &str| {
        endpoint(&json!({"http": {"method": method, "hosts": [host], "path": path}}))
    };
    let old = http("PUT", "h", "/a");
    for (new, pointer) in [
        (http("POST", "h", "/a"), "/http/method"),
        (http("PUT", "i", "/a"), "/http/hosts/0"),
        (http("PUT", "h", "/b"), "/http/path"),
    ] {
        one(&old, &new, Kind::EndpointMoved, pointer, (Breaking, None));
    }
}

#[test]
fn further_hosts_come_and_go() {
    let hosts = |hosts: Value| endpoint(&json!({"http": {"method": "PUT", "hosts": hosts, "path": "/a"}}));
    let (one_host, two) = (hosts(json!(["h"])), hosts(json!(["h", "i"])));
    one(&one_host, &two, Kind::HostAdded, "/http/hosts", (Compatible, None));
    one(&two, &one_host, Kind::HostRemoved, "/http/hosts", (Dangerous, None));
}

#[test]
fn a_reply_becomes_a_file() {
    let with = |kind: &str| endpoint(&json!({"reply_kind": kind}));
    one(&with("json"), &with("file"), Kind::TypeChanged, "/reply_kind", (None, Breaking));
}

#[test]
fn bodies_come_and_go() {
    let (without, with) = (endpoint(&json!({})), endpoint(&json!({"request": {"body": {}}})));
    one(&without, &with, Kind::BodyAdded, "/request/body", (Dangerous, None));
    one(&with, &without, Kind::BodyRemoved, "/request/body", (Breaking, None));
}

#[test]
fn tokens_and_app_kinds_are_alternatives() {
    for (member, a, b) in [("tokens", "tenant", "user"), ("app_types", "custom", "store")] {
        let with = |values: Value| endpoint(&json!({member: values}));
        let at = format!("/{member}");
        let (none, first, both) = (with(json!([])), with(json!([a])), with(json!([a, b])));
        one(&first, &both, Kind::AccessWidened, &at, (Compatible, None));
        one(&both, &first, Kind::AccessNarrowed, &at, (Breaking, None));
        one(&none, &first, Kind::AccessNarrowed, &at, (Breaking, None));
        one(&first, &none, Kind::AccessWidened, &at, (Compatible, None));
    }
}

#[test]
fn a_scope_more_is_an_alternative_or_a_demand() {
    let scopes = |any: &[&str], all: &[&str]| {
        let named = |names: &[&str]| -> Value {
            names.iter().map(|name| ((*name).to_owned(), json!({"label": "l"}))).collect::<Map<_, _>>().into()
        };
        endpoint(&json!({"scopes": {"any_of": named(any), "all_of": named(all)}}))
    };
    let widened = (Compatible, None);
    let narrowed = (Breaking, None);
    one(&scopes(&["a"], &[]), &scopes(&["a", "b"], &[]), Kind::AccessWidened, "/scopes/any_of/b", widened);
    one(&scopes(&["a", "b"], &[]), &scopes(&["a"], &[]), Kind::AccessNarrowed, "/scopes/any_of/b", narrowed);
    one(&scopes(&["a"], &[]), &scopes(&["a"], &["b"]), Kind::AccessNarrowed, "/scopes/all_of/b", narrowed);
    one(&scopes(&["a"], &["b"]), &scopes(&["a"], &[]), Kind::AccessWidened, "/scopes/all_of/b", widened);
    one(&endpoint(&json!({})), &scopes(&["a"], &[]), Kind::AccessNarrowed, "/scopes/any_of/a", narrowed);
}

#[test]
fn scopes_of_reply_fields() {
    let with = |scopes: Value| endpoint(&json!({"field_scopes": scopes}));
    let (none, some) = (with(json!({})), with(json!({"s": {"label": "l"}})));
    one(&none, &some, Kind::FieldScopeAdded, "/field_scopes/s", (None, Dangerous));
    one(&some, &none, Kind::FieldScopeRemoved, "/field_scopes/s", (None, Compatible));
    let other = with(json!({"s": {"label": "m"}}));
    one(&some, &other, Kind::ScopeLabelChanged, "/field_scopes/s/label", (None, None));
}

#[test]
fn rate_limits_are_compared_by_window() {
    let limits = |limits: Value| endpoint(&json!({"rate_limits": limits}));
    let fifty = limits(json!([{"requests": 50, "per": "second"}]));
    let twenty = limits(json!([{"requests": 20, "per": "second"}]));
    let two = limits(json!([{"requests": 50, "per": "second"}, {"requests": 100, "per": "minute"}]));
    one(&fifty, &twenty, Kind::RateLimitLowered, "/rate_limits", (Dangerous, None));
    one(&twenty, &fifty, Kind::RateLimitRaised, "/rate_limits", (Compatible, None));
    one(&fifty, &two, Kind::RateLimitLowered, "/rate_limits", (Dangerous, None));
    let found = changes(&two, &fifty);
    assert_eq!(found[0].old, Some(json!("100 per minute")));
}

#[test]
fn error_codes() {
    let codes = |codes: Value| endpoint(&json!({"errors": codes}));
    let none = codes(json!({}));
    let bare = codes(json!({"1": {"message": "m"}}));
    one(&none, &bare, Kind::CodeAdded, "/errors/1", (None, Compatible));
    one(&bare, &none, Kind::CodeRemoved, "/errors/1", (None, Dangerous));
    for (member, value, kind, effects) in [
        ("status", json!(400), Kind::CodeStatusChanged, (None, Dangerous)),
        ("message", json!("n"), Kind::CodeMessageChanged, (None, None)),
        ("name", json!("N"), Kind::RustNameChanged, (None, None)),
        ("doc", json!("d"), Kind::DescriptionChanged, (None, None)),
        ("hint", json!("h"), Kind::CodeHintChanged, (None, None)),
        ("retry", json!(true), Kind::CodeRetryChanged, (None, Dangerous)),
        ("executed", json!(true), Kind::CodeRetryChanged, (None, Dangerous)),
    ] {
        let mut code = json!({"message": "m"});
        code[member] = value;
        one(&bare, &codes(json!({"1": code})), kind, &format!("/errors/1/{member}"), effects);
    }
}

#[test]
fn what_a_page_says_of_itself() {
    let docs = (None, None);
    let base = endpoint(&json!({"source": {"url": "u", "date": "2025-01-01"}}));
    let change = |member: &str, value: Value| {
        let mut changed = base.clone();
        changed["a/b.json"][member] = value;
        changed
    };
    one(&base, &change("title", json!("u")), Kind::TitleChanged, "/title", docs);
    one(&base, &change("doc", json!("d")), Kind::DescriptionChanged, "/doc", docs);
    let dated = change("source", json!({"url": "u", "date": "2025-06-17"}));
    one(&base, &dated, Kind::SourceChanged, "/source/date", docs);
    let old = change("deprecated", json!(true));
    one(&base, &old, Kind::Deprecated, "/deprecated", (Compatible, None));
    one(&old, &base, Kind::Undeprecated, "/deprecated", (Compatible, None));
    let reads = change("read_only", json!(true));
    one(&base, &reads, Kind::IdempotencyGained, "/read_only", (Compatible, None));
    one(&reads, &base, Kind::IdempotencyLost, "/read_only", (Dangerous, None));
    let example = change("examples", json!({"request": {"a": 1, "b": [{"c": 2}]}}));
    one(&base, &example, Kind::ExampleChanged, "/examples/request", docs);
    let other = change("examples", json!({"request": {"a": 1, "b": [{"c": 3}]}}));
    one(&example, &other, Kind::ExampleChanged, "/examples/request/b/0/c", docs);
    let longer = change("examples", json!({"request": {"a": 1, "b": [{"c": 2}, {}]}}));
    one(&example, &longer, Kind::ExampleChanged, "/examples/request/b", docs);
}

fn concepts(concepts: &Value) -> Value {
    json!({"c/d.json": {"id": "c/d", "title": "t", "concepts": concepts}})
}

#[test]
fn concept_pages() {
    let pending = concepts(&json!({"状态": {"enum": {"PENDING": {"label": "审批中"}}}}));
    let two =
        concepts(&json!({"状态": {"enum": {"PENDING": {"label": "审批中"}, "DONE": {"label": "完成"}}}}));
    let bare = concepts(&json!({}));
    one(&json!({}), &pending, Kind::ConceptPageAdded, "", (None, None));
    one(&pending, &json!({}), Kind::ConceptPageRemoved, "", (None, None));
    one(&bare, &pending, Kind::ConceptAdded, "/concepts/状态", (None, None));
    one(&pending, &bare, Kind::ConceptRemoved, "/concepts/状态", (None, None));
    let member = "/concepts/状态/enum/DONE";
    one(&pending, &two, Kind::EnumMemberAdded, member, (None, Dangerous));
    one(&two, &pending, Kind::EnumMemberRemoved, member, (None, Compatible));
    let named = concepts(&json!({"状态": {"name": "Status", "enum": {"PENDING": {"label": "审批中"}}}}));
    one(&pending, &named, Kind::RustNameChanged, "/concepts/状态/name", (None, None));
}

/// Any endpoint may use the unions of a concept page, either way.
#[test]
fn unions_of_concept_pages() {
    let with = |types: Value| {
        let mut page = concepts(&json!({}));
        page["c/d.json"]["types"] = types;
        page
    };
    let union = |variants: Value| with(json!({"Item": {"tag": "kind", "fields": {}, "variants": variants}}));
    let one_variant = union(json!({"a": {"fields": {"x": {"type": "int"}}}}));
    let two = union(json!({"a": {"fields": {"x": {"type": "int"}}}, "b": {"same_as": "a"}}));
    one(&with(json!({})), &two, Kind::TypeAdded, "/types/Item", (None, None));
    one(&two, &with(json!({})), Kind::TypeRemoved, "/types/Item", (None, None));
    let at = "/types/Item/variants/b";
    one(&one_variant, &two, Kind::VariantAdded, at, (Compatible, Dangerous));
    one(&two, &one_variant, Kind::VariantRemoved, at, (Breaking, Compatible));
    let required = union(json!({"a": {"fields": {"x": {"type": "int", "required": true}}}}));
    let at = "/types/Item/variants/a/fields/x/required";
    one(&one_variant, &required, Kind::FieldBecameRequired, at, (Breaking, Compatible));
    let own = union(json!({"a": {"fields": {"x": {"type": "int"}}}, "b": {}}));
    let at = "/types/Item/variants/b/same_as";
    one(&two, &own, Kind::TypeChanged, at, (Breaking, Breaking));
    let labelled = union(json!({"a": {"label": "圆", "fields": {"x": {"type": "int"}}}}));
    let at = "/types/Item/variants/a/label";
    one(&one_variant, &labelled, Kind::LabelChanged, at, (Dangerous, Dangerous));
    let tag = with(
        json!({"Item": {"tag": "type", "fields": {}, "variants": {"a": {"fields": {"x": {"type": "int"}}}}}}),
    );
    one(&one_variant, &tag, Kind::TypeChanged, "/types/Item/tag", (Breaking, Breaking));
    let adjacent = |variant: Value| {
        with(json!({"Item": {"tag": "kind", "adjacent": true, "fields": {}, "variants": {"a": variant}}}))
    };
    let beside = adjacent(json!({"fields": {"x": {"type": "int"}}}));
    one(&one_variant, &beside, Kind::TypeChanged, "/types/Item/adjacent", (Breaking, Breaking));
    let limited = adjacent(json!({"fields": {"x": {"type": "int"}}, "len": {"max": 9, "unit": "bytes"}}));
    let at = "/types/Item/variants/a/len/max";
    one(&beside, &limited, Kind::LimitAdded, at, (Dangerous, Compatible));
}

/// Fields of a concept page are no part of any call, and make no Rust.
#[test]
fn fields_of_concept_pages_are_only_read() {
    let with = |fields: Value| {
        let mut page = concepts(&json!({}));
        page["c/d.json"]["fields"] = fields;
        page
    };
    let (without, with) = (with(json!({})), with(json!({"x": {"type": "string", "required": true}})));
    one(&without, &with, Kind::RequiredFieldAdded, "/fields/x", (None, None));
    one(&with, &without, Kind::RequiredFieldRemoved, "/fields/x", (None, None));
}

#[test]
fn the_shared_vocabulary() {
    let common = |enums: Value| json!({"common.json": {"enums": enums, "errors": {}}});
    let kind = |members: Value| common(json!({"Kind": {"doc": "d", "enum": members}}));
    let (none, a, ab) = (common(json!({})), kind(json!({"a": {}})), kind(json!({"a": {}, "b": {}})));
    one(&none, &a, Kind::ConceptAdded, "/enums/Kind", (None, None));
    one(&a, &none, Kind::ConceptRemoved, "/enums/Kind", (None, None));
    one(&a, &ab, Kind::EnumMemberAdded, "/enums/Kind/enum/b", (None, None));
    one(&ab, &a, Kind::EnumMemberRemoved, "/enums/Kind/enum/b", (None, None));
    let codes = |codes: Value| json!({"common.json": {"enums": {}, "errors": codes}});
    let (none, some) = (codes(json!({})), codes(json!({"1": {"message": "m"}})));
    one(&none, &some, Kind::CodeAdded, "/errors/1", (None, Compatible));
}

#[test]
fn a_shared_type_by_name_is_the_same_as_a_chosen_one() {
    let with = |listed: Value, chosen: Value| {
        let mut field = json!({"type": "string", "enum": {"a": {}}});
        field.as_object_mut().unwrap().extend(chosen.as_object().unwrap().clone());
        let mut files = body(&field);
        files["common.json"] =
            json!({"enums": {"Kind": {"doc": "d", "fields": listed, "enum": {"a": {}}}}, "errors": {}});
        files
    };
    let by_name = with(json!(["x"]), json!({}));
    let chosen = with(json!(["x"]), json!({"use_type": "common::Kind"}));
    assert_eq!(diff(&set(&chosen), &set(&by_name)), []);
    assert_eq!(diff(&set(&by_name), &set(&chosen)), []);
    let (neither, other) = (with(json!(["y"]), json!({})), with(json!(["y"]), json!({"doc": "d"})));
    one(&neither, &by_name, Kind::MetadataChanged, "/enums/Kind/fields", (None, None));
    let kinds: Vec<Kind> = diff(&set(&other), &set(&by_name)).iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [Kind::RustNameChanged, Kind::DescriptionChanged, Kind::MetadataChanged]);
}

#[test]
fn ids_and_provenance_ask_for_no_release() {
    let ids = |id: &str| json!({"ids.json": {"ids": {"GET /a": id}}});
    one(&ids("a"), &ids("b"), Kind::MetadataChanged, "/ids/GET ~1a", (None, None));
    let lock = |date: &str| json!({"lock.json": {"locked": {"a": {"url": "u", "date": date, "form": "site", "sha256": "0"}}}});
    one(&lock("1"), &lock("2"), Kind::MetadataChanged, "/locked/a", (None, None));
    one(&json!({}), &ids("a"), Kind::MetadataChanged, "", (None, None));
}

#[test]
fn the_order_of_things_is_documentation() {
    let with = |fields: Value| endpoint(&json!({"request": {"body": fields}}));
    let old = with(json!({"x": {"type": "int"}, "y": {"type": "int"}}));
    let new = with(json!({"y": {"type": "int"}, "x": {"type": "int"}}));
    one(&old, &new, Kind::OrderChanged, "/request/body", (None, None));
    let tokens = |tokens: Value| endpoint(&json!({"tokens": tokens}));
    let (old, new) = (tokens(json!(["user", "tenant"])), tokens(json!(["tenant", "user"])));
    one(&old, &new, Kind::OrderChanged, "/tokens", (None, None));
    // A new field between two old ones moves nothing.
    let old = with(json!({"x": {"type": "int"}, "y": {"type": "int"}}));
    let new = with(json!({"x": {"type": "int"}, "z": {"type": "int"}, "y": {"type": "int"}}));
    expect(&old, &new, &[Kind::OptionalFieldAdded]);
}

/// Two limits of one window are a fault of the page; a change of the one that does not count is still reported.
#[test]
fn what_no_kind_is_about_asks_for_a_review() {
    let limits = |second: u32| {
        endpoint(&json!({"rate_limits": [{"requests": 5, "per": "day"}, {"requests": second, "per": "day"}]}))
    };
    let found = expect(&limits(8), &limits(9), &[Kind::Unclassified]);
    assert!(found[0].effects.review && found[0].needs_attention());
}

#[test]
fn changes_come_by_id() {
    let all = |title: &str| {
        let mut files = json!({});
        for id in ["b/z", "a/y", "c/x"] {
            let mut schema = endpoint(&json!({"title": title}))["a/b.json"].clone();
            schema["id"] = json!(id);
            files[format!("{id}.json")] = schema;
        }
        files["b/a.json"] = json!({"id": "b/a", "title": title, "concepts": {}});
        files
    };
    let found = changes(&all("t"), &all("u"));
    let ids: Vec<&str> = found.iter().map(|change| change.id.as_str()).collect();
    assert_eq!(ids, ["a/y", "b/a", "b/z", "c/x"]);
}
