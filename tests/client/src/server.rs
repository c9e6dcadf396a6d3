//! The server without its wire: gives tokens, executes calls and counts what they did, and says what is to happen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::fault::{Content, Ending, Fault, Unconnected, Wire};
use crate::plan::{Plan, Step};
use crate::reply::{Reply, Secrets};
use crate::runtime::StoppableRuntime;
use crate::tokens::{Given, Grant, Tokens, USED_REFRESH_TOKEN, shown_refresh_token};

/// Says that the key of a call was used before.
const REPEATED_KEY: i64 = 60_012;

/// Plays the platform, with faults. It knows the truth: how often each call was executed.
pub struct Server {
    state: Mutex<State>,
    /// The runtime that the run's client is to have.
    pub runtime: StoppableRuntime,
}

struct State {
    plan: Plan,
    runtime: StoppableRuntime,
    tokens: Tokens,
    effects: BTreeMap<String, Effects>,
    counts: Counts,
}

/// Effects of one logical call.
#[derive(Default)]
struct Effects {
    times: u32,
    keys: BTreeSet<String>,
}

/// Counts of the requests that arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Exchanges of calls.
    pub calls: u32,
    /// Exchanges that fetch tokens.
    pub tokens: u32,
    /// Requests that followed a redirect to another host.
    pub stolen: u32,
    /// Requests that match no endpoint.
    pub unknown: u32,
    /// Uses of a refresh token that had been used.
    pub dead: u32,
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

/// Effect on the wire.
#[derive(Clone, Debug)]
pub enum Played {
    /// No connection comes about.
    Unconnected(Unconnected),
    /// The connection breaks while the request is sent.
    HalfRequest,
    /// The connection ends without a byte.
    NoReply {
        /// True for a reset, false for an orderly close.
        reset: bool,
    },
    /// Silence, without end.
    Hangs,
    /// These bytes, which are not HTTP.
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
        let runtime = StoppableRuntime::default();
        let state = State { plan, runtime: runtime.clone(), tokens, effects, counts };
        Self { state: Mutex::new(state), runtime }
    }

    /// Does what this plan says from now on, and counts anew.
    pub fn follow(&self, plan: Plan) {
        let mut state = self.lock();
        state.plan = plan;
        state.counts = Counts::default();
    }

    /// A person's authorization: tokens that are good, or whose access token has ended.
    pub fn authorize(&self, is_good: bool) -> Given {
        self.lock().tokens.authorize(is_good)
    }

    /// Returns how many times the call with this marker was executed.
    #[must_use]
    pub fn executed(&self, marker: &str) -> u32 {
        self.lock().effects.get(marker).map_or(0, |effects| effects.times)
    }

    /// Counts of the requests that arrived.
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
        if let Some(grant) = Grant::of(request.path) {
            return state.token(grant, &request);
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
    fn token(&mut self, grant: Grant, request: &Arrived<'_>) -> Played {
        self.counts.tokens += 1;
        if let Some(used) = self.tokens.used_refresh_token(grant, request) {
            let is_excused = self.tokens.lost.take_if(|lost| *lost == used).is_some();
            self.counts.dead += u32::from(!is_excused);
            return refusal(400, USED_REFRESH_TOKEN);
        }
        let step = self.plan.tokens.advance();
        if step.is_none_or(|step| step.executes) {
            self.tokens.give(grant);
        }
        match step {
            Some(step) => self.play(step, request),
            None => Played::Reply(Reply::token(&self.tokens.newest(grant), None), Ending::Whole),
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
            Wire::RuntimeStops(how) => {
                self.tokens.lost = shown_refresh_token(request).filter(|_| step.executes);
                self.runtime.stop(how);
                Played::Hangs
            }
            Wire::NotHttp(text) => Played::NotHttp(text),
            Wire::Answer(answer, ending) => {
                let mut authorization = request.authorization;
                let echoed;
                if let Content::EchoRefused(_) = answer.content {
                    let Some(refused) = self.tokens.refused.clone() else {
                        return self.tokens.refuse(request);
                    };
                    echoed = refused;
                    authorization = Some(&echoed);
                }
                self.tokens.suffer(step.fault, request);
                let newest = Grant::of(request.path).map(|grant| self.tokens.newest(grant));
                let sent = String::from_utf8_lossy(request.body);
                let secrets = Secrets { authorization, body: &sent, newest: newest.as_ref() };
                Played::Reply(Reply::of(&answer, &secrets), ending)
            }
        }
    }
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

pub(crate) fn good(body: &Value) -> Played {
    Played::Reply(Reply::json(200, body), Ending::Whole)
}

pub(crate) fn refusal(status: u16, code: i64) -> Played {
    Played::Reply(Reply::json(status, &json!({ "code": code, "msg": "refused" })), Ending::Whole)
}
