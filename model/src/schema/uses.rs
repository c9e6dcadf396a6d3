//! The named types that fields use.

use super::{Field, Fields};

/// Adds the named types that fields use, directly or inside anonymous objects, lists, maps and JSON strings.
pub fn named_in(fields: &Fields, out: &mut Vec<String>) {
    for field in fields.values() {
        named_by(field, out);
    }
}

fn named_by(field: &Field, out: &mut Vec<String>) {
    out.extend(field.ty.expr().named().map(str::to_owned));
    named_in(&field.fields, out);
    if let Some(inner) = &field.json {
        named_by(inner, out);
    }
}
