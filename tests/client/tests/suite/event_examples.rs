//! The examples that receive events, run against the mock server. They are binaries of this package as well, so cargo has
//! built them when this test runs.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use feishu_openapi::approval::v1::event::approval_instance;
use feishu_openapi::card::v2::event::action_trigger;
use feishu_openapi::mock;
use feishu_runtime::mock::{Mock, MockEvent, WebhookSender};
use serde_json::json;

/// A running example, which ends with the test.
struct Running {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Running {
    fn start(program: &str, mock: &Mock, arguments: &[&str]) -> Self {
        let mut child = Command::new(program)
            .args(arguments)
            .env("FEISHU_APP_ID", "cli_1")
            .env("FEISHU_APP_SECRET", "canary-app-secret")
            .env("FEISHU_BASE_URL", mock.base_url())
            .env("FEISHU_ENCRYPT_KEY", "key")
            .env("WEBHOOK_ADDRESS", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the example starts");
        let said = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        Self { child, said }
    }

    /// What it says after this word, in the first line that begins with it.
    fn said(&mut self, word: &str) -> String {
        let line = self.said.find_map(|line| line.ok()?.strip_prefix(word).map(str::to_owned));
        line.expect(word)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn await_approval() {
    let mock = mock::start().expect("a mock");
    let mut running = Running::start(env!("CARGO_BIN_EXE_await_approval"), &mock, &["7C468A54", "ou_1"]);
    let url = format!("http://{}/events", running.said("listening on "));
    let instance = running.said("started ");
    let sender = WebhookSender::new("").encrypt_key("key");
    let post = |instance: &str, status: &str| {
        let event =
            MockEvent::of::<approval_instance::Event>(json!({ "instance_code": instance, "status": status }));
        WebhookSender::post(&url, sender.request(&event)).expect("a response").0
    };
    for (instance, status) in [(&*instance, "PENDING"), ("another", "APPROVED"), (&instance, "REJECTED")] {
        assert_eq!(post(instance, status), 200);
    }
    assert_eq!(running.said("ended: "), "Some(Rejected)");
    assert!(running.child.wait().expect("an end").success());
    let called: Vec<String> = mock.calls().iter().map(|call| call.endpoint().to_owned()).collect();
    assert_eq!(called[1..], ["approval/v4/approval/subscribe", "approval/v4/instance/create"]);
}

#[test]
fn tell_approver() {
    let mock = mock::start().expect("a mock");
    let answer = |endpoint: &str, data| mock.answer_json(endpoint, data).expect("data of the page's types");
    answer(
        "contact/v3/user/batch_get_id",
        json!({ "user_list": [{ "email": "ann@example.com", "user_id": "ou_1" }] }),
    );
    let task = |id: &str, user: &str, status: &str| json!({ "id": id, "open_id": user, "status": status });
    answer(
        "approval/v4/instance/get",
        json!({
            "approval_name": "A <b>trip</b>", "approval_code": "A", "serial_number": "20261130",
            "task_list": [task("5", "ou_1", "APPROVED"), task("6", "ou_2", "PENDING"), task("7", "ou_1", "PENDING")],
        }),
    );
    let mut running = Running::start(env!("CARGO_BIN_EXE_tell_approver"), &mock, &["ann@example.com", "I"]);
    running.said("sent ");
    let calls = mock.calls();
    let sent = calls.iter().find(|call| call.endpoint() == "im/v1/message/create").expect("a call");
    assert_eq!(sent.request()["query"]["receive_id_type"], "open_id");
    assert_eq!(
        (&sent.request()["body"]["receive_id"], &sent.request()["body"]["msg_type"]),
        (&json!("ou_1"), &json!("interactive"))
    );
    let card = sent.request()["body"]["content"].as_str().expect("a string");
    let card: serde_json::Value = serde_json::from_str(card).expect("JSON");
    assert_eq!(card["header"]["title"], json!({ "tag": "plain_text", "content": "A <b>trip</b>" }));

    let press = |value: &serde_json::Value| {
        let event =
            json!({ "operator": { "open_id": "ou_1" }, "action": { "tag": "button", "value": value } });
        // The server's end of the connection may open after the client's.
        std::iter::repeat_with(|| mock.send_event(&MockEvent::of::<action_trigger::Event>(event.clone())))
            .find_map(|answer| answer)
            .and_then(|answer| answer.data)
            .expect("an answer")
    };
    for (button, decision) in [(1, "Approved"), (2, "Rejected")] {
        let element = &card["body"]["elements"][button];
        let answer = press(&element["behaviors"][0]["value"]);
        assert_eq!(answer["toast"], json!({ "type": "success", "content": decision }));
        assert_eq!(answer["card"]["type"], "raw");
        assert_eq!(answer["card"]["data"]["body"]["elements"][0]["text"]["content"], decision);
        assert_eq!(running.said(&format!("{decision} ")), "7");
    }
    let error = json!({ "toast": { "type": "error", "content": "Not decided, please try again" } });
    assert_eq!(press(&json!({})), error);
    let decided = mock.calls();
    let decided = decided.iter().filter(|call| call.endpoint().starts_with("approval/v4/task/"));
    let decided: Vec<_> = decided.map(|call| (call.endpoint(), call.request()["body"].clone())).collect();
    let body = json!({ "approval_code": "A", "instance_code": "I", "user_id": "ou_1", "task_id": "7" });
    assert_eq!(decided, [("approval/v4/task/approve", body.clone()), ("approval/v4/task/reject", body)]);
}
