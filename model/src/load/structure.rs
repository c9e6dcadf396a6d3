//! The structural check: every place where a tree does not have the shape of the format.

use schemars::JsonSchema;

use super::shape::{self, Shape};
use crate::diag::{Code, Diagnostic, Findings, quoted, similar};
use crate::schema::{TypeError, TypeExpr};
use crate::source::Span;
use crate::tree::{Node, Object, Tree};

/// Reports every fault of the tree that has not been reported yet. Returns true if the tree is sound. Type expressions
/// are read later, by [`check_merged`], because an overlay may still correct them.
pub(super) fn check<T: JsonSchema>(tree: &Tree, findings: &mut Findings) -> bool {
    walk::<T>(tree, findings, false)
}

/// Like [`check`], for a tree that has its final content: type expressions are read too.
pub(super) fn check_merged<T: JsonSchema>(tree: &Tree, findings: &mut Findings) -> bool {
    walk::<T>(tree, findings, true)
}

fn walk<T: JsonSchema>(tree: &Tree, findings: &mut Findings, reads_types: bool) -> bool {
    let mut walk = Walk { findings, reads_types, sound: true };
    walk.value(tree, shape::of::<T>(), None);
    walk.sound
}

struct Walk<'a> {
    findings: &'a mut Findings,
    reads_types: bool,
    sound: bool,
}

impl Walk<'_> {
    fn report(&mut self, finding: impl FnOnce() -> Diagnostic) {
        self.sound = false;
        self.findings.push_new(finding);
    }

    /// `name` is the nearest key above the value, for messages.
    fn value(&mut self, tree: &Tree, shape: &Shape, name: Option<&str>) {
        match (shape, tree.node()) {
            (Shape::Any, _)
            | (Shape::Text, Node::String(_))
            | (Shape::Bool, Node::Bool(_))
            | (Shape::Number, Node::Number(_)) => {}
            (Shape::Type, Node::String(text)) => {
                if let Some(error) = text.parse::<TypeExpr>().err().filter(|_| self.reads_types) {
                    self.report(|| unreadable_type(&error, tree.span()));
                }
            }
            (Shape::Named(of), _) => self.value(tree, shape::named(of), name),
            (Shape::Integer(least, greatest), Node::Number(number)) if !number.is_f64() => {
                if number.as_i128().is_none_or(|value| value < *least || value > *greatest) {
                    self.report(|| out_of_range(tree.span(), *least, *greatest, name));
                }
            }
            (Shape::OneOf(names), Node::String(text)) => {
                if !names.contains(text) {
                    self.report(|| unknown_value(text, names, tree.span()));
                }
            }
            (Shape::List(element), Node::Array(elements)) => {
                for tree in elements {
                    self.value(tree, element, name);
                }
            }
            (Shape::Map(value), Node::Object(object)) => {
                for (name, member) in all_members(object) {
                    self.value(&member.value, value, Some(name));
                }
            }
            (Shape::Record { members, required }, Node::Object(object)) => {
                self.members(object, members);
                self.required(tree, object, required);
            }
            (Shape::Variants(variants), Node::Object(object)) => {
                self.members(object, variants);
                self.one_member(tree, object, variants);
            }
            _ => self.report(|| wrong_type(tree, shape, name)),
        }
    }

    fn members(&mut self, object: &Object, shapes: &indexmap::IndexMap<String, Shape>) {
        for (name, member) in all_members(object) {
            match shapes.get(name) {
                Some(shape) => self.value(&member.value, shape, Some(name)),
                None => self.report(|| unknown_key(name, member.key, object, shapes.keys())),
            }
        }
    }

    fn required(&mut self, tree: &Tree, object: &Object, required: &[String]) {
        let missing = required.iter().filter(|name| !object.members.contains_key(*name));
        let missing: Vec<String> = missing.map(|name| quoted(name)).collect();
        if !missing.is_empty() {
            self.report(|| missing_key(opening(tree), &missing));
        }
    }

    fn one_member(&mut self, tree: &Tree, object: &Object, variants: &indexmap::IndexMap<String, Shape>) {
        let known = object.members.keys().filter(|name| variants.contains_key(*name)).count();
        let unknown = object.members.len() - known;
        // An unknown key is reported as such, and may well be the one that is wanted here.
        if known > 1 || (known == 0 && unknown == 0) {
            self.report(|| not_one_variant(opening(tree), known, variants.keys()));
        }
    }
}

fn all_members(object: &Object) -> impl Iterator<Item = (&String, &crate::tree::Member)> {
    object.members.iter().chain(object.repeated.iter().map(|(name, member)| (name, member)))
}

/// The bracket that opens an object or array: the whole may be many lines long.
fn opening(tree: &Tree) -> Span {
    let span = tree.span();
    Span { end: span.end.min(span.start + 1), ..span }
}

