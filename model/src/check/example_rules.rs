//! Compares the example request of a page with the rules of the request and of its types.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::page::Page;
use super::report::Report;
use super::values::known_or_open;
use crate::diag::{Code, Diagnostic, quoted};
use crate::pointer::{self, Pointer, join};
use crate::schema::{Endpoint, Field, Fields, ObjectType, Rule, TypeExpr};
use crate::states::{RuleSpace, Scope, is_decided, mentions};

/// Reports rules, taken from the page's prose, that the page's own example breaks. Both are facts of the page, so these are
/// warnings.
///
/// Rules about more than the body are left out, because pages have no example of all parts together, and so are
/// rules that only values decide (`compare`, `custom`).
pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    for Broken { at, id, rule_at, doc, acknowledged } in broken(endpoint) {
        let message = format!("the example request breaks the rule {}: {}", quoted(id), quoted(doc));
        let place = page.value(&format!("/examples/request{at}"));
        let finding =
            Diagnostic::warning(Code::ExampleRule, message, place).related(page.key(&rule_at), "the rule");
        out.push(known_or_open(finding, acknowledged));
    }
}

/// A rule that the example breaks.
pub(super) struct Broken<'a> {
    /// Place in the example of the object that the rule is about.
    pub(super) at: String,
    pub(super) id: &'a str,
    /// Place of the rule in the schema.
    rule_at: Pointer,
    pub(super) doc: &'a str,
    /// Explanation in the overlay, from `example_fault` of the field that gets the violation.
    pub(super) acknowledged: Option<&'a str>,
}

pub(super) fn broken(endpoint: &Endpoint) -> Vec<Broken<'_>> {
    let (Some(example), Some(body)) = (&endpoint.examples.request, &endpoint.request.body) else {
        return Vec::new();
    };
    let mut walk = Walk { types: &endpoint.types, out: Vec::new() };
    let request = Instance { value: json!({"body": example}), at: "", part: "/body" };
    walk.rules(&Scope::request(endpoint), &endpoint.rules, "/rules", &request);
    walk.fields(body, example, "");
    walk.out
}

/// An object that rules are about.
struct Instance<'i> {
    /// The value that pointers of the rules start at.
    value: Value,
    at: &'i str,
    /// Pointer to it from the root of the rules; values elsewhere are unknown.
    part: &'i str,
}

struct Walk<'a> {
    types: &'a IndexMap<String, ObjectType>,
    out: Vec<Broken<'a>>,
}

impl<'a> Walk<'a> {
    fn fields(&mut self, fields: &'a Fields, value: &Value, at: &str) {
        let Value::Object(members) = value else { return };
        for (name, value) in members {
            if let Some(field) = fields.get(name) {
                self.value(field.ty.expr(), field, value, &join(at, name));
            }
        }
    }

    fn value(&mut self, expr: &TypeExpr, field: &'a Field, value: &Value, at: &str) {
        match (expr, value) {
            (TypeExpr::Anonymous, value) => self.fields(&field.fields, value, at),
            (TypeExpr::Array(inner), Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.value(inner, field, element, &pointer::element(at, index));
                }
            }
            (TypeExpr::Map(inner), Value::Object(members)) => {
                for (name, member) in members {
                    self.value(inner, field, member, &join(at, name));
                }
            }
            (TypeExpr::Named(name), Value::Object(_)) => {
                let Some(object) = self.types.get(name) else { return };
                let instance = Instance { value: value.clone(), at, part: "" };
                let rules_at = join("/types", name).join("rules");
                self.rules(&Scope::object(&object.fields, self.types), &object.rules, &rules_at, &instance);
                self.fields(&object.fields, value, at);
            }
            _ => {}
        }
    }

    fn rules(
        &mut self,
        scope: &Scope<'a>,
        rules: &'a IndexMap<String, Rule>,
        rules_at: &str,
        instance: &Instance<'_>,
    ) {
        for (id, rule) in rules.iter().filter(|(_, rule)| is_decided(rule)) {
            let is_known =
                |field: &str| field.starts_with(&format!("{}/", instance.part)) && scope.find(field).is_ok();
            if !mentions(rule).iter().all(|mention| is_known(mention.field)) {
                continue;
            }
            let space = RuleSpace::new(scope, [rule]);
            // `examples` reports values that do not fit their fields.
            let Some(state) = space.state_of(&instance.value) else { continue };
            if !space.accepts(rule, &state) {
                let at = instance.at.to_owned();
                let acknowledged = acknowledged(scope, rule);
                self.out.push(Broken { at, id, rule_at: join(rules_at, id), doc: &rule.doc, acknowledged });
            }
        }
    }
}

