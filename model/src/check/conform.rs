//! Compares a JSON value with the documentation of its field.

use indexmap::IndexMap;
use regex_lite::Regex;
use serde_json::{Map, Number, Value};

use super::limits::is_above;
use crate::diag::quoted;
use crate::pointer::join;
use crate::schema::{Field, FieldType, Fields, LenUnit, ObjectType, TypeExpr};
use crate::states::{member_value, same_value};

/// A fault of a value.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    /// JSON Pointer from the value to the part that is wrong.
    pub(super) at: String,
    /// The fault, as the end of a sentence that starts with the value.
    pub(super) what: String,
    /// The same for programs.
    pub(super) kind: FaultKind,
    /// Explanation of the fault in the overlay, from `example_fault` of the field.
    pub(super) acknowledged: Option<String>,
}

/// The way in which a value differs from its documentation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// It is not in any table of the page.
    Undocumented,
    /// It has a different JSON type, or is an integer of more than 64 bits.
    WrongType,
    /// An object lacks this required field.
    Missing(String),
    /// It is not a documented member of its enum.
    OtherMember,
    /// It breaks a documented length, range, pattern, or fixed value.
    Limit,
    /// The string does not hold JSON of the documented shape.
    Carried,
    /// It breaks the rule of this id.
    Rule(String),
    /// The `code` of a response is not 0: the example shows a failure, which the table does not describe.
    Failure,
}

/// Options for comparing values with their documentation.
#[derive(Clone, Copy)]
pub(super) struct Measure<'a> {
    pub(super) types: &'a IndexMap<String, ObjectType>,
    /// Numbers and booleans may be written as strings: they are bare text on the wire.
    pub(super) bare_text: bool,
    /// Rules of responses: null is allowed, every field is optional, and limits do not apply.
    pub(super) is_reply: bool,
}

