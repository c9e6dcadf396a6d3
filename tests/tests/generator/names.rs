//! A published name keeps its value on the wire: neither the order nor a further key gives it to another one.

use std::collections::{BTreeMap, BTreeSet};

use codegen::Plan;
use model::diag::{Code, Severity};
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::{Map, Value, json};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Ident, Item, Token};
use tests::generator::{COMMITTED, Run, input, run};

/// Values and field names of one kind: each row has members whose plain Rust names are equal or nearly so.
const KINDS: &[&[&str]] = &[
    &["=", "≥", "≤", "≠", "!=", ">=", "<=", "-", "_", " "],
    &["FULL", "full", "Full", "f_ull", "fULL"],
    &["GMT+1", "GMT-1", "GMT 1", "GMT1", "gmt_1", "GMT+01"],
    &["a-b", "a.b", "a b", "a_b", "aB", "A/B"],
    &["yyyy-mm-dd", "yyyy/mm/dd", "yyyy.mm.dd", "YYYY-MM-DD", "yyyy_mm_dd"],
    &["审批", "审批!", "（审批）", "审", "批", "审 批", "U5ba1U6279"],
    &["type", "type_", "Type", "TYPE"],
    &["1", "-1", "+1", "01", "value1", "Value-Minus-1", "_1"],
    &["unknown", "Unknown_", "other", "unnamed", "", "C", "C++", "C#"],
];

fn endpoint(id: &str, body: &Value) -> String {
    json!({"id": id, "title": "T", "http": {"method": "POST", "hosts": ["open.feishu.cn"], "path": "/demo"},
        "request": {"body": body}})
    .to_string()
}

fn made(body: &Value) -> Run {
    run([input("demo/v1/thing/make.json", endpoint("demo/v1/thing/make", body))])
}

fn source(plan: &Plan) -> &str {
    &plan.files["src/api/demo/v1/thing/make.rs"]
}

/// The plan of a run without errors.
fn plan(run: Run) -> Plan {
    let report = run.report();
    run.plan.unwrap_or_else(|| panic!("{report}"))
}

/// The names of a type's members with their values on the wire, as the macro that writes and reads them lists both:
/// `"wire" => Variant` of an enum, `0 "wire" => required field` of an object.
fn listed(source: &str, owner: &str) -> BTreeMap<String, String> {
    let file = syn::parse_file(source).unwrap();
    let mut out = BTreeMap::new();
    for item in &file.items {
        let Item::Macro(item) = item else { continue };
        let tokens: Vec<_> = item.mac.tokens.clone().into_iter().collect();
        let [.., name, proc_macro2::TokenTree::Group(list)] = tokens.as_slice() else { continue };
        if name.to_string() != owner {
            continue;
        }
        for arm in Punctuated::<Arm, Token![,]>::parse_terminated.parse2(list.stream()).unwrap() {
            assert_eq!(out.insert(arm.name, arm.wire), None, "a name has two values");
        }
    }
    assert!(!out.is_empty(), "no type is called {owner}");
    out
}

struct Arm {
    wire: String,
    name: String,
}

impl Parse for Arm {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(syn::LitInt) {
            input.parse::<syn::LitInt>()?;
        }
        let wire = input.parse::<syn::LitStr>()?.value();
        input.parse::<Token![=>]>()?;
        let mut name = input.parse::<Ident>()?.to_string();
        if input.peek(Ident::peek_any) {
            name = input.call(Ident::parse_any)?.to_string();
        }
        Ok(Self { wire, name })
    }
}

fn members(wires: &[&str]) -> BTreeMap<String, String> {
    let members: Map<String, Value> = wires.iter().map(|wire| ((*wire).to_owned(), json!({}))).collect();
    let plan = plan(made(&json!({"kind": {"type": "string", "enum": members}})));
    let found = listed(source(&plan), "Kind");
    assert_eq!(found.values().map(String::as_str).collect::<BTreeSet<_>>(), wires.iter().copied().collect());
    found
}

fn body(wires: &[&str]) -> BTreeMap<String, String> {
    let body: Map<String, Value> =
        wires.iter().map(|wire| ((*wire).to_owned(), json!({"type": "int"}))).collect();
    let plan = plan(made(&body.into()));
    let found = listed(source(&plan), "Body");
    assert_eq!(found.values().map(String::as_str).collect::<BTreeSet<_>>(), wires.iter().copied().collect());
    found
}

