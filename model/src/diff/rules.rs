//! Compares rule sets by the states that the old and the new rules accept.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::change::{Change, Witness};
use super::effects::{Impact, Reach};
use super::kind::Kind;
use super::merged::{DefaultsOf, merged_endpoint, merged_fields, merged_types};
use super::pair::{At, Pair};
use crate::schema::{Assertion, CompareOp, Condition, Endpoint, Field, Fields, ObjectType, Rule, WhenValues};
use crate::states::{Atom, RuleSpace, Scope, State, independent_groups, is_decided, mentions};

type Rules = IndexMap<String, Rule>;
type Types = IndexMap<String, ObjectType>;

/// The most states that a comparison visits, so that it stays quick.
const MOST_STATES: u64 = 50_000;

/// The rules of one owner on both sides, and the fields that they can name.
struct RulePair<'a> {
    old: &'a Rules,
    new: &'a Rules,
    /// The fields as each side has them.
    own: (Scope<'a>, Scope<'a>),
    /// The fields of both sides, with the defaults of the old side and of the new side.
    merged: (Scope<'a>, Scope<'a>),
}

/// The addresses of the fields that rules name.
pub(super) fn named_fields(scope: &Scope<'_>, rules: &Rules) -> BTreeSet<*const Field> {
    let mentioned = rules.values().flat_map(mentions);
    mentioned
        .filter_map(|mention| scope.find(mention.field).ok())
        .map(|target| std::ptr::from_ref(target.field))
        .collect()
}

/// Compares the rules of an endpoint.
pub(super) fn of_endpoint(pair: &mut Pair<'_>, (old, new): (&Endpoint, &Endpoint)) {
    if old.rules.is_empty() && new.rules.is_empty() {
        return;
    }
    let before = merged_endpoint(old, new, DefaultsOf::Old);
    let now = merged_endpoint(old, new, DefaultsOf::New);
    let rules = RulePair {
        old: &old.rules,
        new: &new.rules,
        own: (Scope::request(old), Scope::request(new)),
        merged: (Scope::request(&before), Scope::request(&now)),
    };
    compare(pair, &At::same("/rules"), Reach::REQUEST, &rules);
}

/// Compares the rules of an object type.
pub(super) fn of_type(
    pair: &mut Pair<'_>,
    at: &At,
    reach: Reach,
    (old, new): (&ObjectType, &ObjectType),
    types: (&Types, &Types),
) {
    if old.rules.is_empty() && new.rules.is_empty() {
        return;
    }
    let merge = |defaults| -> (Fields, Types) {
        (merged_fields(&old.fields, &new.fields, defaults), merged_types(types.0, types.1, defaults))
    };
    let (before, now) = (merge(DefaultsOf::Old), merge(DefaultsOf::New));
    let rules = RulePair {
        old: &old.rules,
        new: &new.rules,
        own: (Scope::object(&old.fields, types.0), Scope::object(&new.fields, types.1)),
        merged: (Scope::object(&before.0, &before.1), Scope::object(&now.0, &now.1)),
    };
    compare(pair, &at.join("rules"), reach, &rules);
}

fn compare(pair: &mut Pair<'_>, at: &At, reach: Reach, rules: &RulePair<'_>) {
    texts(pair, at, reach, rules);
    undecided(pair, at, reach, rules);
    let found = decided(pair, at, reach, rules);
    pair.changes.extend(found);
}

/// Compares the text of a violation and the field that it is reported on.
fn texts(pair: &mut Pair<'_>, at: &At, reach: Reach, rules: &RulePair<'_>) {
    for (id, rule) in rules.old {
        let Some(twin) = rules.new.get(id) else { continue };
        let at = at.join(id);
        pair.note_if(Kind::RuleTextChanged, &at.join("doc"), reach, (&rule.doc, &twin.doc));
        let report_on = (&rule.report_on, &twin.report_on);
        pair.note_if(Kind::RuleTextChanged, &at.join("report_on"), reach, report_on);
    }
}