impl Measure<'_> {
    pub(super) fn field(&self, field: &Field, value: &Value) -> Vec<Fault> {
        let mut out = Vec::new();
        self.declared(field, value, &mut Faults { at: "", out: &mut out });
        out
    }

    /// The faults of an object with these fields.
    pub(super) fn object(&self, fields: &Fields, value: &Value) -> Vec<Fault> {
        let mut out = Vec::new();
        self.members(fields, value, &mut Faults { at: "", out: &mut out });
        out
    }

    fn declared(&self, field: &Field, value: &Value, faults: &mut Faults<'_>) {
        let before = faults.out.len();
        self.outermost(field.ty.expr(), field, value, faults);
        faults.acknowledge(before, field);
    }

    fn outermost(&self, expr: &TypeExpr, field: &Field, value: &Value, faults: &mut Faults<'_>) {
        if value.is_null() && self.is_reply {
            return;
        }
        let before = faults.out.len();
        self.value(expr, field, value, faults);
        if faults.out.len() > before || self.is_reply {
            return;
        }
        if let Some(len) = field.len.filter(|len| len.unit == LenUnit::Items) {
            let count = value.as_array().map(Vec::len).or_else(|| value.as_object().map(Map::len));
            if let Some(count) = count {
                length(count, len.min, len.max, "elements", faults);
            }
        }
        if let Some(fixed) = field.fixed.as_ref().filter(|fixed| !is_same(fixed, value, self.bare_text)) {
            faults.add(
                FaultKind::Limit,
                format!("is not the only accepted value, {}", quoted(&fixed.to_string())),
            );
        }
    }

    fn value(&self, expr: &TypeExpr, field: &Field, value: &Value, faults: &mut Faults<'_>) {
        if value.is_null() && self.is_reply {
            return;
        }
        match expr {
            TypeExpr::Text => self.text(field, value, faults),
            TypeExpr::Int | TypeExpr::Float => self.number(expr, field, value, faults),
            TypeExpr::Bool => self.boolean(field, value, faults),
            TypeExpr::File => {}
            TypeExpr::Anonymous if field.fields.is_empty() => {}
            TypeExpr::Anonymous => self.members(&field.fields, value, faults),
            TypeExpr::Named(name) => {
                // Unknown type names are reported by `types`.
                if let Some(object) = self.types.get(name) {
                    match &object.tag {
                        None => self.members(&object.fields, value, faults),
                        Some(tag) => self.tagged(tag, object, value, faults),
                    }
                }
            }
            TypeExpr::Array(inner) => self.list(inner, field, value, faults),
            TypeExpr::Map(inner) => match value {
                Value::Object(members) => {
                    for (name, value) in members {
                        faults.inside(name, |faults| self.value(inner, field, value, faults));
                    }
                }
                _ => faults.wrong_type(value, "a map"),
            },
        }
    }

    fn list(&self, inner: &TypeExpr, field: &Field, value: &Value, faults: &mut Faults<'_>) {
        match value {
            Value::Array(elements) => {
                for (index, value) in elements.iter().enumerate() {
                    faults.inside(&index.to_string(), |faults| self.value(inner, field, value, faults));
                }
            }
            // One element of a list in the query.
            Value::String(_) if self.bare_text => self.value(inner, field, value, faults),
            _ => faults.wrong_type(value, "a list"),
        }
    }

    fn text(&self, field: &Field, value: &Value, faults: &mut Faults<'_>) {
        let Value::String(text) = value else { return faults.wrong_type(value, "a string") };
        member(&TypeExpr::Text, field, value, faults);
        if !self.is_reply {
            text_limits(field, text, faults);
        }
        if let Some(inner) = field.json.as_deref().filter(|inner| self.adjacent(inner).is_none()) {
            self.carried(inner, text, faults);
        }
    }

    /// The adjacent union that a value is, and its tag.
    fn adjacent(&self, inner: &Field) -> Option<(&ObjectType, &str)> {
        let object = self.types.get(inner.ty.expr().named()?).filter(|object| object.adjacent)?;
        Some((object, object.tag.as_deref()?))
    }

    /// Checks the JSON inside a string against the variant that a member beside it names.
    fn carried_beside(
        &self,
        field: &Field,
        text: &str,
        beside: &Map<String, Value>,
        faults: &mut Faults<'_>,
    ) {
        let Some((object, tag)) = field.json.as_deref().and_then(|inner| self.adjacent(inner)) else {
            return;
        };
        let wire = beside.get(tag).and_then(Value::as_str).unwrap_or_default();
        if let Some(fields) = object.fields_of(wire) {
            self.carried(
                &Field { ty: FieldType::from(TypeExpr::Anonymous), fields, ..Field::default() },
                text,
                faults,
            );
        }
    }

    /// Checks the JSON inside a string. Its faults have the place of the string.
    fn carried(&self, inner: &Field, text: &str, faults: &mut Faults<'_>) {
        match serde_json::from_str::<Value>(text) {
            Err(fault) => faults.add(FaultKind::Carried, format!("does not hold valid JSON: {fault}")),
            Ok(value) => {
                for fault in self.field(inner, &value) {
                    let part = if fault.at.is_empty() { "value".to_owned() } else { quoted(&fault.at) };
                    let what = format!("holds JSON whose {part} {}", fault.what);
                    let at = faults.at.to_owned();
                    let kind = FaultKind::Carried;
                    faults.out.push(Fault { at, what, kind, acknowledged: fault.acknowledged });
                }
            }
        }
    }

    fn number(&self, expr: &TypeExpr, field: &Field, value: &Value, faults: &mut Faults<'_>) {
        let parsed = value.as_str().filter(|_| self.bare_text).and_then(|text| text.parse::<Number>().ok());
        let number = match (value, parsed) {
            (Value::Number(number), _) => number.clone(),
            (_, Some(number)) => number,
            _ => {
                return faults
                    .wrong_type(value, if *expr == TypeExpr::Int { "an integer" } else { "a number" });
            }
        };
        if *expr == TypeExpr::Int && !number.is_i64() {
            return faults.add(
                FaultKind::WrongType,
                "does not fit into 64 bits, but the field is an integer".to_owned(),
            );
        }
        member(expr, field, &Value::Number(number.clone()), faults);
        let Some(range) = field.range.as_ref().filter(|_| !self.is_reply) else { return };
        if let Some(min) = range.min.as_ref().filter(|min| is_above(min, &number)) {
            faults.add(FaultKind::Limit, format!("is less than the documented minimum {min}"));
        }
        if let Some(max) = range.max.as_ref().filter(|max| is_above(&number, max)) {
            faults.add(FaultKind::Limit, format!("is greater than the documented maximum {max}"));
        }
    }

    fn boolean(&self, field: &Field, value: &Value, faults: &mut Faults<'_>) {
        let bare = value.as_str().filter(|_| self.bare_text).and_then(|text| text.parse::<bool>().ok());
        match value.as_bool().or(bare) {
            Some(flag) => member(&TypeExpr::Bool, field, &Value::Bool(flag), faults),
            None => faults.wrong_type(value, "a boolean"),
        }
    }

    /// Checks an object of a union by the variant that its tag names.
    fn tagged(&self, tag: &str, object: &ObjectType, value: &Value, faults: &mut Faults<'_>) {
        let Value::Object(members) = value else { return faults.wrong_type(value, "an object") };
        match members.get(tag) {
            None if self.is_reply => {}
            None => faults
                .add(FaultKind::Missing(tag.to_owned()), format!("lacks the required field {}", quoted(tag))),
            Some(Value::String(wire)) => match object.fields_of(wire) {
                Some(fields) => {
                    let mut rest = members.clone();
                    rest.shift_remove(tag);
                    self.members(&fields, &Value::Object(rest), faults);
                }
                None if self.is_reply => {}
                None => faults.inside(tag, |faults| {
                    let tags: Vec<String> = object.variants.keys().map(|wire| quoted(wire)).collect();
                    let what = format!("is not one of the documented values {}", tags.join(", "));
                    faults.add(FaultKind::OtherMember, what);
                }),
            },
            Some(other) => faults.inside(tag, |faults| faults.wrong_type(other, "a string")),
        }
    }

    fn members(&self, fields: &Fields, value: &Value, faults: &mut Faults<'_>) {
        let Value::Object(members) = value else { return faults.wrong_type(value, "an object") };
        for (name, value) in members {
            faults.inside(name, |faults| match fields.get(name) {
                None => faults.add(FaultKind::Undocumented, "is not a documented field".to_owned()),
                Some(field) => {
                    self.declared(field, value, faults);
                    self.carried_beside(field, value.as_str().unwrap_or_default(), members, faults);
                }
            });
        }
        let missing = |(name, field): &(&String, &Field)| field.required && !members.contains_key(*name);
        for (name, field) in fields.iter().filter(|field| !self.is_reply && missing(field)) {
            let before = faults.out.len();
            faults
                .add(FaultKind::Missing(name.clone()), format!("lacks the required field {}", quoted(name)));
            faults.acknowledge(before, field);
        }
    }
}

