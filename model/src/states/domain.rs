//! The values of one field that rules can tell apart.

use serde_json::{Map, Number, Value};

use crate::schema::{Field, LenUnit, TypeExpr};

/// The most elements or characters of a made-up value.
const LONGEST_EXAMPLE: u64 = 64;

/// The mentioned values that the field can have, and one value that stands for all others, if there are others.
pub(super) struct Domain {
    pub(super) values: Vec<Value>,
    pub(super) other: Option<Value>,
}

/// The domain of a field. `mentioned` may hold one value several times.
pub(super) fn of(field: &Field, mentioned: &[&Value], emptiness_matters: bool) -> Domain {
    let expr = field.ty.expr();
    if let Some(fixed) = &field.fixed {
        return Domain { values: vec![fixed.clone()], other: None };
    }
    let empty = empty_value(field, expr).filter(|_| emptiness_matters);
    let mut values: Vec<Value> = Vec::new();
    for value in mentioned.iter().copied().chain(&field.default).chain(&empty) {
        if !contains(&values, value) && is_member(value, field, expr) {
            values.push(value.clone());
        }
    }
    let other = other_value(field, expr, &values);
    // Limits that exclude every value are reported by the lints; here every field has a value.
    let fallback = || values.is_empty().then(|| plain(expr, field));
    Domain { other: other.or_else(fallback), values }
}

/// Returns true if the field has no enum or its enum has the value.
fn is_member(value: &Value, field: &Field, expr: &TypeExpr) -> bool {
    !matches!(expr, TypeExpr::Text | TypeExpr::Int)
        || field.members.is_empty()
        || field
            .members
            .keys()
            .any(|wire| member_value(wire, expr).is_some_and(|member| same_value(&member, value)))
}

/// The empty value of a string, array or map whose documented length allows it.
fn empty_value(field: &Field, expr: &TypeExpr) -> Option<Value> {
    if field.len.and_then(|len| len.min).unwrap_or(0) > 0
        || !field.members.is_empty() && *expr == TypeExpr::Text
    {
        return None;
    }
    match expr {
        TypeExpr::Text => Some(Value::String(String::new())),
        TypeExpr::Array(_) => Some(Value::Array(Vec::new())),
        TypeExpr::Map(_) => Some(Value::Object(Map::new())),
        _ => None,
    }
}

/// Returns a value of the field other than the known ones.
fn other_value(field: &Field, expr: &TypeExpr, known: &[Value]) -> Option<Value> {
    let unknown = |value: &Value| !contains(known, value);
    match expr {
        TypeExpr::Text | TypeExpr::Int if !field.members.is_empty() => {
            field.members.keys().filter_map(|wire| member_value(wire, expr)).find(unknown)
        }
        TypeExpr::Bool => [false, true].into_iter().map(Value::Bool).find(unknown),
        TypeExpr::Int => int_candidates(field, known.len()).find(unknown),
        TypeExpr::Float => float_candidates(known.len()).find(unknown),
        TypeExpr::Text | TypeExpr::File => ('a'..='z').map(|letter| text_of(letter, field)).find(unknown),
        TypeExpr::Array(inner) => Some(array_of(inner, field)),
        TypeExpr::Map(inner) => {
            Some(Value::Object(Map::from_iter([("key".to_owned(), plain(inner, field))])))
        }
        TypeExpr::Anonymous | TypeExpr::Named(_) => Some(Value::Object(Map::new())),
    }
}

/// More integers inside the field's range than there are known values, as far as the range holds them.
fn int_candidates(field: &Field, known: usize) -> impl Iterator<Item = Value> {
    let bound = |number: Option<&Number>| number.and_then(Number::as_i64);
    let range = field.range.as_ref();
    let least = bound(range.and_then(|range| range.min.as_ref()));
    let greatest = bound(range.and_then(|range| range.max.as_ref())).unwrap_or(i64::MAX);
    let first = least.unwrap_or(0).min(greatest);
    (first..=greatest).take(known + 1).map(Value::from)
}

/// More numbers than there are known values.
fn float_candidates(known: usize) -> impl Iterator<Item = Value> {
    (0_u32..=u32::MAX).take(known + 1).map(|whole| Value::from(f64::from(whole) + 0.5))
}

fn text_of(letter: char, field: &Field) -> Value {
    let least = field.len.filter(|len| len.unit != LenUnit::Items).and_then(|len| len.min).unwrap_or(1);
    let count = usize::try_from(least.clamp(1, LONGEST_EXAMPLE)).unwrap_or(1);
    Value::String(letter.to_string().repeat(count))
}

fn array_of(element: &TypeExpr, field: &Field) -> Value {
    let least = field.len.filter(|len| len.unit == LenUnit::Items).and_then(|len| len.min).unwrap_or(1);
    let count = usize::try_from(least.clamp(1, LONGEST_EXAMPLE)).unwrap_or(1);
    Value::Array(vec![plain(element, field); count])
}

/// Some value of a type.
fn plain(expr: &TypeExpr, field: &Field) -> Value {
    let member = field.members.keys().find_map(|wire| member_value(wire, expr));
    member.unwrap_or_else(|| match expr {
        TypeExpr::Text | TypeExpr::File => Value::from("a"),
        TypeExpr::Int => Value::from(0),
        TypeExpr::Float => Value::from(0.5),
        TypeExpr::Bool => Value::from(false),
        TypeExpr::Array(_) => Value::Array(Vec::new()),
        TypeExpr::Map(_) | TypeExpr::Anonymous | TypeExpr::Named(_) => Value::Object(Map::new()),
    })
}

/// The wire value of an enum member of a text, integer or boolean field; `None` when the key is no such value.
pub(crate) fn member_value(wire: &str, expr: &TypeExpr) -> Option<Value> {
    match expr {
        TypeExpr::Text => Some(Value::from(wire)),
        TypeExpr::Int => {
            wire.parse::<i64>().ok().filter(|number| number.to_string() == wire).map(Value::from)
        }
        TypeExpr::Bool => wire.parse::<bool>().ok().map(Value::from),
        TypeExpr::Array(inner) | TypeExpr::Map(inner) => member_value(wire, inner),
        _ => None,
    }
}

fn contains(values: &[Value], value: &Value) -> bool {
    values.iter().any(|known| same_value(known, value))
}

/// Returns true if two JSON values are equal as JSON Schema defines it: numbers by value, members in any order.
#[must_use]
pub fn same_value(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || !(left.is_i64() && right.is_i64()) && left.as_f64() == right.as_f64()
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_value(left, right))
        }
        (Value::Object(left), Value::Object(right)) => same_members(left, right),
        _ => left == right,
    }
}

fn same_members(left: &Map<String, Value>, right: &Map<String, Value>) -> bool {
    left.len() == right.len()
        && left.iter().all(|(name, value)| right.get(name).is_some_and(|twin| same_value(value, twin)))
}
