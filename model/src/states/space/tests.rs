use indexmap::IndexMap;
use serde_json::json;

use super::*;
use crate::schema::Fields;

fn rules(text: Value) -> Vec<Rule> {
    let rules: IndexMap<String, Rule> = serde_json::from_value(text).unwrap();
    rules.into_values().collect()
}

fn fields(text: Value) -> Fields {
    serde_json::from_value(text).unwrap()
}

/// Every state of the rule as a witness, and whether it is accepted.
fn table(fields: &Fields, assert: &Value) -> Vec<(Value, bool)> {
    let rules = rules(json!({"r": {"doc": "d", "assert": assert}}));
    let types = IndexMap::new();
    let space = RuleSpace::new(&Scope::object(fields, &types), &rules);
    space.states().map(|state| (space.to_witness(&state), space.accepts(&rules[0], &state))).collect()
}

/// Two optional flags; a flag has no other state than absent, or present with a value that no rule mentions.
fn two() -> Fields {
    fields(json!({"a": {"type": "string"}, "b": {"type": "string"}}))
}

#[test]
fn sets_of_fields_count_presence() {
    let (none, b, a, both) = (json!({}), json!({"b": "a"}), json!({"a": "a"}), json!({"a": "a", "b": "a"}));
    for (kind, expected) in [
        ("at_least_one", [false, true, true, true]),
        ("exactly_one", [false, true, true, false]),
        ("at_most_one", [true, true, true, false]),
        ("all_or_none", [true, false, false, true]),
    ] {
        let states = table(&two(), &json!({kind: {"fields": ["/a", "/b"]}}));
        let expected: Vec<_> = [&none, &b, &a, &both].into_iter().cloned().zip(expected).collect();
        assert_eq!(states, expected, "{kind}");
    }
}

#[test]
fn require_sees_the_default_of_an_absent_condition() {
    let fields = fields(json!({
        "operator": {"type": "string"},
        "system_user": {"type": "boolean", "default": false}
    }));
    let rule = json!({"require": {"field": "/operator", "unless": {"/system_user": {"is": true}}}});
    let expected = vec![
        (json!({}), false),
        (json!({"system_user": true}), true),
        (json!({"system_user": false}), false),
        (json!({"operator": "a"}), true),
        (json!({"operator": "a", "system_user": true}), true),
        (json!({"operator": "a", "system_user": false}), true),
    ];
    assert_eq!(table(&fields, &rule), expected);
}

#[test]
fn an_instance_has_a_state() {
    let fields = fields(json!({
        "a": {"type": "string"},
        "kind": {"type": "int", "required": true, "enum": {"1": {}, "2": {}}},
        "in": {"type": "-", "fields": {"b": {"type": "string"}}}
    }));
    let rules = rules(json!({
        "r": {"doc": "d", "assert": {"require": {"field": "/a", "when": {"/kind": {"is": 1}}}}},
        "s": {"doc": "d", "assert": {"at_most_one": {"fields": ["/a", "/in/b"]}}}
    }));
    let types = IndexMap::new();
    let space = RuleSpace::new(&Scope::object(&fields, &types), &rules);
    let kept = |instance: Value| {
        let state = space.state_of(&instance)?;
        Some([space.accepts(&rules[0], &state), space.accepts(&rules[1], &state)])
    };
    assert_eq!(kept(json!({"kind": 1, "a": "whatever"})), Some([true, true]));
    assert_eq!(kept(json!({"kind": 1.0})), Some([false, true]));
    assert_eq!(kept(json!({"kind": 2, "a": "x", "in": {"b": ""}})), Some([true, false]));
    assert_eq!(kept(json!({"kind": 2, "in": {}})), Some([true, true]));
    for impossible in [json!({"kind": 2, "a": null}), json!({"a": "x"})] {
        assert_eq!(kept(impossible), None);
    }
}

#[test]
fn a_default_is_no_presence() {
    let fields = fields(json!({"a": {"type": "string", "default": "x"}, "b": {"type": "string"}}));
    let rule = json!({"forbid": {"field": "/b", "when": {"/a": {"present": true}}}});
    let states = table(&fields, &rule);
    assert!(states.contains(&(json!({"b": "a"}), true)));
    assert!(states.contains(&(json!({"b": "a", "a": "x"}), false)));
    assert!(states.contains(&(json!({"a": "x"}), true)));
}

#[test]
fn without_a_condition_require_and_forbid_always_hold() {
    assert_eq!(
        table(&two(), &json!({"require": {"field": "/a"}})),
        [(json!({}), false), (json!({"a": "a"}), true)]
    );
    assert_eq!(
        table(&two(), &json!({"forbid": {"field": "/a"}})),
        [(json!({}), true), (json!({"a": "a"}), false)]
    );
}

