//! A platform that gives tokens, takes the newest only, and counts.

#![allow(clippy::expect_used, reason = "a test that cannot go on stops there")]

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use feishu_runtime as rt;

use super::script::{APP_SECRET, Answer, Serving, done, member, path, reply};

/// A platform that gives tokens, takes the newest only, and counts.
#[derive(Clone)]
pub(crate) struct Platform(Arc<Mutex<State>>);

pub(crate) struct State {
    /// The number of the newest token; calls with another one are refused.
    pub(crate) newest: u32,
    /// The number of the newest refresh token; it is taken once.
    pub(crate) refresh: u32,
    /// The code with which tokens are refused, and its HTTP status.
    pub(crate) refusal: (u16, i64),
    /// True if each fetch brings a new token.
    pub(crate) renews: bool,
    /// The seconds that tokens live.
    pub(crate) life: i64,
    /// Failures of the next fetches.
    pub(crate) fetch_fails: Option<fn() -> Answer>,
    /// Time that a fetch takes, before and after its effect.
    pub(crate) slow: Duration,
    pub(crate) fetches: u32,
    pub(crate) calls: u32,
    /// Refresh tokens that came a second time.
    pub(crate) dead_uses: u32,
    /// Path and body of each fetch.
    pub(crate) asked: Vec<(String, Bytes)>,
    /// The tokens that calls came with.
    pub(crate) tokens: Vec<String>,
}

impl Platform {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            newest: 1,
            refresh: 1,
            refusal: (400, 99_991_663),
            renews: false,
            life: 7200,
            fetch_fails: None,
            slow: Duration::from_millis(100),
            fetches: 0,
            calls: 0,
            dead_uses: 0,
            asked: Vec::new(),
            tokens: Vec::new(),
        })))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("not poisoned")
    }

    pub(crate) fn fetches(&self) -> u32 {
        self.state().fetches
    }

    pub(crate) fn calls(&self) -> u32 {
        self.state().calls
    }

    pub(crate) fn dead_uses(&self) -> u32 {
        self.state().dead_uses
    }

    pub(crate) fn newest(&self) -> u32 {
        self.state().newest
    }

    /// Settings for a client of this platform.
    pub(crate) fn builder(&self) -> rt::ClientBuilder {
        self.carry(rt::Client::builder("cli_1", APP_SECRET))
    }

    /// The same settings, for a client of this platform.
    pub(crate) fn carry(&self, builder: rt::ClientBuilder) -> rt::ClientBuilder {
        let platform = self.clone();
        builder.transport(Serving(move |request| platform.clone().serve(request)))
    }

    pub(crate) fn client(&self) -> rt::Client {
        self.builder().build().expect("a client")
    }

    async fn serve(self, request: http::Request<Bytes>) -> Answer {
        let path = path(&request);
        if !path.contains("token") {
            tokio::time::sleep(Duration::from_millis(1)).await;
            return self.call(&request);
        }
        let slow = self.state().slow;
        tokio::time::sleep(slow / 2).await;
        let answer = self.fetch(&path, &request);
        tokio::time::sleep(slow / 2).await;
        answer
    }

    fn call(&self, request: &http::Request<Bytes>) -> Answer {
        let mut state = self.state();
        state.calls += 1;
        let bearer = request.headers().get("authorization").expect("a token").to_str().expect("text");
        let token = bearer.strip_prefix("Bearer ").expect("a token").to_owned();
        let is_good = token.ends_with(&format!("-canary-{}", state.newest));
        state.tokens.push(token);
        let (status, code) = state.refusal;
        if is_good { done() } else { reply(status, format!(r#"{{"code":{code},"msg":"m"}}"#)) }
    }

    fn fetch(&self, path: &str, request: &http::Request<Bytes>) -> Answer {
        let mut state = self.state();
        state.fetches += 1;
        state.asked.push((path.to_owned(), request.body().clone()));
        if let Some(fail) = state.fetch_fails {
            return fail();
        }
        if path.ends_with("/oauth/token") {
            let is_code = member(request, "grant_type") == "authorization_code";
            let ticket = if is_code { member(request, "code") } else { member(request, "refresh_token") };
            return state.refreshed(&ticket.replace("code-canary", "refresh-canary"));
        }
        state.newest += u32::from(state.renews);
        let kind = if path.contains("app_access_token") { "app" } else { "tenant" };
        let (newest, life) = (state.newest, state.life);
        reply(
            200,
            format!(
                r#"{{"code":0,"msg":"ok","{kind}_access_token":"{kind}-canary-{newest}","expire":{life}}}"#
            ),
        )
    }
}

impl State {
    fn refreshed(&mut self, refresh: &str) -> Answer {
        if refresh != format!("refresh-canary-{}", self.refresh) {
            self.dead_uses += 1;
            return reply(400, r#"{"code":20073,"error":"invalid_grant"}"#);
        }
        self.refresh += 1;
        self.newest += 1;
        let (newest, refresh, life) = (self.newest, self.refresh, self.life);
        reply(
            200,
            format!(
                r#"{{"code":0,"access_token":"user-canary-{newest}","expires_in":{life},
                    "refresh_token":"refresh-canary-{refresh}","token_type":"Bearer"}}"#
            ),
        )
    }
}

/// A person's tokens, of which the access token lives for so many seconds.
pub(crate) fn of_user(access: &str, seconds: u64) -> rt::StoredToken {
    let ends = SystemTime::now() + Duration::from_secs(seconds);
    rt::StoredToken::new(access, ends).with_refresh("refresh-canary-1")
}
