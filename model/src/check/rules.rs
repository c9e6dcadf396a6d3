//! Checks rules one by one: the fields that they name, and the values that they compare them with.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::conform::Measure;
use super::page::Page;
use super::report::Report;
use super::rule_set::{self, RuleSet};
use crate::diag::{Code, Diagnostic, quoted, similar};
use crate::pointer::{escape, join};
use crate::schema::{
    Assertion, CompareAs, Endpoint, Field, FieldSet, ObjectType, Rule, TypeExpr, When, WhenValues,
};
use crate::states::{Mention, MentionKind, Root, Scope, TargetFault, mentions};

pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    let request =
        RuleSet { page, scope: Scope::request(endpoint), rules: &endpoint.rules, at: join("", "rules") };
    request.check(out);
    for (name, object) in &endpoint.types {
        RuleSet::of_type(page, name, object, &endpoint.types).check(out);
    }
}

impl<'a> RuleSet<'a> {
    fn of_type(
        page: &'a Page<'a>,
        name: &str,
        object: &'a ObjectType,
        types: &'a IndexMap<String, ObjectType>,
    ) -> Self {
        let at = join("/types", name).join("rules");
        Self { page, scope: Scope::object(&object.fields, types), rules: &object.rules, at }
    }

    fn check(&self, out: &mut Report) {
        let before = out.findings.len();
        for (id, rule) in self.rules {
            self.rule(&self.pointer(id), rule, out);
        }
        // A set is only analysed if each of its rules is valid.
        if out.findings.len() == before {
            rule_set::check(self, out);
        }
    }

    fn rule(&self, at: &str, rule: &Rule, out: &mut Report) {
        for mention in mentions(rule) {
            self.mention(at, &mention, out);
        }
        match &rule.assert {
            Assertion::AtLeastOne(set) => self.set(&join(at, "assert").join("at_least_one"), set, out),
            Assertion::ExactlyOne(set) => self.set(&join(at, "assert").join("exactly_one"), set, out),
            Assertion::AtMostOne(set) => self.set(&join(at, "assert").join("at_most_one"), set, out),
            Assertion::AllOrNone(set) => self.set(&join(at, "assert").join("all_or_none"), set, out),
            Assertion::Require(when) => self.require(&join(at, "assert").join("require"), when, out),
            Assertion::Forbid(when) => self.forbid(&join(at, "assert").join("forbid"), when, out),
            Assertion::Allow(allow) => self.allow(&join(at, "assert").join("allow"), allow, out),
            Assertion::Compare(compare) => {
                let side = |name: &str| join(at, "assert").join("compare").join(name);
                self.compared(&side("left"), &compare.left, compare.read_as, out);
                self.compared(&side("right"), &compare.right, compare.read_as, out);
            }
        }
    }

    fn mention(&self, rule: &str, mention: &Mention<'_>, out: &mut Report) {
        let at = format!("{rule}{}", mention.at);
        match self.scope.find(mention.field) {
            Err(fault) => out.push(self.no_field(&at, mention, &fault)),
            Ok(target) => {
                if let MentionKind::Tested(values) | MentionKind::Allowed(values) = &mention.kind {
                    for (value, value_at) in values {
                        self.value(&format!("{rule}{value_at}"), target.field, value, out);
                    }
                }
            }
        }
    }

    /// A condition's pointer is a key, any other a value.
    fn no_field(&self, at: &str, mention: &Mention<'_>, fault: &TargetFault) -> Diagnostic {
        let is_key = matches!(mention.kind, MentionKind::Tested(_) | MentionKind::TestedPresence);
        let place = if is_key { self.page.key(at) } else { self.page.value(at) };
        let code = match fault {
            TargetFault::Repeated { .. } => Code::RuleThroughList,
            _ => Code::UnknownRuleField,
        };
        let finding =
            Diagnostic::error(code, format!("the rule names {}, but {fault}", quoted(mention.field)), place);
        match fault {
            TargetFault::Missing { name, known, parent } => {
                match similar(name, known.iter().map(String::as_str)) {
                    Some(near) => {
                        let meant = join(parent, near);
                        finding
                            .help(format!("did you mean {}?", quoted(&meant)))
                            .suggest(place, json!(*meant).to_string())
                    }
                    None => finding.help("name a documented field, or remove the rule if the field is gone"),
                }
            }
            TargetFault::Repeated { type_name: Some(name), .. } => finding
                .help(format!("put the rule on the type: `on: \"/types/{}\"` in the overlay", escape(name))),
            TargetFault::Repeated { type_name: None, .. } => {
                finding.help("give the elements a named type, and put the rule on it")
            }
            TargetFault::Part if matches!(self.scope.root(), Root::Request(_)) => {
                finding.help("write the pointer from the request on: `/body/operator`")
            }
            _ => finding.help("name a documented field"),
        }
    }

    fn value(&self, at: &str, field: &Field, value: &Value, out: &mut Report) {
        let measure = Measure { types: self.page.types, bare_text: false, is_reply: false };
        for fault in measure.field(field, value) {
            let shown = quoted(&value.to_string());
            let message = format!("the rule uses a value that the field cannot have: {shown} {}", fault.what);
            let help = "write the value as it is sent: an integer without quotes";
            out.error(Code::BadRuleValue, self.page.value(at), message, help);
        }
    }

