//! The three logical calls of the runs: one that reads, one that writes with a key, one that writes without.

use std::future::Future;
use std::time::{Duration, SystemTime};

use feishu_openapi::approval::v4::instance;
use feishu_openapi::corehr::v2::process_extra;
use feishu_openapi::{BuildError, Client, ClientBuilder, Endpoint, Error, JsonString, Limiter, StoredToken};

use crate::plan::{Holder, Limits};
use crate::reply::MAX_REPLY_BYTES;
use crate::run::Run;
use crate::server::Server;

/// The app's secret in every run.
pub const SECRET: &str = "canary-app-secret";

/// The ticket of a store app.
const TICKET: &str = "canary-ticket";

/// The name under which the client keeps a person's tokens.
const PERSON: &str = "ann";

/// The kinds of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `GET /open-apis/approval/v4/instances/:instance_id`
    Read,
    /// `POST /open-apis/approval/v4/instances`, whose page documents the key `uuid`.
    Keyed,
    /// `PUT /open-apis/corehr/v2/processes/:process_id/extra`
    Unkeyed,
}

impl Kind {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Read, Self::Keyed, Self::Unkeyed];

    /// The name in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Keyed => "keyed write",
            Self::Unkeyed => "unkeyed write",
        }
    }
}

/// Outcome of a call, as its caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It succeeded.
    Done,
    /// It failed and was not executed.
    NotExecuted,
    /// It failed, and may have been executed.
    MayHaveExecuted,
    /// It failed; whether it was executed is left open.
    Failed,
}

/// Result of a call.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The outcome.
    pub told: Told,
    /// All texts of the error.
    pub shown: Vec<String>,
}

impl Answer {
    /// A call that succeeded.
    pub const DONE: Self = Self { told: Told::Done, shown: Vec::new() };
}

/// Something that makes the logical calls.
pub trait Caller: Clone + Send + Sync + 'static {
    /// Gets ready for calls of this server; whether with a token that is good.
    fn prepare(&self, server: &Server, has_token: bool) -> impl Future<Output = ()> + Send {
        let _ = (server, has_token);
        async {}
    }

    /// Makes the logical call of this kind and with this marker.
    fn ask(&self, kind: Kind, marker: &'static str) -> impl Future<Output = Answer> + Send;
}

/// The client, used as any caller of the crate would.
#[derive(Clone, Debug)]
pub struct Ours {
    client: Client,
    holder: Holder,
}

impl Ours {
    /// A caller for a run, whose client is as `set_up` has it in the end.
    ///
    /// # Errors
    /// The client cannot be set up.
    pub fn new(run: &Run, set_up: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Self, BuildError> {
        let builder =
            Client::builder("cli_runs", SECRET).timeout(run.timeout).max_reply_bytes(MAX_REPLY_BYTES);
        let builder = match run.holder {
            Holder::Store => builder.store_app(TICKET),
            Holder::Internal | Holder::Person => builder,
        };
        let builder = match run.limits {
            Limits::Unknown => builder,
            Limits::Awaited => builder.limiter(Limiter::new()),
            Limits::FailFast => builder.limiter(Limiter::new().fail_fast()),
        };
        Ok(Self { client: set_up(builder).build()?, holder: run.holder })
    }

    /// A caller for a run over sockets.
    ///
    /// # Panics
    /// The client cannot be set up.
    #[must_use]
    pub fn over_socket(run: &Run, server: &Server, origin: &str) -> Self {
        let set_up = |builder: ClientBuilder| builder.base_url(origin).runtime(server.runtime.clone());
        Self::new(run, set_up).expect("a client")
    }

    async fn send<E: Endpoint>(&self, request: E) -> Result<(), Error> {
        let call = self.client.call(&request);
        let call = match self.holder {
            Holder::Internal => call,
            Holder::Store => call.tenant("tenant-1"),
            // Its page documents no person's token; what matters here is the token.
            Holder::Person => call.unchecked().user(PERSON),
        };
        call.send().await.map(drop).map_err(Error::from)
    }
}

impl Caller for Ours {
    async fn prepare(&self, server: &Server, has_token: bool) {
        if self.holder == Holder::Person {
            let given = server.authorize(has_token);
            let life = if has_token { Duration::from_secs(7200) } else { Duration::ZERO };
            let token = StoredToken::new(given.access, SystemTime::now() + life).with_refresh(given.refresh);
            self.client.set_user_tokens(PERSON, token).await.expect("a token that a header can hold");
        }
    }

    async fn ask(&self, kind: Kind, marker: &'static str) -> Answer {
        let told = match kind {
            Kind::Read => self.send(read(marker)).await,
            Kind::Keyed => self.send(keyed(marker)).await,
            Kind::Unkeyed => self.send(unkeyed(marker)).await,
        };
        told.map_or_else(|error| answer(&error), |()| Answer::DONE)
    }
}

fn answer(error: &Error) -> Answer {
    let told = if error.may_have_executed() { Told::MayHaveExecuted } else { Told::NotExecuted };
    let mut shown = texts(error);
    shown.extend([error.message(), error.log_id()].into_iter().flatten().map(str::to_owned));
    Answer { told, shown }
}

/// All texts that an error and its causes give.
#[must_use]
pub fn texts(error: &(dyn std::error::Error + 'static)) -> Vec<String> {
    let chain = std::iter::successors(Some(error), |cause| cause.source());
    chain.flat_map(|cause| [cause.to_string(), format!("{cause:?}"), format!("{cause:#?}")]).collect()
}

fn read(marker: &str) -> instance::get::Request {
    instance::get::Request::new(instance::get::Required { instance_id: marker.into() })
}

fn keyed(marker: &str) -> instance::create::Request {
    instance::create::Request::new(instance::create::Required {
        approval_code: marker.into(),
        form: JsonString::from_text("[]"),
    })
    .open_id("ou_1")
}

fn unkeyed(marker: &str) -> process_extra::update::Request {
    process_extra::update::Request::new(process_extra::update::Required {
        process_id: marker.into(),
        extra_type: process_extra::update::ExtraType::Parallel,
        extra_user_ids: vec!["ou_2".into()],
    })
    .node_id("1")
    .operator("ou_3")
}
