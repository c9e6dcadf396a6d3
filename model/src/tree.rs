//! A JSON tree that knows where each key and value stands.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde_json::{Number, Value};

use crate::pointer;
use crate::source::Span;

/// Levels of arrays and objects that a schema may nest. Documented schemas stay below 20; the limit lets everything
/// behind the parser walk a tree by recursion, on the 2 MiB stack of a test thread too.
pub const MAX_DEPTH: usize = 64;

/// A JSON value and where it stands. Trees are at most [`MAX_DEPTH`] levels deep, so that walking
/// them may recurse.
#[derive(Debug, Clone)]
pub struct Tree {
    span: Span,
    node: Node,
}

/// The kinds of JSON values.
#[derive(Debug, Clone)]
pub enum Node {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number; integers beyond 64 bits were refused by the parser.
    Number(Number),
    /// A string, escapes undone.
    String(String),
    /// An array.
    Array(Vec<Tree>),
    /// An object.
    Object(Object),
}

/// The members of an object, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// Members by name; of a name that is given twice, the first.
    pub members: IndexMap<String, Member>,
    /// Second and further members of one name: a fault that was reported, kept so that what they hold is checked too.
    pub repeated: Vec<(String, Member)>,
}

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Member {
    /// The span of the key, quotes included.
    pub key: Span,
    /// The value.
    pub value: Tree,
}

impl Tree {
    /// A value at a place.
    #[must_use]
    pub fn new(span: Span, node: Node) -> Self {
        Self { span, node }
    }

    /// The span of the value.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The value.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The value at the pointer.
    #[must_use]
    pub fn get(&self, pointer: &str) -> Option<&Tree> {
        let tokens = pointer::tokens(pointer).ok()?;
        tokens.iter().try_fold(self, |tree, name| tree.child(name))
    }

    /// The value at the pointer, to be changed.
    pub(crate) fn get_mut(&mut self, pointer: &str) -> Option<&mut Tree> {
        let tokens = pointer::tokens(pointer).ok()?;
        tokens.iter().try_fold(self, |tree, name| tree.child_mut(name))
    }

    /// The member, or element, of that name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Tree> {
        match &self.node {
            Node::Object(object) => object.members.get(name).map(|member| &member.value),
            Node::Array(elements) => elements.get(pointer::index(name)?),
            _ => None,
        }
    }

    fn child_mut(&mut self, name: &str) -> Option<&mut Tree> {
        match &mut self.node {
            Node::Object(object) => object.members.get_mut(name).map(|member| &mut member.value),
            Node::Array(elements) => elements.get_mut(pointer::index(name)?),
            _ => None,
        }
    }

    /// The value at the pointer, or at its nearest ancestor that stands in the tree; and the key that leads to it.
    fn nearest(&self, pointer: &str) -> (&Tree, Option<Span>) {
        let mut found = (self, None);
        for name in pointer.split('/').skip(1).map(unescaped) {
            let key =
                found.0.as_object().and_then(|object| object.members.get(&*name)).map(|member| member.key);
            match found.0.child(&name) {
                Some(child) => found = (child, key),
                None => break,
            }
        }
        found
    }

    /// The span of the value at the pointer, or of its nearest ancestor that exists.
    #[must_use]
    pub fn value_span(&self, pointer: &str) -> Span {
        self.nearest(pointer).0.span
    }

    /// The span of the key of the member at the pointer, or of the value if it has no key.
    #[must_use]
    pub fn key_span(&self, pointer: &str) -> Span {
        let (tree, key) = self.nearest(pointer);
        key.unwrap_or(tree.span)
    }

    /// The members, when it is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match &self.node {
            Node::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(crate) fn as_object_mut(&mut self) -> Option<&mut Object> {
        match &mut self.node {
            Node::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The elements, when it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Tree]> {
        match &self.node {
            Node::Array(elements) => Some(elements),
            _ => None,
        }
    }

    pub(crate) fn as_array_mut(&mut self) -> Option<&mut Vec<Tree>> {
        match &mut self.node {
            Node::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The text, when it is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.node {
            Node::String(text) => Some(text),
            _ => None,
        }
    }

    /// The kind of the value in words, with its article: "a string".
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.node {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Number(_) => "a number",
            Node::String(_) => "a string",
            Node::Array(_) => "an array",
            Node::Object(_) => "an object",
        }
    }

    /// Levels of arrays and objects: 0 for a number, 1 for `[]`.
    pub(crate) fn depth(&self) -> usize {
        match &self.node {
            Node::Array(elements) => 1 + elements.iter().map(Tree::depth).max().unwrap_or_default(),
            Node::Object(object) => {
                1 + object.members.values().map(|member| member.value.depth()).max().unwrap_or_default()
            }
            _ => 0,
        }
    }

    /// The value without its places, in the order of the file.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match &self.node {
            Node::Null => Value::Null,
            Node::Bool(value) => Value::Bool(*value),
            Node::Number(value) => Value::Number(value.clone()),
            Node::String(text) => Value::String(text.clone()),
            Node::Array(elements) => Value::Array(elements.iter().map(Tree::to_value).collect()),
            Node::Object(object) => Value::Object(
                object.members.iter().map(|(name, member)| (name.clone(), member.value.to_value())).collect(),
            ),
        }
    }

    /// Returns true if both are the same JSON value, wherever they stand. The order of members does not matter.
    #[must_use]
    pub fn same_value(&self, other: &Tree) -> bool {
        self.to_value() == other.to_value()
    }
}

