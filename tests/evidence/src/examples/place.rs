//! What the schema says about a part of an example, and values that it allows there.

use model::load::pointer::tokens;
use model::schema::{Endpoint, Field, Fields, TypeExpr};
use serde::Serialize;
use serde_json::{Map, Value};

/// Which example of a page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Side {
    Request,
    Reply,
}

/// Samples nest no deeper: a type that requires itself has none.
const MAX_DEPTH: usize = 32;

/// A documented part of an example.
pub(super) struct Place<'a> {
    pub(super) expr: TypeExpr,
    pub(super) field: &'a Field,
    /// It is the field's own value, not one inside its list or map.
    pub(super) is_field: bool,
}

/// What stands at a pointer into an example; `None` where nothing is documented.
pub(super) fn locate<'a>(schema: &'a Endpoint, side: Side, pointer: &str) -> Option<Place<'a>> {
    let tokens = tokens(pointer).ok()?;
    let (fields, rest) = match side {
        Side::Reply => (&schema.reply, tokens.as_slice()),
        Side::Request => {
            let (part, rest) = tokens.split_first()?;
            (part_named(schema, part)?, rest)
        }
    };
    let (name, rest) = rest.split_first()?;
    rest.iter().try_fold(member(fields, name)?, |place, token| inside(schema, place, token))
}

fn part_named<'a>(schema: &'a Endpoint, part: &str) -> Option<&'a Fields> {
    match part {
        "headers" => Some(&schema.headers),
        "path" => Some(&schema.request.path),
        "query" => Some(&schema.request.query),
        _ => schema.request.body.as_ref(),
    }
}

fn member<'a>(fields: &'a Fields, name: &str) -> Option<Place<'a>> {
    let field = fields.get(name)?;
    Some(Place { expr: field.ty.expr().clone(), field, is_field: true })
}

fn inside<'a>(schema: &'a Endpoint, place: Place<'a>, token: &str) -> Option<Place<'a>> {
    match place.expr {
        TypeExpr::Array(inner) | TypeExpr::Map(inner) => {
            Some(Place { expr: *inner, field: place.field, is_field: false })
        }
        TypeExpr::Named(name) => member(&schema.types.get(&name)?.fields, token),
        TypeExpr::Anonymous => member(&place.field.fields, token),
        _ => None,
    }
}

/// A value of the documented type; limits are not looked at.
pub(super) fn sample(schema: &Endpoint, place: &Place<'_>) -> Value {
    sample_of(schema, &place.expr, place.field, MAX_DEPTH)
}

/// An object with its required fields.
pub(super) fn sample_object(schema: &Endpoint, fields: &Fields) -> Value {
    object_of(schema, fields, MAX_DEPTH)
}

fn sample_of(schema: &Endpoint, expr: &TypeExpr, field: &Field, depth: usize) -> Value {
    let known = field.members.keys().next();
    match expr {
        TypeExpr::Text => known.map_or("x", String::as_str).into(),
        TypeExpr::Int => known.and_then(|wire| wire.parse::<i64>().ok()).unwrap_or_default().into(),
        TypeExpr::Float => 0.0.into(),
        TypeExpr::Bool => false.into(),
        TypeExpr::Array(_) => Value::Array(Vec::new()),
        TypeExpr::Map(_) => Value::Object(Map::new()),
        TypeExpr::Anonymous => object_of(schema, &field.fields, depth),
        TypeExpr::Named(name) => match schema.types.get(name) {
            Some(object) => object_of(schema, &object.fields, depth),
            None => Value::Null,
        },
        TypeExpr::File => Value::Null,
    }
}

fn object_of(schema: &Endpoint, fields: &Fields, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return Value::Null };
    let required = fields.iter().filter(|(_, field)| field.required);
    let member =
        |(name, field): (&String, &Field)| (name.clone(), sample_of(schema, field.ty.expr(), field, depth));
    Value::Object(required.map(member).collect())
}
