//! Rules: what two rule sets accept, with requests that show it.

use serde_json::{Value, json};

use super::super::Impact::{Breaking, Compatible, None};
use super::super::Witness;
use super::*;

fn fields() -> Value {
    json!({
        "a": {"type": "string"},
        "b": {"type": "string"},
        "flag": {"type": "boolean", "default": false},
        "kind": {"type": "int", "enum": {"2": {"label": "拒绝"}, "3": {"label": "通过"}}}
    })
}

/// An endpoint with these body fields and these rules, by id.
fn with_fields(fields: &Value, asserts: &Value) -> Value {
    let rules: Map<String, Value> = asserts
        .as_object()
        .unwrap()
        .iter()
        .map(|(id, assert)| (id.clone(), json!({"doc": "d", "assert": assert})))
        .collect();
    endpoint(&json!({"request": {"body": fields}, "rules": rules}))
}

fn with(asserts: &Value) -> Value {
    with_fields(&fields(), asserts)
}

fn require(field: &str) -> Value {
    json!({"require": {"field": field}})
}

fn at_least_one() -> Value {
    json!({"at_least_one": {"fields": ["/body/a", "/body/b"]}})
}

fn exactly_one() -> Value {
    json!({"exactly_one": {"fields": ["/body/a", "/body/b"]}})
}

fn refused_now(body: &Value) -> Witness {
    Witness { request: json!({"body": body}), accepted_before: true }
}

fn accepted_now(body: &Value) -> Witness {
    Witness { request: json!({"body": body}), accepted_before: false }
}

fn witnesses(change: &Change) -> Vec<Witness> {
    change.witnesses.clone()
}

#[test]
fn a_new_rule_refuses_more_and_a_lost_rule_less() {
    let (old, new) = (with(&json!({})), with(&json!({"r": at_least_one()})));
    let found = expect(&old, &new, &[Kind::RuleTightened]);
    assert_eq!(found[0].pointer, "/rules/r");
    assert_eq!((found[0].effects.request, found[0].effects.reply), (Breaking, None));
    // No field of the body is given: the witness is the empty request.
    assert_eq!(witnesses(&found[0]), [Witness { request: json!({}), accepted_before: true }]);
    let back = changes(&new, &old);
    assert_eq!(back[0].effects.request, Compatible);
    assert_eq!(witnesses(&back[0]), [Witness { request: json!({}), accepted_before: false }]);
}

/// The real update: a rejection needs a reason that is not empty.
#[test]
fn a_rejection_needs_a_reason_now() {
    let rule = json!({"require": {"field": "/body/a", "non_empty": true, "when": {"/body/kind": {"is": 2}}}});
    let found = expect(&with(&json!({})), &with(&json!({"r": rule})), &[Kind::RuleTightened]);
    assert_eq!(witnesses(&found[0]), [refused_now(&json!({"kind": 2}))]);
}

#[test]
fn rules_are_compared_by_what_they_accept() {
    let (loose, strict) = (with(&json!({"r": at_least_one()})), with(&json!({"r": exactly_one()})));
    let found = expect(&loose, &strict, &[Kind::RuleTightened]);
    assert_eq!(witnesses(&found[0]), [refused_now(&json!({"a": "a", "b": "a"}))]);
    assert_eq!(found[0].old, Some(json!({"r": at_least_one()})));
    assert_eq!(found[0].new, Some(json!({"r": exactly_one()})));
    let other = with(&json!({"r": require("/body/a")}));
    let found = expect(&strict, &other, &[Kind::RuleMoved]);
    assert_eq!(
        witnesses(&found[0]),
        [refused_now(&json!({"b": "a"})), accepted_now(&json!({"a": "a", "b": "a"}))]
    );
    assert_eq!(found[0].effects.request, Breaking);
}

#[test]
fn rules_written_in_another_way_are_documentation() {
    let unless = json!({"require": {"field": "/body/a", "unless": {"/body/flag": {"is": true}}}});
    let when = json!({"require": {"field": "/body/a", "when": {"/body/flag": {"is": false}}}});
    let found = expect(&with(&json!({"r": unless})), &with(&json!({"r": when})), &[Kind::RuleReencoded]);
    assert_eq!(found[0].effects.request, None);
    assert!(found[0].kind.is_docs());
    // One rule as two.
    let two = json!({"any": at_least_one(), "most": {"at_most_one": {"fields": ["/body/a", "/body/b"]}}});
    let found = expect(&with(&json!({"r": exactly_one()})), &with(&two), &[Kind::RuleReencoded]);
    assert_eq!(found[0].new, Some(two));
    // Another id for the same rule.
    expect(&with(&json!({"r": exactly_one()})), &with(&json!({"s": exactly_one()})), &[Kind::RuleReencoded]);
}

#[test]
fn independent_rules_are_compared_apart() {
    let old = with(&json!({"x": require("/body/a"), "y": require("/body/b")}));
    let new = with(&json!({"x": require("/body/a"), "z": require("/body/kind")}));
    let found = changes(&old, &new);
    let found: Vec<(Kind, &str)> =
        found.iter().map(|change| (change.kind, change.pointer.as_str())).collect();
    assert_eq!(found, [(Kind::RuleRelaxed, "/rules/y"), (Kind::RuleTightened, "/rules/z")]);
}

