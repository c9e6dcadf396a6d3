//! Compares fields: added and removed ones, and each fact of the others.

use std::collections::BTreeSet;

use super::change::Witness;
use super::effects::{Impact, Reach};
use super::kind::Kind;
use super::limits;
use super::members;
use super::pair::{At, Pair};
use super::types::{Relation, TypePair};
use super::witness;
use crate::pointer;
use crate::schema::{Field, FieldScope, Fields};

/// Context of comparing fields: facts about both sides.
pub(super) struct Context<'a> {
    pub(super) types: TypePair<'a>,
    /// Addresses of the fields that rules name, on either side.
    pub(super) in_rules: BTreeSet<*const Field>,
}

impl Context<'_> {
    fn carries_a_rule(&self, field: &Field) -> bool {
        self.in_rules.contains(&std::ptr::from_ref(field))
    }
}

/// Compares the fields of one object.
pub(super) fn compare(
    pair: &mut Pair<'_>,
    context: &Context<'_>,
    at: &At,
    reach: Reach,
    (old, new): (&Fields, &Fields),
) {
    for (name, field) in old {
        let at = at.join(name);
        match new.get(name) {
            Some(twin) => one(pair, context, &at, reach, (field, twin)),
            None if is_required(field, &at) => pair.note(Kind::RequiredFieldRemoved, &at, reach),
            None => pair.note(Kind::OptionalFieldRemoved, &at, reach),
        }
    }
    for (name, field) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        let at = at.join(name);
        if is_required(field, &at) {
            demanded(pair, Kind::RequiredFieldAdded, &at, &at, reach);
        } else {
            pair.note(Kind::OptionalFieldAdded, &at, reach);
        }
    }
}

/// Path parameters are always required.
fn is_required(field: &Field, at: &At) -> bool {
    field.required || pointer::split_last(&at.new).is_some_and(|(parent, _)| parent == "/request/path")
}

/// Reports a newly required field; a request without it shows the change.
fn demanded(pair: &mut Pair<'_>, kind: Kind, at: &At, field: &At, reach: Reach) {
    let mut change = pair.change(kind, at, reach);
    if change.effects.request != Impact::None
        && let Some(request) = witness::without(pair, field)
    {
        let accepted_before = kind != Kind::FieldBecameOptional;
        change.witnesses.push(Witness { request, accepted_before });
    }
    pair.changes.push(change);
}

/// Compares the two versions of a field.
fn one(pair: &mut Pair<'_>, context: &Context<'_>, at: &At, reach: Reach, (old, new): (&Field, &Field)) {
    match (old.required, new.required) {
        (false, true) => demanded(pair, Kind::FieldBecameRequired, &at.join("required"), at, reach),
        (true, false) => demanded(pair, Kind::FieldBecameOptional, &at.join("required"), at, reach),
        _ => {}
    }
    let relation = context.types.relation(old, new);
    match relation {
        Relation::Same => {}
        Relation::Renamed => pair.note(Kind::TypeRenamed, &at.join("type"), reach),
        Relation::Changed => pair.note(Kind::TypeChanged, &at.join("type"), reach),
    }
    // A changed type covers the changes of its fields.
    if relation == Relation::Same {
        compare(pair, context, &at.join("fields"), reach, (&old.fields, &new.fields));
    }
    members::of_field(pair, at, reach, (old, new));
    limits::len(pair, at, reach, (old, new));
    limits::range(pair, at, reach, (old, new));
    values(pair, at, reach, (old, new));
    json(pair, context, at, reach, (old, new));
    scopes(pair, at, reach, (old, new));
    meaning(pair, at, reach, (old, new));
    names(pair, at, reach, (old, new));
    description(pair, context, at, reach, (old, new));
}

fn values(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&Field, &Field)) {
    let pattern = [Kind::PatternAdded, Kind::PatternRemoved, Kind::PatternChanged];
    pair.note_option(pattern, &at.join("pattern"), reach, (old.pattern.as_ref(), new.pattern.as_ref()));
    fixed(pair, at, reach, (old, new));
    pair.note_if(Kind::DefaultChanged, &at.join("default"), reach, (&old.default, &new.default));
}

fn fixed(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&Field, &Field)) {
    let kind = match (&old.fixed, &new.fixed) {
        (None, Some(_)) => Kind::FixedAdded,
        (Some(_), None) => Kind::FixedRemoved,
        (Some(old), Some(new)) if old != new => Kind::FixedChanged,
        _ => return,
    };
    let mut change = pair.change(kind, &at.join("fixed"), reach);
    if kind == Kind::FixedChanged
        && let Some(value) = old.fixed.clone()
        && let Some(request) = witness::with(pair, at, value)
    {
        change.witnesses.push(Witness { request, accepted_before: true });
    }
    pair.changes.push(change);
}

