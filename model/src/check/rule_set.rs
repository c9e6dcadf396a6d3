//! Checks rules together: conflicts, redundant rules, and fields and values that every accepted request lacks.

use indexmap::IndexMap;
use serde_json::Value;

use super::page::Page;
use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted};
use crate::pointer::{Pointer, join};
use crate::schema::{Assertion, Rule, TypeExpr};
use crate::source::Span;
use crate::states::{
    Analysis, Atom, RuleSpace, Scope, Slot, analyse, independent_groups, is_decided, member_value, same_value,
};

/// The rules of one object: the request, or a named type.
pub(super) struct RuleSet<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) scope: Scope<'a>,
    pub(super) rules: &'a IndexMap<String, Rule>,
    pub(super) at: Pointer,
}

impl RuleSet<'_> {
    pub(super) fn pointer(&self, id: &str) -> Pointer {
        join(&self.at, id)
    }
}

/// The most states that a check visits, so that it stays quick.
const MOST_STATES: u64 = 50_000;

/// Visits every state of the fields that the rules mention, separately for independent rules.
pub(super) fn check(set: &RuleSet<'_>, out: &mut Report) {
    let (ids, rules): (Vec<&String>, Vec<&Rule>) =
        set.rules.iter().filter(|(_, rule)| is_decided(rule)).unzip();
    for group in independent_groups(&set.scope, &rules) {
        let of_group = |index: &usize| Some((*ids.get(*index)?, *rules.get(*index)?));
        let (ids, rules): (Vec<&String>, Vec<&Rule>) = group.iter().filter_map(of_group).unzip();
        check_group(set, &ids, &rules, out);
    }
}

fn check_group(set: &RuleSet<'_>, ids: &[&String], rules: &[&Rule], out: &mut Report) {
    let space = RuleSpace::new(&set.scope, rules.iter().copied());
    if space.size_bound() > MOST_STATES {
        out.push(unchecked(set, ids));
        return;
    }
    let analysis = analyse(&space, rules);
    if !analysis.is_satisfiable() {
        out.push(conflict(set, ids, &analysis.conflict()));
        return;
    }
    for (_, id) in ids.iter().enumerate().filter(|(index, _)| !analysis.matters(*index)) {
        let message = format!(
            "rule {} is redundant: the other rules and limits already reject every request that it rejects",
            quoted(id)
        );
        let help = "remove it, or compare it with the page";
        out.warning(Code::DeadRule, set.page.key(&set.pointer(id)), message, help);
    }
    let place = place_of(set, ids);
    for (index, slot) in space.slots().iter().enumerate() {
        dead_field_or_values(set, place, index, slot, &analysis, out);
    }
}

/// Returns the place of the first rule of a group.
fn place_of(set: &RuleSet<'_>, ids: &[&String]) -> Span {
    ids.first().map_or_else(|| set.page.key(&set.at), |id| set.page.key(&set.pointer(id)))
}

fn unchecked(set: &RuleSet<'_>, ids: &[&String]) -> Diagnostic {
    let message = format!(
        "this rule and those that share fields with it have more than {MOST_STATES} states, so they are not \
         checked together"
    );
    Diagnostic::note(Code::UncheckedRules, message, place_of(set, ids))
}

fn conflict(set: &RuleSet<'_>, ids: &[&String], rules: &[usize]) -> Diagnostic {
    let ids: Vec<&String> = rules.iter().filter_map(|rule| ids.get(*rule).copied()).collect();
    let names: Vec<String> = ids.iter().map(|id| quoted(id)).collect();
    let place = place_of(set, &ids);
    let message = match names.as_slice() {
        [name] => format!("rule {name} rejects every request"),
        names => {
            format!("rules {} contradict each other: no request satisfies all of them", names.join(", "))
        }
    };
    let finding = Diagnostic::error(Code::UnsatisfiableRules, message, place)
        .help("compare each of them with the page");
    ids.iter()
        .skip(1)
        .fold(finding, |finding, id| finding.related(set.page.key(&set.pointer(id)), "in conflict"))
}

fn dead_field_or_values(
    set: &RuleSet<'_>,
    at: Span,
    index: usize,
    slot: &Slot<'_>,
    analysis: &Analysis,
    out: &mut Report,
) {
    let dead: Vec<&Atom> = slot
        .atoms
        .iter()
        .enumerate()
        .filter(|(atom, _)| !analysis.can_be(index, *atom))
        .map(|(_, atom)| atom)
        .collect();
    let values = slot.atoms.iter().filter(|atom| **atom != Atom::Absent).count();
    let dead_values: Vec<&Atom> = dead.into_iter().filter(|atom| **atom != Atom::Absent).collect();
    if dead_values.len() == values {
        let message = format!("the rules reject every request that has {}", quoted(&slot.pointer));
        out.warning(Code::DeadField, at, message, "compare the rules with the page");
        return;
    }
    if !slot.required && analysis.is_always_present(index) && !is_required_by_one_rule(set, slot) {
        let message = format!("the rules require {}, which is marked as optional", quoted(&slot.pointer));
        out.warning(Code::AlwaysRequired, at, message, "correct `required` of the field in the overlay");
    }
    for value in dead_values.into_iter().flat_map(|atom| documented_values(slot, atom)) {
        let message = format!(
            "the rules reject every request in which {} is {}",
            quoted(&slot.pointer),
            quoted(&value.to_string())
        );
        out.warning(Code::DeadValue, at, message, "compare the rules with the page");
    }
}