/// A name of a pointer without its escapes. One with a wrong escape is left as it is, and no member has that name.
fn unescaped(token: &str) -> Cow<'_, str> {
    pointer::unescape(token).unwrap_or(Cow::Borrowed(token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::testing::{parsed, slice, tree};

    const TEXT: &str = r#"{"a": {"b/c": [10, {"d": "审批"}]}, "~": null}"#;

    #[test]
    fn finds_values_by_pointer() {
        let tree = tree(TEXT);
        assert_eq!(tree.get("/a/b~1c/1/d").and_then(Tree::as_str), Some("审批"));
        assert_eq!(tree.get("/a/b~1c/0").map(Tree::to_value), Some(10.into()));
        assert_eq!(tree.get("/~0").map(Tree::kind), Some("null"));
        assert_eq!(tree.get("").map(Tree::kind), Some("an object"));
        for absent in ["/b", "/a/b/c", "/a/b~1c/2", "/a/b~1c/01", "/a/b~1c/-", "/~", "a", "/a/b~1c/0/x"] {
            assert!(tree.get(absent).is_none(), "{absent}");
        }
    }

    #[test]
    fn knows_where_values_and_keys_stand() {
        let (tree, _, sources) = parsed(TEXT);
        let tree = tree.unwrap();
        for (pointer, value, key) in [
            ("/a/b~1c/1/d", "\"审批\"", "\"d\""),
            ("/a/b~1c/0", "10", "10"),
            ("/a/b~1c", r#"[10, {"d": "审批"}]"#, "\"b/c\""),
            ("/~0", "null", "\"~\""),
            ("", TEXT, TEXT),
            // Nothing stands there: the nearest ancestor.
            ("/a/b~1c/1/x/y", r#"{"d": "审批"}"#, r#"{"d": "审批"}"#),
            ("/~0/x", "null", "\"~\""),
            ("/x", TEXT, TEXT),
            ("/~2", TEXT, TEXT),
        ] {
            assert_eq!(slice(&sources, tree.value_span(pointer)), value, "value of {pointer}");
            assert_eq!(slice(&sources, tree.key_span(pointer)), key, "key of {pointer}");
        }
    }

    #[test]
    fn keeps_the_order_of_the_file() {
        assert_eq!(
            tree(r#"{"z": 1, "a": {"y": [], "b": true}}"#).to_value().to_string(),
            r#"{"z":1,"a":{"y":[],"b":true}}"#
        );
    }

    #[test]
    fn compares_values_wherever_they_stand() {
        let same = |a: &str, b: &str| tree(a).same_value(&tree(b));
        assert!(same(r#"{"a": 1, "b": [null, "x"]}"#, r#"{ "b":[null,"\u0078"],"a":1 }"#));
        for (a, b) in [
            ("1", "\"1\""),
            ("[1]", "[1, 1]"),
            ("[1, 2]", "[2, 1]"),
            ("1", "2"),
            ("{}", "[]"),
            ("true", "false"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
        assert!(!same(r#"{"a": 1}"#, r#"{"a": 1, "b": 1}"#));
        assert!(!same(r#"{"a": 1}"#, r#"{"b": 1}"#));
    }

    #[test]
    fn counts_levels() {
        assert_eq!(tree("1").depth(), 0);
        assert_eq!(tree("[]").depth(), 1);
        assert_eq!(tree(r#"{"a": 1, "b": [[{}], 1]}"#).depth(), 4);
    }
}
