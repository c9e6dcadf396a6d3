//! The examples in `generated/examples`, run against a server. They are binaries of this package as well, so cargo has
//! built them when this test runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use test_server::{Answer, Recorded, Server, TOKEN_PATH};

/// Runs an example against a server. Returns what it printed, and its calls but for the first, which is for a token.
fn run(program: &str, arguments: &[&str], answers: Vec<Answer>) -> (String, Vec<Recorded>) {
    let server = Server::start(answers);
    let output = Command::new(program)
        .args(arguments)
        .env("FEISHU_APP_ID", "cli_1")
        .env("FEISHU_APP_SECRET", "canary-app-secret")
        .env("FEISHU_BASE_URL", server.base_url())
        .output()
        .expect("the example starts");
    let [said, complaint] =
        [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("UTF-8"));
    assert!(output.status.success(), "{program}: {}\n{complaint}", output.status);
    assert!(!said.contains("canary") && !complaint.contains("canary"), "{said}\n{complaint}");
    let mut calls = server.requests();
    assert_eq!(calls.remove(0).target, TOKEN_PATH);
    (said, calls)
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs an example of one call, which the server answers with a success.
fn run_one(program: &str) -> (String, Recorded) {
    let (said, calls) = run(program, &[], vec![Answer::success()]);
    let [call] = <[Recorded; 1]>::try_from(calls).expect("one call");
    (said, call)
}

/// The reply that the page of an endpoint shows, with other values at some places of it.
fn shown(endpoint: &str, changes: &[(&str, Value)]) -> Answer {
    let path = repository().join("schemas").join(endpoint).with_extension("json");
    let schema: Value = serde_json::from_slice(&fs::read(path).expect(endpoint)).expect("JSON");
    let mut reply = schema["examples"]["reply"].clone();
    for (place, value) in changes {
        *reply.pointer_mut(place).expect("a place of the page's reply") = value.clone();
    }
    Answer::new(200, reply.to_string())
}

/// Method, target and body of a call.
fn seen(call: &Recorded) -> (&str, &str, Value) {
    let body = if call.body.is_empty() { Value::Null } else { body(call) };
    (&call.method, &call.target, body)
}

fn body(call: &Recorded) -> Value {
    serde_json::from_str(&call.body).expect("JSON")
}

#[test]
fn add_approvers() {
    let (said, call) = run_one(env!("CARGO_BIN_EXE_add_approvers"));
    assert_eq!(said, "added; log id Some(\"LOG1\")\n");
    assert_eq!(
        call.target,
        "/open-apis/corehr/v2/processes/7410664363763172908/extra?user_id_type=people_corehr_id"
    );
    assert_eq!(
        call.body,
        r#"{"operator":"7184703091806602796","node_id":"7414045453433439788","extra_type":1,"extra_user_ids":["7184703091806602796"]}"#
    );
}

#[test]
fn decide_task() {
    let (said, call) = run_one(env!("CARGO_BIN_EXE_decide_task"));
    assert_eq!(said, "approved; log id Some(\"LOG1\")\n");
    assert_eq!(
        call.target,
        "/open-apis/corehr/v2/processes/7328345170959681068/approvers/7381468648050787884"
    );
    assert_eq!(
        call.body,
        r#"{"status":3,"user_id":"ou_91791271921729102012","field_values_v2":[{"variable_api_name":"custom123","variable_value":{"text_value":"北京"}}]}"#
    );
}

#[test]
fn resubmit_task() {
    let (said, call) = run_one(env!("CARGO_BIN_EXE_resubmit_task"));
    assert_eq!(said, "resubmitted; log id Some(\"LOG1\")\n");
    assert_eq!(call.target, "/open-apis/approval/v4/tasks/resubmit?user_id_type=user_id");
    let body = body(&call);
    assert_eq!(body["form"], r#"[{"type":"input","id":"user_name","value":"test"}]"#);
    assert_eq!(
        body["comment"],
        r#"{"text":"the missing receipt is attached","files":[{"url":"https://example.com/receipt.png","title":"receipt","type":"image"}]}"#
    );
}

#[test]
fn transfer_task() {
    let (said, call) = run_one(env!("CARGO_BIN_EXE_transfer_task"));
    assert_eq!(said, "transferred; log id Some(\"LOG1\")\n");
    assert_eq!(
        call.target,
        "/open-apis/corehr/v2/processes/7410664363763172908/transfer?user_id_type=people_corehr_id"
    );
    assert_eq!(
        call.body,
        r#"{"to_user_id":"7184703091806602796","approver_ids":["7424452160928106028"],"system_user":true}"#
    );
}

/// The ids of the later calls are those that the pages' replies bring: the instance, its task, and who has the task. Once
/// approved, the instance is read with another status than on the page.
#[test]
fn run_approval() {
    let read = |status: &str| shown("approval/v4/instance/get", &[("/data/status", json!(status))]);
    let answers = vec![
        shown("approval/v4/instance/create", &[]),
        read("PENDING"),
        shown("approval/v4/task/approve", &[]),
        shown("approval/v4/instance_comment/create", &[]),
        read("APPROVED"),
    ];
    let (said, calls) = run(
        env!("CARGO_BIN_EXE_run_approval"),
        &["7C468A54-8745-2245-9675-08B7C63E7A85", "f3ta757q", "trip-42"],
        answers,
    );
    assert_eq!(
        said,
        "started 81D31358-93AF-92D6-7425-01A5D67C4E71\napproved the task 1234\ncommented as 7081516627711606803\napproved\n"
    );
    let form = r#"[{"type":"input","id":"reason","value":"a visit to a customer"},{"type":"dateInterval","id":"days","value":{"start":"2026-11-23T09:00:00+08:00","end":"2026-11-25T18:00:00+08:00","interval":2.5}},{"type":"amount","id":"cost","value":1234.5,"currency":"CNY"}]"#;
    let instance = "/open-apis/approval/v4/instances/81D31358-93AF-92D6-7425-01A5D67C4E71";
    assert_eq!(
        calls.iter().map(seen).collect::<Vec<_>>(),
        [
            (
                "POST",
                "/open-apis/approval/v4/instances",
                json!({
                    "approval_code": "7C468A54-8745-2245-9675-08B7C63E7A85",
                    "user_id": "f3ta757q", "form": form, "uuid": "trip-42",
                }),
            ),
            ("GET", instance, Value::Null),
            (
                "POST",
                "/open-apis/approval/v4/tasks/approve?user_id_type=user_id",
                json!({
                    "approval_code": "7C468A54-8745-2245-9675-08B7C63E7A85",
                    "instance_code": "81D31358-93AF-92D6-7425-01A5D67C4E71",
                    "user_id": "f7cb567e", "task_id": "1234", "comment": "within the budget",
                }),
            ),
            (
                "POST",
                &format!("{instance}/comments?user_id_type=user_id&user_id=f3ta757q"),
                json!({"content": r#"{"text":"booked, see the travel desk"}"#}),
            ),
            ("GET", instance, Value::Null),
        ]
    );
}

#[test]
fn start_process() {
    let answers = vec![
        shown("corehr/v2/process_start/create", &[]),
        shown("corehr/v2/process/get", &[]),
        shown("corehr/v2/process_extra/update", &[]),
    ];
    let definition = "people_7023711013443944467_7437160904904494892";
    let (said, calls) = run(
        env!("CARGO_BIN_EXE_start_process"),
        &[definition, "ou_91791271921729102012", "ou_3cda9c969f737aaa05e6915dce306cb9"],
        answers,
    );
    assert_eq!(said, "started 7437118147624175148\nadded the approver\n");
    assert_eq!(
        calls.iter().map(seen).collect::<Vec<_>>(),
        [
            (
                "POST",
                "/open-apis/corehr/v2/process_start?user_id_type=open_id",
                json!({
                    "flow_definition_id": definition,
                    "initiator_id": "ou_91791271921729102012",
                    "flow_data": [{"variable_api_name": "custom123", "variable_value": {"text_value": "北京"}}],
                }),
            ),
            ("GET", "/open-apis/corehr/v2/processes/7437118147624175148", Value::Null),
            (
                "PUT",
                "/open-apis/corehr/v2/processes/7437118147624175148/extra?user_id_type=open_id",
                json!({
                    "approver_id": "7278949005675988535",
                    "extra_type": 1,
                    "extra_user_ids": ["ou_3cda9c969f737aaa05e6915dce306cb9"],
                    "remark": "needs a second pair of eyes",
                    "system_user": true,
                }),
            ),
        ]
    );
}
