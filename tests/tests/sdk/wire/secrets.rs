//! Secrets and people's data stay out of what a program would log. `runtime/tests/suite/secrets.rs` has servers that quote
//! secrets, and the package `client-tests` every fault, with the logs of the HTTP stack.

use std::error::Error as StdError;
use std::fmt::Write as _;

use feishu_openapi::corehr::v2::process_extra;
use feishu_openapi::{Client, Endpoint, ErrorCode, encode};

use super::{APP_ID, APP_SECRET, client};
use crate::examples;
use test_server::{Answer, Server, TOKEN, TOKEN_PATH};

/// All that an error shows, and all that its sources show.
fn shown(error: &dyn StdError) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let _ = writeln!(text, "{error}\n{error:?}\n{error:#?}");
        next = error.source();
    }
    text
}

/// Sends a request that must fail, and returns all that can be shown of it.
async fn shown_failure<E: Endpoint>(server: &Server, request: &E) -> String {
    let client = client(server);
    let error = client.send(request).await.map(|_| ()).expect_err("a failure");
    let detail = format!("{:?} {:?} {:?}", error.detail(), error.message(), error.log_id());
    let token_error = error.token_error().map(|error| shown(error));
    let code = error.code().map(ErrorCode::info);
    let erased: feishu_openapi::Error = error.into();
    format!("{client:?} {detail} {token_error:?} {code:?} {}", shown(&erased))
}

fn assert_no_canary(text: &str) {
    assert!(!text.contains("canary"), "{text}");
}

#[tokio::test]
async fn a_failed_token_call_does_not_show_its_body() {
    for answer in [
        Answer::new(200, format!(r#"{{"code":10014,"msg":"app secret {APP_SECRET} invalid"}}"#)),
        Answer::new(200, format!(r#"{{"code":0,"tenant_access_token":"{TOKEN}\n","expire":7200}}"#)),
        Answer::new(200, format!(r#"{{"code":0,"tenant_access_token":"{TOKEN}","expire":"{APP_SECRET}"}}"#)),
        Answer::new(500, format!("{APP_SECRET}{TOKEN}")),
    ] {
        let server = Server::with_token_answer(answer);
        let text = shown_failure(&server, &examples::extra()).await;
        let requests = server.requests();
        assert_eq!(requests.len(), 1, "no call without a token");
        assert_eq!(requests[0].target, TOKEN_PATH);
        assert!(requests[0].body.contains(APP_SECRET), "the secret goes where it belongs");
        assert_no_canary(&text);
    }
}

#[tokio::test]
async fn a_success_shows_no_secret() {
    let server = Server::agreeable(1);
    let client = client(&server);
    let reply = client.send(&examples::extra()).await.expect("a success");
    assert_no_canary(&format!("{client:?} {client:#?} {reply:?}"));
}

#[test]
fn settings_show_no_secret() {
    let builder = || Client::builder(APP_ID, APP_SECRET);
    assert_no_canary(&format!("{:?}", builder()));
    for url in
        ["https://canary@open.feishu.cn", "http://canary.example", "canary", "https://open.feishu.cn/canary"]
    {
        let error = builder().base_url(url).build().expect_err(url);
        assert_no_canary(&shown(&error));
    }
}

/// Comments, remarks and reasons are people's words.
#[test]
fn an_encoded_request_does_not_show_its_body() {
    let request = examples::extra().remark("canary");
    let encoded = encode(&request).expect("a request");
    assert_no_canary(&format!("{encoded:?} {encoded:#?} {:?}", encoded.body));
    let mut request: process_extra::update::Request = request;
    request.path.process_id = "canary\n".to_owned();
    assert_no_canary(&shown(&encode(&request).expect_err("no segment")));
}