/// The rule is unchanged, but accepts different requests.
#[test]
fn another_default_changes_what_a_rule_accepts() {
    let rule = json!({"r": {"require": {"field": "/body/a", "unless": {"/body/flag": {"is": true}}}}});
    let default = |value: bool| {
        let mut fields = fields();
        fields["flag"]["default"] = json!(value);
        with_fields(&fields, &rule)
    };
    let found = expect(&default(false), &default(true), &[Kind::DefaultChanged, Kind::RuleRelaxed]);
    assert_eq!(found[1].pointer, "/rules/r");
    assert_eq!(witnesses(&found[1]), [Witness { request: json!({}), accepted_before: false }]);
    let back = changes(&default(true), &default(false));
    assert_eq!(witnesses(&back[1]), [Witness { request: json!({}), accepted_before: true }]);
}

/// Rules about an added or removed field: a request that could not be sent is not a witness.
#[test]
fn rules_about_a_new_field() {
    let mut more = fields();
    more["c"] = json!({"type": "string"});
    let old = with(&json!({"r": require("/body/a")}));
    let either = json!({"r": {"at_least_one": {"fields": ["/body/a", "/body/c"]}}});
    let found = expect(&old, &with_fields(&more, &either), &[Kind::OptionalFieldAdded, Kind::RuleRelaxed]);
    assert_eq!(witnesses(&found[1]), [accepted_now(&json!({"c": "a"}))]);
    // A rule that speaks about nothing but the new field refuses nothing that was sent before.
    let forbid = json!({"r": require("/body/a"), "s": {"forbid": {"field": "/body/c", "when": {"/body/b": {"present": true}}}}});
    expect(&old, &with_fields(&more, &forbid), &[Kind::OptionalFieldAdded, Kind::RuleReencoded]);
}

#[test]
fn rules_of_types_are_compared_where_they_stand() {
    let with = |rules: Value| {
        endpoint(&json!({
            "request": {"body": {"x": {"type": "t[]"}}},
            "types": {"t": {"fields": {"a": {"type": "string"}, "b": {"type": "string"}}, "rules": rules}}
        }))
    };
    let rule = json!({"r": {"doc": "d", "assert": {"at_least_one": {"fields": ["/a", "/b"]}}}});
    let found = expect(&with(json!({})), &with(rule), &[Kind::RuleTightened]);
    assert_eq!(found[0].pointer, "/types/t/rules/r");
    assert_eq!(witnesses(&found[0]), [Witness { request: json!({}), accepted_before: true }]);
}

#[test]
fn the_words_of_a_rule_are_documentation() {
    let worded = |doc: &str, report_on: &str| {
        let rule = json!({"doc": doc, "assert": at_least_one(), "report_on": report_on});
        endpoint(&json!({"request": {"body": fields()}, "rules": {"r": rule}}))
    };
    expect(&worded("d", "/body/a"), &worded("e", "/body/a"), &[Kind::RuleTextChanged]);
    expect(&worded("d", "/body/a"), &worded("d", "/body/b"), &[Kind::RuleTextChanged]);
    let prefer = |field: &str| {
        with(&json!({"r": {"at_least_one": {"fields": ["/body/a", "/body/b"], "prefer": field}}}))
    };
    expect(&prefer("/body/a"), &prefer("/body/b"), &[Kind::RuleReencoded]);
}

#[test]
fn comparisons_are_judged_by_their_order() {
    let compare = |op: &str| {
        with(&json!({"r": {"compare": {"left": "/body/a", "op": op, "right": "/body/b", "as": "text"}}}))
    };
    expect(&with(&json!({})), &compare("less"), &[Kind::RuleTightened]);
    expect(&compare("less"), &compare("less_or_equal"), &[Kind::RuleRelaxed]);
    let other =
        with(&json!({"r": {"compare": {"left": "/body/b", "op": "less", "right": "/body/a", "as": "text"}}}));
    let found = expect(&compare("less"), &other, &[Kind::RuleUndecided]);
    assert!(found[0].effects.review);
}

#[test]
fn too_many_states_ask_for_a_review() {
    let fields: Map<String, Value> =
        (0..20).map(|index| (format!("f{index}"), json!({"type": "string"}))).collect();
    let names = |count: usize| -> Vec<String> { (0..count).map(|index| format!("/body/f{index}")).collect() };
    let rule = |count: usize| {
        with_fields(&Value::Object(fields.clone()), &json!({"r": {"at_least_one": {"fields": names(count)}}}))
    };
    let found = expect(&rule(20), &rule(19), &[Kind::RuleUndecided]);
    assert!(found[0].effects.review);
    assert_eq!(found[0].effects.request, Breaking);
}

/// The description of a field that a rule names may say a new rule.
#[test]
fn a_description_beside_a_rule_asks_for_a_review() {
    let doc = |name: &str| {
        let mut fields = fields();
        fields[name]["doc"] = json!("d");
        with_fields(&fields, &json!({"r": require("/body/a")}))
    };
    let base = with(&json!({"r": require("/body/a")}));
    let found = expect(&base, &doc("a"), &[Kind::DescriptionChanged]);
    assert!(found[0].effects.review);
    let found = expect(&base, &doc("b"), &[Kind::DescriptionChanged]);
    assert!(!found[0].effects.review);
}
