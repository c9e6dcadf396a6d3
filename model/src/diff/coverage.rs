//! Completes a comparison: changes of order, and every difference without a change of its own.

use super::change::Change;
use super::effects::Reach;
use super::kind::Kind;
use super::pair::{At, Pair};
use crate::pointer::{element, join};
use crate::tree::{Node, Tree};

/// The smallest places where the two sides differ: members that came or went, and values that changed. Arrays of
/// different lengths are one place.
pub(super) fn differing(pair: &Pair<'_>, below: &str) -> Vec<String> {
    let mut out = Vec::new();
    if let (Some(old), Some(new)) = (pair.old.get(below), pair.new.get(below)) {
        collect(old, new, below.to_owned(), &mut out);
    }
    out
}

fn collect(old: &Tree, new: &Tree, at: String, out: &mut Vec<String>) {
    match (old.node(), new.node()) {
        (Node::Object(before), Node::Object(now)) => {
            for (name, member) in &before.members {
                match now.members.get(name) {
                    Some(twin) => collect(&member.value, &twin.value, join(&at, name).into(), out),
                    None if says_nothing(name, &member.value) => {}
                    None => out.push(join(&at, name).into()),
                }
            }
            let come = now.members.iter().filter(|(name, member)| {
                !before.members.contains_key(*name) && !says_nothing(name, &member.value)
            });
            out.extend(come.map(|(name, _)| String::from(join(&at, name))));
        }
        (Node::Array(before), Node::Array(now)) if before.len() == now.len() => {
            for (index, (old, new)) in before.iter().zip(now).enumerate() {
                collect(old, new, element(&at, index).into(), out);
            }
        }
        _ if old.same_value(new) => {}
        _ => out.push(at),
    }
}

/// Returns true if the member counts as absent: an empty object of hints, and a shared type, which loading adds to fields that
/// `common.json` lists. Fields are compared as they are loaded.
fn says_nothing(name: &str, value: &Tree) -> bool {
    match value.node() {
        Node::Object(object) => name == "hints" && object.members.is_empty(),
        Node::String(_) => name == "use_type",
        _ => false,
    }
}

/// Notes each difference without a change, so that a new member of the format is reported even before it is compared.
pub(super) fn complete(pair: &mut Pair<'_>) {
    let renamed = pair.changes.iter().any(|change| change.kind == Kind::TypeRenamed);
    for place in differing(pair, "") {
        let is_type = place.strip_prefix("/types/").is_some_and(|name| !name.contains('/'));
        let is_known = (renamed && is_type) || pair.changes.iter().any(|change| covers(change, &place));
        if !is_known {
            pair.note(Kind::Unclassified, &At::same(&place), Reach::BOTH);
        }
    }
}

/// Returns true if the change is about the place, an enclosing place or an inner place.
fn covers(change: &Change, place: &str) -> bool {
    let parent = || change.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    let is_about = |scope: &str| is_below(place, scope) || is_below(scope, place);
    match change.kind {
        // The fields of an object are a part of its type.
        Kind::TypeChanged | Kind::TypeRenamed => {
            is_about(&change.pointer) || is_below(place, &join(parent(), "fields"))
        }
        // A fingerprint speaks for the text that it was made of.
        Kind::ProseChanged => is_about(&change.pointer) || is_about(&join(parent(), "text")),
        // A change of one rule speaks for those that hang together with it.
        Kind::RuleTightened
        | Kind::RuleRelaxed
        | Kind::RuleMoved
        | Kind::RuleReencoded
        | Kind::RuleUndecided => is_about(parent()),
        _ => is_about(&change.pointer),
    }
}

/// Returns true if the pointer leads to the other's place or below it.
fn is_below(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns true if both trees hold the same values in the same order, so that no comparison is needed.
pub(super) fn identical(left: &Tree, right: &Tree) -> bool {
    match (left.node(), right.node()) {
        (Node::Array(left), Node::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| identical(left, right))
        }
        (Node::Object(left), Node::Object(right)) => {
            left.members.len() == right.members.len()
                && left.members.iter().zip(&right.members).all(|((name, member), (twin_name, twin))| {
                    name == twin_name && identical(&member.value, &twin.value)
                })
        }
        _ => left.same_value(right),
    }
}

/// Notes each object or array whose common members or elements are in a different order on the two sides. Additions and
/// removals, and changed examples, have changes of their own.
pub(super) fn order(pair: &mut Pair<'_>) {
    let mut places = Vec::new();
    reordered(pair.old, pair.new, &At::same(""), &mut places);
    for at in places {
        let is_example =
            |change: &Change| change.kind == Kind::ExampleChanged && at.new.starts_with(&change.pointer);
        if pair.changes.iter().any(is_example) {
            continue;
        }
        pair.note(Kind::OrderChanged, &at, Reach::TEXT);
    }
}

fn reordered(old: &Tree, new: &Tree, at: &At, out: &mut Vec<At>) {
    match (old.node(), new.node()) {
        (Node::Object(old), Node::Object(new)) => {
            let left = old.members.keys().filter(|name| new.members.contains_key(*name));
            let right = new.members.keys().filter(|name| old.members.contains_key(*name));
            if !left.eq(right) {
                out.push(at.clone());
            }
            for (name, member) in &old.members {
                if let Some(twin) = new.members.get(name) {
                    reordered(&member.value, &twin.value, &at.join(name), out);
                }
            }
        }
        (Node::Array(old), Node::Array(new)) => {
            let has = |list: &[Tree], item: &Tree| list.iter().any(|other| identical(item, other));
            let left: Vec<&Tree> = old.iter().filter(|item| has(new, item)).collect();
            let right: Vec<&Tree> = new.iter().filter(|item| has(old, item)).collect();
            if left.len() != right.len() || left.iter().zip(&right).any(|(a, b)| !identical(a, b)) {
                out.push(at.clone());
            }
        }
        _ => {}
    }
}
