//! Types that contain themselves.

use model::schema::{Endpoint, Fields, TypeExpr, parse_type};

/// Whether values of a type hold values of the same type without a list or map between.
pub(super) fn contains_itself(wire: &str, endpoint: &Endpoint) -> bool {
    let mut seen = Vec::new();
    let mut open = vec![wire.to_owned()];
    while let Some(name) = open.pop() {
        let Some(object) = endpoint.types.get(&name) else { continue };
        for inner in direct_types(&object.fields) {
            if inner == wire {
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
