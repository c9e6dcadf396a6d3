//! The examples that users read, run against a server.

use tests::fixtures::repository;

use crate::cargo::{cargo, output};
use crate::server::{Recorded, Server};

/// Runs an example, and returns what it printed and the call that it made.
fn run(name: &str) -> (String, Recorded) {
    let server = Server::agreeable(1);
    let mut command = cargo(&repository());
    command
        .args([
            "run",
            "--quiet",
            "--package",
            "feishu-openapi",
            "--features",
            "all-services",
            "--example",
            name,
        ])
        .env("FEISHU_APP_ID", "cli_1")
        .env("FEISHU_APP_SECRET", "canary-app-secret")
        .env("FEISHU_BASE_URL", server.base_url());
    let said = output(&mut command);
    assert!(!said.contains("canary"), "{said}");
    let [_token, call] = <[Recorded; 2]>::try_from(server.requests()).expect("a token, then the call");
    (said, call)
}

#[test]
fn add_approvers() {
    let (said, call) = run("add_approvers");
    assert_eq!(said, "added; log id Some(\"LOG1\")\n");
    assert_eq!(call.target, "/open-apis/corehr/v2/processes/7410664363763172908/extra");
    assert_eq!(
        call.body,
        r#"{"operator":"7184703091806602796","node_id":"7414045453433439788","extra_type":1,"extra_user_ids":["7184703091806602796"]}"#
    );
}

#[test]
fn decide_task() {
    let (said, call) = run("decide_task");
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
    let (said, call) = run("resubmit_task");
    assert_eq!(said, "resubmitted; log id Some(\"LOG1\")\n");
    assert_eq!(call.target, "/open-apis/approval/v4/tasks/resubmit");
    let body: serde_json::Value = serde_json::from_str(&call.body).expect("JSON");
    assert_eq!(body["form"], r#"[{"type":"input","id":"user_name","value":"test"}]"#);
    assert_eq!(
        body["comment"],
        r#"{"text":"the missing receipt is attached","files":[{"url":"https://example.com/receipt.png","title":"receipt","type":"image"}]}"#
    );
}

#[test]
fn transfer_task() {
    let (said, call) = run("transfer_task");
    assert_eq!(said, "transferred; log id Some(\"LOG1\")\n");
    assert_eq!(call.target, "/open-apis/corehr/v2/processes/7410664363763172908/transfer");
    assert_eq!(
        call.body,
        r#"{"to_user_id":"7184703091806602796","approver_ids":["7424452160928106028"],"system_user":true}"#
    );
}