    fn set(&self, at: &str, set: &FieldSet, out: &mut Report) {
        let distinct: BTreeSet<&String> = set.fields.iter().collect();
        let fields = self.page.value(&join(at, "fields"));
        if distinct.len() < set.fields.len() {
            out.error(Code::RepeatedRuleField, fields, "the rule names a field twice", "name it once");
        } else if set.fields.len() < 2 {
            let message = "the rule needs at least two fields";
            out.push(Diagnostic::error(Code::LonelyRuleField, message, fields).help(
                "add the other fields; for one field use `require`, `forbid` or a correction of `required`",
            ));
        }
        if let Some(prefer) = set.prefer.as_ref().filter(|prefer| !set.fields.contains(prefer)) {
            let message = format!("{} is not one of the rule's fields", quoted(prefer));
            out.push(
                Diagnostic::error(Code::BadPreference, message, self.page.value(&join(at, "prefer")))
                    .related(fields, "the fields")
                    .help("name one of them, or remove `prefer`"),
            );
        }
    }

    fn require(&self, at: &str, when: &When, out: &mut Report) {
        // Pointers to unknown fields were reported before.
        let Ok(target) = self.scope.find(&when.field) else { return };
        let is_unconditional = when.when.is_empty() && when.unless.is_empty();
        if is_unconditional && !when.non_empty {
            let message = format!(
                "the rule requires {} unconditionally, so the field is required",
                quoted(&when.field)
            );
            let help = "correct `required` of the field in the overlay, and remove the rule";
            out.warning(Code::AlwaysRequired, self.page.value(at), message, help);
        }
        let can_be_empty =
            matches!(target.field.ty.expr(), TypeExpr::Text | TypeExpr::Array(_) | TypeExpr::Map(_));
        if when.non_empty && !can_be_empty {
            let message = format!(
                "`non_empty` applies to strings, lists and maps, but the field is {}",
                quoted(target.field.ty.text())
            );
            out.error(Code::MisplacedNonEmpty, self.page.value(&join(at, "non_empty")), message, "remove it");
        }
    }

    fn forbid(&self, at: &str, when: &When, out: &mut Report) {
        if when.non_empty {
            let message = "`non_empty` belongs to `require`";
            out.error(Code::MisplacedNonEmpty, self.page.value(&join(at, "non_empty")), message, "remove it");
        }
    }

    fn allow(&self, at: &str, allow: &WhenValues, out: &mut Report) {
        if allow.values.is_empty() {
            let message = "the rule allows no value";
            let help = "name the values, or use `forbid`";
            out.error(Code::NoValues, self.page.value(&join(at, "values")), message, help);
        }
    }