/// Explanation in the overlay, from `example_fault` of the field that gets the violation.
fn acknowledged<'a>(scope: &Scope<'a>, rule: &Rule) -> Option<&'a str> {
    let field = rule.report_on.as_deref().or_else(|| rule.assert.fields().first().copied())?;
    scope.find(field).ok()?.field.example_fault.as_deref()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{Found, NOTE, WARNING, clean, of_endpoint};

    fn with(example: &Value, rule: &Value) -> Vec<Found> {
        of_endpoint(&json!({
            "request": {
                "query": {"q": {"type": "string"}},
                "body": {
                    "a": {"type": "string"}, "b": {"type": "string"},
                    "flag": {"type": "boolean", "default": true}
                }
            },
            "examples": {"request": example},
            "rules": {"r": {"doc": "Give it.", "assert": rule}}
        }))
    }

    #[track_caller]
    fn breaks(found: &[Found]) {
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!((found[0].finding.severity, found[0].finding.code.name()), (WARNING, "example-rule"));
    }

    #[test]
    fn the_example_keeps_the_rules() {
        let any = json!({"at_least_one": {"fields": ["/body/a", "/body/b"]}});
        clean(&with(&json!({"b": ""}), &any));
        let found = with(&json!({"flag": false}), &any);
        breaks(&found);
        assert_eq!(found[0].finding.message, "the example request breaks the rule `r`: `Give it.`");
    }

    #[test]
    fn conditions_see_defaults() {
        let when = json!({"require": {"field": "/body/a", "when": {"/body/flag": {"is": true}}}});
        breaks(&with(&json!({}), &when));
        clean(&with(&json!({"flag": false}), &when));
        clean(&with(&json!({"a": "x"}), &when));
    }

    #[test]
    fn rules_about_more_than_the_example_are_skipped() {
        clean(&with(&json!({}), &json!({"at_least_one": {"fields": ["/body/a", "/query/q"]}})));
    }

    #[test]
    fn each_object_of_a_type_is_checked() {
        let page = |items: Value| {
            of_endpoint(&json!({
                "request": {"body": {"x": {"type": "-", "fields": {"items": {"type": "map<string, item[]>"}}}}},
                "types": {"item": {
                    "fields": {"start": {"type": "string"}, "end": {"type": "string"}},
                    "rules": {"both": {"doc": "d", "assert": {"all_or_none": {"fields": ["/start", "/end"]}}}}
                }},
                "examples": {"request": {"x": {"items": items}}}
            }))
        };
        clean(&page(json!({"k": [{"start": "1", "end": "2"}, {}]})));
        let found = page(json!({"k": [{}, {"start": "1"}]}));
        breaks(&found);
        assert!(found[0].place.contains("\"start\""), "{}", found[0].place);
    }

    #[test]
    fn a_fault_that_the_overlay_knows_is_a_note() {
        let found = of_endpoint(&json!({
            "request": {"body": {"a": {"type": "string", "example_fault": "Left out."}, "b": {"type": "string"}}},
            "examples": {"request": {}},
            "rules": {"r": {"doc": "d", "assert": {"at_least_one": {"fields": ["/body/a", "/body/b"]}}}}
        }));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!((found[0].finding.severity, found[0].finding.code.name()), (NOTE, "example-rule"));
    }
}
