//! Cost of validating a request beside writing it: the page's own example of the approver endpoint.

#![allow(clippy::print_stdout, clippy::expect_used)] // a bench prints its table, and stops at the first surprise

mod support;

use std::fs;

use feishu_openapi::Validate;
use feishu_openapi::corehr::v2::process_approver::update::Request;
use serde_json::{Value, json};
use tests::fixtures;

use support::{measure, table};

fn main() {
    let request: Request = serde_json::from_value(instance()).expect("the page's example is a request");
    assert!(request.validate().is_ok(), "the page's example is valid");
    let rows = [
        ("serde_json::to_vec of the body (yardstick)", measure(|| serde_json::to_vec(&request.body))),
        ("validate", measure(|| request.validate())),
        ("validate and encode", measure(|| (request.validate(), feishu_openapi::encode(&request)))),
    ];
    table("one approver request", ("µs", 1e6), &rows);
}

/// The example body of the page, with its example path parameters.
fn instance() -> Value {
    let file = fixtures::repository().join("schemas/corehr/v2/process_approver/update.json");
    let schema: Value =
        serde_json::from_slice(&fs::read(file).expect("the schema is there")).expect("it is JSON");
    let example = |name: &str| schema["request"]["path"][name]["example"].clone();
    json!({
        "path": { "process_id": example("process_id"), "approver_id": example("approver_id") },
        "query": {},
        "body": schema["examples"]["request"],
    })
}
