//! The client of this crate against the mock server, as a downstream test has it.

use feishu_openapi::approval::v2::file::upload;
use feishu_openapi::corehr::v2::process_extra::update;
use feishu_openapi::{Client, ErrorKind, FilePart, MessageText, TokenKind, mock};
use serde_json::json;

fn client(mock: &mock::Mock) -> Client {
    Client::builder("cli_1", "secret-canary").base_url(mock.base_url()).build().expect("a client")
}

fn extra() -> update::Request {
    update::Request::new(update::Required {
        process_id: "a/b 中".into(),
        extra_type: update::ExtraType::Parallel,
        extra_user_ids: vec!["1".into(), "2".into()],
    })
    .node_id("7")
    .operator("8")
    .user_id_type(feishu_openapi::common::UserIdType::OpenId)
}

#[tokio::test]
async fn a_call_is_answered_and_recorded() {
    let mock = mock::start().expect("a server");
    client(&mock).send(&extra()).await.expect("a success");
    let calls = mock.calls();
    let ids: Vec<&str> = calls.iter().map(mock::Call::endpoint).collect();
    assert_eq!(ids, ["auth/v3/tenant_access_token/internal", "corehr/v2/process_extra/update"]);
    let call = calls.last().expect("a call");
    let sent = json!({
        "headers": {},
        "path": {"process_id": "a/b 中"},
        "query": {"user_id_type": "open_id"},
        "body": {"extra_type": 1, "extra_user_ids": ["1", "2"], "node_id": "7", "operator": "8"},
    });
    assert_eq!((call.request(), call.token(), call.code()), (&sent, Some(TokenKind::Tenant), 0));
    assert_eq!(call.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(call.header("authorization"), None);
    let shown = format!("{calls:?}");
    assert!(!shown.contains("secret-canary") && !shown.contains("t-mock"), "{shown}");
}

#[tokio::test]
async fn an_ordered_error_comes_once_with_its_documented_status() {
    let mock = mock::start().expect("a server");
    mock.order("corehr/v2/process_extra/update", 1_160_114).expect("a documented code");
    let client = client(&mock);
    let error = client.send(&extra()).await.expect_err("an error");
    assert_eq!(error.code(), Some(update::Code::DuplicateApprover));
    assert_eq!(error.message(), update::Code::DuplicateApprover.message());
    client.send(&extra()).await.expect("a success");
    let codes: Vec<i64> = mock.calls().iter().map(mock::Call::code).collect();
    assert_eq!(codes, [0, 1_160_114, 0]);
    mock.clear();
    assert!(mock.calls().is_empty());
}

/// A message and its content go as one, and a content of another type is refused on both sides.
#[tokio::test]
async fn a_message_is_sent_with_its_content() {
    use feishu_openapi::im::v1::message::create;
    let mock = mock::start().expect("a server");
    let client = client(&mock);
    let text = MessageText::new().mention("ou_1").text(" hello \"Ann\"").build().expect("no markup");
    let mut request = create::Request::with(create::ReceiveIdType::ChatId, "oc_1", text).expect("JSON");
    client.send(&request).await.expect("a success");
    let calls = mock.calls();
    let body = &calls.last().expect("a call").request()["body"];
    assert_eq!(
        (&body["receive_id"], &body["msg_type"], &body["content"]),
        (&json!("oc_1"), &json!("text"), &json!(r#"{"text":"<at user_id=\"ou_1\"></at> hello \"Ann\""}"#))
    );
    request.body.msg_type = create::MsgType::Image;
    let error = client.send(&request).await.expect_err("an error");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let error = client.send_unchecked(&request).await.expect_err("an error");
    assert_eq!(error.raw_code(), Some(99_992_402));
}

#[tokio::test]
async fn violations_are_in_the_error_detail() {
    let mock = mock::start().expect("a server");
    let mut request = extra();
    request.body.extra_user_ids.clear();
    let error = client(&mock).send_unchecked(&request).await.expect_err("refused");
    assert_eq!((error.kind(), error.raw_code()), (ErrorKind::Api, Some(99_992_402)));
    let detail = error.detail().expect("a detail");
    let fields: Vec<_> = detail.field_violations.iter().map(|found| found.field.as_deref()).collect();
    assert_eq!(fields, [Some("/body/extra_user_ids")]);
}

#[tokio::test]
async fn a_file_is_read_as_its_parts() {
    let mock = mock::start().expect("a server");
    let request = upload::Request::new(upload::Required {
        name: "a \"b\".png".into(),
        type_: upload::FileType::Image,
        content: FilePart::new("a \"b\".png", b"\r\n--boundary".to_vec()).with_content_type("image/png"),
    });
    client(&mock).send(&request).await.expect("a success");
    let calls = mock.calls();
    let body = &calls.last().expect("a call").request()["body"];
    assert_eq!((&body["name"], &body["type"]), (&json!("a \"b\".png"), &json!("image")));
    // By `printf '\r\n--boundary' | sha256sum`.
    let sha256 = "e7e003967399ab82d68ccc042cf5d753703600861bc6ad12284d45706c7c031f";
    let file =
        json!({"file_name": "a %22b%22.png", "content_type": "image/png", "bytes": 12, "sha256": sha256});
    assert_eq!(body["content"], file);
}

#[test]
fn only_documented_codes_can_be_ordered() {
    let mock = mock::start().expect("a server");
    let unknown = mock.order("corehr/v2/process_extra/update", 7).expect_err("no such code");
    assert_eq!(unknown.to_string(), "`corehr/v2/process_extra/update` does not document the code 7");
    let nowhere = mock.order("corehr/v2/nothing", 7).expect_err("no such endpoint");
    assert_eq!(nowhere.to_string(), "the mock server has no endpoint `corehr/v2/nothing`");
}