/// Compares the rules that states do not decide, one by one.
fn undecided(pair: &mut Pair<'_>, at: &At, reach: Reach, rules: &RulePair<'_>) {
    let open = |rule: Option<&Rule>| rule.filter(|rule| !is_decided(rule)).map(|rule| rule.assert.clone());
    let ids: BTreeSet<&String> = rules.old.keys().chain(rules.new.keys()).collect();
    for id in ids {
        let (old, new) = (open(rules.old.get(id)), open(rules.new.get(id)));
        if old != new {
            let kind = undecided_kind(old.as_ref(), new.as_ref());
            pair.note(kind, &at.join(id).join("assert"), reach);
        }
    }
}

fn undecided_kind(old: Option<&Assertion>, new: Option<&Assertion>) -> Kind {
    match (old, new) {
        (None, _) => Kind::RuleTightened,
        (_, None) => Kind::RuleRelaxed,
        (Some(Assertion::Compare(old)), Some(Assertion::Compare(new))) => {
            let same_but_order = (&old.left, &old.right, old.read_as) == (&new.left, &new.right, new.read_as);
            match (same_but_order, old.op, new.op) {
                (true, CompareOp::LessOrEqual, CompareOp::Less) => Kind::RuleTightened,
                (true, CompareOp::Less, CompareOp::LessOrEqual) => Kind::RuleRelaxed,
                _ => Kind::RuleUndecided,
            }
        }
        _ => Kind::RuleUndecided,
    }
}

/// Compares the rules that states decide; rules that share fields are compared as one set.
fn decided(pair: &Pair<'_>, at: &At, reach: Reach, rules: &RulePair<'_>) -> Vec<Change> {
    let all: Vec<(Side, &String, &Rule)> =
        decided_of(Side::Old, rules.old).chain(decided_of(Side::New, rules.new)).collect();
    let bare: Vec<&Rule> = all.iter().map(|(_, _, rule)| *rule).collect();
    let groups = independent_groups(&rules.merged.1, &bare);
    let members =
        |group: &[usize]| -> Vec<_> { group.iter().filter_map(|index| all.get(*index).copied()).collect() };
    groups
        .into_iter()
        .filter_map(|group| one_group(pair, at, reach, rules, &Group::new(&members(&group))))
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

fn decided_of(side: Side, rules: &Rules) -> impl Iterator<Item = (Side, &String, &Rule)> {
    rules.iter().filter(|(_, rule)| is_decided(rule)).map(move |(id, rule)| (side, id, rule))
}

/// Rules of both sides that share fields.
struct Group<'a> {
    old: Vec<(&'a String, &'a Rule)>,
    new: Vec<(&'a String, &'a Rule)>,
}

impl<'a> Group<'a> {
    fn new(rules: &[(Side, &'a String, &'a Rule)]) -> Self {
        let of = |wanted| {
            rules.iter().filter(|(side, ..)| *side == wanted).map(|(_, id, rule)| (*id, *rule)).collect()
        };
        Self { old: of(Side::Old), new: of(Side::New) }
    }

    fn rules(&self) -> impl Iterator<Item = &'a Rule> {
        self.old.iter().chain(&self.new).map(|(_, rule)| *rule)
    }

    /// The rules of one side that are missing or different on the other: `{id: assert}`.
    fn changed(from: &[(&String, &Rule)], to: &[(&String, &Rule)]) -> Map<String, Value> {
        let stays = |id: &String, rule: &Rule| {
            to.iter().any(|(twin_id, twin)| *twin_id == id && twin.assert == rule.assert)
        };
        let gone = from.iter().filter(|(id, rule)| !stays(id, rule));
        gone.filter_map(|(id, rule)| Some(((*id).clone(), serde_json::to_value(&rule.assert).ok()?)))
            .collect()
    }

    /// Pointers to the fields, and their two defaults where these differ.
    fn changed_defaults(&self, own: &(Scope<'a>, Scope<'a>)) -> Vec<(&'a str, [Option<Value>; 2])> {
        let default = |scope: &Scope<'_>, field: &str| scope.find(field).ok()?.field.default.clone();
        let pointers: BTreeSet<&str> = self.rules().flat_map(mentions).map(|mention| mention.field).collect();
        pointers
            .into_iter()
            .map(|field| (field, [default(&own.0, field), default(&own.1, field)]))
            .filter(|(_, [old, new])| old != new)
            .collect()
    }
}

