//! Requests that show a change of one field.

use serde_json::{Map, Value};

use super::pair::{At, Pair};
use crate::pointer;
use crate::schema::TypeExpr;
use crate::tree::Tree;

/// The part of a request that has this value in a field; `None` where the field stands in a list, in a named type or
/// in the JSON of a string, because more than one place of a request has it then.
pub(super) fn with(pair: &Pair<'_>, at: &At, value: Value) -> Option<Value> {
    let names = names(pair.new, &at.new).or_else(|| names(pair.old, &at.old))?;
    Some(nested(&names, value))
}

/// The part of a request that lacks a field.
pub(super) fn without(pair: &Pair<'_>, at: &At) -> Option<Value> {
    let mut names = names(pair.new, &at.new).or_else(|| names(pair.old, &at.old))?;
    names.pop();
    Some(nested(&names, Value::Object(Map::new())))
}

fn nested(names: &[String], value: Value) -> Value {
    names.iter().rev().fold(value, |value, name| Value::Object(Map::from_iter([(name.clone(), value)])))
}

/// The path through a request to the field at a pointer into its schema.
fn names(tree: &Tree, at: &str) -> Option<Vec<String>> {
    tree.get(at)?;
    let tokens = pointer::tokens(at).ok()?;
    let [root, part, field, rest @ ..] = tokens.as_slice() else { return None };
    if root != "request" {
        return None;
    }
    let mut names = vec![part.to_string(), field.to_string()];
    let mut object = pointer::join(&pointer::join("/request", part), field);
    for step in rest.chunks(2) {
        let [fields, name] = step else { return None };
        let type_text = tree.get(&pointer::join(&object, "type"))?.as_str()?;
        if fields != "fields" || type_text.parse() != Ok(TypeExpr::Anonymous) {
            return None;
        }
        names.push(name.to_string());
        object = pointer::join(&pointer::join(&object, "fields"), name);
    }
    Some(names)
}