/// A single rule that states this was reported separately.
fn is_required_by_one_rule(set: &RuleSet<'_>, slot: &Slot<'_>) -> bool {
    set.rules.values().any(|rule| match &rule.assert {
        Assertion::Require(when) => {
            *when.field == *slot.pointer && when.when.is_empty() && when.unless.is_empty()
        }
        _ => false,
    })
}

/// The members of an enum, or the values of a boolean, that an atom stands for.
fn documented_values(slot: &Slot<'_>, atom: &Atom) -> Vec<Value> {
    let field = slot.field;
    let expr = field.ty.expr();
    let all: Vec<Value> = match expr {
        TypeExpr::Bool => vec![Value::Bool(false), Value::Bool(true)],
        _ => field.members.keys().filter_map(|wire| member_value(wire, expr)).collect(),
    };
    let named = |value: &Value| {
        slot.atoms.iter().any(|atom| matches!(atom, Atom::Value(known) if same_value(known, value)))
    };
    all.into_iter()
        .filter(|value| match atom {
            Atom::Absent => false,
            Atom::Value(dead) => same_value(dead, value),
            Atom::Other(_) => !named(value),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, Found, NOTE, WARNING, clean, expect, of_endpoint};

    fn check(body: &Value, asserts: &[(&str, Value)]) -> Vec<Found> {
        let rules: serde_json::Map<String, Value> = asserts
            .iter()
            .map(|(id, assert)| ((*id).to_owned(), json!({"doc": "d", "assert": assert})))
            .collect();
        of_endpoint(&json!({"request": {"body": body}, "rules": rules}))
    }

    fn body() -> Value {
        json!({
            "a": {"type": "string"},
            "b": {"type": "string"},
            "must": {"type": "string", "required": true},
            "kind": {"type": "int", "required": true,
                "enum": {"0": {"name": "Zero"}, "1": {"name": "One"}, "2": {"name": "Two"}, "3": {"name": "Three"}}},
            "flag": {"type": "boolean", "default": false}
        })
    }

    #[test]
    fn the_rules_of_the_seeds_are_clean() {
        clean(&check(
            &body(),
            &[
                ("any", json!({"at_least_one": {"fields": ["/body/a", "/body/b"]}})),
                ("unless", json!({"require": {"field": "/body/a", "unless": {"/body/flag": {"is": true}}}})),
            ],
        ));
    }

    #[test]
    fn a_conflict_names_its_rules() {
        let found = check(
            &body(),
            &[
                ("any", json!({"at_least_one": {"fields": ["/body/a", "/body/b"]}})),
                ("one", json!({"exactly_one": {"fields": ["/body/must", "/body/a"]}})),
                (
                    "not_without_a",
                    json!({"require": {"field": "/body/a", "when": {"/body/must": {"present": true}}}}),
                ),
            ],
        );
        expect(&found, &[(ERROR, "unsatisfiable-rules", "\"one\"")]);
        assert_eq!(
            found[0].finding.message,
            "rules `one`, `not_without_a` contradict each other: no request satisfies all of them"
        );
        assert_eq!(found[0].finding.related.len(), 1);
    }

    #[test]
    fn a_rule_without_effect() {
        let found = check(
            &body(),
            &[
                ("any", json!({"at_least_one": {"fields": ["/body/must", "/body/a"]}})),
                ("flagged", json!({"forbid": {"field": "/body/b", "when": {"/body/flag": {"is": true}}}})),
            ],
        );
        expect(&found, &[(WARNING, "dead-rule", "\"any\"")]);
    }

    #[test]
    fn fields_that_are_always_or_never_there() {
        let found = check(&body(), &[("one", json!({"exactly_one": {"fields": ["/body/must", "/body/a"]}}))]);
        expect(&found, &[(WARNING, "dead-field", "\"one\"")]);
        let found = check(&body(), &[("all", json!({"all_or_none": {"fields": ["/body/must", "/body/a"]}}))]);
        expect(&found, &[(WARNING, "always-required", "\"all\"")]);
    }

    #[test]
    fn values_that_no_request_has() {
        let found = check(&body(), &[("only", json!({"allow": {"field": "/body/kind", "values": [0, 2]}}))]);
        let messages: Vec<_> = found.iter().map(|found| found.finding.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "the rules reject every request in which `/body/kind` is `1`",
                "the rules reject every request in which `/body/kind` is `3`",
            ]
        );
        let found = check(&body(), &[("on", json!({"allow": {"field": "/body/flag", "values": [true]}}))]);
        expect(&found, &[(WARNING, "dead-value", "\"on\"")]);
    }

    #[test]
    fn independent_rules_do_not_multiply() {
        let fields = (0..20).map(|index| (format!("f{index}"), json!({"type": "string"})));
        let rules: Vec<(String, Value)> = (0..10)
            .map(|pair| {
                let fields = [format!("/body/f{}", 2 * pair), format!("/body/f{}", 2 * pair + 1)];
                (format!("r{pair}"), json!({"at_least_one": {"fields": fields}}))
            })
            .collect();
        let rules: Vec<(&str, Value)> =
            rules.iter().map(|(id, assert)| (id.as_str(), assert.clone())).collect();
        clean(&check(&Value::Object(fields.collect()), &rules));
    }

    #[test]
    fn too_many_states_are_not_visited() {
        let body: serde_json::Map<String, Value> =
            (0..20).map(|index| (format!("f{index}"), json!({"type": "string"}))).collect();
        let fields: Vec<String> = body.keys().map(|name| format!("/body/{name}")).collect();
        let found = check(&Value::Object(body), &[("any", json!({"at_least_one": {"fields": fields}}))]);
        expect(&found, &[(NOTE, "unchecked-rules", "\"any\"")]);
    }
}
