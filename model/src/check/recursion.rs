//! Finds types that contain themselves through required fields, so that no finite value exists.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use indexmap::IndexMap;

use super::graph::components;
use super::page::Page;
use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted};
use crate::pointer::{Pointer, join};
use crate::schema::{Fields, ObjectType, TypeExpr};

/// The most fields of a circle that a finding shows.
const MOST_SHOWN: usize = 8;

/// Reports each circle once, at its first type. All fields of responses are optional, so only types of requests count.
pub(super) fn check(page: &Page<'_>, out: &mut Report) {
    let types = page.types;
    let circles = circles(types, |name| page.usage(name).in_request);
    out.extend(circles.iter().filter_map(|circle| endless(page, types, circle)));
}

/// A required field that holds one value of a named type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The index of the type that has the field.
    pub owner: usize,
    /// The index of the type that the field holds.
    pub target: usize,
    /// The field's name, after the names of the anonymous objects around it.
    pub path: Vec<String>,
}

/// Returns the types that contain themselves through required fields, among those that the filter keeps: for each group of
/// connected types, the shortest circle from the first of them back to it.
#[must_use]
pub fn circles(types: &IndexMap<String, ObjectType>, keeps: impl Fn(&str) -> bool) -> Vec<Vec<Need>> {
    let needs: Vec<Vec<Need>> = types
        .iter()
        .enumerate()
        .map(
            |(owner, (name, object))| {
                if keeps(name) { needs(owner, &object.fields, &[], types) } else { Vec::new() }
            },
        )
        .collect();
    let edges: Vec<Vec<usize>> =
        needs.iter().map(|needs| needs.iter().map(|need| need.target).collect()).collect();
    let found = components(&edges).into_iter().filter_map(|component| circle(&component, &needs));
    found.map(|circle| circle.into_iter().cloned().collect()).collect()
}

fn needs(owner: usize, fields: &Fields, above: &[String], types: &IndexMap<String, ObjectType>) -> Vec<Need> {
    let mut out = Vec::new();
    for (name, field) in fields.iter().filter(|(_, field)| field.required) {
        let path: Vec<String> = above.iter().chain([name]).cloned().collect();
        match field.ty.expr() {
            TypeExpr::Named(target) => {
                out.extend(types.get_index_of(target).map(|target| Need { owner, target, path }));
            }
            TypeExpr::Anonymous => out.extend(needs(owner, &field.fields, &path, types)),
            _ => {}
        }
    }
    out
}

/// The shortest path along required fields from the first type of a component back to itself.
fn circle<'n>(component: &[usize], needs: &'n [Vec<Need>]) -> Option<Vec<&'n Need>> {
    let first = *component.first()?;
    let mut came: BTreeMap<usize, (usize, &Need)> = BTreeMap::new();
    let mut open = VecDeque::from([first]);
    while let Some(node) = open.pop_front() {
        for need in needs.get(node)?.iter().filter(|need| component.binary_search(&need.target).is_ok()) {
            if let Entry::Vacant(place) = came.entry(need.target) {
                place.insert((node, need));
                open.push_back(need.target);
            }
        }
        if came.contains_key(&first) {
            break;
        }
    }
    let mut way = Vec::new();
    let mut at = first;
    loop {
        let (before, need) = came.get(&at)?;
        way.push(*need);
        at = *before;
        if at == first {
            way.reverse();
            return Some(way);
        }
    }
}

fn endless(page: &Page<'_>, types: &IndexMap<String, ObjectType>, circle: &[Need]) -> Option<Diagnostic> {
    let name_of = |need: &Need| types.get_index(need.target).map(|(name, _)| name);
    let name = name_of(circle.last()?)?;
    let message =
        format!("type {} contains itself through required fields, so no finite value exists", quoted(name));
    let help = match circle.len().checked_sub(MOST_SHOWN) {
        None | Some(0) => "make one of these fields optional in the overlay".to_owned(),
        Some(more) => {
            format!("make one of these fields, or of {more} more on the way, optional in the overlay")
        }
    };
    let finding = Diagnostic::error(Code::EndlessType, message, page.key(&join("/types", name))).help(help);
    let shown =
        circle.iter().take(MOST_SHOWN).filter_map(|need| Some((pointer(need, types)?, name_of(need)?)));
    Some(shown.fold(finding, |finding, (pointer, target)| {
        let text = format!("required, and of the type {}", quoted(target));
        finding.related(page.key(&pointer), text)
    }))
}

fn pointer(need: &Need, types: &IndexMap<String, ObjectType>) -> Option<Pointer> {
    let (owner, _) = types.get_index(need.owner)?;
    let at = |at: Pointer, name: &String| at.join("fields").join(name);
    Some(need.path.iter().fold(join("/types", owner), at))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, clean, expect, of_endpoint};

    fn with_types(types: &Value) -> Value {
        json!({"request": {"body": {"x": {"type": "a"}}}, "types": types})
    }

    #[test]
    fn a_circle_of_required_fields_is_reported_once() {
        let found = of_endpoint(&with_types(&json!({
            "a": {"fields": {"b": {"type": "-", "required": true, "fields": {"b": {"type": "b", "required": true}}}}},
            "b": {"fields": {"a": {"type": "a", "required": true}}}
        })));
        expect(&found, &[(ERROR, "endless-type", "\"a\"")]);
        assert_eq!(found[0].finding.related.len(), 2);
    }

    #[test]
    fn recursion_that_ends_is_fine() {
        for next in [
            json!({"type": "a"}),
            json!({"type": "a[]", "required": true}),
            json!({"type": "map<string, a>", "required": true}),
        ] {
            clean(&of_endpoint(&with_types(&json!({"a": {"fields": {"next": next}}}))));
        }
    }

    #[test]
    fn a_long_circle_is_shown_in_part() {
        let types: serde_json::Map<String, Value> = (0..5_000)
            .map(|index| {
                let next = format!("t{}", (index + 1) % 5_000);
                (format!("t{index}"), json!({"fields": {"x": {"type": next, "required": true}}}))
            })
            .collect();
        let found =
            of_endpoint(&json!({"request": {"body": {"x": {"type": "t0"}}}, "types": Value::Object(types)}));
        expect(&found, &[(ERROR, "endless-type", "\"t0\""), (ERROR, "types-too-deep", "\"t0\"")]);
        assert_eq!(found[0].finding.related.len(), 8);
        assert_eq!(
            found[0].finding.help.as_deref(),
            Some("make one of these fields, or of 4992 more on the way, optional in the overlay")
        );
    }

    #[test]
    fn the_shortest_circle_is_shown() {
        let found = of_endpoint(&with_types(&json!({
            "a": {"fields": {
                "b": {"type": "b", "required": true}, "c": {"type": "c", "required": true},
                "self": {"type": "c", "required": false}
            }},
            "b": {"fields": {"c": {"type": "c", "required": true}}},
            "c": {"fields": {"a": {"type": "a", "required": true}}}
        })));
        expect(&found, &[(ERROR, "endless-type", "\"a\"")]);
        let shown: Vec<_> = found[0].finding.related.iter().map(|label| label.text.as_str()).collect();
        assert_eq!(shown, ["required, and of the type `c`", "required, and of the type `a`"]);
    }

    #[test]
    fn fields_of_responses_are_optional() {
        clean(&of_endpoint(&json!({
            "reply": {"x": {"type": "a"}},
            "types": {"a": {"fields": {"a": {"type": "a", "required": true}}}}
        })));
    }
}