fn one_group(
    pair: &Pair<'_>,
    at: &At,
    reach: Reach,
    rules: &RulePair<'_>,
    group: &Group<'_>,
) -> Option<Change> {
    let (gone, come) = (Group::changed(&group.old, &group.new), Group::changed(&group.new, &group.old));
    let defaults = group.changed_defaults(&rules.own);
    let written_otherwise = !gone.is_empty() || !come.is_empty();
    if !written_otherwise && defaults.is_empty() {
        return None;
    }
    let verdict = verdict(rules, group, &defaults);
    if !written_otherwise && verdict.kind == Kind::RuleReencoded {
        return None;
    }
    let id = come.keys().chain(gone.keys()).chain(group.new.iter().map(|(id, _)| *id)).next()?.clone();
    let value = |rules: Map<String, Value>| (!rules.is_empty()).then_some(Value::Object(rules));
    let values = (value(gone), value(come));
    let mut change = pair.change_of(verdict.kind, &at.join(&id), reach, values);
    if change.effects.request != Impact::None {
        change.witnesses = verdict.witnesses;
    }
    Some(change)
}

struct Verdict {
    kind: Kind,
    witnesses: Vec<Witness>,
}

/// Compares state by state what the old and the new rules accept, with a witness for each direction.
fn verdict(rules: &RulePair<'_>, group: &Group<'_>, defaults: &[(&str, [Option<Value>; 2])]) -> Verdict {
    // The spaces of the two sides differ in nothing but the defaults: both know the values of both.
    let known: Vec<Rule> = defaults.iter().map(|(field, values)| mention(field, values)).collect();
    let all = || group.rules().chain(&known);
    let (before, now) = (RuleSpace::new(&rules.merged.0, all()), RuleSpace::new(&rules.merged.1, all()));
    let same_atoms = before.slots().len() == now.slots().len()
        && before.slots().iter().zip(now.slots()).all(|(old, new)| old.atoms == new.atoms);
    if before.size_bound() > MOST_STATES || !same_atoms {
        return Verdict { kind: Kind::RuleUndecided, witnesses: Vec::new() };
    }
    let (only_old, only_new) = lone_slots(rules, &before);
    let mut tightened = None;
    let mut relaxed = None;
    for state in before.states() {
        let old = group.old.iter().all(|(_, rule)| before.accepts(rule, &state));
        let new = group.new.iter().all(|(_, rule)| now.accepts(rule, &state));
        if old && !new && tightened.is_none() && lacks(&before, &state, &only_new) {
            tightened = Some(Witness { request: before.to_witness(&state), accepted_before: true });
        }
        if new && !old && relaxed.is_none() && lacks(&before, &state, &only_old) {
            relaxed = Some(Witness { request: before.to_witness(&state), accepted_before: false });
        }
        if tightened.is_some() && relaxed.is_some() {
            break;
        }
    }
    let kind = match (&tightened, &relaxed) {
        (Some(_), Some(_)) => Kind::RuleMoved,
        (Some(_), None) => Kind::RuleTightened,
        (None, Some(_)) => Kind::RuleRelaxed,
        (None, None) => Kind::RuleReencoded,
    };
    Verdict { kind, witnesses: tightened.into_iter().chain(relaxed).collect() }
}

/// A rule that accepts everything it is asked about, and makes the space tell these values apart.
fn mention(field: &str, values: &[Option<Value>; 2]) -> Rule {
    let allow = WhenValues {
        field: field.to_owned(),
        values: values.iter().flatten().cloned().collect(),
        when: Condition::new(),
        unless: Condition::new(),
    };
    Rule { doc: String::new(), assert: Assertion::Allow(allow), report_on: None }
}

/// The slots of fields that only the old side has, and only the new side.
fn lone_slots(rules: &RulePair<'_>, space: &RuleSpace<'_>) -> (Vec<usize>, Vec<usize>) {
    let missing_in = |scope: &Scope<'_>| {
        let slots = space.slots().iter().enumerate();
        slots.filter(|(_, slot)| scope.find(&slot.pointer).is_err()).map(|(index, _)| index).collect()
    };
    (missing_in(&rules.own.1), missing_in(&rules.own.0))
}

fn lacks(space: &RuleSpace<'_>, state: &State, slots: &[usize]) -> bool {
    slots.iter().all(|slot| space.atom_of(state, *slot) == Some(&Atom::Absent))
}
