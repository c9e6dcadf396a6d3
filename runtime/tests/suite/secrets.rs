//! Secrets that a server quotes are left out of every text.

use std::error::Error as _;

use crate::support::script::{APP_SECRET, Script, TOKEN, reply, token};
use crate::support::{Code, Inside, Request, Upload};
use bytes::Bytes;
use feishu_runtime as rt;

#[tokio::test]
async fn secrets_quoted_by_an_error_are_never_shown() {
    let quoting = |secret: &str| {
        let body = format!(
            r#"{{"code":99991661,"msg":"bad token {secret}","error":{{"log_id":"{secret}","troubleshooter":"{secret}",
                "field_violations":[{{"field":"{secret}"}}],"new":"{secret}"}}}}"#
        );
        Ok(http::Response::builder().status(400).body(Bytes::from(body)).expect("a response"))
    };
    let in_header = |body: &'static str| {
        Ok(http::Response::builder().header("x-tt-logid", TOKEN).body(Bytes::from(body)).expect("a response"))
    };
    let broken_off = || {
        let headers = [(http::HeaderName::from_static("x-tt-logid"), http::HeaderValue::from_static(TOKEN))];
        Err(rt::TransportError::deadline(true)
            .with_reply_head(http::StatusCode::OK, &http::HeaderMap::from_iter(headers)))
    };
    let answers = [
        Script::new([token(TOKEN, 7200), in_header("<html>")]),
        Script::new([token(TOKEN, 7200), in_header(r#"{"code":5}"#)]),
        Script::new([token(TOKEN, 7200), broken_off()]),
        Script::new([token(TOKEN, 7200), quoting(TOKEN)]),
        Script::new([token(TOKEN, 7200), quoting(APP_SECRET)]),
        Script::new([quoting(APP_SECRET)]),
        Script::new([token(TOKEN, 7200), reply(200, format!("<{TOKEN}>"))]),
        Script::new([reply(200, format!(r#"{{"code":0,"expire":"{APP_SECRET}"}}"#))]),
        Script::new([token(TOKEN, 7200), Err(rt::TransportError::interrupted(format!("sent {TOKEN}")))]),
        Script::new([Err(rt::TransportError::interrupted(format!("sent {APP_SECRET}")))]),
    ];
    for script in answers {
        let client = script.client();
        let error = client.send(&Request::default()).await.expect_err("a failure");
        let shown = format!("{client:?} {:?} {}", script.builder(), all_that_shows(&error));
        assert!(!shown.contains("canary"), "{shown}");
    }
}

fn all_that_shows(error: &rt::Error<Code>) -> String {
    let sources = std::iter::successors(error.source(), |&error| error.source());
    format!(
        "{error} {error:?} {:?} {:?} {:?} {:?}",
        error.message(),
        error.log_id(),
        error.detail(),
        sources.map(|error| format!("{error} {error:?}")).collect::<Vec<_>>(),
    )
}

#[tokio::test]
async fn a_secret_in_the_place_of_data_is_never_shown() {
    let quoting = reply(200, format!(r#"{{"code":0,"data":{{"done":"{TOKEN}"}}}}"#));
    let client = Script::new([token(TOKEN, 7200), quoting]).client();
    let reply = client.send(&Request::default()).await.expect("a reply whose member does not fit");
    assert_eq!(reply.mismatches.len(), 1);
    assert!(!format!("{reply:?}").contains("canary"), "{reply:?}");
}

#[tokio::test]
async fn secrets_quoted_by_a_success_are_never_shown() {
    for secret in [TOKEN, APP_SECRET] {
        let body = format!(r#"{{"code":0,"msg":"{secret}","data":{{"code":5,"msg":"bad token {secret}"}}}}"#);
        let script = Script::new([token(TOKEN, 7200), reply(200, body)]);
        let error = script.client().send(&Inside).await.expect_err("a failure");
        assert_eq!((error.raw_code(), error.is_inner()), (Some(5), true));
        let shown = all_that_shows(&error);
        assert!(!shown.contains("canary"), "{shown}");

        let body = format!(r#"{{"code":0,"msg":"{secret}","data":{{}}}}"#);
        let quoting = http::Response::builder().header("x-tt-logid", secret).body(Bytes::from(body));
        let script = Script::new([token(TOKEN, 7200), Ok(quoting.expect("a response"))]);
        let shown = format!("{:?}", script.client().send(&Inside).await.expect("a success"));
        assert!(!shown.contains("canary"), "{shown}");
    }
}

#[tokio::test]
async fn secrets_quoted_by_file_headers_are_never_shown() {
    let quoting = |status: u16, secret: &str| {
        let reply = http::Response::builder().status(status).header("content-type", format!("text/{secret}"));
        let reply = reply.header("content-disposition", format!("attachment; filename={secret}"));
        Ok(reply.body(Bytes::from("a file")).expect("a response"))
    };
    for secret in [TOKEN, APP_SECRET] {
        let upload = Upload::of(rt::FilePart::new("a", b"b".to_vec()));
        let script = Script::new([token(TOKEN, 7200), quoting(200, secret)]);
        let download = script.client().send(&upload).await.expect("a file").data;
        let shown = format!("{download:?} {:?}", download.file_name);
        assert!(!shown.contains("canary"), "{shown}");
        let script = Script::new([token(TOKEN, 7200), quoting(404, secret)]);
        let error = script.client().send(&upload).await.expect_err("no file");
        let shown = all_that_shows(&error);
        assert!(!shown.contains("canary"), "{shown}");
    }
}

#[tokio::test]
async fn the_token_of_an_earlier_attempt_is_never_shown() {
    let refused = || crate::support::script::refused(99_991_663);
    let quoting = reply(200, format!(r#"{{"code":1390001,"msg":"param of token {TOKEN} bad"}}"#));
    let in_header = http::Response::builder().header("x-tt-logid", TOKEN).body(Bytes::from("<html>"));
    for last in [quoting, Ok(in_header.expect("a response"))] {
        let script = Script::new([token(TOKEN, 7200), refused(), token("t-canary-second", 7200), last]);
        let error = script.client().send(&Request::default()).await.expect_err("a failure");
        let shown = all_that_shows(&error);
        assert!(!shown.contains("canary"), "{shown}");
        assert_eq!(script.lines().len(), 4);
    }
}

#[tokio::test]
async fn a_text_too_short_for_a_secret_is_not_looked_for() {
    let script = Script::new([token(TOKEN, 7200), reply(404, r#"{"code":404001,"msg":"no such path"}"#)]);
    let client = rt::Client::builder("cli_1", "s").transport(script).build().expect("a client");
    let error = client.send(&Request::default()).await.expect_err("a failure");
    assert_eq!(error.message(), Some("no such path"));
}