/// Names that mean another value in the second edition than in the first.
fn changed(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<String> {
    old.iter()
        .filter(|(name, wire)| new.get(*name).is_some_and(|new| new != *wire))
        .map(|(name, _)| name.clone())
        .collect()
}

#[test]
fn a_reordered_page_keeps_every_name() {
    for wires in [
        &["=", "!="][..],
        &["FULL", "full"],
        &["GMT+1", "GMT-1"],
        &["yyyy-mm-dd", "yyyy/mm/dd"],
        &["审批", "审批!"],
    ] {
        let mut turned = wires.to_vec();
        turned.reverse();
        assert_eq!(members(wires), members(&turned));
    }
    for wires in [["userId", "user_id"], ["a-b", "a.b"], ["type", "Type"], ["名称", "名称?"]] {
        assert_eq!(body(&wires), body(&[wires[1], wires[0]]));
    }
}

#[test]
fn an_inserted_member_takes_no_name_from_another() {
    assert_eq!(changed(&members(&["≥", "≤"]), &members(&["≠", "≥", "≤"])), Vec::<String>::new());
    let (old, new) = (members(&["GMT+1", "GMT-1"]), members(&["GMT 1", "GMT+1", "GMT-1"]));
    assert!(old.iter().all(|(name, wire)| new.get(name) == Some(wire)), "{old:?} {new:?}");
    // The plain name is gone then: callers see an error instead of another value.
    let (old, new) = (members(&["GMT+1"]), members(&["GMT-1", "GMT+1"]));
    assert_eq!(old, BTreeMap::from([("Gmt1".to_owned(), "GMT+1".to_owned())]));
    assert!(!new.contains_key("Gmt1"), "{new:?}");
}

#[test]
fn values_without_a_letter_have_names_of_their_own() {
    let alone = |wire: &'static str| members(&[wire]).into_keys().next().unwrap();
    let all = members(&["=", "≥", "!="]);
    for wire in ["=", "≥", "!="] {
        assert_eq!(all.get(&alone(wire)).map(String::as_str), Some(wire));
    }
}

#[test]
fn a_field_of_two_parts_names_its_part_in_both() {
    let schema = |query: &Value| {
        json!({"id": "demo/v1/thing/make", "title": "T",
            "http": {"method": "POST", "hosts": ["open.feishu.cn"], "path": "/demo"},
            "request": {"query": query, "body": {"mode": {"type": "string"}}}})
        .to_string()
    };
    let source = |query: &Value| {
        let plan = plan(run([input("demo/v1/thing/make.json", schema(query))]));
        source(&plan).to_owned()
    };
    assert!(source(&json!({})).contains("pub fn mode("));
    let both = source(&json!({"mode": {"type": "string"}}));
    assert!(!both.contains("pub fn mode("), "the setter would turn to the query");
    assert!(both.contains("pub fn query_mode(") && both.contains("pub fn body_mode("));
}

#[test]
fn types_of_one_plain_name_keep_their_fields() {
    let types = json!({"user-info": {"fields": {"x": {"type": "int"}}}, "user_info": {"fields": {"y": {"type": "int"}}}});
    let named = |first: &str, second: &str| {
        let mut schema: Value = serde_json::from_str(&endpoint(
            "demo/v1/thing/make",
            &json!({"a": {"type": first}, "b": {"type": second}}),
        ))
        .unwrap();
        schema["types"] = types.clone();
        let plan = plan(run([input("demo/v1/thing/make.json", schema.to_string())]));
        let file = syn::parse_file(source(&plan)).unwrap();
        let names = file.items.iter().filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            _ => None,
        });
        let infos = names.filter(|name| name.starts_with("UserInfo"));
        infos.map(|name| (listed(source(&plan), &name), name)).collect::<BTreeMap<_, _>>()
    };
    let (one, other) = (named("user-info", "user_info"), named("user_info", "user-info"));
    assert_eq!(one.len(), 2);
    assert_eq!(one, other);
}

#[test]
fn a_name_that_was_made_unique_is_a_warning() {
    let run = made(&json!({"a-b": {"type": "int"}, "a.b": {"type": "int"},
        "zone": {"type": "string", "enum": {"GMT+1": {}, "GMT-1": {"name": "West"}, "GMT 1": {}, "UTC": {}}}}));
    let found: Vec<_> = run.findings.iter().filter(|finding| finding.code == Code::SuffixedName).collect();
    assert!(
        found.iter().all(|finding| finding.severity == Severity::Warning
            && finding.help.as_ref().unwrap().contains("overlay"))
    );
    for (wire, is_named) in [
        ("`a-b`", true),
        ("`a.b`", true),
        ("`GMT+1`", true),
        ("`GMT 1`", true),
        ("`GMT-1`", false),
        ("`UTC`", false),
    ] {
        let count = found.iter().filter(|finding| finding.message.contains(wire)).count();
        assert_eq!(count, usize::from(is_named), "{wire}: {found:#?}");
    }
}

#[test]
fn the_committed_schemas_have_no_such_name() {
    let found = COMMITTED.findings.iter().find(|finding| finding.code == Code::SuffixedName);
    assert!(found.is_none(), "{}", COMMITTED.report());
}

