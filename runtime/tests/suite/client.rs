//! The client over a transport in memory: what it sends, and what it makes of what comes back.

use std::time::{Duration, Instant};

use crate::support::script::{APP_SECRET, Script, TOKEN, done, header, refused, reply, token};
use crate::support::{Chunks, Code, Data, Request, Upload};
use feishu_runtime as rt;

async fn failure(script: &Script) -> rt::Error<Code> {
    script.client().send(&Request::default()).await.expect_err("a failure")
}

const TOKEN_LINE: &str = "POST https://open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal";
const CALL_LINE: &str = "PATCH https://www.feishu.cn/open-apis/test/v1/notes/a%2F1?mode=fast";

#[tokio::test]
async fn a_call_fetches_a_token_and_is_sent_to_its_host() {
    let script = Script::new([token(TOKEN, 7200), done()]);
    let sent = script.client().send(&Request::default()).await.expect("a success");
    assert_eq!(sent.data, Data { done: Some(true) });
    assert_eq!(sent.log_id.as_deref(), Some("L1"));
    assert_eq!(script.lines(), [TOKEN_LINE, CALL_LINE]);

    let exchanges = script.0.lock().expect("not poisoned");
    let [fetch, call] = exchanges.requests.as_slice() else { panic!("two requests") };
    assert_eq!(fetch.body(), r#"{"app_id":"cli_1","app_secret":"canary-app-secret"}"#);
    assert_eq!(header(fetch, "authorization"), None);
    assert_eq!(call.body(), r#"{"note":"hello"}"#);
    assert_eq!(header(call, "authorization").as_deref(), Some("Bearer t-canary-token"));
    assert_eq!(header(call, "content-type").as_deref(), Some("application/json; charset=utf-8"));
    assert!(header(call, "user-agent").is_some_and(|agent| agent.starts_with("feishu-runtime/")));
    assert!(!format!("{call:?}").contains("canary-token"), "the header is marked sensitive");
}

#[tokio::test]
async fn all_calls_go_to_the_callers_base_url() {
    let script = Script::new([token(TOKEN, 7200), done()]);
    let client = script.builder().base_url("http://127.0.0.1:9").build().expect("a client");
    client.send(&Request::default()).await.expect("a success");
    assert_eq!(
        script.lines(),
        [
            "POST http://127.0.0.1:9/open-apis/auth/v3/tenant_access_token/internal",
            "PATCH http://127.0.0.1:9/open-apis/test/v1/notes/a%2F1?mode=fast",
        ]
    );
}

#[tokio::test]
async fn a_token_is_kept_for_the_next_call_and_shared_by_clones() {
    let script = Script::new([token(TOKEN, 7200), done(), done()]);
    let client = script.client();
    client.send(&Request::default()).await.expect("a success");
    client.clone().send(&Request::default()).await.expect("a success");
    assert_eq!(script.lines(), [TOKEN_LINE, CALL_LINE, CALL_LINE]);
}

#[tokio::test]
async fn a_token_without_a_life_is_used_once() {
    let script = Script::new([token("one", 0), done(), token("two", -1), done()]);
    let client = script.client();
    client.send(&Request::default()).await.expect("a success");
    client.send(&Request::default()).await.expect("a success");
    assert_eq!(script.lines(), [TOKEN_LINE, CALL_LINE, TOKEN_LINE, CALL_LINE]);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_sent_again() {
    for code in [99_991_663, 99_991_664, 99_991_665, 99_991_671, 20_013, 20_014] {
        let script = Script::new([token("old", 7200), refused(code), token("new", 7200), done()]);
        script.client().send(&Request::default()).await.expect("a success");
        assert_eq!(script.lines(), [TOKEN_LINE, CALL_LINE, TOKEN_LINE, CALL_LINE]);
        let sent = [None, Some("Bearer old".to_owned()), None, Some("Bearer new".to_owned())];
        assert_eq!(script.authorizations(), sent);
    }
}

#[tokio::test]
async fn a_token_that_stays_refused_does_not_loop() {
    let script =
        Script::new([token("same", 7200), refused(99_991_663), token("same", 7200), refused(99_991_663)]);
    let error = failure(&script).await;
    assert_eq!(error.raw_code(), Some(99_991_663));
    assert!(!error.may_have_executed());
    assert_eq!(script.lines().len(), 4);
}

#[tokio::test]
async fn other_refusals_of_the_gate_do_not_renew_the_token() {
    for code in [99_991_661, 99_991_662, 99_991_672, 99_991_401, 99_991_403, 99_991_668] {
        let script = Script::new([token(TOKEN, 7200), refused(code)]);
        assert_eq!(failure(&script).await.raw_code(), Some(code));
    }
}

#[tokio::test]
async fn a_call_whose_outcome_is_unknown_is_not_sent_again() {
    for answer in [Err(rt::TransportError::interrupted("closed")), reply(502, "bad gateway"), refused(5)] {
        let script = Script::new([token(TOKEN, 7200), answer]);
        let error = failure(&script).await;
        assert!(error.may_have_executed(), "{error}");
        assert_eq!(script.lines().len(), 2);
    }
}

#[tokio::test]
async fn failures_of_the_transport_say_whether_the_call_may_have_executed() {
    for (answer, kind, may_have_executed, is_retryable) in [
        (rt::TransportError::not_sent("ref\nused"), rt::ErrorKind::NotSent, false, true),
        (rt::TransportError::interrupted("closed"), rt::ErrorKind::Interrupted, true, true),
        (rt::TransportError::deadline(false), rt::ErrorKind::Deadline, false, true),
        (rt::TransportError::deadline(true), rt::ErrorKind::Deadline, true, true),
        (rt::TransportError::too_large(), rt::ErrorKind::TooLarge, true, false),
    ] {
        let script = Script::new([token(TOKEN, 7200), Err(answer)]);
        let client = script.builder().retry(rt::RetryPolicy::none()).build().expect("a client");
        let error = client.send(&Request::default()).await.expect_err("a failure");
        assert_eq!(error.cause_kind(), kind);
        assert_eq!(error.kind() == rt::ErrorKind::Ambiguous, may_have_executed, "{error}");
        assert_eq!((error.attempts(), error.to_string().lines().count()), (1, 1));
        assert_eq!(error.may_have_executed(), may_have_executed, "{error}");
        assert_eq!(error.is_retryable(), is_retryable, "{error}");
    }
}

#[tokio::test]
async fn a_call_without_a_token_was_not_executed() {
    let script = Script::new([Err(rt::TransportError::interrupted("closed"))]);
    let client = script.builder().retry(rt::RetryPolicy::none()).build().expect("a client");
    let error = client.send(&Request::default()).await.expect_err("a failure");
    assert_eq!(error.kind(), rt::ErrorKind::Token);
    assert!(!error.may_have_executed() && error.is_retryable());

    let script = Script::new([reply(200, r#"{"code":10014,"msg":"app secret invalid"}"#)]);
    let error = failure(&script).await;
    assert_eq!(error.kind(), rt::ErrorKind::Token);
    assert_eq!(error.code(), None, "it is no code of the endpoint");
    assert_eq!(error.token_error().and_then(rt::Error::raw_code), Some(10_014));
    assert_eq!(error.to_string(), "no access token: code 10014: app secret invalid (HTTP 200, log id L1)");

    for body in [
        r#"{"code":0}"#,
        r#"{"code":0,"tenant_access_token":""}"#,
        r#"{"code":0,"tenant_access_token":"a\nb"}"#,
    ] {
        let script = Script::new([reply(200, body)]);
        assert_eq!(failure(&script).await.kind(), rt::ErrorKind::Token, "{body}");
    }
}

#[tokio::test]
async fn an_invalid_request_is_not_sent_unless_the_caller_insists() {
    let long = Request { note: "12345678901".to_owned(), ..Request::default() };
    let script = Script::new([token(TOKEN, 7200), done(), done()]);
    let client = script.client();
    let error = client.send(&long).await.expect_err("too long");
    assert_eq!(
        error.to_string(),
        "the request violates its documented limits: /body/note: has 11 characters, at most 10 allowed [max_chars]"
    );
    assert_eq!(error.violations().map(rt::Violations::len), Some(1));
    assert!(!error.may_have_executed() && script.lines().is_empty());
    client.send_unchecked(&long).await.expect("sent");

    let lenient = script.builder().validate_requests(false).build().expect("a client");
    script.0.lock().expect("not poisoned").answers.push_front(token(TOKEN, 7200));
    lenient.send(&long).await.expect("sent");
}

#[tokio::test]
async fn an_unsafe_id_is_not_sent_even_unchecked() {
    let script = Script::new([]);
    let request = Request { id: "..".to_owned(), ..Request::default() };
    let error = script.client().send_unchecked(&request).await.expect_err("unsafe");
    assert_eq!(error.kind(), rt::ErrorKind::Path);
    assert_eq!(script.lines(), [""; 0]);
}

/// An endpoint that says to be on another host than the platform's.
struct Elsewhere;

impl rt::Validate for Elsewhere {
    fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
}

impl rt::Endpoint for Elsewhere {
    type Data = Data;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation::new("test/v1/note/update", rt::Method::Patch, "/")
            .host("open.feishu.cn.evil.example");
}

#[tokio::test]
async fn calls_go_to_hosts_of_the_platform_or_of_the_caller() {
    let script = Script::new([]);
    let error = script.client().send(&Elsewhere).await.expect_err("a foreign host");
    assert_eq!(error.kind(), rt::ErrorKind::Host);
    assert!(!error.may_have_executed() && !error.is_retryable());
    assert_eq!(
        error.to_string(),
        "not sent: the endpoint's host \"open.feishu.cn.evil.example\" is not under feishu.cn or larksuite.com and must \
         not receive a token"
    );
    assert_eq!(script.lines(), [""; 0], "not even a token was fetched");

    let script = Script::new([token(TOKEN, 7200), done()]);
    let client = script.builder().base_url("http://127.0.0.1:9").build().expect("a client");
    client.send(&Elsewhere).await.expect("a success");
    assert_eq!(script.lines().last().map(String::as_str), Some("PATCH http://127.0.0.1:9/"));
}

#[tokio::test]
async fn a_reply_longer_than_allowed_is_refused_even_if_the_transport_brings_it() {
    let script = Script::new([token(TOKEN, 7200), reply(200, vec![b' '; 2001])]);
    let client = script.builder().max_reply_bytes(2000).build().expect("a client");
    let error = client.send(&Request::default()).await.expect_err("too large");
    assert_eq!(error.kind(), rt::ErrorKind::Ambiguous, "a write: nobody knows what the reply says");
    assert_eq!(error.cause_kind(), rt::ErrorKind::TooLarge);
    assert_eq!(error.log_id(), Some("L1"));
    assert_eq!(error.http_status(), Some(200));
}

#[tokio::test]
async fn the_transport_gets_the_deadline() {
    let script = Script::new([token(TOKEN, 7200), done()]);
    let client = script.builder().timeout(Duration::from_secs(5)).build().expect("a client");
    let before = Instant::now();
    client.send(&Request::default()).await.expect("a success");
    let after = Instant::now();
    let exchanges = script.0.lock().expect("not poisoned");
    let [_, call] = exchanges.deadlines.as_slice() else { panic!("two requests") };
    assert!(*call >= before + Duration::from_secs(5) && *call <= after + Duration::from_secs(5));
}

#[tokio::test]
async fn a_deadline_in_the_past_sends_nothing() {
    let script = Script::new([]);
    let client = script.builder().timeout(Duration::ZERO).build().expect("a client");
    let error = client.send(&Request::default()).await.expect_err("too late");
    assert_eq!(error.kind(), rt::ErrorKind::Deadline);
    assert_eq!((error.may_have_executed(), error.attempts()), (false, 0));
}

#[test]
fn concurrent_callers_each_get_a_reply() {
    /// Answers by path, without a script, so that the order of requests does not matter.
    struct Server;
    impl rt::Transport for Server {
        fn send(&self, outgoing: rt::TransportRequest) -> rt::TransportFuture<'_> {
            let is_fetch = outgoing.request.uri().path().ends_with("/internal");
            Box::pin(async move { if is_fetch { token(TOKEN, 7200) } else { done() } })
        }
    }
    let client = rt::Client::builder("cli_1", APP_SECRET).transport(Server).build().expect("a client");
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..8)
            .map(|_| {
                let client = client.clone();
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_time()
                        .build()
                        .expect("a runtime");
                    for _ in 0..50 {
                        runtime.block_on(client.send(&Request::default())).expect("a success");
                    }
                })
            })
            .collect();
        for call in calls {
            call.join().expect("no panic");
        }
    });
}

