//! Compares the example JSON of a page with the page's own tables.

use super::conform::{Fault, FaultKind, Measure};
use super::example_rules;
use super::page::Page;
use super::values::known_or_open;
use serde_json::Value;

use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted};
use crate::pointer::join;
use crate::schema::{Endpoint, EventEnvelope, EventPage, EventType};

/// A contradiction between a page's example and its tables, for programs that run the examples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFault {
    /// JSON Pointer to the part that is wrong. In a request it starts with `/path`, `/query` or `/body`; in a response, at
    /// the envelope. A missing field has the place of its object.
    pub at: String,
    /// In which way it is wrong.
    pub kind: FaultKind,
    /// The fault, as the end of a sentence that starts with the value.
    pub what: String,
}

/// The faults of the example values of path and query, and of the example body; [`check`](super::check()) reports each
/// of them.
#[must_use]
pub fn faults_of_request(endpoint: &Endpoint) -> Vec<ExampleFault> {
    let measure = Measure { types: &endpoint.types, bare_text: true, is_reply: false };
    let mut out = Vec::new();
    for (part, fields) in [("/path", &endpoint.request.path), ("/query", &endpoint.request.query)] {
        for (name, field) in fields {
            let faults = field.example.as_ref().map(|example| measure.field(field, example));
            out.extend(faults.unwrap_or_default().into_iter().map(|fault| placed(&join(part, name), fault)));
        }
    }
    out.extend(body(endpoint).into_iter().map(|fault| placed("/body", fault)));
    let broken = |rule: example_rules::Broken<'_>| ExampleFault {
        at: format!("/body{}", rule.at),
        kind: FaultKind::Rule(rule.id.to_owned()),
        what: format!("breaks the rule {}: {}", quoted(rule.id), quoted(rule.doc)),
    };
    out.extend(example_rules::broken(endpoint).into_iter().map(broken));
    out
}

/// The faults of the example response; [`check`](super::check()) reports each of them.
#[must_use]
pub fn faults_of_reply(endpoint: &Endpoint) -> Vec<ExampleFault> {
    reply(endpoint).into_iter().map(|fault| placed("", fault)).collect()
}

/// The faults of the payload in an event's example; [`check`](super::check()) reports each of them. Their places start at the
/// payload.
#[must_use]
pub fn faults_of_event(page: &EventPage, event: &EventType) -> Vec<ExampleFault> {
    payload(page, event).into_iter().map(|fault| placed("", fault)).collect()
}

fn placed(root: &str, fault: Fault) -> ExampleFault {
    ExampleFault { at: format!("{root}{}", fault.at), kind: fault.kind, what: fault.what }
}

/// Reports contradictions between a page's examples and its tables. Both are facts of the page, so these are warnings.
pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    report(page, "/examples/request", Code::ExampleRequest, "the example request", body(endpoint), out);
    report(page, "/examples/reply", Code::ExampleReply, "the example response", reply(endpoint), out);
}

/// Reports contradictions between the examples of a page's events and its tables.
pub(super) fn check_events(page: &Page<'_>, events: &EventPage, out: &mut Report) {
    for (wire, event) in &events.events {
        let example = join("/events", wire).join("example");
        let root = if events.envelope == EventEnvelope::Bare { example } else { example.join("event") };
        report(page, &root, Code::ExampleEvent, "the example event", payload(events, event), out);
    }
}

fn payload(page: &EventPage, event: &EventType) -> Vec<Fault> {
    let example = event.example.as_ref().and_then(|example| page.envelope.payload(example));
    let measure = Measure { types: &page.types, bare_text: false, is_reply: true };
    example.map(|example| measure.object(&event.fields, example)).unwrap_or_default()
}

fn body(endpoint: &Endpoint) -> Vec<Fault> {
    let Some(example) = &endpoint.examples.request else { return Vec::new() };
    match &endpoint.request.body {
        Some(body) => measure(endpoint, false).object(body, example),
        None => vec![Fault {
            at: String::new(),
            what: "is the body of a request, but no body is documented".to_owned(),
            kind: FaultKind::Undocumented,
            acknowledged: None,
        }],
    }
}

fn reply(endpoint: &Endpoint) -> Vec<Fault> {
    let Some(example) = endpoint.examples.reply.as_ref().filter(|_| !endpoint.reply.is_empty()) else {
        return Vec::new();
    };
    let mut faults = measure(endpoint, true).object(&endpoint.reply, example);
    // Old tables leave out the envelope that every response has.
    faults.retain(|fault| {
        fault.kind != FaultKind::Undocumented || !matches!(fault.at.as_str(), "/code" | "/msg" | "/message")
    });
    if let Some(fault) = envelope(example).filter(|fault| faults.iter().all(|known| known.at != fault.at)) {
        faults.push(fault);
    }
    faults
}

