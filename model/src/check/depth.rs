//! Finds named types that nest too deeply to be walked by recursion.

use indexmap::IndexMap;

use super::graph::components;
use crate::diag::{Code, Diagnostic, quoted};
use crate::pointer::join;
use crate::schema::{Field, Fields, ObjectType};
use crate::tree::Tree;

/// The most levels of objects that the types of one endpoint may nest. Documented types nest up to ten levels; the limit
/// keeps the recursion of the generator and the exports within the stack.
const MOST_LEVELS: usize = 64;

/// Returns the fault of a schema whose types nest too deeply; such a schema is neither generated nor exported.
///
/// Named types, anonymous objects and the JSON inside strings count as one level each. The levels of types that contain each
/// other are added up, because a walk may pass through all of them before it meets one again.
#[must_use]
pub fn types_too_deep(tree: &Tree, types: &IndexMap<String, ObjectType>) -> Option<Diagnostic> {
    let (index, height) = tallest(&heights(types))?;
    if height <= MOST_LEVELS {
        return None;
    }
    let (name, _) = types.get_index(index)?;
    let message = format!("types nest more than {MOST_LEVELS} levels deep, starting at {}", quoted(name));
    Some(Diagnostic::error(Code::TypesTooDeep, message, tree.key_span(&join("/types", name))).help(
        "compare the types with the page; a correction in the overlay can replace one of them with \
         `object`, which accepts any JSON",
    ))
}

/// The greatest height, and the first index that has it.
fn tallest(heights: &[usize]) -> Option<(usize, usize)> {
    let all = heights.iter().copied().enumerate();
    all.reduce(|tallest, next| if next.1 > tallest.1 { next } else { tallest })
}

/// The levels of one type, and the types below it.
#[derive(Default)]
struct Holds {
    /// Levels of its own.
    levels: usize,
    /// Indices of the types that its fields use.
    types: Vec<usize>,
}

/// Returns for each type the number of levels from it down.
fn heights(types: &IndexMap<String, ObjectType>) -> Vec<usize> {
    let holds: Vec<Holds> = types.values().map(|object| held(object, types)).collect();
    let edges: Vec<Vec<usize>> = holds.iter().map(|holds| holds.types.clone()).collect();
    let mut heights = vec![0; holds.len()];
    for component in components(&edges) {
        let members = || component.iter().filter_map(|index| holds.get(*index));
        let own: usize = members().map(|holds| holds.levels).sum();
        // A member of the component itself has no height yet.
        let below = members().flat_map(|holds| &holds.types).filter_map(|index| heights.get(*index)).max();
        let height = own + below.copied().unwrap_or(0);
        for index in &component {
            if let Some(slot) = heights.get_mut(*index) {
                *slot = height;
            }
        }
    }
    heights
}

fn held(object: &ObjectType, types: &IndexMap<String, ObjectType>) -> Holds {
    let mut out = Holds::default();
    for fields in object.field_sets() {
        out.add(fields, 1, types);
    }
    out
}

impl Holds {
    fn add(&mut self, fields: &Fields, level: usize, types: &IndexMap<String, ObjectType>) {
        self.levels = self.levels.max(level);
        for field in fields.values() {
            self.add_field(field, level, types);
        }
    }

    fn add_field(&mut self, field: &Field, level: usize, types: &IndexMap<String, ObjectType>) {
        self.levels = self.levels.max(level);
        self.types.extend(field.ty.expr().named().and_then(|name| types.get_index_of(name)));
        if !field.fields.is_empty() {
            self.add(&field.fields, level + 1, types);
        }
        if let Some(carried) = &field.json {
            self.add_field(carried, level + 1, types);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::super::testing::{ERROR, clean, expect, of_endpoint};

    /// Types `t0` to the last, of which each has this field and the last only a string.
    fn chain(length: usize, field: impl Fn(String) -> Value) -> Value {
        let last = json!({"fields": {"x": {"type": "string"}}});
        let link = |index: usize| {
            if index + 1 == length {
                last.clone()
            } else {
                json!({"fields": {"x": field(format!("t{}", index + 1))}})
            }
        };
        Value::Object((0..length).map(|index| (format!("t{index}"), link(index))).collect::<Map<_, _>>())
    }

    fn sent(types: &Value) -> Value {
        json!({"request": {"body": {"x": {"type": "t0"}}}, "types": types})
    }

    #[test]
    fn each_type_is_a_level() {
        for field in [
            |name: String| json!({"type": name}),
            |name: String| json!({"type": format!("{name}[]"), "required": true}),
            |name: String| json!({"type": format!("map<string, {name}>")}),
        ] {
            clean(&of_endpoint(&sent(&chain(64, field))));
            expect(&of_endpoint(&sent(&chain(65, field))), &[(ERROR, "types-too-deep", "\"t0\"")]);
        }
    }

    #[test]
    fn anonymous_objects_and_carried_json_are_levels_too() {
        let anonymous = |name: String| json!({"type": "-", "fields": {"y": {"type": name}}});
        let carried = |name: String| json!({"type": "string", "json": {"type": name}});
        clean(&of_endpoint(&sent(&chain(32, anonymous))));
        clean(&of_endpoint(&sent(&chain(32, carried))));
        for types in [chain(33, anonymous), chain(33, carried)] {
            expect(&of_endpoint(&sent(&types)), &[(ERROR, "types-too-deep", "\"t0\"")]);
        }
    }

    #[test]
    fn many_types_side_by_side_are_not_deep() {
        let types: Map<String, Value> =
            (1..200).map(|index| (format!("t{index}"), json!({"fields": {}}))).collect();
        let mut types = Value::Object(types);
        let fields: Map<String, Value> =
            (1..200).map(|index| (format!("x{index}"), json!({"type": format!("t{index}")}))).collect();
        types["t0"] = json!({"fields": fields});
        clean(&of_endpoint(&sent(&types)));
    }

    #[test]
    fn types_that_hold_each_other_count_together() {
        let ring = |length: usize| {
            let mut types = chain(length, |name| json!({"type": name}));
            types[format!("t{}", length - 1)] = json!({"fields": {"x": {"type": "t0"}}});
            types
        };
        clean(&of_endpoint(&sent(&ring(64))));
        expect(&of_endpoint(&sent(&ring(65))), &[(ERROR, "types-too-deep", "\"t0\"")]);
    }

    #[test]
    fn responses_are_checked_and_long_chains_are_cheap() {
        let types = chain(20_000, |name| json!({"type": name}));
        let found = of_endpoint(&json!({"reply": {"x": {"type": "t0"}}, "types": types}));
        expect(&found, &[(ERROR, "types-too-deep", "\"t0\"")]);
    }
}