#[test]
fn settings_that_are_no_good_are_refused() {
    let build = |url: &str| Script::new([]).builder().base_url(url).build();
    let error = build("https://open.feishu.cn.evil.example").expect_err("a look-alike");
    assert_eq!(error.base_url_fault(), Some(&rt::BaseUrlFault::Untrusted));
    assert!(error.to_string().contains("trusted_base_url"), "{error}");
    assert!(Script::new([]).builder().trusted_base_url("https://feishu.corp.example").build().is_ok());
    for (id, secret) in [("", "s"), ("a", "")] {
        assert!(rt::Client::builder(id, secret).transport(Script::new([])).build().is_err());
    }
}

#[test]
fn an_id_and_a_secret_that_are_swapped_are_refused_and_not_shown() {
    let build = |id: &str, secret: &str| {
        let builder = rt::Client::builder(id, secret).transport(Script::new([]));
        let shown = format!("{builder:?}");
        match builder.build() {
            Ok(client) => (true, format!("{shown} {client:?}")),
            Err(error) => (false, format!("{shown} {error} {error:?}")),
        }
    };
    let (is_built, shown) = build("canary", "cli_canary");
    assert!(!is_built && shown.contains("swapped") && !shown.contains("canary"), "{shown}");
    let (is_built, shown) = build("canary", "canary");
    assert!(is_built && !shown.contains("canary"), "nobody knows which is which: {shown}");
    for secret in ["canary", "cli_canary"] {
        let (is_built, shown) = build("cli_1", secret);
        assert!(is_built && shown.contains("cli_1") && !shown.contains("canary"), "{shown}");
    }
}

