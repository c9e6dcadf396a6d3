//! The order in which things stand: it decides the order of fields, variants and violations.

use super::change::Change;
use super::effects::Reach;
use super::kind::Kind;
use super::pair::{At, Pair};
use crate::tree::{Node, Tree};

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

/// Notes each object whose members, and each array whose elements, stand in another order on the other side. What came
/// and what went is passed over: it is reported as such, and so is an example that is another.
pub(super) fn compare(pair: &mut Pair<'_>) {
    let mut places = Vec::new();
    collect(pair.old, pair.new, &At::same(""), &mut places);
    for at in places {
        let is_example =
            |change: &Change| change.kind == Kind::ExampleChanged && at.new.starts_with(&change.pointer);
        if pair.changes.iter().any(is_example) {
            continue;
        }
        pair.note(Kind::OrderChanged, &at, Reach::TEXT);
    }
}

fn collect(old: &Tree, new: &Tree, at: &At, out: &mut Vec<At>) {
    match (old.node(), new.node()) {
        (Node::Object(old), Node::Object(new)) => {
            let left = old.members.keys().filter(|name| new.members.contains_key(*name));
            let right = new.members.keys().filter(|name| old.members.contains_key(*name));
            if !left.eq(right) {
                out.push(at.clone());
            }
            for (name, member) in &old.members {
                if let Some(twin) = new.members.get(name) {
                    collect(&member.value, &twin.value, &at.join(name), out);
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
