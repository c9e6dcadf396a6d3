//! Facts that a table leaves open and the example shows: fields inside `data`, and untyped fields that are lists.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use model::diag::{Code, quoted};
use model::pointer::join;
use model::schema::{Endpoint, Field, FieldType, Fields, ObjectType, TypeExpr};
use serde_json::Value;

use crate::finding::Finding;
use crate::report::Report;

/// The fields of every reply besides its data.
const ENVELOPE: &[&str] = &["code", "msg", "message", "error"];

/// Moves fields into `data` if the example shows them there and not beside it. Old pages list the fields of `data` without
/// `data` itself, or next to it.
pub(super) fn into_data(reply: &mut Fields, example: Option<&Value>, line: u32, report: &mut Report) {
    let Some(Value::Object(shown)) = example else { return };
    let Some(Value::Object(data)) = shown.get("data") else { return };
    let is_open = reply.get("data").is_none_or(|data| is_untyped(data) && data.fields.is_empty());
    let (mut inside, mut beside) = (0_usize, 0_usize);
    for name in reply.keys().filter(|name| is_own(name)) {
        inside += usize::from(data.contains_key(name));
        beside += usize::from(shown.contains_key(name));
    }
    if !shown.contains_key("code") || !is_open || inside == 0 || beside > 0 {
        return;
    }
    let position = reply.keys().position(|name| is_own(name)).unwrap_or_default();
    let own: Vec<String> = reply.keys().filter(|name| is_own(name)).cloned().collect();
    let moved: Fields = own.iter().filter_map(|name| reply.shift_remove_entry(name)).collect();
    let message =
        format!("the table lists {} at the top; moved into `data`, where the example shows it", names(&own));
    report.push(Finding::note(Code::MovedIntoData, line, message));
    match reply.get_mut("data") {
        Some(data) => data.fields = moved,
        None => {
            let data = Field { ty: literal("-"), fields: moved, ..Field::default() };
            reply.shift_insert(position.min(reply.len()), "data".to_owned(), data);
        }
    }
}

fn is_own(name: &str) -> bool {
    name != "data" && !ENVELOPE.contains(&name)
}

fn names(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// Returns true if the page names no type: the cell is empty or a dash, or there is no such column.
fn is_untyped(field: &Field) -> bool {
    *field.ty.expr() == TypeExpr::Anonymous
}

/// Changes untyped fields with rows below them to lists, if the examples show them only as lists of objects, or as
/// empty lists.
pub(super) fn lists(endpoint: &mut Endpoint, line: u32, report: &mut Report) {
    let mut seen = Seen { types: &endpoint.types, places: BTreeMap::new() };
    if let (Some(fields), Some(example)) = (&endpoint.request.body, &endpoint.examples.request) {
        seen.object(fields, example, "/body");
    }
    if let Some(example) = &endpoint.examples.reply {
        seen.object(&endpoint.reply, example, "/reply");
    }
    let places = seen.places;
    let mut change = |fields: &mut Fields, root: &str| {
        for at in retype(fields, root, &places) {
            let message = format!(
                "{} has no type on the page; it was read as a list, as the example shows",
                quoted(&at)
            );
            report.push(Finding::note(Code::ListByExample, line, message));
        }
    };
    if let Some(body) = &mut endpoint.request.body {
        change(body, "/body");
    }
    change(&mut endpoint.reply, "/reply");
    for (name, object) in &mut endpoint.types {
        change(&mut object.fields, &join("/types", name));
    }
}

/// The forms in which the examples show untyped fields.
struct Seen<'a> {
    types: &'a IndexMap<String, ObjectType>,
    places: BTreeMap<String, Forms>,
}

#[derive(Default)]
struct Forms {
    list: bool,
    other: bool,
}

impl Seen<'_> {
    fn object(&mut self, fields: &Fields, value: &Value, at: &str) {
        let Value::Object(members) = value else { return };
        for (name, value) in members {
            if let Some(field) = fields.get(name) {
                self.value(field.ty.expr(), field, value, &join(at, name));
            }
        }
    }

    fn value(&mut self, kind: &TypeExpr, field: &Field, value: &Value, at: &str) {
        match (kind, value) {
            (TypeExpr::Anonymous, value) if is_open(field) => self.untyped(field, value, at),
            (TypeExpr::Anonymous, value) => self.object(&field.fields, value, at),
            (TypeExpr::Array(inner), Value::Array(elements)) => {
                for element in elements {
                    self.element(inner, field, element, at);
                }
            }
            (TypeExpr::Map(inner), Value::Object(members)) => {
                for member in members.values() {
                    self.element(inner, field, member, at);
                }
            }
            (TypeExpr::Named(name), value) => {
                let types = self.types;
                if let Some(object) = types.get(name) {
                    self.object(&object.fields, value, &join("/types", name));
                }
            }
            _ => {}
        }
    }

    /// Visits an element of a list or map. The type of the field itself is known.
    fn element(&mut self, kind: &TypeExpr, field: &Field, value: &Value, at: &str) {
        match kind {
            TypeExpr::Anonymous => self.object(&field.fields, value, at),
            _ => self.value(kind, field, value, at),
        }
    }

    fn untyped(&mut self, field: &Field, value: &Value, at: &str) {
        let forms = self.places.entry(at.to_owned()).or_default();
        match value {
            Value::Array(elements) => {
                forms.list = true;
                forms.other |= elements.iter().any(|element| !element.is_object() && !element.is_null());
                for element in elements {
                    self.object(&field.fields, element, at);
                }
            }
            Value::Null => {}
            _ => {
                forms.other = true;
                self.object(&field.fields, value, at);
            }
        }
    }
}

/// Returns true for a field with a blank type and rows below it.
fn is_open(field: &Field) -> bool {
    field.ty.is_blank() && !field.fields.is_empty()
}

#[expect(clippy::unwrap_used, reason = "the callers pass literals, which tests cover")]
fn literal(text: &'static str) -> FieldType {
    FieldType::parse(text).unwrap()
}

/// Changes the type of fields that are lists. Returns their pointers.
fn retype(fields: &mut Fields, at: &str, places: &BTreeMap<String, Forms>) -> Vec<String> {
    let mut changed = Vec::new();
    for (name, field) in fields {
        let at = join(at, name);
        if is_open(field) && places.get(&*at).is_some_and(|forms| forms.list && !forms.other) {
            field.ty = literal("list");
            changed.push(at.to_string());
        }
        changed.extend(retype(&mut field.fields, &at, places));
    }
    changed
}
