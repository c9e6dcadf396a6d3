//! The server without its wire: gives tokens, executes calls and counts what they did, and says what is to happen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::fault::{Content, Ending, Fault, Seat, Unconnected, Wire};
use crate::plan::{Plan, Step};
use crate::reply::{Reply, Secrets};

/// The path of the call that gives a token to an internal app.
pub const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";

/// A token lives for two hours; with less than half an hour left, a new one is given.
const LIFE: Duration = Duration::from_secs(7200);
const RENEWED_BELOW: Duration = Duration::from_secs(1800);

/// Says that the key of a call was used before.
const REPEATED_KEY: i64 = 60_012;
const INVALID_TOKEN: i64 = 99_991_663;
const NO_TOKEN: i64 = 99_991_661;

/// Plays the platform, with faults. It knows the truth: how often each call was executed.
pub struct Server {
    state: Mutex<State>,
}

struct State {
    plan: Plan,
    tokens: Tokens,
    effects: BTreeMap<String, Effects>,
    counts: Counts,
}

#[derive(Default)]
struct Tokens {
    issued: u32,
    /// The newest one, and when it ends.
    current: Option<(String, Instant)>,
    /// The one that is refused for as long as it lives, and how.
    barred: Option<(String, &'static Fault)>,
}

/// What one logical call did.
#[derive(Default)]
struct Effects {
    times: u32,
    keys: BTreeSet<String>,
}

/// How much the server was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Exchanges of calls.
    pub calls: u32,
    /// Exchanges that fetch tokens.
    pub tokens: u32,
    /// Requests that followed a redirect to another host.
    pub stolen: u32,
    /// Requests that nobody could have meant.
    pub unknown: u32,
}

/// A request as the server sees it.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, without the query.
    pub path: &'a str,
    /// The header of this name.
    pub authorization: Option<&'a str>,
    /// The whole body.
    pub body: &'a [u8],
}

/// What is to happen on the wire.
#[derive(Clone, Debug)]
pub enum Played {
    /// No connection comes about.
    Unconnected(Unconnected),
    /// The connection breaks while the request is sent.
    HalfRequest,
    /// The connection ends without a byte.
    NoReply {
        /// Whether it is reset and not closed.
        reset: bool,
    },
    /// Nothing, ever.
    Hangs,
    /// This comes, and it is no HTTP.
    NotHttp(&'static str),
    /// A reply.
    Reply(Reply, Ending),
}

/// A logical call as the server recognises it.
struct Call {
    marker: String,
    key: Option<String>,
}

impl Server {
    /// A server that does what the plan says.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let (tokens, effects, counts) = Default::default();
        Self { state: Mutex::new(State { plan, tokens, effects, counts }) }
    }

    /// Does what this plan says from now on, and counts anew.
    pub fn follow(&self, plan: Plan) {
        let mut state = self.lock();
        state.plan = plan;
        state.counts = Counts::default();
    }

    /// How often the call with this marker was executed.
    #[must_use]
    pub fn executed(&self, marker: &str) -> u32 {
        self.lock().effects.get(marker).map_or(0, |effects| effects.times)
    }

