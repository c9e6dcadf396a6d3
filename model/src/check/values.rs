//! Checks defaults, fixed values and examples against the type and limits of their field.

use indexmap::IndexMap;
use serde_json::Value;

use super::conform::{Fault, FaultKind, Measure};
use super::page::{Page, Site};
use super::report::Report;
use crate::diag::{Code, Diagnostic, Severity, quoted};
use crate::schema::{Field, ObjectType};

pub(super) fn check(page: &Page<'_>, site: &Site<'_>, out: &mut Report) {
    let field = site.field;
    let exact = Measure { types: page.types, bare_text: false, is_reply: site.part.is_reply_only() };
    if let Some(default) = &field.default {
        for fault in exact.field(field, default) {
            out.push(wrong(page, &site.at("default"), Code::BadDefault, "the default", &fault));
        }
    }
    if let Some(fixed) = &field.fixed {
        // The fixed value is compared with the field's other facts, not with itself.
        for fault in exact.field(&Field { fixed: None, ..field.clone() }, fixed) {
            out.push(wrong(page, &site.at("fixed"), Code::BadFixed, "the fixed value", &fault));
        }
    }
    if let Some(example) = &field.example {
        check_example(page, site, example, out);
    }
    if let Some(ours) = &field.in_example {
        for fault in exact.field(field, ours) {
            out.push(wrong(
                page,
                &site.at("in_example"),
                Code::BadExample,
                "the value of `in_example`",
                &fault,
            ));
        }
    }
}

/// An example is a fact even when it is wrong: the page is at fault, and the schema may be committed.
fn check_example(page: &Page<'_>, site: &Site<'_>, example: &Value, out: &mut Report) {
    let lenient = Measure {
        types: page.types,
        bare_text: site.part.is_bare_text(),
        is_reply: site.part.is_reply_only(),
    };
    for fault in lenient.field(site.field, example) {
        let code = if fault.kind == FaultKind::Carried { Code::ExampleJson } else { Code::BadExample };
        let mut finding = wrong(page, &site.at("example"), code, "the example", &fault);
        finding.severity = Severity::Warning;
        out.push(known_or_open(finding, fault.acknowledged.as_deref()));
    }
}

/// A finding about an example: a note when the overlay says what is wrong with it.
pub(super) fn known_or_open(mut finding: Diagnostic, acknowledged: Option<&str>) -> Diagnostic {
    match acknowledged {
        Some(why) => {
            finding.severity = Severity::Note;
            finding.help(format!("explained in the overlay: {}", quoted(why)))
        }
        None => finding.help(
            "if the mistake is on the page, correct it in the overlay, or explain it in the field's `example_fault`",
        ),
    }
}

/// Returns true if the value fits the field's type, enum and limits. In a response, null fits every field, all fields are
/// optional, and limits do not apply.
#[must_use]
pub fn is_value_of(
    field: &Field,
    value: &Value,
    types: &IndexMap<String, ObjectType>,
    is_reply: bool,
) -> bool {
    Measure { types, bare_text: false, is_reply }.field(field, value).is_empty()
}

