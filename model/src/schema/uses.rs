//! The named types that fields use.

use super::{Field, Fields, TypeExpr, parse_type};

/// The type inside lists and maps.
#[must_use]
pub fn leaf(expr: &TypeExpr) -> &TypeExpr {
    match expr {
        TypeExpr::Array(inner) | TypeExpr::Map(inner) => leaf(inner),
        other => other,
    }
}

/// Adds the named types that fields use, directly or inside anonymous objects, lists, maps and JSON strings.
pub fn named_in(fields: &Fields, out: &mut Vec<String>) {
    for field in fields.values() {
        named_by(field, out);
    }
}

fn named_by(field: &Field, out: &mut Vec<String>) {
    if let Ok(expr) = parse_type(&field.type_text)
        && let TypeExpr::Named(name) = leaf(&expr)
    {
        out.push(name.clone());
    }
    named_in(&field.fields, out);
    if let Some(inner) = &field.json {
        named_by(inner, out);
    }
}