/// The shape of the JSON in a string is compared as fields are.
fn json(pair: &mut Pair<'_>, context: &Context<'_>, at: &At, reach: Reach, (old, new): (&Field, &Field)) {
    let at = at.join("json");
    match (&old.json, &new.json) {
        (None, Some(_)) => pair.note(Kind::JsonShapeAdded, &at, reach),
        (Some(_), None) => pair.note(Kind::JsonShapeRemoved, &at, reach),
        (Some(old), Some(new)) => one(pair, context, &at, reach, (old, new)),
        (None, None) => {}
    }
}

fn scopes(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&Field, &Field)) {
    let at = at.join("scopes");
    for (name, scope) in &old.scopes {
        let at = at.join(name);
        match new.scopes.get(name) {
            Some(twin) => one_scope(pair, &at, reach, (scope, twin)),
            None => pair.note(Kind::FieldScopeRemoved, &at, reach),
        }
    }
    for name in new.scopes.keys().filter(|name| !old.scopes.contains_key(*name)) {
        pair.note(Kind::FieldScopeAdded, &at.join(name), reach);
    }
}

fn one_scope(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&FieldScope, &FieldScope)) {
    pair.note_if(Kind::ScopeLabelChanged, &at.join("label"), reach, (&old.label, &new.label));
    pair.note_if(Kind::FieldScopeChanged, &at.join("when"), reach, (&old.when, &new.when));
}

fn meaning(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&Field, &Field)) {
    let flags = (old.deprecated, new.deprecated);
    pair.note_flag((Kind::Deprecated, Kind::Undeprecated), &at.join("deprecated"), reach, flags);
    let sensitive = (&old.sensitive, &new.sensitive);
    pair.note_if(Kind::SensitivityChanged, &at.join("sensitive"), reach, sensitive);
    let keys = (old.idempotency_key, new.idempotency_key);
    let kinds = (Kind::IdempotencyGained, Kind::IdempotencyLost);
    pair.note_flag(kinds, &at.join("idempotency_key"), reach, keys);
    pair.note_if(Kind::JoinChanged, &at.join("join"), reach, (&old.join, &new.join));
    pair.note_if(Kind::RoleChanged, &at.join("role"), reach, (&old.role, &new.role));
    pair.note_if(Kind::HeaderFormatChanged, &at.join("format"), reach, (&old.format, &new.format));
}

fn names(pair: &mut Pair<'_>, at: &At, reach: Reach, (old, new): (&Field, &Field)) {
    pair.note_if(Kind::RustNameChanged, &at.join("name"), reach, (&old.name, &new.name));
    pair.note_if(Kind::RustNameChanged, &at.join("type_name"), reach, (&old.type_name, &new.type_name));
    pair.note_if(Kind::RustNameChanged, &at.join("use_type"), reach, (&old.use_type, &new.use_type));
}

/// Compares the texts about a field. If a rule names the field, a new description may state a new rule. Our text that follows
/// the page's words needs no review of its own.
fn description(
    pair: &mut Pair<'_>,
    context: &Context<'_>,
    at: &At,
    reach: Reach,
    (old, new): (&Field, &Field),
) {
    let carries_a_rule = context.carries_a_rule(old) || context.carries_a_rule(new);
    let note = |pair: &mut Pair<'_>, kind: Kind, at: &At| {
        let mut change = pair.change(kind, at, reach);
        change.effects.review |= carries_a_rule;
        pair.changes.push(change);
    };
    if old.doc != new.doc && old.prose != new.prose {
        pair.note(Kind::DescriptionChanged, &at.join("doc"), reach);
    } else if old.doc != new.doc {
        note(pair, Kind::DescriptionChanged, &at.join("doc"));
    }
    if old.prose != new.prose {
        note(pair, Kind::ProseChanged, &at.join("prose"));
    } else if old.text != new.text {
        note(pair, Kind::ProseChanged, &at.join("text"));
    }
    let hints = at.join("hints");
    for (id, hint) in &old.hints {
        match new.hints.get(id) {
            None => note(pair, Kind::HintRemoved, &hints.join(id)),
            Some(twin) if twin != hint => note(pair, Kind::HintChanged, &hints.join(id)),
            Some(_) => {}
        }
    }
    for id in new.hints.keys().filter(|id| !old.hints.contains_key(*id)) {
        note(pair, Kind::HintAdded, &hints.join(id));
    }
    pair.note_if(Kind::ExampleChanged, &at.join("example"), reach, (&old.example, &new.example));
    let faults = (&old.example_fault, &new.example_fault);
    pair.note_if(Kind::ExampleChanged, &at.join("example_fault"), reach, faults);
    let ours = (&old.in_example, &new.in_example);
    pair.note_if(Kind::ExampleChanged, &at.join("in_example"), reach, ours);
}
