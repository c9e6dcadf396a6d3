//! Code of a caller, with the public API only: calls, typed codes, `?` across endpoints, a transport of its own,
//! and tests against the mock server.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::common::{CommonCode, UserIdType};
use feishu_openapi::corehr::v2::{process_approver, process_extra, process_transfer};
use feishu_openapi::{Client, Error, RetryPolicy, Transport, TransportFuture, TransportRequest, mock};
use process_extra::update;
use test_server::{Answer, Server};

/// The sample of the design, word for word. It would call the platform itself, so it is compiled and not run.
#[allow(dead_code, clippy::match_same_arms, clippy::print_stderr, clippy::print_stdout)]
#[rustfmt::skip]
async fn sample(app_id: &str, app_secret: &str) -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder(app_id, app_secret).build()?;
    let request = update::Request::new(update::Required {
            process_id: "7410664363763172908".into(),
            extra_type: update::ExtraType::Parallel,
            extra_user_ids: vec!["7184703091806602796".into()],
        })
        .node_id("7414045453433439788")
        .operator("7184703091806602796");
    match client.send(&request).await {
        Ok(reply) => println!("done, log id {:?}", reply.log_id),
        Err(e) => match e.code() {
            Some(update::Code::DuplicateApprover) => { /* typed, with message, hint and HTTP status */ }
            _ => eprintln!("{e}"),
        },
    }
    Ok(())
}

/// Adds approvers to a process; returns false if they are there already.
async fn add_approvers(client: &Client, process: &str, people: &[&str]) -> Result<bool, Error> {
    let request = update::Request::new(update::Required {
        process_id: process.into(),
        extra_type: update::ExtraType::Parallel,
        extra_user_ids: people.iter().map(|person| (*person).to_owned()).collect(),
    })
    .node_id("7414045453433439788")
    .system_user(true);
    match client.send(&request).await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some(update::Code::DuplicateApprover) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// `?` makes one error type of two.
async fn two_endpoints(client: &Client) -> Result<(), Error> {
    let decision = process_approver::update::Request::new(process_approver::update::Required {
        process_id: "1".into(),
        approver_id: "2".into(),
        status: process_approver::update::Status::Approve,
    })
    .system_approval(true);
    client.send(&decision).await?;
    let transfer = process_transfer::update::Request::new(process_transfer::update::Required {
        process_id: "1".into(),
        to_user_id: "2".into(),
        approver_ids: vec!["3".into()],
    })
    .system_user(true);
    client.send(&transfer).await?;
    Ok(())
}

/// A `match` on codes has the endpoint's own codes and those of the platform.
fn advice(error: &Error<resubmit::Code>) -> &'static str {
    match error.code() {
        Some(resubmit::Code::Common(CommonCode::TooManyRequests)) => "wait",
        Some(code) => code.hint().unwrap_or("look it up"),
        None => "no answer",
    }
}

fn client(server: &Server) -> Client {
    Client::builder("cli_1", "secret").base_url(server.base_url()).build().expect("a client")
}

#[tokio::test]
async fn a_typed_code_has_the_message_status_and_hint_of_its_page() {
    let server = Server::start([
        Answer::success(),
        Answer::new(400, r#"{"code":1160114,"msg":"审批人重复"}"#),
        Answer::success(),
        Answer::new(400, r#"{"code":1160245,"msg":"被转交人已是当前节点处理人"}"#),
    ]);
    let client = client(&server);
    assert!(add_approvers(&client, "7", &["1", "2"]).await.expect("a success"));
    assert!(!add_approvers(&client, "7", &["1", "2"]).await.expect("a known code"));
    let code = update::Code::DuplicateApprover;
    assert_eq!((code.message(), code.http_status()), (Some("审批人重复"), Some(400)));
    assert!(code.hint().is_some());
    let error = two_endpoints(&client).await.expect_err("the second call fails");
    assert_eq!((error.raw_code(), error.log_id()), (Some(1_160_245), Some("LOG1")));
    assert_eq!(server.requests().len(), 5, "a token, and four calls");
}

#[tokio::test]
async fn a_common_code_is_one_of_the_endpoint() {
    let server = Server::start([Answer::new(400, r#"{"code":99991400,"msg":"too fast"}"#)]);
    let error = client(&server)
        .call(&crate::examples::resubmit())
        .unchecked()
        .retry(RetryPolicy::new().attempts(1))
        .send()
        .await
        .expect_err("a failure");
    assert_eq!(advice(&error), "wait");
}

/// An HTTP stack of the caller's own.
#[derive(Clone, Default)]
struct InMemory(Arc<Mutex<Vec<String>>>);

impl Transport for InMemory {
    fn send(&self, outgoing: TransportRequest) -> TransportFuture<'_> {
        let line = format!("{} {}", outgoing.request.method(), outgoing.request.uri());
        self.0.lock().expect("not poisoned").push(line);
        let body = r#"{"code":0,"msg":"success","tenant_access_token":"t-1","expire":7200,"data":{}}"#;
        Box::pin(async move { Ok(http::Response::new(Bytes::from(body))) })
    }
}

#[tokio::test]
async fn calls_go_over_the_callers_transport() {
    let transport = InMemory::default();
    let client = Client::builder("cli_1", "secret").transport(transport.clone()).build().expect("a client");
    two_endpoints(&client).await.expect("two successes");
    assert_eq!(
        *transport.0.lock().expect("not poisoned"),
        [
            "POST https://open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal",
            "PUT https://open.feishu.cn/open-apis/corehr/v2/processes/1/approvers/2",
            "PUT https://open.feishu.cn/open-apis/corehr/v2/processes/1/transfer",
        ]
    );
}

#[tokio::test]
async fn a_caller_tests_against_the_mock_server() {
    let mock = mock::start().expect("a port");
    let client = Client::builder("cli_1", "secret").base_url(mock.base_url()).build().expect("a client");
    assert!(add_approvers(&client, "7", &["1", "2"]).await.expect("a success"));
    mock.order("corehr/v2/process_extra/update", 1_160_114).expect("a documented code");
    assert!(!add_approvers(&client, "7", &["1", "2"]).await.expect("a known code"));
    let calls = mock.calls();
    let sent = calls.iter().filter(|call| call.endpoint() == "corehr/v2/process_extra/update");
    let people: Vec<_> = sent.map(|call| call.request()["body"]["extra_user_ids"].to_string()).collect();
    assert_eq!(people, [r#"["1","2"]"#; 2]);
}

/// Required fields by name, optional ones in a chain, all of them open to change afterwards.
#[test]
fn the_fields_of_a_request_can_be_changed() {
    let mut request = update::Request::new(update::Required {
        process_id: "1".into(),
        extra_type: update::ExtraType::Before,
        extra_user_ids: vec!["2".into()],
    })
    .user_id_type(UserIdType::UnionId)
    .node_id("3")
    .operator(String::from("4"));
    request.body.extra_type = 2.into();
    request.body.remark = Some("r".into());
    assert_eq!(request.body.extra_type, update::ExtraType::After);
    assert_eq!(request.query.user_id_type, Some("union_id".into()));
}
