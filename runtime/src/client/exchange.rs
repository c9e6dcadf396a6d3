//! One request and its reply.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::HeaderValue;
use http::header::{AUTHORIZATION, USER_AGENT};
use secrecy::SecretString;

use super::core::Core;
use super::limiter::Counted;
use super::outgoing::Outgoing;
use super::token::Token;
use super::{secrets, server_wait, trace, wait};
use crate::error::course::Outcome;
use crate::error::failure::{Failure, InfoOf};
use crate::reply::envelope::{self, Opened};
use crate::request::operation::{Method, Operation};
use crate::transport::{TransportBody, TransportError, TransportRequest, reply_head};

const AGENT: HeaderValue = HeaderValue::from_static(concat!("feishu-runtime/", env!("CARGO_PKG_VERSION")));

/// An exchange that brought no success.
pub(super) struct Miss {
    pub(super) failure: Box<Failure>,
    /// How long the server asks to wait.
    pub(super) wait: Option<Duration>,
}

impl From<Failure> for Miss {
    fn from(failure: Failure) -> Self {
        Self { failure: Box::new(failure), wait: None }
    }
}

impl Core {
    /// One request and its reply. `known` is what the server knows and nobody else may see, besides the token.
    pub(super) async fn exchange(
        &self,
        call: &Outgoing,
        token: Option<&Token>,
        known: &[Option<&SecretString>],
        deadline: Instant,
        info_of: InfoOf,
    ) -> Result<Opened<'static>, Miss> {
        self.await_turn(call, deadline).await?;
        let mut outcome = match self.carry(call, token, deadline).await {
            Ok(reply) => open(call.operation, &reply, info_of).map_err(|failure| Miss {
                failure,
                wait: server_wait::asked_for(reply.headers(), self.runtime.system_time()),
            }),
            Err(failure) => Err(failure.into()),
        };
        for secret in known.iter().copied().flatten().chain(token.map(Token::secret)) {
            secrets::withhold(&mut outcome, secret);
        }
        trace::exchange(call.operation, &outcome);
        self.learn(call, &outcome);
        outcome
    }

    /// Waits until the limiter, if there is one, lets the request go.
    async fn await_turn(&self, call: &Outgoing, deadline: Instant) -> Result<(), Miss> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        let turn = limiter.turn(self.counted_by(call), deadline, &*self.runtime).await;
        turn.map_err(|wait| Miss { failure: Box::new(Failure::Limited), wait: Some(wait) })
    }

    /// Tells the limiter how long the server wants to be left alone.
    fn learn(&self, call: &Outgoing, outcome: &Result<Opened<'static>, Miss>) {
        if let Some(limiter) = &self.limiter
            && let Err(Miss { failure, wait: Some(wait) }) = outcome
            && failure.outcome() == Outcome::NotNow
        {
            limiter.learn(self.counted_by(call), *wait, self.runtime.now());
        }
    }

    /// What the platform counts a request by.
    fn counted_by<'a>(&'a self, call: &'a Outgoing) -> Counted<'a> {
        Counted { operation: call.operation, app: &self.app.id, tenant: &call.tenant }
    }

    async fn carry(
        &self,
        call: &Outgoing,
        token: Option<&Token>,
        deadline: Instant,
    ) -> Result<http::Response<Bytes>, Failure> {
        if self.runtime.now() >= deadline {
            return Err(Failure::Transport(TransportError::deadline(false)));
        }
        let body = call.body.open().map_err(Failure::Encode)?;
        let request = request(call, token, body).map_err(Failure::Transport)?;
        let mut reply = self.transport.send(TransportRequest::new(request, deadline, self.max_reply_bytes));
        // A transport has to keep the deadline; this holds for those that do not.
        let reply = wait::until(&*self.runtime, deadline, reply.as_mut())
            .await
            .unwrap_or(Err(TransportError::deadline(true)))
            .map_err(Failure::Transport)?;
        // A transport has to stop reading there; this holds for those that do not.
        if reply.body().len() > self.max_reply_bytes {
            let fault = TransportError::too_large().with_reply_head(reply.status(), reply.headers());
            return Err(Failure::Transport(fault));
        }
        Ok(reply)
    }
}

fn request(
    call: &Outgoing,
    token: Option<&Token>,
    body: TransportBody,
) -> Result<http::Request<TransportBody>, TransportError> {
    let mut request = http::Request::builder()
        .method(method(call.operation.method))
        .uri(&call.url)
        .body(body)
        .map_err(TransportError::not_sent)?;
    let headers = request.headers_mut();
    headers.insert(USER_AGENT, AGENT);
    headers.extend(token.map(|token| (AUTHORIZATION, token.authorization().clone())));
    headers.extend(call.headers.clone());
    Ok(request)
}

fn open(
    operation: &Operation,
    reply: &http::Response<Bytes>,
    info_of: InfoOf,
) -> Result<Opened<'static>, Box<Failure>> {
    let head = reply_head(reply.status(), reply.headers());
    envelope::open(operation.envelope, head, reply.body(), info_of).map(Opened::into_owned)
}

const fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}
