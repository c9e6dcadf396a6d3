//! Changes of a tree: each is made, or refused with a reason.

use crate::pointer;
use crate::source::Span;
use crate::tree::{MAX_DEPTH, Member, Node, Object, Tree};

/// Why a tree was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The tree already has the value.
    Redundant,
    /// The place has another value.
    Conflict { found: Span },
    /// The place does not exist.
    Orphan,
    /// The result would be nested too deep to be walked.
    TooDeep,
}

/// Replaces the value at the pointer, if it is `expect`.
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

/// Adds `value` at a pointer that has no value yet.
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

/// Removes the value at the pointer, if it is `expect`.
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

/// Adds a rule to the object at the pointer, and the object's `rules` if they are missing.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::testing::tree;

    const FACTS: &str = r#"{"a": {"b": 1, "c": [1, 2]}, "d": null}"#;

    fn member(text: &str) -> Member {
        let value = tree(text);
        Member { key: value.span(), value }
    }

    /// The facts after an edit, or why they stayed as they were.
    fn after(edit: impl FnOnce(&mut Tree) -> Result<(), Refusal>) -> Result<String, Refusal> {
        let mut facts = tree(FACTS);
        let before = facts.clone();
        let outcome = edit(&mut facts);
        assert_eq!(outcome.is_ok(), !facts.same_value(&before), "a refused edit changes nothing");
        outcome.map(|()| facts.to_value().to_string())
    }

    /// The conflict with a value that has this text.
    fn conflict(text: &str) -> Refusal {
        let start = FACTS.find(text).unwrap();
        Refusal::Conflict { found: Span { start, end: start + text.len(), ..tree("1").span() } }
    }

    #[test]
    fn replaces_what_is_expected() {
        let run = |at: &str, expect: &str, value: &str| {
            after(|facts| replace(facts, at, &tree(expect), &member(value)))
        };
        assert_eq!(run("/a/b", "1", "\"x\"").unwrap(), r#"{"a":{"b":"x","c":[1,2]},"d":null}"#);
        assert_eq!(run("/a/c/1", "2", "3").unwrap(), r#"{"a":{"b":1,"c":[1,3]},"d":null}"#);
        assert_eq!(run("/d", "null", "1").unwrap(), r#"{"a":{"b":1,"c":[1,2]},"d":1}"#);
        assert_eq!(run("/a/b", "0", "1"), Err(Refusal::Redundant));
        assert_eq!(run("/a/b", "0", "2"), Err(conflict("1")));
        assert_eq!(run("/a/c", "[2, 1]", "[]"), Err(conflict("[1, 2]")));
        assert_eq!(run("/a/x", "1", "2"), Err(Refusal::Orphan));
        assert_eq!(run("/x/b", "1", "2"), Err(Refusal::Orphan));
    }

    #[test]
    fn adds_where_nothing_stands() {
        let run = |at: &str, value: &str| after(|facts| add(facts, at, &member(value)));
        assert_eq!(run("/a/x", "null").unwrap(), r#"{"a":{"b":1,"c":[1,2],"x":null},"d":null}"#);
        assert_eq!(run("/a/x~1y", "1").unwrap(), r#"{"a":{"b":1,"c":[1,2],"x/y":1},"d":null}"#);
        assert_eq!(run("/a/c/-", "3").unwrap(), r#"{"a":{"b":1,"c":[1,2,3]},"d":null}"#);
        assert_eq!(run("/a/c/2", "3").unwrap(), r#"{"a":{"b":1,"c":[1,2,3]},"d":null}"#);
        assert_eq!(run("/a/b", "1"), Err(Refusal::Redundant));
        assert_eq!(run("/a/b", "2"), Err(conflict("1")));
        for nowhere in ["/a/c/3", "/a/c/x", "/a/b/x", "/x/y", "/d/x"] {
            assert_eq!(run(nowhere, "1"), Err(Refusal::Orphan), "{nowhere}");
        }
    }

    #[test]
    fn removes_what_is_expected() {
        let run = |at: &str, expect: &str| after(|facts| remove(facts, at, &tree(expect)));
        assert_eq!(run("/a/b", "1").unwrap(), r#"{"a":{"c":[1,2]},"d":null}"#);
        assert_eq!(run("/a/c/0", "1").unwrap(), r#"{"a":{"b":1,"c":[2]},"d":null}"#);
        assert_eq!(run("/a/b", "2"), Err(conflict("1")));
        assert_eq!(run("/a/x", "1"), Err(Refusal::Redundant));
        assert_eq!(run("/a/c/2", "1"), Err(Refusal::Redundant));
        assert_eq!(run("/x/y", "1"), Err(Refusal::Orphan));
    }

    #[test]
    fn adds_members_to_objects_only() {
        let run = |on: &str, name: &str| after(|facts| add_member(facts, on, name, &member("1")));
        assert_eq!(run("/a", "x/y").unwrap(), r#"{"a":{"b":1,"c":[1,2],"x/y":1},"d":null}"#);
        assert_eq!(run("", "x").unwrap(), r#"{"a":{"b":1,"c":[1,2]},"d":null,"x":1}"#);
        assert_eq!(run("/a", "b"), Err(Refusal::Redundant));
        for nowhere in ["/a/c", "/a/b", "/d", "/x"] {
            assert_eq!(run(nowhere, "-"), Err(Refusal::Orphan), "{nowhere}");
        }
    }

    #[test]
    fn rules_join_those_that_stand_there() {
        let mut facts = tree(FACTS);
        add_rule(&mut facts, "/a", "r", &member("1")).unwrap();
        add_rule(&mut facts, "/a", "s", &member("2")).unwrap();
        assert_eq!(facts.get("/a/rules").unwrap().to_value().to_string(), r#"{"r":1,"s":2}"#);
        assert_eq!(add_rule(&mut facts, "/a", "r", &member("1")), Err(Refusal::Redundant));
        assert!(matches!(add_rule(&mut facts, "/a", "r", &member("2")), Err(Refusal::Conflict { .. })));
        assert_eq!(add_rule(&mut facts, "/x", "r", &member("1")), Err(Refusal::Orphan));
        assert_eq!(add_rule(&mut facts, "/a/b", "r", &member("1")), Err(Refusal::Orphan));
    }

    #[test]
    fn a_merged_tree_is_no_deeper_than_a_file_may_be() {
        let nested = |levels: usize| member(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
        assert_eq!(after(|facts| add(facts, "/a/x", &nested(MAX_DEPTH - 1))), Err(Refusal::TooDeep));
        let mut facts = tree(FACTS);
        add(&mut facts, "/a/x", &nested(MAX_DEPTH - 2)).unwrap();
        assert_eq!(facts.depth(), MAX_DEPTH);
    }
}