fn list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

fn unknown_key<'a>(
    name: &str,
    key: Span,
    object: &Object,
    allowed: impl Iterator<Item = &'a String> + Clone,
) -> Diagnostic {
    let finding = Diagnostic::error(Code::UnknownKey, format!("unknown key {}", quoted(name)), key)
        .help(format!("allowed keys: {}", list(allowed.clone())));
    let absent = allowed.map(String::as_str).filter(|name| !object.members.contains_key(*name));
    match similar(name, absent) {
        Some(meant) => finding.label(format!("did you mean `{meant}`?")).suggest(key, json_string(meant)),
        None => finding,
    }
}

fn missing_key(object: Span, missing: &[String]) -> Diagnostic {
    let keys = if missing.len() == 1 { "key" } else { "keys" };
    Diagnostic::error(Code::MissingKey, format!("missing {keys} {}", missing.join(", ")), object)
        .label("in this object")
}

fn unknown_value(text: &str, names: &[String], span: Span) -> Diagnostic {
    let finding = Diagnostic::error(Code::UnknownValue, format!("unknown value {}", quoted(text)), span)
        .help(format!("allowed values: {}", list(names)));
    match similar(text, names.iter().map(String::as_str)) {
        Some(meant) => finding.label(format!("did you mean `{meant}`?")).suggest(span, json_string(meant)),
        None => finding,
    }
}

fn unreadable_type(error: &TypeError, at: Span) -> Diagnostic {
    Diagnostic::error(Code::UnknownType, error.to_string(), at).help(match error {
        TypeError::Map(_) => {
            "the keys of JSON objects are strings; if the page says otherwise, correct the field's `type` in the overlay, such \
             as `map<string, int>`"
        }
        TypeError::Depth => "correct the field's `type` in the overlay",
        TypeError::Name(_) => "add the type to `types`, or correct the field's `type` in the overlay",
    })
}

fn not_one_variant<'a>(object: Span, found: usize, names: impl Iterator<Item = &'a String>) -> Diagnostic {
    let found = if found == 0 { "none".to_owned() } else { found.to_string() };
    Diagnostic::error(Code::NotOneVariant, format!("expected exactly one key, found {found}"), object)
        .help(format!("give one of {}", list(names)))
}

fn out_of_range(span: Span, least: i128, greatest: i128, name: Option<&str>) -> Diagnostic {
    let message = format!("expected an integer from {least} to {greatest}{}", place(name));
    Diagnostic::error(Code::OutOfRange, message, span)
}

fn place(name: Option<&str>) -> String {
    name.map(|name| format!(" for {}", quoted(name))).unwrap_or_default()
}

fn wrong_type(tree: &Tree, shape: &Shape, name: Option<&str>) -> Diagnostic {
    let found = match tree.node() {
        Node::Number(number) if number.is_f64() => "a number that is not an integer",
        _ => tree.kind(),
    };
    let message = format!("expected {}{}, found {found}", expected(shape), place(name));
    let at =
        if matches!(tree.node(), Node::Array(_) | Node::Object(_)) { opening(tree) } else { tree.span() };
    let finding =
        Diagnostic::error(Code::WrongType, message, at).label(format!("expected {}", expected(shape)));
    if matches!(tree.node(), Node::Null) {
        return finding.help("omit the member instead of giving it the value null");
    }
    match mended(tree, shape) {
        Some(text) => finding.suggest(tree.span(), text),
        None => finding,
    }
}

fn expected(shape: &Shape) -> &'static str {
    match shape {
        Shape::Any | Shape::Named(_) => "a value",
        Shape::Text | Shape::Type | Shape::OneOf(_) => "a string",
        Shape::Bool => "a boolean",
        Shape::Integer(..) => "an integer",
        Shape::Number => "a number",
        Shape::List(_) => "an array",
        Shape::Map(_) | Shape::Record { .. } | Shape::Variants(_) => "an object",
    }
}

/// The same value in the expected type, where there is only one way to write it.
fn mended(tree: &Tree, shape: &Shape) -> Option<String> {
    match (shape, tree.node()) {
        (Shape::Text, Node::Bool(_) | Node::Number(_)) => Some(json_string(&tree.to_value().to_string())),
        (Shape::Bool, Node::String(text)) if text == "true" || text == "false" => Some(text.clone()),
        (Shape::Integer(..), Node::String(text)) => text.parse::<i64>().ok().map(|value| value.to_string()),
        (Shape::Number, Node::String(text)) => {
            serde_json::from_str::<serde_json::Number>(text).ok().map(|value| value.to_string())
        }
        (Shape::List(element), Node::String(_)) if **element == Shape::Text => {
            Some(format!("[{}]", tree.to_value()))
        }
        _ => None,
    }
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests;
