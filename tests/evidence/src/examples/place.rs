//! The field that a part of an example belongs to, and sample values for it.

use model::pointer::tokens;
use model::schema::{Endpoint, Field, Fields, Place, TypeExpr};
use serde_json::{Map, Value};

/// The example of the request or of the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Request,
    Reply,
}

impl Side {
    /// The name in the questions.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Reply => "reply",
        }
    }
}

/// Limit for samples of types that require themselves.
const MAX_DEPTH: usize = 32;

/// The documented value at a pointer into an example.
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
    let member = |fields: &'a Fields, name: &str| fields.get(name).map(Place::of);
    rest.iter().try_fold(member(fields, name)?, |place, token| {
        place.element().or_else(|| member(place.fields(&schema.types)?, token))
    })
}

fn part_named<'a>(schema: &'a Endpoint, part: &str) -> Option<&'a Fields> {
    match part {
        "headers" => Some(&schema.headers),
        part => schema.request.part(part),
    }
}

/// A value of the documented type; limits are ignored.
pub(super) fn sample(schema: &Endpoint, place: Place<'_>) -> Value {
    sample_of(schema, place.expr, place.field, MAX_DEPTH)
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