fn member(expr: &TypeExpr, field: &Field, value: &Value, faults: &mut Faults<'_>) {
    if field.members.is_empty() {
        return;
    }
    let known = |wire: &String| member_value(wire, expr).is_some_and(|member| same_value(&member, value));
    if !field.members.keys().any(known) {
        let members: Vec<String> = field.members.keys().map(|wire| quoted(wire)).collect();
        faults.add(
            FaultKind::OtherMember,
            format!("is not one of the documented values {}", members.join(", ")),
        );
    }
}

fn text_limits(field: &Field, text: &str, faults: &mut Faults<'_>) {
    if let Some(len) = field.len {
        match len.unit {
            LenUnit::Chars => length(text.chars().count(), len.min, len.max, "characters", faults),
            LenUnit::Bytes => length(text.len(), len.min, len.max, "bytes", faults),
            LenUnit::Items => {}
        }
    }
    if let Some(Ok(pattern)) = field.pattern.as_deref().map(Regex::new)
        && !pattern.is_match(text)
    {
        faults.add(FaultKind::Limit, "does not match the documented pattern".to_owned());
    }
}

fn length(count: usize, min: Option<u64>, max: Option<u64>, unit: &str, faults: &mut Faults<'_>) {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    if let Some(min) = min.filter(|min| count < *min) {
        faults.add(FaultKind::Limit, format!("has {count} {unit}, but at least {min} are documented"));
    }
    if let Some(max) = max.filter(|max| count > *max) {
        faults.add(FaultKind::Limit, format!("has {count} {unit}, but at most {max} are documented"));
    }
}

fn is_same(fixed: &Value, value: &Value, bare_text: bool) -> bool {
    same_value(fixed, value) || bare_text && value.as_str() == Some(&fixed.to_string())
}

/// Collects faults at one place of a value.
struct Faults<'a> {
    at: &'a str,
    out: &'a mut Vec<Fault>,
}

impl Faults<'_> {
    fn inside(&mut self, name: &str, look: impl FnOnce(&mut Faults<'_>)) {
        let at = join(self.at, name);
        look(&mut Faults { at: &at, out: self.out });
    }

    /// Marks the faults from `from` on as known to the overlay's author, if the field says so.
    fn acknowledge(&mut self, from: usize, field: &Field) {
        let Some(why) = &field.example_fault else { return };
        for fault in self.out.iter_mut().skip(from) {
            fault.acknowledged.get_or_insert_with(|| why.clone());
        }
    }

    fn add(&mut self, kind: FaultKind, what: String) {
        self.out.push(Fault { at: self.at.to_owned(), what, kind, acknowledged: None });
    }

    fn wrong_type(&mut self, value: &Value, wanted: &str) {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.add(FaultKind::WrongType, format!("is {kind}, but the field is {wanted}"));
    }
}