    fn compared(&self, at: &str, pointer: &str, read_as: CompareAs, out: &mut Report) {
        let Ok(target) = self.scope.find(pointer) else { return };
        let expr = target.field.ty.expr();
        let (fits, wanted) = match read_as {
            CompareAs::Number => (
                matches!(expr, TypeExpr::Int | TypeExpr::Float | TypeExpr::Text),
                "a number, or a string that holds one",
            ),
            CompareAs::Text => (*expr == TypeExpr::Text, "a string"),
        };
        if !fits {
            let message = format!(
                "{} is compared as {wanted}, but it is {}",
                quoted(pointer),
                quoted(target.field.ty.text())
            );
            out.error(Code::BadComparison, self.page.value(at), message, "change `as`, or the field");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, Found, clean, expect, of_endpoint};

    fn check(assert: &Value) -> Vec<Found> {
        check_rule(&json!({"doc": "d", "assert": assert}))
    }

    fn check_rule(rule: &Value) -> Vec<Found> {
        of_endpoint(&json!({
            "request": {"query": {"q": {"type": "string"}}, "body": {
                "a": {"type": "string"},
                "b": {"type": "string"},
                "kind": {"type": "int", "enum": {"1": {"name": "One"}, "2": {"name": "Two"}}},
                "flag": {"type": "boolean", "default": false},
                "inner": {"type": "t"},
                "list": {"type": "t[]"}
            }},
            "types": {"t": {"fields": {"x": {"type": "string"}}}},
            "rules": {"r": rule}
        }))
    }

    #[test]
    fn rules_that_are_in_order() {
        for assert in [
            json!({"at_least_one": {"fields": ["/body/a", "/query/q"], "prefer": "/body/a"}}),
            json!({"require": {"field": "/body/inner/x", "unless": {"/body/flag": {"is": true}}}}),
            json!({"require": {"field": "/body/a", "non_empty": true, "when": {"/body/kind": {"in": [1]}}}}),
            json!({"forbid": {"field": "/body/inner", "when": {"/body/a": {"present": true}}}}),
            json!({"allow": {"field": "/body/kind", "values": [1], "when": {"/body/flag": {"is": true}}}}),
            json!({"compare": {"left": "/body/a", "op": "less", "right": "/body/b", "as": "text"}}),
        ] {
            clean(&check(&assert));
        }
    }

    #[test]
    fn fields_that_are_not_there() {
        let set = |field: &str| check(&json!({"at_least_one": {"fields": ["/body/a", field]}}));
        let found = set("/body/flga");
        expect(&found, &[(ERROR, "unknown-rule-field", "\"/body/flga\"")]);
        assert_eq!(found[0].mended.as_deref(), Some("\"/body/flag\""));
        for field in ["/bdy/a", "body/a", "/body", "", "/body/a/b", "/body/inner/y", "/path/id"] {
            let found = set(field);
            assert_eq!(found.len(), 1, "{field}: {found:#?}");
            assert_eq!(
                (found[0].finding.code.name(), found[0].place.as_str()),
                ("unknown-rule-field", &*format!("{field:?}"))
            );
        }
        let found = set("/body/list/x");
        expect(&found, &[(ERROR, "rule-through-list", "\"/body/list/x\"")]);
        assert_eq!(
            found[0].finding.help.as_deref(),
            Some("put the rule on the type: `on: \"/types/t\"` in the overlay")
        );
    }

    #[test]
    fn conditions_and_reports_name_fields_too() {
        let found = check(&json!({"require": {"field": "/body/a", "when": {"/body/nope": {"is": 1}}}}));
        expect(&found, &[(ERROR, "unknown-rule-field", "\"/body/nope\"")]);
        let assert = json!({"at_least_one": {"fields": ["/body/a", "/body/b"]}});
        let found = check_rule(&json!({"doc": "d", "assert": assert, "report_on": "/body/nope"}));
        expect(&found, &[(ERROR, "unknown-rule-field", "\"/body/nope\"")]);
    }

    #[test]
    fn values_that_the_field_cannot_have() {
        let test = |value: Value| {
            check(&json!({"require": {"field": "/body/a", "when": {"/body/kind": {"is": value}}}}))
        };
        expect(&test(json!(3)), &[(ERROR, "bad-rule-value", "3")]);
        expect(&test(json!("1")), &[(ERROR, "bad-rule-value", "\"1\"")]);
        let found = check(
            &json!({"allow": {"field": "/body/flag", "values": [true, 1], "when": {"/body/a": {"present": true}}}}),
        );
        expect(&found, &[(ERROR, "bad-rule-value", "1")]);
    }

    #[test]
    fn sets_have_two_fields_or_more() {
        let set = |set: Value| check(&json!({"exactly_one": set}))[0].finding.code.name();
        assert_eq!(set(json!({"fields": ["/body/a"]})), "lonely-rule-field");
        assert_eq!(set(json!({"fields": ["/body/a", "/body/a"]})), "repeated-rule-field");
        assert_eq!(set(json!({"fields": ["/body/a", "/body/b"], "prefer": "/body/flag"})), "bad-preference");
    }

    #[test]
    fn rules_that_say_less_than_a_field_could() {
        assert_eq!(
            check(&json!({"require": {"field": "/body/a"}}))
                .iter()
                .map(|found| found.finding.code.name())
                .collect::<Vec<_>>(),
            ["always-required"]
        );
        assert_eq!(
            check(&json!({"require": {"field": "/body/kind", "non_empty": true}}))[0].finding.code.name(),
            "misplaced-non-empty"
        );
        let forbid =
            json!({"forbid": {"field": "/body/a", "non_empty": true, "when": {"/body/flag": {"is": true}}}});
        assert_eq!(check(&forbid)[0].finding.code.name(), "misplaced-non-empty");
        assert_eq!(
            check(&json!({"allow": {"field": "/body/a", "values": []}}))[0].finding.code.name(),
            "no-values"
        );
    }

    #[test]
    fn comparisons_fit_their_fields() {
        let compare = |left: &str, read_as: &str| {
            check(&json!({"compare": {"left": left, "op": "less", "right": "/body/a", "as": read_as}}))
        };
        clean(&compare("/body/kind", "number"));
        expect(&compare("/body/kind", "text"), &[(ERROR, "bad-comparison", "\"/body/kind\"")]);
        expect(&compare("/body/flag", "number"), &[(ERROR, "bad-comparison", "\"/body/flag\"")]);
    }

    #[test]
    fn rules_of_types_start_at_the_object() {
        let page = |pointer: &str| {
            of_endpoint(&json!({
                "request": {"body": {"list": {"type": "t[]"}}},
                "types": {"t": {
                    "fields": {"start": {"type": "string"}, "end": {"type": "string"}},
                    "rules": {"both": {"doc": "d", "assert": {"all_or_none": {"fields": ["/start", pointer]}}}}
                }}
            }))
        };
        clean(&page("/end"));
        expect(&page("/body/end"), &[(ERROR, "unknown-rule-field", "\"/body/end\"")]);
    }

    #[test]
    fn a_field_that_is_not_there_is_not_required_either() {
        for (field, code) in [("/body/nope", "unknown-rule-field"), ("/body/list/0", "rule-through-list")] {
            let found = check(&json!({"require": {"field": field}}));
            expect(&found, &[(ERROR, code, &format!("{field:?}"))]);
        }
    }
}
