//! Types that contain themselves.

use model::schema::{Endpoint, Fields, TypeExpr, parse_type};

/// Whether the field at the pointer, which holds a named type, is a part of that type itself, with no list or map
/// between: then it needs a `Box`.
pub(super) fn closes_a_circle(wire: &str, pointer: &str, endpoint: &Endpoint) -> bool {
    let tokens = model::load::pointer::tokens(pointer).unwrap_or_default();
    match tokens.as_slice() {
        [types, owner, ..] if types == "types" => owner == wire || reaches(wire, owner, endpoint),
        _ => false,
    }
}

/// Whether values of one type hold values of the other without a list or map between.
fn reaches(from: &str, to: &str, endpoint: &Endpoint) -> bool {
    let mut seen = Vec::new();
    let mut open = vec![from.to_owned()];
    while let Some(name) = open.pop() {
        let Some(object) = endpoint.types.get(&name) else { continue };
        for inner in direct_types(&object.fields) {
            if inner == to {
                return true;
            }
            if !seen.contains(&inner) {
                seen.push(inner.clone());
                open.push(inner);
            }
        }
    }
    false
}

/// Named types that stand directly in fields, or in anonymous objects among them.
fn direct_types(fields: &Fields) -> Vec<String> {
    let mut out = Vec::new();
    for field in fields.values() {
        let carried = field.json.as_deref();
        match parse_type(carried.map_or(&field.type_text, |shape| &shape.type_text)) {
            Ok(TypeExpr::Named(name)) => out.push(name),
            Ok(TypeExpr::Anonymous) => {
                out.extend(direct_types(carried.map_or(&field.fields, |shape| &shape.fields)));
            }
            _ => {}
        }
    }
    out
}
