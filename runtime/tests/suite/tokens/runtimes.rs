//! Token refreshes on runtimes that stop.

use std::time::Duration;

use feishu_runtime as rt;

use super::{at_once, call};
use crate::support::platform::Platform;

/// A runtime that accepts tasks and never runs them.
struct Idle;

impl rt::Runtime for Idle {
    fn now(&self) -> std::time::Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep_until(&self, at: std::time::Instant) -> rt::Task {
        Box::pin(tokio::time::sleep_until(at.into()))
    }

    fn spawn(&self, _: rt::Task) {}
}

/// A runtime that ends its first task unfinished, or keeps it and never runs it.
struct Stopped {
    keeps: bool,
    first: std::sync::Mutex<Option<rt::Task>>,
    has_begun: std::sync::atomic::AtomicBool,
}

impl rt::Runtime for Stopped {
    fn now(&self) -> std::time::Instant {
        Idle.now()
    }

    fn sleep_until(&self, at: std::time::Instant) -> rt::Task {
        Idle.sleep_until(at)
    }

    fn spawn(&self, task: rt::Task) {
        if self.has_begun.swap(true, std::sync::atomic::Ordering::SeqCst) {
            tokio::spawn(task);
        } else if self.keeps {
            *self.first.lock().expect("not poisoned") = Some(task);
        }
    }
}

/// The refresh of a runtime that has ended is begun anew at once; that of one that is not driven any more, as soon as it
/// cannot be alive.
#[tokio::test(start_paused = true)]
async fn a_refresh_whose_runtime_has_ended_is_begun_anew() {
    for (keeps, waited) in [(false, 0), (true, 35)] {
        let platform = Platform::new();
        let runtime = Stopped { keeps, first: std::sync::Mutex::default(), has_begun: false.into() };
        let client = platform.builder().runtime(runtime).timeout(Duration::from_secs(60)).build();
        let client = client.expect("a client");
        let begun = tokio::time::Instant::now();
        let outcomes = at_once(&client, 40).await;
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        assert_eq!((begun.elapsed().as_secs(), platform.fetches()), (waited, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_runtime_that_drops_its_tasks_blocks_no_call() {
    let platform = Platform::new();
    let client = platform.builder().runtime(Idle).build().expect("a client");
    for _ in 0..2 {
        let begun = tokio::time::Instant::now();
        let error = call(&client).await.expect_err("no token");
        assert_eq!((error.kind(), begun.elapsed()), (rt::ErrorKind::Token, Duration::ZERO));
        assert!(error.is_retryable(), "{error}");
    }
    let error = client.authorize_user("ann", rt::AuthorizationCode::new("code-canary-1")).await;
    let error = error.expect_err("no tokens");
    assert!(!error.is_retryable(), "the code may be gone: {error}");
}