fn wrong(page: &Page<'_>, at: &str, code: Code, what: &str, fault: &Fault) -> Diagnostic {
    let inside = if fault.at.is_empty() { String::new() } else { format!(" at {}", quoted(&fault.at)) };
    let place = page.value(&format!("{at}{}", fault.at));
    Diagnostic::error(code, format!("{what}{inside} {}", fault.what), place)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, NOTE, WARNING, clean, expect, of_endpoint, of_field};

    fn with(mut field: Value, member: &str, value: &Value) -> Value {
        field.as_object_mut().unwrap().insert(member.to_owned(), value.clone());
        field
    }

    /// Fields with a value that they can have, and one that they cannot.
    fn cases() -> Vec<(Value, Value, Value)> {
        vec![
            (json!({"type": "string", "enum": {"a": {}, "b": {}}}), json!("b"), json!("c")),
            (json!({"type": "int", "enum": {"1": {"name": "A"}}}), json!(1), json!(2)),
            (json!({"type": "boolean"}), json!(false), json!("false")),
            (json!({"type": "int"}), json!(-1), json!(0.5)),
            (json!({"type": "float"}), json!(0.5), json!("0.5")),
            (json!({"type": "string", "len": {"max": 2, "unit": "chars"}}), json!("审批"), json!("abc")),
            (json!({"type": "string", "len": {"max": 3, "unit": "bytes"}}), json!("审"), json!("审批")),
            (json!({"type": "int[]", "len": {"min": 1, "unit": "items"}}), json!([1]), json!([])),
            (json!({"type": "int", "range": {"min": 0, "max": 9}}), json!(9), json!(10)),
            (json!({"type": "string", "pattern": "^a"}), json!("ab"), json!("ba")),
            (json!({"type": "map<string, int>"}), json!({"a": 1}), json!([])),
        ]
    }

    #[test]
    fn values_are_held_to_their_own_field() {
        for (field, good, bad) in cases() {
            for (member, severity, code) in [
                ("default", ERROR, "bad-default"),
                ("fixed", ERROR, "bad-fixed"),
                ("example", WARNING, "bad-example"),
                ("in_example", ERROR, "bad-example"),
            ] {
                clean(&of_field(&with(field.clone(), member, &good)));
                let found = of_field(&with(field.clone(), member, &bad));
                assert_eq!(found.len(), 1, "{field} {member} {bad}: {found:#?}");
                assert_eq!(
                    (found[0].finding.severity, found[0].finding.code.name()),
                    (severity, code),
                    "{field}"
                );
            }
        }
    }

    #[test]
    fn points_into_the_value() {
        let found = of_field(&json!({"type": "int[]", "example": [1, "two"]}));
        expect(&found, &[(WARNING, "bad-example", "\"two\"")]);
        assert_eq!(found[0].finding.message, "the example at `/1` is a string, but the field is an integer");
    }

    /// The page of the approver endpoint gives an object field a bare id as its example.
    #[test]
    fn a_wrong_example_is_a_fact_about_the_page() {
        let found = of_endpoint(&json!({
            "request": {"body": {"i18n_value": {"type": "i18n", "example": "ou_c57053dad6eea0aea4696c48433d8562"}}},
            "types": {"i18n": {"fields": {"zh_cn": {"type": "string"}}}}
        }));
        expect(&found, &[(WARNING, "bad-example", "\"ou_c57053dad6eea0aea4696c48433d8562\"")]);
    }

    #[test]
    fn in_a_url_values_are_bare_text() {
        let query = |example: &str| {
            json!({"request": {"query": {
                "n": {"type": "int", "example": example},
                "b": {"type": "boolean", "example": "true"},
                "l": {"type": "int[]", "example": "7"}
            }}})
        };
        clean(&of_endpoint(&query("10")));
        expect(&of_endpoint(&query("ten")), &[(WARNING, "bad-example", "\"ten\"")]);
    }

    /// The page of the resubmit endpoint gives a comment that is no JSON.
    #[test]
    fn json_in_a_string_is_read() {
        let field = |example: &str| {
            json!({"type": "string", "example": example,
                "json": {"type": "object", "fields": {"text": {"type": "string"}}}})
        };
        clean(&of_field(&field("{\"text\":\"评论\"}")));
        assert_eq!(of_field(&field("{\"text\":\"评论\"]}"))[0].finding.code.name(), "example-json");
        let found = of_field(&field("{\"text\":1}"));
        assert_eq!(
            found[0].finding.message,
            "the example holds JSON whose `/text` is a number, but the field is a string"
        );
    }

    #[test]
    fn a_fault_that_the_overlay_knows_is_a_note() {
        let field = json!({"type": "int", "example": "x", "example_fault": "The page quotes it."});
        let found = of_field(&field);
        expect(&found, &[(NOTE, "bad-example", "\"x\"")]);
        assert_eq!(found[0].finding.help.as_deref(), Some("explained in the overlay: `The page quotes it.`"));
        // Only examples are forgiven.
        let found = of_field(&json!({"type": "int", "default": "x", "example_fault": "The page quotes it."}));
        expect(&found, &[(ERROR, "bad-default", "\"x\"")]);
        let carried = json!({"type": "string", "example": "{\"n\":\"1\"}", "json": {"type": "object", "fields": {
            "n": {"type": "int", "example_fault": "The page quotes it."}}}});
        assert_eq!(of_field(&carried)[0].finding.severity, NOTE);
    }

    #[test]
    fn the_fixed_value_is_the_only_one() {
        let found = of_field(&json!({"type": "string", "fixed": "a", "example": "b"}));
        expect(&found, &[(WARNING, "bad-example", "\"b\"")]);
        clean(&of_field(&json!({"type": "string", "fixed": "a", "example": "a", "default": "a"})));
    }
}
