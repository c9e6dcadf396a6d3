//! Tokens: fetching, sharing between concurrent calls, and refreshing.

mod runtimes;

use std::time::Duration;

use crate::support::platform::{Platform, of_user};
use crate::support::script::reply;
use crate::support::{Code, Request};
use feishu_runtime as rt;

async fn call(client: &rt::Client) -> Result<(), rt::Error<Code>> {
    client.send(&Request::default()).await.map(|_| ())
}

/// Makes calls at the same time; what came of each.
async fn at_once(client: &rt::Client, calls: usize) -> Vec<Result<(), rt::Error<Code>>> {
    let tasks: Vec<_> = (0..calls)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(&client).await })
        })
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.expect("no panic"));
    }
    outcomes
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_first_callers_fetch_one_token() {
    let platform = Platform::new();
    let outcomes = at_once(&platform.client(), 10_000).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!((platform.fetches(), platform.calls()), (1, 10_000));
}

/// Threads need the real clock, on which a fetch is given up after 5 seconds: few calls, so that a busy machine makes
/// them in far less time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn threads_share_a_fetch() {
    let platform = Platform::new();
    let client = platform.client();
    for newest in [1, 2, 3] {
        platform.state().newest = newest;
        assert!(at_once(&client, 100).await.iter().all(Result::is_ok));
        assert_eq!(platform.fetches(), newest);
    }
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_callers_that_fail_with_one_token_renew_it_once() {
    let platform = Platform::new();
    let client = platform.client();
    call(&client).await.expect("a success");
    {
        let mut state = platform.state();
        state.newest = 2;
        state.calls = 0;
    }
    let outcomes = at_once(&client, 10_000).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!((platform.fetches(), platform.calls()), (2, 20_000));
}

