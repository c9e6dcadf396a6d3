//! The limiter in the client, under a paused clock: documented windows, the server's own word, deadlines, cancelled calls.

use std::time::Duration;

use crate::support::list::{List, Server, page, reply};
use feishu_runtime as rt;
use proptest::prelude::*;
use rt::ErrorKind;
use tokio::task::JoinSet;
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

fn server() -> Server {
    Server::new(|_| page(r#""items":[]"#))
}

fn client(server: &Server, limiter: rt::Limiter) -> rt::Client {
    server.client().limiter(limiter).timeout(300 * SECOND).build().expect("a client")
}

/// So many calls at once, with these settings; the errors of those that failed.
async fn at_once(client: &rt::Client, count: usize, tenant: &'static str) -> Vec<rt::Error> {
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let client = client.clone();
        calls.spawn(async move { client.call(&List::default()).tenant(tenant).send().await });
    }
    calls.join_all().await.into_iter().filter_map(|sent| sent.err().map(Into::into)).collect()
}

/// Three a minute and two a second, as the endpoint documents.
#[tokio::test(start_paused = true)]
async fn calls_keep_to_both_windows() {
    let (server, start) = (server(), Instant::now());
    assert!(at_once(&client(&server, rt::Limiter::new()), 7, "t").await.is_empty());
    assert_eq!(server.times(start), [0, 0, 1000, 60_000, 60_000, 61_000, 120_000]);
}

#[tokio::test(start_paused = true)]
async fn limits_are_counted_per_tenant_and_app() {
    let (server, start) = (server(), Instant::now());
    let limiter = rt::Limiter::new();
    let (one, other) = (client(&server, limiter.clone()), client(&server, limiter));
    tokio::join!(at_once(&one, 2, "a"), at_once(&other, 1, "a"), at_once(&other, 2, "b"));
    assert_eq!(server.times(start), [0, 0, 0, 0, 1000], "one app, two tenants");
}

#[tokio::test(start_paused = true)]
async fn a_turn_after_the_deadline_is_an_error_at_once() {
    let (server, start) = (server(), Instant::now());
    let client = client(&server, rt::Limiter::new());
    assert!(at_once(&client, 3, "t").await.is_empty());
    let late =
        client.call(&List::default()).tenant("t").timeout(30 * SECOND).send().await.expect_err("no room");
    assert_eq!(late.kind(), ErrorKind::RateLimited, "{late}");
    assert_eq!((late.retry_after(), late.attempts()), (Some(59 * SECOND), 0));
    assert!(!late.may_have_executed());
    assert_eq!(start.elapsed(), SECOND, "nobody waits for what does not come");
}

#[tokio::test(start_paused = true)]
async fn who_does_not_wait_fails_fast() {
    let (server, start) = (server(), Instant::now());
    let errors = at_once(&client(&server, rt::Limiter::new().fail_fast()), 5, "t").await;
    assert_eq!(errors.iter().map(rt::Error::kind).collect::<Vec<_>>(), [ErrorKind::RateLimited; 3]);
    assert!(errors.iter().all(|error| error.retry_after() == Some(SECOND)));
    assert_eq!((server.times(start), start.elapsed()), (vec![0, 0], Duration::ZERO));
}

/// The server throttles although the windows had room: another process used it up.
#[tokio::test(start_paused = true)]
async fn the_servers_own_message_is_kept() {
    let throttled = std::sync::atomic::AtomicBool::new(false);
    let server = Server::new(move |_| {
        if throttled.swap(true, std::sync::atomic::Ordering::Relaxed) {
            return page(r#""items":[]"#);
        }
        let mut answer = reply(400, r#"{"code":99991400,"msg":"request trigger frequency limit"}"#);
        answer.headers_mut().insert("x-ogw-ratelimit-reset", http::HeaderValue::from_static("40"));
        answer
    });
    let (client, start) = (client(&server, rt::Limiter::new()), Instant::now());
    let first = client.call(&List::default()).tenant("t").retry(rt::RetryPolicy::none()).send().await;
    assert_eq!(first.expect_err("throttled").retry_after(), Some(40 * SECOND));
    tokio::join!(at_once(&client, 1, "t"), at_once(&client, 1, "other"));
    assert_eq!(server.times(start), [0, 0, 40_000], "another tenant has windows of its own");
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_call_leaves_its_place_to_the_next() {
    let (server, start) = (server(), Instant::now());
    let client = client(&server, rt::Limiter::new());
    assert!(at_once(&client, 2, "t").await.is_empty());
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.call(&List::default()).tenant("t").send().await }
    });
    tokio::task::yield_now().await;
    let next = tokio::spawn({
        let client = client.clone();
        async move { client.call(&List::default()).tenant("t").send().await }
    });
    tokio::task::yield_now().await;
    waiting.abort();
    assert!(next.await.expect("no panic").is_ok());
    assert_eq!(server.times(start), [0, 0, 1000], "the one that was cancelled took nothing along");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// With waiters that come and go, every window keeps its limit, every waiter that stays gets a permit, and waits no
/// longer than needed.
    #[test]
    fn calls_come_and_go(callers in proptest::collection::vec((0_u64..90_000, proptest::option::of(0_u64..200_000)), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
        runtime.block_on(async {
            let (server, start) = (server(), Instant::now());
            let client = server.client().limiter(rt::Limiter::new()).timeout(3600 * SECOND).build().expect("a client");
            let mut calls = JoinSet::new();
            for (comes, patience) in callers.iter().copied() {
                let client = client.clone();
                calls.spawn(async move {
                    tokio::time::sleep(Duration::from_millis(comes)).await;
                    let patience = Duration::from_millis(patience.unwrap_or(u64::MAX));
                    tokio::time::timeout(patience, client.call(&List::default()).send()).await.is_ok_and(|sent| sent.is_ok())
                });
            }
            let succeeded = calls.join_all().await.into_iter().filter(|succeeded| *succeeded).count();
            let stayed = callers.iter().filter(|(_, patience)| patience.is_none()).count();
            let times = server.times(start);
            assert!(succeeded >= stayed && times.len() == succeeded, "{times:?}");
            for (window, most) in [(1000, 2), (60_000, 3)] {
                for first in &times {
                    let within = times.iter().filter(|time| (*first..first + window).contains(time)).count();
                    assert!(within <= most, "{within} within {window} ms: {times:?}");
                }
            }
            // Three a minute: a queue of so many is gone by then.
            let minutes = u128::try_from(times.len().div_ceil(3)).expect("few");
            assert!(times.iter().all(|time| *time <= 90_000 + minutes * 60_000 + 1000), "{times:?}");
        });
    }
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_a_response_closed_for_30_days_is_tried_again() {
    use crate::support::script::{Script, TOKEN, done, throttled, token};

    let month = [("x-ogw-ratelimit-reset", "2592000")];
    let script = Script::new([token(TOKEN, 7200), throttled(&month), done()]);
    let client = script.builder().limiter(rt::Limiter::new()).build().expect("a client");
    for _ in 0..3 {
        let error = client.send(&crate::support::Request::default()).await.expect_err("closed");
        assert_eq!(error.kind(), ErrorKind::RateLimited);
    }
    assert_eq!(script.lines().len(), 2, "one call was sent");
    tokio::time::advance(300 * SECOND).await;
    client.send(&crate::support::Request::default()).await.expect("open again");
}