/// The reason that the example is not the response of a successful call.
fn envelope(example: &Value) -> Option<Fault> {
    let fault = |at: &str, kind, what: &str| {
        Some(Fault { at: at.to_owned(), kind, what: what.to_owned(), acknowledged: None })
    };
    match example.as_object()?.get("code") {
        None => fault("", FaultKind::Missing("code".to_owned()), "lacks the `code` that every response has"),
        Some(code) if code.as_i64() == Some(0) => None,
        Some(code) if code.is_i64() => fault("/code", FaultKind::Failure, "is not 0: it shows a failure"),
        Some(_) => fault("/code", FaultKind::WrongType, "is not an integer, as it is in every response"),
    }
}

fn measure(endpoint: &Endpoint, is_reply: bool) -> Measure<'_> {
    Measure { types: &endpoint.types, bare_text: false, is_reply }
}

fn report(page: &Page<'_>, root: &str, code: Code, what: &str, faults: Vec<Fault>, out: &mut Report) {
    for Fault { at, what: fault, kind, acknowledged } in faults {
        let code = if kind == FaultKind::Carried { Code::ExampleJson } else { code };
        let place = page.value(&format!("{root}{at}"));
        let inside = if at.is_empty() { String::new() } else { format!(" at {}", quoted(&at)) };
        let finding = Diagnostic::warning(code, format!("{what}{inside} {fault}"), place);
        out.push(known_or_open(finding, acknowledged.as_deref()));
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, NOTE, WARNING, clean, expect, file, findings, of_endpoint};

    fn event(id: &str, changes: &Value) -> Value {
        let mut page = json!({"$schema": "../../../format.schema.json", "id": id, "title": "t", "envelope": "2.0",
            "events": {"t": {"doc": "d", "fields": {"n": {"type": "int", "required": true, "doc": "d"}}}}});
        page.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        page
    }

    #[test]
    fn the_example_of_an_event_is_held_to_its_table() {
        let of = |envelope: &str, example: Value| {
            let mut page = event("a/v1/event/t", &json!({"envelope": envelope}));
            page["events"]["t"]["example"] = example;
            findings(vec![file("a/v1/event/t.json", &page)])
        };
        for example in [json!({"schema": "2.0", "event": {"n": 1}}), json!({"event": {"n": null}}), json!({})]
        {
            clean(&of("2.0", example));
        }
        expect(&of("2.0", json!({"event": {"n": "1"}})), &[(WARNING, "example-event", "\"1\"")]);
        expect(&of("none", json!({"n": "1"})), &[(WARNING, "example-event", "\"1\"")]);
    }

    #[test]
    fn an_event_has_one_schema() {
        let pages = |second: &Value| {
            let first = event("a/v1/event/t", &json!({}));
            let second = event("a/v1/event/u", second);
            findings(vec![file("a/v1/event/t.json", &first), file("a/v1/event/u.json", &second)])
        };
        expect(&pages(&json!({})), &[(ERROR, "duplicate-event", "\"t\"")]);
        clean(&pages(&json!({"envelope": "none"})));
    }

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
                "the example request at `/extra` is not a documented field",
            ]
        );
        assert!(
            found
                .iter()
                .all(|found| found.finding.severity == WARNING && found.finding.code == Code::ExampleRequest)
        );
    }

    #[test]
    fn the_example_reply_may_leave_out_and_be_null() {
        clean(&of_endpoint(&page(&json!({"reply": {"code": 0, "msg": "ok", "data": {"n": null}}}))));
        let found = of_endpoint(&page(&json!({"reply": {"code": 0, "data": {"n": "1", "m": 2}}})));
        expect(&found, &[(WARNING, "example-reply", "\"1\""), (WARNING, "example-reply", "2")]);
    }

    #[test]
    fn the_example_reply_is_one_of_a_call_that_succeeded() {
        for (envelope, place) in [
            (json!({"data": {}}), "{\n      \"data\": {}\n    }"),
            (json!({"code": 99, "data": {}}), "99"),
            (json!({"code": "0", "data": {}}), "\"0\""),
        ] {
            expect(&of_endpoint(&page(&json!({"reply": envelope}))), &[(WARNING, "example-reply", place)]);
        }
        // A table without the envelope does not contradict it.
        let bare =
            json!({"reply": {"n": {"type": "int"}}, "examples": {"reply": {"code": 0, "msg": "", "n": 1}}});
        clean(&of_endpoint(&bare));
        let bare = json!({"reply": {"n": {"type": "int"}}, "examples": {"reply": {"code": null, "n": 1}}});
        expect(&of_endpoint(&bare), &[(WARNING, "example-reply", "null")]);
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
        expect(&found, &[(WARNING, "example-request", "{\n      \"a\": 1\n    }")]);
    }
}