#[test]
fn a_call_can_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let client = Script::new([]).client();
    let request = Request::default();
    is_send(&client.send(&request));
}

#[tokio::test]
async fn a_form_is_sent_again_after_a_refused_token_only_if_it_can_be() {
    let chunks = || Chunks::of(&["one", "two"]);
    for (file, times) in [
        (rt::FilePart::new("a", b"x".to_vec()), 2),
        (rt::FilePart::reopened("a", chunks), 2),
        (rt::FilePart::stream("a", chunks()), 1),
    ] {
        let script =
            Script::new([token(TOKEN, 7200), refused(99_991_663), token("t-2", 7200), reply(200, "x")]);
        let outcome = script.client().send(&Upload::of(file)).await;
        let calls = script.lines().into_iter().filter(|line| line.ends_with("/files")).count();
        assert_eq!(calls, times);
        match outcome {
            Ok(sent) => assert_eq!((sent.data.bytes, times), (b"x".to_vec(), 2)),
            Err(error) => {
                assert_eq!((error.raw_code(), error.may_have_executed()), (Some(99_991_663), false));
            }
        }
    }
}

#[tokio::test]
async fn a_consumed_stream_is_an_error_before_the_call() {
    let script = Script::new([token(TOKEN, 7200), reply(200, "x")]);
    let client = script.client();
    let upload = Upload::of(rt::FilePart::stream("a", Chunks::of(&["one"])));
    client.send(&upload).await.expect("a success");
    let error = client.send(&upload).await.expect_err("the stream is gone");
    assert_eq!((error.kind(), error.may_have_executed()), (rt::ErrorKind::Encode, false));
    assert_eq!(script.lines().len(), 2);
}

#[tokio::test]
async fn a_header_is_never_two() {
    let script = Script::new([]);
    let mut upload = Upload::of(rt::FilePart::new("a", b"x".to_vec()));
    upload.trace = "a\r\nX-Evil: 1".to_owned();
    let found = script.client().send(&upload).await.expect_err("a violation");
    assert_eq!(
        found.violations().map(ToString::to_string).as_deref(),
        Some("/headers/X-Trace: must not contain control characters in a header [header_value]")
    );
    let unchecked = script.client().send_unchecked(&upload).await.expect_err("no header");
    assert_eq!(unchecked.kind(), rt::ErrorKind::Encode);
}
