//! The tokens of people: how they come to the client, and how they go.

use std::time::Duration;

use crate::support::Request;
use crate::support::platform::{Platform, of_user};
use feishu_runtime as rt;

#[tokio::test(start_paused = true)]
async fn a_persons_token_is_used_renewed_and_given_up() {
    let platform = Platform::new();
    platform.state().refusal = (200, 99_991_668);
    let client = platform.client();
    let request = Request::default();
    let as_ann = || client.call(&request).user("ann").send();
    let error = as_ann().await.expect_err("nobody knows her");
    assert!(error.to_string().contains("no tokens of this user are known"), "{error}");

    client.set_user_tokens("ann", of_user("user-canary-1", 7200)).await.expect("kept");
    as_ann().await.expect("a success");
    assert_eq!(platform.fetches(), 0);
    platform.state().newest = 2;
    as_ann().await.expect("renewed");
    assert_eq!(
        platform.state().asked.last().map(|(_, body)| body.clone()).as_deref(),
        Some(
            &br#"{"client_id":"cli_1","client_secret":"canary-app-secret","grant_type":"refresh_token","refresh_token":"refresh-canary-1"}"#[..]
        )
    );

    // The person has logged in elsewhere with the same tokens.
    platform.state().refresh = 9;
    platform.state().newest = 9;
    for _ in 0..3 {
        let error = as_ann().await.expect_err("spent");
        assert!(error.to_string().contains("must authorize the app again"), "{error}");
        assert!(error.needs_authorization() && !error.may_have_executed());
    }
    assert_eq!(platform.dead_uses(), 1, "not tried again");
    platform.state().newest = 1;
    client.set_user_tokens("ann", of_user("user-canary-1", 7200)).await.expect("kept");
    as_ann().await.expect("authorized again");
}

#[tokio::test(start_paused = true)]
async fn a_code_is_exchanged_once_whether_or_not_its_caller_stays() {
    let platform = Platform::new();
    let client = platform.client();
    let code =
        rt::AuthorizationCode::new("code-canary-1").redirect_uri("https://a.example/").code_verifier("v");
    assert!(!format!("{code:?}").contains("canary"));
    let gone = client.authorize_user("ann", code.clone());
    let gone = tokio::time::timeout(Duration::from_millis(70), gone).await;
    assert!(gone.is_err(), "the caller left before the answer came");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let request = Request::default();
    client.call(&request).user("ann").send().await.expect("a success");
    assert_eq!(platform.fetches(), 1);
    assert_eq!(
        platform.state().asked.last().map(|(_, body)| body.clone()).as_deref(),
        Some(
            &br#"{"client_id":"cli_1","client_secret":"canary-app-secret","code":"code-canary-1","code_verifier":"v","grant_type":"authorization_code","redirect_uri":"https://a.example/"}"#[..]
        )
    );
    let error = client.authorize_user("ann", code).await.expect_err("it worked once");
    assert_eq!(error.token_error().and_then(rt::Error::raw_code), Some(20_073));
    client.call(&request).user("ann").send().await.expect("her tokens stay");
}

#[tokio::test(start_paused = true)]
async fn who_is_forgotten_is_unknown_even_if_a_renewal_has_begun() {
    let platform = Platform::new();
    platform.state().refusal = (400, 99_991_677);
    let client = platform.client();
    client.set_user_tokens("ann", of_user("user-canary-1", 7200)).await.expect("kept");
    platform.state().newest = 2;
    let asking = tokio::spawn({
        let client = client.clone();
        async move { client.call(&Request::default()).user("ann").send().await.map(|_| ()) }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let begun = tokio::time::Instant::now();
    client.forget_user("ann").await.expect("forgotten");
    assert_eq!(begun.elapsed(), Duration::ZERO, "there is no store to wait for");
    assert!(asking.await.expect("no panic").is_err(), "forgotten meanwhile");
    let error = client.call(&Request::default()).user("ann").send().await.expect_err("nobody knows her");
    assert!(error.needs_authorization(), "{error}");
    assert_eq!(platform.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_the_caller_keeps_is_not_renewed() {
    let platform = Platform::new();
    platform.state().refusal = (400, 99_991_677);
    let client = platform.client();
    let request = Request::default();
    client.call(&request).user_token("u-canary-1").send().await.expect("a success");
    let error = client.call(&request).user_token("u-canary-0").send().await.expect_err("refused");
    assert_eq!((error.raw_code(), error.attempts()), (Some(99_991_677), 1));
    let error = client.call(&request).user_token("a\nb").send().await.expect_err("no header");
    assert_eq!(error.kind(), rt::ErrorKind::Token);
    assert_eq!(platform.fetches(), 0);
}
