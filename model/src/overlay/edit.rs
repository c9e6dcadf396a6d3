//! One change of a tree: done, or refused with the reason.

use crate::load::{MAX_DEPTH, Member, Node, Object, Tree, pointer};
use crate::source::Span;

/// Why a tree was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It says so already.
    Redundant,
    /// Something else stands there.
    Conflict {
        /// Where it stands.
        found: Span,
    },
    /// There is no such place.
    Orphan,
    /// The result would be nested too deep to be walked.
    TooDeep,
}

/// Puts `value` in the place of what stands at the pointer, if that is `expect`.
pub(super) fn replace(tree: &mut Tree, at: &str, expect: &Tree, value: &Member) -> Result<(), Refusal> {
    fits(at, &value.value)?;
    let target = tree.get_mut(at).ok_or(Refusal::Orphan)?;
    if target.same_value(&value.value) {
        return Err(Refusal::Redundant);
    }
    if !target.same_value(expect) {
        return Err(Refusal::Conflict { found: target.span() });
    }
    *target = value.value.clone();
    Ok(())
}

/// Adds `value` at the pointer, where nothing stands yet; the last name of the pointer is `name`.
pub(super) fn add(tree: &mut Tree, at: &str, value: &Member) -> Result<(), Refusal> {
    fits(at, &value.value)?;
    if let Some(present) = tree.get(at) {
        return Err(unless_same(present, &value.value));
    }
    let (parent, name) = pointer::split_last(at).ok_or(Refusal::Orphan)?;
    let parent = tree.get_mut(parent).ok_or(Refusal::Orphan)?;
    if let Some(object) = parent.as_object_mut() {
        object.members.insert(name.into_owned(), value.clone());
        return Ok(());
    }
    let elements = parent.as_array_mut().ok_or(Refusal::Orphan)?;
    if name != "-" && *name != *elements.len().to_string() {
        return Err(Refusal::Orphan);
    }
    elements.push(value.value.clone());
    Ok(())
}

/// Removes what stands at the pointer, if that is `expect`.
pub(super) fn remove(tree: &mut Tree, at: &str, expect: &Tree) -> Result<(), Refusal> {
    let (parent, name) = pointer::split_last(at).ok_or(Refusal::Orphan)?;
    let parent = tree.get_mut(parent).ok_or(Refusal::Orphan)?;
    let Some(present) = parent.child(&name) else { return Err(Refusal::Redundant) };
    if !present.same_value(expect) {
        return Err(Refusal::Conflict { found: present.span() });
    }
    if let Some(object) = parent.as_object_mut() {
        object.members.shift_remove(&*name);
    } else if let (Some(elements), Some(index)) = (parent.as_array_mut(), pointer::index(&name)) {
        elements.remove(index);
    }
    Ok(())
}

/// Adds a member to the object at the pointer.
pub(super) fn add_member(tree: &mut Tree, on: &str, name: &str, value: &Member) -> Result<(), Refusal> {
    let target = tree.get(on).ok_or(Refusal::Orphan)?;
    if target.as_object().is_none() {
        return Err(Refusal::Orphan);
    }
    add(tree, &pointer::join(on, name), value)
}

/// Adds a rule to the rules of the object at the pointer, which may have none yet.
pub(super) fn add_rule(tree: &mut Tree, on: &str, id: &str, rule: &Member) -> Result<(), Refusal> {
    let rules = Node::Object(Object::default());
    let rules = Member { key: rule.key, value: Tree::new(rule.value.span(), rules) };
    match add_member(tree, on, "rules", &rules) {
        Ok(()) | Err(Refusal::Redundant | Refusal::Conflict { .. }) => {}
        Err(refusal) => return Err(refusal),
    }
    add_member(tree, &pointer::join(on, "rules"), id, rule)
}

fn unless_same(present: &Tree, value: &Tree) -> Refusal {
    if present.same_value(value) { Refusal::Redundant } else { Refusal::Conflict { found: present.span() } }
}

fn fits(at: &str, value: &Tree) -> Result<(), Refusal> {
    let levels = at.matches('/').count() + value.depth();
    if levels > MAX_DEPTH { Err(Refusal::TooDeep) } else { Ok(()) }
}