#[test]
fn non_empty_tells_the_empty_value_apart() {
    for (ty, empty) in [("string", json!("")), ("string[]", json!([])), ("map<string, int>", json!({}))] {
        let fields = fields(json!({"a": {"type": ty}}));
        let verdicts: Vec<(Value, bool)> =
            table(&fields, &json!({"require": {"field": "/a", "non_empty": true}}));
        assert_eq!(verdicts.len(), 3, "{ty}");
        assert_eq!(verdicts[0], (json!({}), false), "{ty}");
        assert_eq!(verdicts[1], (json!({"a": empty}), false), "{ty}");
        assert!(verdicts[2].1, "{ty}");
    }
    let at_least_one = fields(json!({"a": {"type": "string", "len": {"min": 1, "unit": "chars"}}}));
    assert_eq!(table(&at_least_one, &json!({"require": {"field": "/a", "non_empty": true}})).len(), 2);
}

/// The rule of the extra endpoint: if `extra_type` is 1 and `approval_type` is given it must be 1.
#[test]
fn allow_speaks_about_present_fields_only() {
    let fields = fields(json!({
        "extra_type": {"type": "int", "required": true, "enum": {"0": {}, "1": {}, "2": {}}},
        "approval_type": {"type": "int", "enum": {"0": {}, "1": {}, "2": {}}}
    }));
    let rule = json!({"allow": {
        "field": "/approval_type", "values": [1], "when": {"/extra_type": {"is": 1}}
    }});
    let states = table(&fields, &rule);
    // absent, 1, another member (0); times 1, another member (0)
    assert_eq!(states.len(), 6);
    let refused: Vec<_> =
        states.into_iter().filter(|(_, accepted)| !accepted).map(|(state, _)| state).collect();
    assert_eq!(refused, [json!({"extra_type": 1, "approval_type": 0})]);
}

#[test]
fn when_and_unless_hold_together() {
    let fields = fields(json!({
        "a": {"type": "boolean", "required": true},
        "b": {"type": "boolean", "required": true},
        "c": {"type": "string"}
    }));
    let rule =
        json!({"require": {"field": "/c", "when": {"/a": {"is": true}}, "unless": {"/b": {"in": [true]}}}});
    let refused: Vec<_> =
        table(&fields, &rule).into_iter().filter(|(_, ok)| !ok).map(|(state, _)| state).collect();
    assert_eq!(refused, [json!({"a": true, "b": false})]);
}

#[test]
fn a_field_is_absent_with_the_object_that_holds_it() {
    let fields = fields(json!({
        "outer": {"type": "object", "fields": {
            "kind": {"type": "int", "required": true, "default": 7}
        }},
        "note": {"type": "string"}
    }));
    let rule = json!({"require": {"field": "/note", "when": {"/outer/kind": {"is": 7}}}});
    let expected = vec![
        (json!({}), false),
        (json!({"outer": {"kind": 7}}), false),
        (json!({"outer": {"kind": 0}}), true),
        (json!({"note": "a"}), true),
        (json!({"note": "a", "outer": {"kind": 7}}), true),
        (json!({"note": "a", "outer": {"kind": 0}}), true),
    ];
    assert_eq!(table(&fields, &rule), expected);
}

#[test]
fn comparisons_are_not_decided() {
    let compare = rules(json!({
        "c": {"doc": "d", "assert": {"compare": {"left": "/a", "op": "less", "right": "/b", "as": "text"}}}
    }));
    let (types, two) = (IndexMap::new(), two());
    let space = RuleSpace::new(&Scope::object(&two, &types), &compare);
    assert!(space.slots().is_empty());
    let states: Vec<State> = space.states().collect();
    assert_eq!(states.len(), 1);
    assert!(compare.iter().all(|rule| space.accepts(rule, &states[0])));
}

#[test]
fn a_made_up_value_keeps_the_limits_of_its_field() {
    let fields = fields(json!({
        "n": {"type": "int", "range": {"min": 5, "max": 6}},
        "m": {"type": "int", "range": {"min": 5, "max": 5}},
        "s": {"type": "string", "len": {"min": 3, "unit": "chars"}},
        "e": {"type": "string", "enum": {"x": {}, "y": {}}, "default": "x"},
        "f": {"type": "string", "fixed": "only"}
    }));
    let last = |rule: Value| table(&fields, &rule).last().unwrap().0.clone();
    assert_eq!(last(json!({"allow": {"field": "/n", "values": [5]}})), json!({"n": 6}));
    assert_eq!(last(json!({"allow": {"field": "/m", "values": [5]}})), json!({"m": 5}));
    assert_eq!(last(json!({"require": {"field": "/s"}})), json!({"s": "aaa"}));
    assert_eq!(last(json!({"require": {"field": "/e"}})), json!({"e": "y"}));
    assert_eq!(last(json!({"require": {"field": "/f"}})), json!({"f": "only"}));
}
