//! Retries: the calls that are retried, the waits between attempts, and the errors afterwards.

use std::future::pending;
use std::time::Duration;

use crate::support::script::{Answer, Script, TOKEN, done, path, refused, reply, serving, throttled, token};
use crate::support::{Chunks, Data, Keyed, Read, Request, Upload};
use bytes::Bytes;
use feishu_runtime as rt;
use tokio::time::Instant;

/// A call whose type does not matter: its failure, or `None` when it succeeded.
async fn outcome<E: rt::Endpoint>(script: &Script, request: &E) -> Option<rt::Error> {
    script.client().send(request).await.err().map(rt::Error::from)
}

/// A repeated answer of the server, and the attempts that it allows to a call that reads, one with a key and one
/// without.
async fn asked(answer: &dyn Fn() -> Answer, kinds: [(u32, Option<rt::ErrorKind>); 3]) {
    let script = || Script::new([token(TOKEN, 7200), answer(), answer(), answer(), answer()]);
    let scripts = [script(), script(), script()];
    let outcomes = [
        outcome(&scripts[0], &Read).await,
        outcome(&scripts[1], &Keyed::default()).await,
        outcome(&scripts[2], &Request::default()).await,
    ];
    for ((script, error), (times, kind)) in scripts.iter().zip(outcomes).zip(kinds) {
        let sent = u32::try_from(script.lines().len() - 1).expect("few");
        assert_eq!((sent, error.as_ref().map(rt::Error::kind)), (times, kind), "{error:?}");
        assert_eq!(error.map(|error| error.attempts()), kind.map(|_| times));
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_were_not_sent_are_retried() {
    let kind = (3, Some(rt::ErrorKind::NotSent));
    asked(&|| Err(rt::TransportError::not_sent("refused")), [kind; 3]).await;
}

#[tokio::test(start_paused = true)]
async fn calls_that_the_server_did_not_execute_are_retried() {
    for status in [200, 400, 429, 500] {
        let kind = (3, Some(rt::ErrorKind::RateLimited));
        asked(&|| refused_with(status, 99_991_400), [kind; 3]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_may_have_been_executed_is_retried_only_if_harmless() {
    use rt::ErrorKind::{Ambiguous, Api, Interrupted, Unreadable};
    let open = |kind| [(3, Some(kind)), (3, Some(Ambiguous)), (1, Some(Ambiguous))];
    asked(&|| Err(rt::TransportError::interrupted("closed")), open(Interrupted)).await;
    asked(&|| reply(502, "bad gateway"), open(Unreadable)).await;
    asked(&|| reply(200, r#"{"code":0,"data":{"do"#), open(Unreadable)).await;
    asked(&|| reply(429, "slow down"), open(Unreadable)).await;
    asked(&|| reply(503, r#"{"code":0,"data":{}}"#), open(Unreadable)).await;
    asked(&|| refused_with(500, 5), open(Api)).await;
    asked(&|| refused_with(504, 1_234_567), open(Api)).await;
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_will_not_get_better_is_not_asked_for_again() {
    use rt::ErrorKind::{Ambiguous, TooLarge, Unreadable};
    let once = |kind| [(1, Some(kind)), (1, Some(Ambiguous)), (1, Some(Ambiguous))];
    asked(&|| Err(rt::TransportError::too_large()), once(TooLarge)).await;
    asked(&|| reply(302, ""), once(Unreadable)).await;
    asked(&|| reply(404, "<html>"), once(Unreadable)).await;
    asked(&|| reply(200, "[]"), once(Unreadable)).await;
}

#[tokio::test(start_paused = true)]
async fn all_else_is_final() {
    for (status, code) in [
        // A quota of a day, a vague one, one that the page explains, one of the gate, and one at 5xx that is explained.
        (429, 1_236_007),
        (400, 1_395_001),
        (400, 404_001),
        (500, 404_001),
        (200, 99_991_672),
        (400, 99_991_403),
    ] {
        asked(&|| refused_with(status, code), [(1, Some(rt::ErrorKind::Api)); 3]).await;
    }
    asked(&done, [(1, None); 3]).await;
}

fn refused_with(status: u16, code: i64) -> Answer {
    reply(status, format!(r#"{{"code":{code},"msg":"m"}}"#))
}

#[tokio::test(start_paused = true)]
async fn the_client_waits_as_long_as_the_server_asks() {
    for (headers, least) in [
        (&[("x-ogw-ratelimit-reset", "5")][..], 5),
        (&[("retry-after", "7"), ("x-ogw-ratelimit-reset", "5")], 7),
        (&[("x-ogw-ratelimit-reset", "NaN")], 0),
        (&[("x-ogw-ratelimit-reset", "-1"), ("retry-after", "1e30")], 0),
    ] {
        let script = Script::new([token(TOKEN, 7200), throttled(headers), done()]);
        let begun = Instant::now();
        script.client().send(&Request::default()).await.expect("a success");
        let waited = begun.elapsed();
        let least = Duration::from_secs(least);
        assert!(waited >= least && waited <= least.max(Duration::from_secs(1)) + MOMENT, "{waited:?}");
    }
}

/// The paused clock's timers are exact to the millisecond.
const MOMENT: Duration = Duration::from_millis(2);

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_is_left_to_the_caller() {
    let script = Script::new([token(TOKEN, 7200), throttled(&[("x-ogw-ratelimit-reset", "691200")])]);
    let begun = Instant::now();
    let error = script.client().send(&Request::default()).await.expect_err("too long a wait");
    assert_eq!(error.kind(), rt::ErrorKind::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(691_200)));
    assert!(!error.may_have_executed() && error.is_retryable());
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn waits_are_jittered_and_bounded_by_the_policy() {
    let refused = || Err(rt::TransportError::not_sent("refused"));
    let policy = rt::RetryPolicy::new().attempts(5).backoff(Duration::from_secs(2), Duration::from_secs(3));
    let mut waits = Vec::new();
    for _ in 0..20 {
        let script = Script::new([token(TOKEN, 7200), refused(), refused(), refused(), refused(), refused()]);
        let client = script.client();
        let begun = Instant::now();
        let error = client.call(&Read).retry(policy).send().await.expect_err("never sent");
        assert_eq!(error.attempts(), 5);
        waits.push(begun.elapsed());
    }
    let longest = waits.iter().max().expect("some");
    assert!(*longest <= Duration::from_secs(2 + 3 + 3 + 3) + 4 * MOMENT, "{waits:?}");
    assert!(waits.iter().any(|wait| wait != longest), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_was_open_once_stays_open() {
    let lost = || Err(rt::TransportError::interrupted("closed"));
    for last in [
        || Err(rt::TransportError::not_sent("refused")),
        || refused_with(429, 99_991_400),
        || refused_with(400, 404_001),
        || refused(99_991_672),
    ] {
        let script = Script::new([token(TOKEN, 7200), lost(), last(), last()]);
        let error = outcome(&script, &Keyed::default()).await.expect("a failure");
        assert_eq!(error.kind(), rt::ErrorKind::Ambiguous);
        assert_ne!(error.cause_kind(), rt::ErrorKind::Interrupted);
        assert!(error.may_have_executed());
        assert!(error.to_string().starts_with("an earlier attempt may have been executed"), "{error}");

        let script = Script::new([token(TOKEN, 7200), lost(), last(), last()]);
        let error = outcome(&script, &Read).await.expect("a failure");
        assert_eq!(error.kind(), error.cause_kind(), "who reads does not care");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_has_one_key_and_each_call_its_own() {
    let key_of = |request: &http::Request<Bytes>| crate::support::script::member(request, "client_token");
    let lost = || Err(rt::TransportError::interrupted("closed"));
    let script = Script::new([token(TOKEN, 7200), lost(), lost(), done(), lost(), done()]);
    let client = script.client();
    client.send(&Keyed::default()).await.expect("a success");
    client.send(&Keyed::default()).await.expect("a success");
    let keys: Vec<String> = script.0.lock().expect("whole").requests.iter().skip(1).map(key_of).collect();
    let [first, again, third, second, repeated] = keys.as_slice() else { panic!("five requests") };
    assert!(first == again && first == third && second == repeated && first != second, "{keys:?}");
    for key in [first, second] {
        let parts: Vec<usize> = key.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12], "{key} is a UUID");
        assert!(key.chars().nth(14) == Some('4') && key.chars().nth(19).is_some_and(|c| "89ab".contains(c)));
    }
}

#[tokio::test]
async fn a_key_of_the_callers_is_used_where_there_is_one_to_use() {
    let script = Script::new([token(TOKEN, 7200), done(), done()]);
    let client = script.client();
    client.call(&Keyed::default()).idempotency_key("mine").send().await.expect("a success");
    let own = Keyed { key: Some("own".to_owned()) };
    client.send(&own).await.expect("a success");
    let bodies: Vec<Bytes> = script
        .0
        .lock()
        .expect("whole")
        .requests
        .iter()
        .skip(1)
        .map(|request| request.body().clone())
        .collect();
    assert_eq!(bodies, [&br#"{"client_token":"mine"}"#[..], br#"{"client_token":"own"}"#]);

    let two = client.call(&own).idempotency_key("mine").send().await.expect_err("two keys");
    let none = client.call(&Request::default()).idempotency_key("mine").send().await.expect_err("no field");
    let long = client.call(&Keyed::default()).idempotency_key("k".repeat(65)).send().await.expect_err("long");
    assert_eq!(
        [two.kind(), none.kind(), long.kind()],
        [rt::ErrorKind::Encode, rt::ErrorKind::Encode, rt::ErrorKind::Invalid]
    );
    assert_eq!(script.lines().len(), 3, "nothing was sent");
}

#[tokio::test(start_paused = true)]
async fn a_consumed_stream_is_not_retried() {
    for answer in [Err(rt::TransportError::not_sent("refused")), throttled(&[])] {
        let script = Script::new([token(TOKEN, 7200), answer]);
        let upload = Upload::of(rt::FilePart::stream("a", Chunks::of(&["one"])));
        let error = outcome(&script, &upload).await.expect("a failure");
        assert_eq!((error.attempts(), error.may_have_executed()), (1, false));
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_holds_for_a_transport_that_does_not_keep_it() {
    let client = serving(|request| async move {
        if path(&request).ends_with("/internal") { token(TOKEN, 7200) } else { pending().await }
    })
    .timeout(Duration::from_secs(9))
    .build()
    .expect("a client");
    let begun = Instant::now();
    let error = client.send(&Request::default()).await.expect_err("no reply");
    assert_eq!((error.kind(), error.cause_kind()), (rt::ErrorKind::Ambiguous, rt::ErrorKind::Deadline));
    assert!(begun.elapsed() <= Duration::from_secs(9) + MOMENT);

    let error = client.call(&Read).timeout(Duration::from_secs(2)).send().await.expect_err("no reply");
    assert_eq!(error.kind(), rt::ErrorKind::Deadline);
    assert!(begun.elapsed() <= Duration::from_secs(11) + 2 * MOMENT);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_holds_for_the_wait_for_a_token() {
    let client = serving(|_| pending()).timeout(Duration::from_secs(4)).build().expect("a client");
    let begun = Instant::now();
    let error = client.send(&Request::default()).await.expect_err("no token");
    assert_eq!((error.kind(), error.attempts()), (rt::ErrorKind::Deadline, 0));
    assert!(!error.may_have_executed());
    assert!(begun.elapsed() <= Duration::from_secs(4) + MOMENT);
}

/// Counts the attempts of a thousand calls whose connections all fail.
async fn attempts_of_a_thousand(set_up: impl FnOnce(rt::ClientBuilder) -> rt::ClientBuilder) -> u32 {
    let builder = serving(|request| async move {
        let is_token = path(&request).ends_with("/internal");
        if is_token { token(TOKEN, 7200) } else { Err(rt::TransportError::not_sent("refused")) }
    });
    let client = set_up(builder).build().expect("a client");
    let mut attempts = 0;
    for _ in 0..1000 {
        attempts += client.send(&Read).await.expect_err("never sent").attempts();
    }
    attempts
}

#[tokio::test(start_paused = true)]
async fn retries_are_a_part_of_all_calls() {
    let attempts = attempts_of_a_thousand(|builder| builder).await;
    assert!((1290..1320).contains(&attempts), "{attempts} attempts of a thousand calls");
    let attempts = attempts_of_a_thousand(|builder| builder.retry_budget(10)).await;
    assert!((1200..1220).contains(&attempts), "{attempts} attempts of a thousand calls");
    assert_eq!(attempts_of_a_thousand(|builder| builder.retry_budget(0)).await, 1000);
}

/// An answer that leaves the execution unknown and asks for a wait.
fn unknown(seconds: &str) -> Answer {
    let mut answer = throttled(&[("retry-after", seconds)]);
    if let Ok(reply) = &mut answer {
        *reply.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
        *reply.body_mut() = Bytes::from("busy");
    }
    answer
}

/// Counts the attempts of a call with an hour's time, and returns the kind of its failure.
async fn within_an_hour<E: rt::Endpoint>(
    request: &E,
    answers: [Answer; 2],
) -> (usize, Option<rt::ErrorKind>) {
    let [first, second] = answers;
    let script = Script::new([token(TOKEN, 7200), first, second, done()]);
    let client = script.builder().timeout(Duration::from_secs(3600)).build().expect("a client");
    let error = client.send(request).await.err();
    (script.lines().len() - 1, error.map(|error| error.kind()))
}

#[tokio::test(start_paused = true)]
async fn a_key_is_trusted_as_long_as_any_server_remembers_it() {
    let keyed = Keyed::default();
    let ambiguous = Some(rt::ErrorKind::Ambiguous);
    let reset = |seconds| throttled(&[("x-ogw-ratelimit-reset", seconds)]);
    assert_eq!(within_an_hour(&keyed, [unknown("140"), unknown("140")]).await, (3, None));
    assert_eq!(within_an_hour(&keyed, [unknown("301"), done()]).await, (1, ambiguous));
    assert_eq!(within_an_hour(&keyed, [unknown("200"), unknown("200")]).await, (2, ambiguous));
    assert_eq!(
        within_an_hour(&keyed, [unknown("200"), reset("200")]).await,
        (2, ambiguous),
        "the first counts"
    );
    assert_eq!(within_an_hour(&keyed, [reset("200"), reset("200")]).await, (3, None), "none was executed");
    assert_eq!(within_an_hour(&Read, [unknown("400"), unknown("400")]).await, (3, None), "a read has no key");
}

#[tokio::test(start_paused = true)]
async fn a_raw_request_is_repeated_only_if_it_says_that_it_may_be() {
    let raw = || -> rt::RawRequest<Data> { rt::RawRequest::new(rt::Method::Post, "/open-apis/im/v1/:kind") };
    let raw = || raw().param("kind", "a/b").query("type", "open id").json(&[1]);
    for (request, attempts) in [(raw(), 1), (raw().reads(), 2), (raw().keyed(), 2)] {
        let script = Script::new([token(TOKEN, 7200), reply(502, "<html>"), done()]);
        let client = script.builder().limiter(rt::Limiter::new()).build().expect("a client");
        let sent = client.send(&request).await;
        assert_eq!(script.lines().len(), 1 + attempts);
        match sent {
            Ok(reply) => assert_eq!(reply.data, Some(Data { done: Some(true) })),
            Err(error) => assert_eq!((error.kind(), attempts), (rt::ErrorKind::Ambiguous, 1)),
        }
        let line = "POST https://open.feishu.cn/open-apis/im/v1/a%2Fb?type=open%20id";
        assert_eq!(script.lines().last().map(String::as_str), Some(line));
    }
    for path in ["", "open-apis/x", "@evil.example/x", "/x?y=1", "/x#y", "/x y", "/x\r\ny", "/:unwritten"] {
        let request: rt::RawRequest<Data> = rt::RawRequest::new(rt::Method::Get, path);
        assert_eq!(rt::encode(&request).expect_err(path).kind(), rt::ErrorKind::Path);
    }
}

#[tokio::test(start_paused = true)]
async fn any_endpoint_is_called_in_one_expression() {
    let script = Script::new([token(TOKEN, 7200), done(), reply(502, "<html>"), done()]);
    let client = script.client();
    let call = || client.raw(rt::Method::Post, "/open-apis/im/v1/:kind").param("kind", "messages");
    let sent = call()
        .query("receive_id_type", "open id")
        .query("size", 20)
        .query("ratio", 0.5)
        .query("silent", true)
        .query("ids", ["a", "b"])
        .query("missing", None::<&str>)
        .json(&serde_json::json!({ "msg_type": "text" }))
        .send::<Data>()
        .await
        .expect("a success");
    assert_eq!(sent.data, Some(Data { done: Some(true) }));
    let repeated = call().user_token("u-1").reads().send::<Data>().await.expect("a success");
    assert_eq!(repeated.data, Some(Data { done: Some(true) }));
    let line = "POST https://open.feishu.cn/open-apis/im/v1/messages";
    let query = "receive_id_type=open%20id&size=20&ratio=0.5&silent=true&ids=a&ids=b";
    assert_eq!(script.lines()[1..], [format!("{line}?{query}"), line.to_owned(), line.to_owned()]);
    assert_eq!(
        script.authorizations()[1..],
        [&format!("Bearer {TOKEN}"), "Bearer u-1", "Bearer u-1"].map(|shown| Some(shown.to_owned()))
    );
    let exchanges = script.0.lock().expect("not poisoned");
    assert_eq!(exchanges.requests[1].body(), r#"{"msg_type":"text"}"#);
}

#[tokio::test]
async fn what_a_raw_call_cannot_send_is_an_encode_error() {
    let script = Script::new([]);
    let client = script.client();
    let call = || client.raw(rt::Method::Get, "/open-apis/im/v1/chats").query("size", 1);
    for (call, what) in [
        (call().query("ratio", f64::NAN), "a number is NaN or infinite"),
        (call().query("ratio", [1.0, f64::INFINITY]), "a number is NaN or infinite"),
        (call().query("ratio", f64::NAN).json(&1).query("map", [[1]]), "a number is NaN or infinite"),
        (call().query("map", serde_json::json!({ "a": 1 })), "cannot be serialized"),
        (call().query("list", [None, Some(1)]), "cannot be serialized"),
        (call().json(&f64::NEG_INFINITY), "a number is NaN or infinite"),
    ] {
        let error = call.send::<Data>().await.expect_err(what);
        assert_eq!(error.kind(), rt::ErrorKind::Encode);
        assert!(!error.may_have_executed());
        assert!(error.to_string().contains(what), "{error}");
    }
    assert_eq!(script.lines(), [""; 0], "nothing is sent");
}

#[tokio::test]
async fn the_error_code_of_a_raw_request_is_a_number() {
    let script = Script::new([token(TOKEN, 7200), reply(400, r#"{"code":230001,"msg":"m"}"#)]);
    let request: rt::RawRequest<Data> = rt::RawRequest::new(rt::Method::Get, "/open-apis/im/v1/chats");
    let error = script.client().send(&request).await.expect_err("a failure");
    assert_eq!(error.code(), Some(230_001));
}
