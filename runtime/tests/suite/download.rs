//! Replies that are files, and failures in their place.

use crate::support::script::{Script, TOKEN, token};
use crate::support::{Code, Upload};
use feishu_runtime as rt;

const FAILED: &str = r#"{"code":404001,"msg":"not found"}"#;

fn decode(
    status: u16,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<rt::Reply<rt::Download>, rt::Error<Code>> {
    let header =
        |name: &str| headers.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    rt::decode::<Upload>(status, &header, body.as_bytes())
}

#[test]
fn a_file_comes_with_its_type_and_its_name() {
    let headers = [
        ("content-type", "application/pdf"),
        ("content-disposition", "attachment; filename=\"../a.pdf\""),
        ("x-tt-logid", "L1"),
    ];
    let reply = decode(206, &headers, "%PDF").expect("a file");
    assert_eq!(reply.data.bytes, b"%PDF");
    assert_eq!(reply.data.content_type.as_deref(), Some("application/pdf"));
    assert_eq!(reply.data.file_name.as_deref(), Some("a.pdf"));
    assert_eq!((reply.status, reply.log_id.as_deref()), (206, Some("L1")));
    assert!(!format!("{reply:?}").contains("PDF"), "the content is not shown");
}

#[test]
fn a_failure_is_json_with_a_code_at_any_status() {
    for (status, headers) in [
        (404, &[][..]),
        (404, &[("content-type", "application/octet-stream")]),
        (200, &[]),
        (200, &[("content-type", "application/json; charset=utf-8")]),
        (200, &[("content-type", "text/plain")]),
        (200, &[("content-type", "application/octet-stream")]),
    ] {
        let error = decode(status, headers, FAILED).expect_err("a failure");
        assert_eq!((error.code(), error.message()), (Some(Code::NotFound), Some("not found")));
        assert_eq!(error.http_status(), Some(status));
    }
}

#[test]
fn a_file_that_is_json_is_a_file() {
    let named = ("content-disposition", "attachment; filename=a.json");
    for headers in [&[named][..], &[named, ("content-type", "application/json")]] {
        assert_eq!(decode(200, headers, FAILED).expect("a file").data.bytes, FAILED.as_bytes());
    }
    let long = format!(r#"{{"code":404001,"msg":"{}"}}"#, "a".repeat(100_000));
    for body in
        [r#"{"code":404001}"#, r#"{"code":404001,"msg":[]}"#, r#"{"code":"404001","msg":"not found"}"#, &long]
    {
        let reply = decode(200, &[("content-type", "text/plain")], body).expect("a file");
        assert_eq!(reply.data.bytes, body.as_bytes(), "a message belongs to a failure, and it is short");
    }
    for body in ["", "[1]", "{}", r#"{"code":0}"#, "not json"] {
        let reply = decode(200, &[("content-type", "application/json")], body).expect("a file");
        assert_eq!(reply.data.bytes, body.as_bytes());
    }
}

#[test]
fn two_codes_are_no_file() {
    let error = decode(200, &[], r#"{"code":0,"code":404001}"#).expect_err("a failure");
    assert_eq!(error.kind(), rt::ErrorKind::Unreadable);
}

#[test]
fn only_a_success_status_brings_a_file() {
    for (status, body) in [(302, ""), (500, "<html>"), (404, r#"{"code":0}"#)] {
        let headers = [("content-disposition", "attachment; filename=canary"), ("content-type", "canary")];
        let error = decode(status, &headers, body).expect_err("a failure");
        assert_eq!(error.kind(), rt::ErrorKind::Unreadable);
        assert!(!format!("{error} {error:?}").contains("canary"), "a file's name is not shown");
    }
}

#[tokio::test]
async fn a_name_in_raw_utf_8_arrives() {
    let answer = |disposition: &str, body: &'static str| {
        let disposition = http::HeaderValue::from_bytes(disposition.as_bytes()).expect("a value");
        let response = http::Response::builder()
            .header("content-type", "application/json")
            .header("content-disposition", disposition);
        Ok(response.body(bytes::Bytes::from(body)).expect("a response"))
    };
    let json = r#"{"code":7,"msg":"x"}"#;
    for (disposition, name, body) in [
        ("attachment; filename=\"报销单.pdf\"", "报销单.pdf", "%PDF"),
        ("attachment; filename=\"报销单.pdf\"; filename*=UTF-8''%E6%8A%A5.pdf", "报.pdf", "%PDF"),
        ("attachment; filename=\"报.json\"", "报.json", json),
    ] {
        let script = Script::new([token(TOKEN, 7200), answer(disposition, body)]);
        let file = rt::FilePart::new("a", b"x".to_vec());
        let reply = script.client().send(&Upload::of(file)).await.expect("a file");
        assert_eq!((reply.data.file_name.as_deref(), &*reply.data.bytes), (Some(name), body.as_bytes()));
    }
}