    /// How much the server was asked for.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.lock().counts
    }

    /// The fault of the next exchange if it hits the making of a connection. The exchange counts as made.
    pub fn connect(&self, is_token: bool) -> Option<Unconnected> {
        let mut state = self.lock();
        let line = if is_token { &mut state.plan.tokens } else { &mut state.plan.calls };
        let Some(Step { fault: Fault { wire: Wire::Unconnected(fault), .. }, .. }) = line.peek() else {
            return None;
        };
        line.advance();
        Some(*fault)
    }

    /// Takes a request that is on its way, does what the plan says, and says what comes of it.
    pub fn receive(&self, request: Arrived<'_>) -> Played {
        let mut state = self.lock();
        if request.path == TOKEN_PATH {
            return state.token(&request);
        }
        match recognised(&request) {
            Some(call) => state.call(&request, call),
            None if request.path == "/stolen" => {
                state.counts.stolen += 1;
                good(&json!({}))
            }
            None => {
                state.counts.unknown += 1;
                refusal(404, 404)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn token(&mut self, request: &Arrived<'_>) -> Played {
        self.counts.tokens += 1;
        match self.plan.tokens.advance() {
            Some(step) => self.play(step, request),
            None => {
                let (token, left) = self.tokens.give();
                Played::Reply(Reply::token(&token, &left.as_secs().to_string()), Ending::Whole)
            }
        }
    }

    fn call(&mut self, request: &Arrived<'_>, call: Call) -> Played {
        self.counts.calls += 1;
        if let Some(refused) = self.tokens.refusal(request) {
            return refused;
        }
        let Some(step) = self.plan.calls.advance() else {
            return self.execute(call);
        };
        if step.executes {
            self.execute(call);
        }
        self.play(step, request)
    }

    /// Does what was asked for, unless its key says that it was done.
    fn execute(&mut self, call: Call) -> Played {
        let effects = self.effects.entry(call.marker).or_default();
        let is_new = call.key.is_none_or(|key| effects.keys.insert(key));
        effects.times += u32::from(is_new);
        if !is_new && self.plan.repeated_key_fails {
            return refusal(200, REPEATED_KEY);
        }
        good(&json!({ "code": 0, "msg": "success", "data": {} }))
    }

    fn play(&mut self, step: Step, request: &Arrived<'_>) -> Played {
        match step.fault.wire {
            Wire::Unconnected(fault) => Played::Unconnected(fault),
            Wire::HalfRequest => Played::HalfRequest,
            Wire::NoReply { reset } => Played::NoReply { reset },
            Wire::Hangs => Played::Hangs,
            Wire::NotHttp(text) => Played::NotHttp(text),
            Wire::Answer(answer, ending) => {
                self.tokens.suffer(step.fault, request);
                let (token, _) = match answer.content {
                    Content::Token(_) => self.tokens.give(),
                    _ => Default::default(),
                };
                let sent = String::from_utf8_lossy(request.body);
                let secrets = Secrets { authorization: request.authorization, body: &sent, token: &token };
                Played::Reply(Reply::of(&answer, &secrets), ending)
            }
        }
    }
}

impl Tokens {
    /// The current token and how long it lives, or a new one.
    fn give(&mut self) -> (String, Duration) {
        let now = Instant::now();
        if let Some((token, ends)) = &self.current
            && ends.saturating_duration_since(now) >= RENEWED_BELOW
        {
            return (token.clone(), ends.saturating_duration_since(now));
        }
        self.issued += 1;
        let token = format!("canary-token-{}", self.issued);
        self.current = Some((token.clone(), now + LIFE));
        (token, LIFE)
    }

    /// A fault of the token ends the token, or bars it while it lives on.
    fn suffer(&mut self, fault: &'static Fault, request: &Arrived<'_>) {
        let Wire::Answer(answer, _) = fault.wire else { return };
        match (fault.seat, answer.content) {
            (Seat::Call, Content::Refused { renewed: true, .. }) => self.current = None,
            (Seat::Call, Content::Refused { renewed: false, .. }) => {
                self.barred = bearer(request).map(|token| (token.to_owned(), fault));
            }
            _ => {}
        }
    }

    /// The reply to a call whose token is none that the server takes.
    fn refusal(&self, request: &Arrived<'_>) -> Option<Played> {
        let Some(token) = bearer(request) else {
            return Some(refusal(400, NO_TOKEN));
        };
        if let Some((barred, fault)) = &self.barred
            && barred == token
            && let Wire::Answer(answer, ending) = fault.wire
        {
            return Some(Played::Reply(Reply::of(&answer, &Secrets::default()), ending));
        }
        let is_current =
            self.current.as_ref().is_some_and(|(current, ends)| current == token && Instant::now() < *ends);
        (!is_current).then(|| refusal(400, INVALID_TOKEN))
    }
}

fn bearer<'a>(request: &Arrived<'a>) -> Option<&'a str> {
    request.authorization.and_then(|value| value.strip_prefix("Bearer "))
}

/// The call that a request makes. Each of the three kinds has a place for the caller's marker.
fn recognised(request: &Arrived<'_>) -> Option<Call> {
    let body: Option<Value> = serde_json::from_slice(request.body).ok();
    let text = |name: &str| body.as_ref()?.get(name)?.as_str().map(str::to_owned);
    match (request.method, request.path) {
        ("POST", "/open-apis/approval/v4/instances") => {
            Some(Call { marker: text("approval_code")?, key: text("uuid") })
        }
        ("GET", path) => {
            let marker = path.strip_prefix("/open-apis/approval/v4/instances/")?;
            Some(Call { marker: marker.to_owned(), key: None })
        }
        ("PUT", path) => {
            let marker = path.strip_prefix("/open-apis/corehr/v2/processes/")?.strip_suffix("/extra")?;
            Some(Call { marker: marker.to_owned(), key: None })
        }
        _ => None,
    }
}

fn good(body: &Value) -> Played {
    Played::Reply(Reply::json(200, body), Ending::Whole)
}

fn refusal(status: u16, code: i64) -> Played {
    Played::Reply(Reply::json(status, &json!({ "code": code, "msg": "refused" })), Ending::Whole)
}
