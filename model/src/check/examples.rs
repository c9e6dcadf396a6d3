//! The example JSON of a page against its own tables.

use super::conform::{Fault, Measure};
use super::page::Page;
use super::values::known_or_open;
use crate::diag::{Diagnostic, quoted};
use crate::schema::Endpoint;

/// Where a page contradicts itself. Both sides are facts, so that these are warnings.
pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Vec<Diagnostic>) {
    let sent = Measure { types: page.types, bare_text: false, is_reply: false };
    match (&endpoint.examples.request, &endpoint.request.body) {
        (Some(example), Some(body)) => {
            let faults = sent.object(body, example);
            report(page, "/examples/request", "example-request", "the example request", faults, out);
        }
        (Some(_), None) => out.push(
            Diagnostic::warning(
                "example-request",
                "there is an example of a request body, but no body is documented",
                page.key("/examples/request"),
            )
            .help("add `body` to `request`"),
        ),
        (None, _) => {}
    }
    if let Some(example) = endpoint.examples.reply.as_ref().filter(|_| !endpoint.reply.is_empty()) {
        let faults = Measure { is_reply: true, ..sent }.object(&endpoint.reply, example);
        report(page, "/examples/reply", "example-reply", "the example reply", faults, out);
    }
}

fn report(
    page: &Page<'_>,
    root: &str,
    code: &'static str,
    what: &str,
    faults: Vec<Fault>,
    out: &mut Vec<Diagnostic>,
) {
    for Fault { at, what: fault, is_json, acknowledged } in faults {
        let code = if is_json { "example-json" } else { code };
        let place = page.value(&format!("{root}{at}"));
        let inside = if at.is_empty() { String::new() } else { format!(" at {}", quoted(&at)) };
        let finding = Diagnostic::warning(code, format!("{what}{inside} {fault}"), place);
        out.push(known_or_open(finding, acknowledged.as_deref()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{NOTE, WARNING, clean, expect, of_endpoint};

    fn page(examples: &Value) -> Value {
        json!({
            "request": {"body": {
                "id": {"type": "string", "required": true},
                "items": {"type": "item[]"}
            }},
            "reply": {"code": {"type": "int", "required": true}, "data": {"type": "-", "fields": {"n": {"type": "int"}}}},
            "types": {"item": {"fields": {"n": {"type": "int", "required": true}}}},
            "examples": examples
        })
    }

    #[test]
    fn the_example_request_is_held_to_the_body() {
        clean(&of_endpoint(&page(&json!({"request": {"id": "x", "items": [{"n": 1}]}}))));
        let found = of_endpoint(&page(&json!({"request": {"items": [{"n": "1"}, {}], "extra": null}})));
        let messages: Vec<_> = found.iter().map(|found| found.finding.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "the example request lacks the required field `id`",
                "the example request at `/items/0/n` is a string, but the field is an integer",
                "the example request at `/items/1` lacks the required field `n`",
                "the example request at `/extra` is no documented field",
            ]
        );
        assert!(
            found
                .iter()
                .all(|found| found.finding.severity == WARNING && found.finding.code == "example-request")
        );
    }

    #[test]
    fn the_example_reply_may_leave_out_and_be_null() {
        clean(&of_endpoint(&page(&json!({"reply": {"data": {"n": null}}}))));
        let found = of_endpoint(&page(&json!({"reply": {"code": 0, "data": {"n": "1", "m": 2}}})));
        expect(&found, &[(WARNING, "example-reply", "\"1\""), (WARNING, "example-reply", "2")]);
    }

    #[test]
    fn faults_that_the_overlay_knows_are_notes() {
        let known = |example: Value| {
            of_endpoint(&json!({
                "request": {"body": {
                    "id": {"type": "string", "required": true, "example_fault": "Left out or a number."},
                    "items": {"type": "item[]"}
                }},
                "types": {"item": {"fields": {"n": {"type": "int", "example_fault": "Quoted."}}}},
                "examples": {"request": example}
            }))
        };
        expect(&known(json!({"id": 7})), &[(NOTE, "example-request", "7")]);
        expect(&known(json!({"id": "7", "items": [{"n": "1"}]})), &[(NOTE, "example-request", "\"1\"")]);
        assert_eq!(known(json!({}))[0].finding.severity, NOTE);
        // What stands beside the field is not forgiven with it.
        expect(&known(json!({"id": "7", "items": 1})), &[(WARNING, "example-request", "1")]);
    }

    #[test]
    fn an_example_of_no_body() {
        let found = of_endpoint(&json!({"examples": {"request": {"a": 1}}}));
        expect(&found, &[(WARNING, "example-request", "\"request\"")]);
    }
}
