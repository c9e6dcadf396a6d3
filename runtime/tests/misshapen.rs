//! A reply that says success, and whose data is not of its documented shape: what it says is not lost.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

mod support;

use feishu_runtime as rt;
use support::script::{Script, TOKEN, reply, token};
use support::{Code, Request};

fn decode<E: rt::Endpoint>(status: u16, body: &str) -> rt::Error<E::Code> {
    rt::decode::<E>(status, &|_| None, body.as_bytes()).err().expect("a failure")
}

fn data_of<C>(error: &rt::Error<C>) -> Option<&str> {
    error.reply_data().map(rt::RawJson::text)
}

#[test]
fn the_data_is_there_as_it_came() {
    let data = r#"{"done":"canary", "id": 12345678901234567890123}"#;
    let error = decode::<Request>(200, &format!(r#"{{"code":0,"msg":"success","data": {data} }}"#));
    assert_eq!((error.kind(), data_of(&error)), (rt::ErrorKind::Unreadable, Some(data)));
    assert!(error.may_have_executed());
    assert_eq!(data_of(&decode::<Request>(200, r#"{"code":0,"data":["canary"]}"#)), Some(r#"["canary"]"#));
}

#[test]
fn it_is_neither_shown_nor_lost_on_the_way_to_another_error() {
    let error = decode::<Request>(200, r#"{"code":0,"data":{"done":"canary"}}"#);
    let error: rt::Error = error.into();
    let shown = format!("{error} {error:?} {error:#?} {:?}", error.reply_data());
    assert!(!shown.contains("canary"), "{shown}");
    assert_eq!(data_of(&error), Some(r#"{"done":"canary"}"#));
}

/// An endpoint whose data stands beside the code.
struct Flat;

impl rt::Validate for Flat {
    fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
}

impl rt::Endpoint for Flat {
    type Data = support::Data;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation { envelope: rt::Envelope::Flat, ..*<Request as rt::Endpoint>::OPERATION };
}

#[test]
fn data_that_stands_beside_the_code_is_the_whole_reply() {
    let body = r#"{"code":0,"done":"canary"}"#;
    assert_eq!(data_of(&decode::<Flat>(200, body)), Some(body));
}

#[test]
fn only_a_success_has_data() {
    for (status, body) in [
        (200, r#"{"code":5,"data":{"done":"canary"}}"#),
        (500, r#"{"code":0,"data":{"done":"canary"}}"#),
        (200, r#"{"data":{"done":"canary"}}"#),
        (200, r#"{"code":0,"code":0,"data":{"done":"canary"}}"#),
        (200, r#"{"code":0,"data":{"done":"canary"}"#),
    ] {
        assert_eq!(data_of(&decode::<Request>(status, body)), None, "{body}");
    }
}

#[tokio::test]
async fn a_client_hands_it_on_unless_it_is_a_token() {
    let odd = r#"{"code":0,"data":{"done":1}}"#;
    let script = Script::new([token(TOKEN, 7200), reply(200, odd)]);
    let error = script.client().send(&Request::default()).await.expect_err("a failure");
    assert_eq!((error.attempts(), data_of(&error)), (1, Some(r#"{"done":1}"#)));

    let script = Script::new([reply(200, r#"{"code":0,"tenant_access_token":"canary","expire":"7200"}"#)]);
    let error = script.client().send(&Request::default()).await.expect_err("a failure");
    assert_eq!(error.kind(), rt::ErrorKind::Token);
    assert_eq!((data_of(&error), error.token_error().and_then(data_of)), (None, None));
}