#[tokio::test(start_paused = true)]
async fn callers_that_come_and_go_never_use_a_refresh_token_twice() {
    let platform = Platform::new();
    platform.state().refusal = (400, 99_991_677);
    let client = platform.client();
    client.set_user_tokens("ann", of_user("user-canary-1", 7200)).await.expect("kept");
    let (mut random, mut cancelled) = (1_u64, 0);
    let rounds = 150;
    for _ in 0..rounds {
        // The token is refused from now on.
        platform.state().newest += 1;
        let tasks: Vec<_> = (0..100)
            .map(|_| {
                random =
                    random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let patience = Duration::from_micros(random >> 47);
                let client = client.clone();
                tokio::spawn(async move {
                    let request = Request::default();
                    let call = client.call(&request).user("ann").send();
                    tokio::time::timeout(patience, call).await.is_ok()
                })
            })
            .collect();
        for task in tasks {
            cancelled += u32::from(!task.await.expect("no panic"));
        }
        client.call(&Request::default()).user("ann").send().await.expect("a success");
    }
    assert!(cancelled >= 10_000, "{cancelled} of 15,000 callers left before the end");
    assert_eq!((platform.dead_uses(), platform.fetches()), (0, rounds));
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_brings_the_refused_token_again_does_not_loop() {
    let platform = Platform::new();
    let client = platform.client();
    call(&client).await.expect("a success");
    platform.state().refusal = (200, 99_991_663);
    platform.state().calls = 0;
    // From now on the platform gives the first token, and takes the second one only.
    platform.state().newest = 2;
    platform.state().fetch_fails = Some(|| crate::support::script::token("tenant-canary-1", 7200));
    let error = call(&client).await.expect_err("refused");
    assert_eq!((error.raw_code(), error.may_have_executed()), (Some(99_991_663), false));
    assert_eq!((platform.fetches(), platform.calls()), (2, 2));

    let outcomes = at_once(&client, 1000).await;
    assert!(outcomes.iter().all(Result::is_err));
    assert_eq!((platform.fetches(), platform.calls()), (2, 1002), "not asked for again so soon");

    tokio::time::advance(Duration::from_secs(61)).await;
    platform.state().fetch_fails = None;
    call(&client).await.expect("a new token");
    assert_eq!(platform.fetches(), 3);
}

const RENEW_TENANT: [i64; 6] = [99_991_663, 99_991_664, 99_991_665, 99_991_671, 20_013, 20_014];
const RENEW_USER: [i64; 4] = [99_991_677, 99_991_668, 20_005, 20_006];
const NEVER: [i64; 13] = [
    99_991_661, 99_991_662, 99_991_673, 99_991_672, 99_991_676, 99_991_679, 99_991_669, 20_026, 20_037,
    20_064, 20_073, 99_991_401, 99_991_403,
];

/// Counts the tokens fetched for a call whose token is refused with this code.
async fn fetches(code: i64, status: u16, user: Option<&str>) -> u32 {
    let platform = Platform::new();
    let client = platform.client();
    client.set_user_tokens("ann", of_user("user-canary-1", 7200)).await.expect("kept");
    let request = Request::default();
    let make = || user.iter().fold(client.call(&request), |call, name| call.user(*name));
    make().send().await.expect("a success");
    {
        let mut state = platform.state();
        (state.newest, state.fetches, state.refusal) = (2, 0, (status, code));
        // A refresh gives the next token: the one that is taken.
        state.newest -= u32::from(user.is_some());
        state.refresh = 1;
    }
    if user.is_some() {
        platform.state().newest = 3;
    }
    let outcome = make().send().await;
    let fetches = platform.fetches();
    if user.is_none() {
        assert_eq!(outcome.is_ok(), fetches > 0, "{code} at {status}");
    }
    assert!(outcome.is_ok() || outcome.is_err_and(|error| !error.may_have_executed()));
    fetches
}

#[tokio::test(start_paused = true)]
async fn each_code_renews_the_tokens_that_it_is_about_at_any_status() {
    for status in [200, 400, 401] {
        for code in RENEW_TENANT {
            assert_eq!(fetches(code, status, None).await, 1, "{code} at {status}");
            assert_eq!(fetches(code, status, Some("ann")).await, 0, "{code} at {status}");
        }
        for code in RENEW_USER {
            assert_eq!(fetches(code, status, None).await, 0, "{code} at {status}");
            assert_eq!(fetches(code, status, Some("ann")).await, 1, "{code} at {status}");
        }
        for code in NEVER {
            assert_eq!(fetches(code, status, None).await, 0, "{code} at {status}");
            assert_eq!(fetches(code, status, Some("ann")).await, 0, "{code} at {status}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_early_while_calls_go_on() {
    let platform = Platform::new();
    platform.state().renews = true;
    let client = platform.client();
    call(&client).await.expect("a success");
    let first = platform.newest();
    tokio::time::advance(Duration::from_secs(89 * 60)).await;
    call(&client).await.expect("a success");
    assert_eq!(platform.fetches(), 1);

    tokio::time::advance(Duration::from_secs(2 * 60)).await;
    let begun = tokio::time::Instant::now();
    let outcomes = at_once(&client, 100).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert!(begun.elapsed() < Duration::from_millis(100), "nobody waited");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!((platform.fetches(), platform.newest()), (2, first + 1));
    call(&client).await.expect("a success");
    let tokens = platform.state().tokens.clone();
    assert_eq!(tokens.last(), Some(&format!("tenant-canary-{}", first + 1)));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_still_valid_is_used_when_its_renewal_fails() {
    let platform = Platform::new();
    let client = platform.client();
    call(&client).await.expect("a success");
    platform.state().fetch_fails = Some(|| reply(200, r#"{"code":10014,"msg":"app secret invalid"}"#));
    for minutes in [95, 22] {
        tokio::time::advance(Duration::from_secs(minutes * 60)).await;
        call(&client).await.expect("a success");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(platform.fetches(), 3, "one early and one when it was short of life");
    tokio::time::advance(Duration::from_secs(4 * 60)).await;
    let error = call(&client).await.expect_err("it has ended");
    assert_eq!(error.token_error().and_then(rt::Error::raw_code), Some(10_014));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_still_valid_is_used_when_its_renewal_hangs() {
    let platform = Platform::new();
    let client = platform.client();
    call(&client).await.expect("a success");
    tokio::time::advance(Duration::from_secs(116 * 60)).await;
    platform.state().slow = Duration::from_secs(3600);
    for _ in 0..10 {
        let begun = tokio::time::Instant::now();
        call(&client).await.expect("a success");
        assert!(begun.elapsed() < Duration::from_secs(4));
    }
    assert_eq!(platform.fetches(), 1, "no other fetch was answered");
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_hangs_leaves_each_call_time_for_itself() {
    for (seconds, waited) in [(1, 0.25), (2, 0.5), (3, 0.75), (10, 2.5), (30, 3.0)] {
        let platform = Platform::new();
        let client = platform.client();
        call(&client).await.expect("a success");
        tokio::time::advance(Duration::from_secs(116 * 60)).await;
        platform.state().slow = Duration::from_secs(3600);
        let begun = tokio::time::Instant::now();
        let request = Request::default();
        let sent = client.call(&request).timeout(Duration::from_secs(seconds)).send().await;
        sent.expect("the token is still valid");
        let elapsed = begun.elapsed().as_secs_f64();
        assert!((waited..waited + 0.1).contains(&elapsed), "{seconds} s: {elapsed}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_token_ends_during_a_slow_renewal_waits_on() {
    let platform = Platform::new();
    platform.state().renews = true;
    let client = platform.client();
    call(&client).await.expect("a success");
    tokio::time::advance(Duration::from_secs(2 * 3600 - 1)).await;
    platform.state().slow = Duration::from_secs(4);
    let begun = tokio::time::Instant::now();
    let request = Request::default();
    let sent = client.call(&request).timeout(Duration::from_secs(10)).send().await;
    sent.expect("the renewed token");
    assert_eq!((begun.elapsed().as_secs(), platform.fetches()), (4, 2));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_passes_while_a_token_is_fetched_says_so() {
    let platform = Platform::new();
    platform.state().slow = Duration::from_secs(3600);
    for client in [platform.client(), platform.builder().store_app("ticket").build().expect("a client")] {
        let request = Request::default();
        let call = client.call(&request).timeout(Duration::from_secs(2));
        let call = if platform.fetches() == 0 { call } else { call.tenant("t1") };
        let error = call.send().await.expect_err("too late");
        assert!(error.to_string().contains("while waiting for an access token"), "{error}");
        assert_eq!(error.kind(), rt::ErrorKind::Deadline);
        assert_eq!(error.token_error().map(rt::Error::kind), Some(rt::ErrorKind::Deadline));
        assert!(!error.may_have_executed() && error.is_retryable());
        platform.state().fetches += 1;
    }
}

#[tokio::test(start_paused = true)]
async fn an_early_renewal_that_fails_is_not_tried_by_every_call() {
    let platform = Platform::new();
    let client = platform.client();
    call(&client).await.expect("a success");
    tokio::time::advance(Duration::from_secs(95 * 60)).await;
    platform.state().fetch_fails = Some(|| reply(200, r#"{"code":10014,"msg":"app secret invalid"}"#));
    for _ in 0..100 {
        call(&client).await.expect("a success");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert!((2..=3).contains(&platform.fetches()), "{}", platform.fetches());
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_hangs_leaves_time_for_another() {
    let platform = Platform::new();
    platform.state().slow = Duration::from_secs(3600);
    let client = platform.client();
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { call(&client).await }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    platform.state().slow = Duration::from_millis(1);
    waiting.await.expect("no panic").expect("a success");
}

#[tokio::test(start_paused = true)]
async fn a_store_app_calls_in_each_tenant_with_its_own_token() {
    let platform = Platform::new();
    let client = platform.builder().store_app("").build().expect("a client");
    let request = Request::default();
    let error = client.call(&request).send().await.expect_err("no tenant");
    assert!(error.to_string().contains("names no tenant"), "{error}");
    let error = client.call(&request).tenant("t1").send().await.expect_err("no ticket");
    assert!(error.to_string().contains("no app ticket"), "{error}");
    assert_eq!((error.kind(), platform.fetches()), (rt::ErrorKind::Token, 0));

    client.set_app_ticket("ticket-canary");
    for tenant in ["t1", "t2", "t1"] {
        client.call(&request).tenant(tenant).send().await.expect("a success");
    }
    let asked: Vec<String> = platform
        .state()
        .asked
        .iter()
        .map(|(path, body)| format!("{path} {}", std::str::from_utf8(body).expect("text")))
        .collect();
    assert_eq!(
        asked,
        [
            r#"/open-apis/auth/v3/app_access_token {"app_id":"cli_1","app_secret":"canary-app-secret","app_ticket":"ticket-canary"}"#,
            r#"/open-apis/auth/v3/tenant_access_token {"app_access_token":"app-canary-1","tenant_key":"t1"}"#,
            r#"/open-apis/auth/v3/tenant_access_token {"app_access_token":"app-canary-1","tenant_key":"t2"}"#,
        ]
    );
    let internal = platform.client().call(&request).tenant("t1").send().await.expect_err("one tenant");
    assert_eq!(internal.kind(), rt::ErrorKind::Token);
}
