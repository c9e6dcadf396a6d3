//! Types that need a value of themselves: no request can ever be finished.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{Page, Part};
use crate::diag::{Diagnostic, quoted};
use crate::load::pointer::join;
use crate::schema::{Fields, TypeExpr, parse_type};

/// Reports each circle of required fields once, at the first of its types.
pub(super) fn check(page: &Page<'_>, out: &mut Vec<Diagnostic>) {
    let Some(types) = page.types else { return };
    let needs: BTreeMap<&str, Vec<Need>> =
        types.iter().map(|(name, object)| (name.as_str(), needs(&object.fields, &fields_of(name)))).collect();
    let mut reported = BTreeSet::new();
    for name in types.keys().filter(|name| is_sent(page, name)) {
        let Some(way) = way_back(name, &needs) else { continue };
        if way.iter().all(|need| !reported.contains(&need.target)) {
            out.push(endless(page, name, &way));
        }
        reported.extend(way.into_iter().map(|need| need.target));
    }
}

/// A required field that holds one value of a named type.
#[derive(Clone)]
struct Need {
    target: String,
    pointer: String,
}

fn fields_of(name: &str) -> String {
    format!("{}/fields", join("/types", name))
}

fn needs(fields: &Fields, at: &str) -> Vec<Need> {
    let mut out = Vec::new();
    for (name, field) in fields.iter().filter(|(_, field)| field.required) {
        let pointer = join(at, name);
        match parse_type(&field.type_text) {
            Ok(TypeExpr::Named(target)) => out.push(Need { target, pointer }),
            Ok(TypeExpr::Anonymous) => out.extend(needs(&field.fields, &format!("{pointer}/fields"))),
            _ => {}
        }
    }
    out
}

/// Nothing is required of a reply.
fn is_sent(page: &Page<'_>, name: &str) -> bool {
    let at = fields_of(name);
    page.sites
        .iter()
        .find(|site| site.pointer.strip_prefix(&at).is_some_and(|rest| rest.starts_with('/')))
        .is_some_and(|site| matches!(site.part, Part::Type(usage) if usage.in_request))
}

/// The shortest way from the type along required fields back to itself.
fn way_back(name: &str, needs: &BTreeMap<&str, Vec<Need>>) -> Option<Vec<Need>> {
    let mut open: std::collections::VecDeque<Vec<Need>> = next(name, needs).map(|need| vec![need]).collect();
    let mut seen = BTreeSet::new();
    while let Some(way) = open.pop_front() {
        let Some(last) = way.last() else { continue };
        if last.target == name {
            return Some(way);
        }
        if seen.insert(last.target.clone()) {
            let longer = next(&last.target, needs).map(|need| way.iter().cloned().chain([need]).collect());
            open.extend(longer.collect::<Vec<_>>());
        }
    }
    None
}

fn next(name: &str, needs: &BTreeMap<&str, Vec<Need>>) -> impl Iterator<Item = Need> {
    needs.get(name).cloned().unwrap_or_default().into_iter()
}

fn endless(page: &Page<'_>, name: &str, way: &[Need]) -> Diagnostic {
    let message = format!("a value of the type {} needs another one without end", quoted(name));
    let finding = Diagnostic::error("endless-type", message, page.key(&join("/types", name)))
        .help("make one of these fields optional in the overlay");
    way.iter().fold(finding, |finding, need| {
        finding.related(page.key(&need.pointer), format!("required, and holds a {}", quoted(&need.target)))
    })
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
    fn nothing_is_required_of_a_reply() {
        clean(&of_endpoint(&json!({
            "reply": {"x": {"type": "a"}},
            "types": {"a": {"fields": {"a": {"type": "a", "required": true}}}}
        })));
    }
}
