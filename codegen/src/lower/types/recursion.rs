//! Types that contain themselves.

use indexmap::IndexMap;
use model::schema::{Fields, ObjectType, TypeExpr};

/// Returns true if the field at the pointer, which holds a named type, is a part of that type itself without a list
/// or map between. Such a field needs a `Box`.
pub(super) fn contains_itself(wire: &str, pointer: &str, page: &IndexMap<String, ObjectType>) -> bool {
    let tokens = model::pointer::tokens(pointer).unwrap_or_default();
    match tokens.as_slice() {
        [types, owner, ..] if types == "types" => owner == wire || reaches(wire, owner, page),
        _ => false,
    }
}

/// Returns true if values of one type hold values of the other without a list or map between.
fn reaches(from: &str, to: &str, types: &IndexMap<String, ObjectType>) -> bool {
    let mut seen = Vec::new();
    let mut open = vec![from.to_owned()];
    while let Some(name) = open.pop() {
        let Some(object) = types.get(&name) else { continue };
        for inner in object.field_sets().flat_map(direct_types) {
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

/// Named types of fields, and of the fields of anonymous objects among them.
fn direct_types(fields: &Fields) -> Vec<String> {
    let mut out = Vec::new();
    for field in fields.values() {
        let carried = field.json.as_deref();
        match carried.unwrap_or(field).ty.expr() {
            TypeExpr::Named(name) => out.push(name.clone()),
            TypeExpr::Anonymous => {
                out.extend(direct_types(carried.map_or(&field.fields, |shape| &shape.fields)));
            }
            _ => {}
        }
    }
    out
}