#[test]
fn no_file_is_called_like_a_device_of_windows() {
    let ids = ["demo/v1/aux/con", "demo/nul/thing/PRN", "com1/v1/lpt9/get", "demo/v1/console/auxiliary"];
    let inputs = ids.map(|id| {
        let text = json!({"id": id, "title": "T",
            "http": {"method": "GET", "hosts": ["open.feishu.cn"], "path": format!("/{id}")}, "request": {}});
        input(&format!("{id}.json"), text.to_string())
    });
    let plan = plan(run(inputs));
    for path in [
        "demo/v1/aux_/con_.rs",
        "demo/nul_/thing/prn_.rs",
        "com1_/v1/lpt9_/get.rs",
        "demo/v1/console/auxiliary.rs",
    ] {
        assert!(plan.files.contains_key(&format!("src/api/{path}")), "{path}: {:?}", plan.files.keys());
    }
}

#[test]
fn services_stay_clear_of_our_own_features_and_modules() {
    for (service, name) in [
        ("redis", "redis_"),
        ("reqwest", "reqwest_"),
        ("blocking", "blocking_"),
        ("client", "client_"),
        ("common", "common_"),
        ("mock", "mock_"),
        ("full_serde", "full_serde_"),
        ("full-serde", "full_serde_"),
        ("default", "default_"),
        ("all-services", "all_services_"),
        ("guide", "guide_"),
        ("feishu_runtime", "feishu_runtime_"),
        ("mock_routes", "mock_routes_"),
    ] {
        let id = format!("{service}/v1/thing/get");
        let inputs = [input(&format!("{id}.json"), endpoint(&id, &json!({"a": {"type": "int"}})))];
        let common = input("common.json", json!({"enums": {}, "errors": {}}).to_string());
        let plan = plan(run(inputs.into_iter().chain([common])));
        assert!(plan.files.contains_key(&format!("src/api/{name}/v1/thing/get.rs")), "{service}");
        let features = &plan.regions.iter().find(|region| region.path == "Cargo.toml").unwrap().text;
        assert!(features.ends_with(&format!("all-services = [\"{name}\"]\n{name} = []\n")), "{features}");
        assert!(
            plan.files["src/api/mod.rs"].contains(&format!("#[cfg(feature = \"{name}\")]\npub mod {name};"))
        );
    }
}

/// What rustc's lint `non_camel_case_types` refuses, by its documentation: a lower-case start, two underscores in a row,
/// and an underscore beside a letter.
fn is_camel_case(name: &str) -> bool {
    let name: Vec<char> = name.trim_matches('_').chars().collect();
    let beside = |pair: &[char]| {
        (pair[0] == '_' && pair[1].is_alphabetic()) || (pair[1] == '_' && pair[0].is_alphabetic())
    };
    name.first().is_none_or(|first| !first.is_lowercase())
        && !name.windows(2).any(|pair| beside(pair) || pair == ['_', '_'])
}

#[test]
fn types_with_digits_are_in_upper_camel_case() {
    assert!(
        is_camel_case("_1a1a")
            && is_camel_case("Self_")
            && !is_camel_case("_1a_1a")
            && !is_camel_case("Body_1")
    );
    let object = |fields: Value| json!({"type": "-", "fields": fields});
    let y = || object(json!({"y": {"type": "int"}}));
    let body = json!({
        "1a": object(json!({"1a": y()})), "size": object(json!({"1": y()})), "1": object(json!({"x": {"type": "int"}})),
        "_1": object(json!({"x": {"type": "string"}})), "2_2": object(json!({"2-2": y(), "2": y()})), "9": y(), "b": object(json!({"9": y()})),
        "kind": {"type": "string", "enum": {"1a": {}, "1_a": {}, "1-1": {}, "1.1": {}, "9 lives": {}}},
    });
    let plan = plan(made(&body));
    let file = syn::parse_file(source(&plan)).unwrap();
    for item in &file.items {
        let names = match item {
            Item::Struct(item) => vec![item.ident.to_string()],
            Item::Enum(item) => item
                .variants
                .iter()
                .map(|variant| variant.ident.to_string())
                .chain([item.ident.to_string()])
                .collect(),
            _ => continue,
        };
        assert!(names.iter().all(|name| is_camel_case(name)), "{names:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_edit_gives_a_name_to_another_value(
        (kind, few) in (0..KINDS.len()).prop_flat_map(|kind| (Just(KINDS[kind]), subsequence(KINDS[kind], 1..KINDS[kind].len()))),
        all in Just(KINDS.concat()).prop_shuffle(),
    ) {
        let wider: Vec<&str> = all.iter().copied().filter(|wire| kind.contains(wire)).collect();
        let shuffled: Vec<&str> = all.iter().copied().filter(|wire| few.contains(wire)).collect();
        prop_assert_eq!(members(&few), members(&shuffled));
        for larger in [&wider, &all] {
            prop_assert_eq!(changed(&members(&few), &members(larger)), Vec::<String>::new());
        }
        // An empty field name is an error.
        let named = |wires: &[&'static str]| wires.iter().copied().filter(|wire| !wire.is_empty()).collect::<Vec<_>>();
        if !named(&few).is_empty() {
            prop_assert_eq!(body(&named(&few)), body(&named(&shuffled)));
            prop_assert_eq!(changed(&body(&named(&few)), &body(&named(&all))), Vec::<String>::new());
        }
    }
}
