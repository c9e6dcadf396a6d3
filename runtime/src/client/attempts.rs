//! The attempts of a call, within one deadline: tokens, retries, and what is known after the last attempt.

use std::time::{Duration, Instant};

use super::credentials::Credentials;
use super::exchange::{OutgoingRequest, Sender};
use super::retry::RetryPolicy;
use super::token::Token;
use super::trace;
use super::types::{AttemptError, CallFailure, ReplyReader};
use crate::error::failure::Failure;
use crate::error::retry::{Outcome, RetryHistory};
use crate::reply::envelope::Opened;
use crate::request::operation::{Idempotency, Operation};

/// Time for which a server is trusted to recognize a repeated call by its idempotency key. It is the shortest that any page
/// documents, for tasks; messages document an hour, and most pages do not say.
const KEY_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// Supplies the access token for each attempt of a call.
pub(super) trait TokenSource: Send + Sync {
    /// Returns the token to send; `None` if the call is made without one.
    fn token(&self, deadline: Instant) -> impl Future<Output = Result<Option<Token>, Failure>> + Send;

    /// Records whether the server accepted the token. Returns true if it was refused and another token may be accepted.
    fn record(&self, token: &Token, result: Result<(), &Failure>) -> bool;
}

/// The source of calls that are made without a token.
pub(super) struct NoToken;

impl TokenSource for NoToken {
    async fn token(&self, _: Instant) -> Result<Option<Token>, Failure> {
        Ok(None)
    }

    fn record(&self, _: &Token, _: Result<(), &Failure>) -> bool {
        false
    }
}

/// A call in progress.
pub(super) struct Attempts<'a, 'r, S> {
    sender: &'a Sender,
    request: OutgoingRequest,
    tokens: S,
    pub(super) credentials: Credentials<'a>,
    pub(super) history: RetryHistory,
    pub(super) policy: RetryPolicy,
    /// Bounds each single attempt, beside the deadline.
    pub(super) max_attempt: Duration,
    pub(super) reader: ReplyReader<'r>,
    pub(super) span: tracing::Span,
    started: Instant,
    deadline: Instant,
    /// The deadline once an attempt may have been executed.
    repeatable_until: Instant,
    /// True once a refused token was replaced; that is done once per call.
    has_replaced_token: bool,
}

impl<'a, S: TokenSource> Attempts<'a, '_, S> {
    pub(super) fn new(
        sender: &'a Sender,
        request: OutgoingRequest,
        tokens: S,
        credentials: Credentials<'a>,
        deadline: Instant,
    ) -> Self {
        let started = sender.runtime.now();
        let repeatable_until = repeatable_until(request.operation, started, deadline);
        Self {
            sender,
            request,
            tokens,
            credentials,
            history: RetryHistory::default(),
            policy: sender.retry,
            max_attempt: Duration::MAX,
            reader: ReplyReader { info_of: |_| None, strict: None },
            span: tracing::Span::none(),
            started,
            deadline,
            repeatable_until,
            has_replaced_token: false,
        }
    }

    /// Makes attempts until one succeeds or must not be followed by another.
    pub(super) async fn run(&mut self) -> Result<Opened<'static>, CallFailure> {
        self.sender.budget.earn();
        loop {
            match self.attempt().await {
                Ok(opened) => {
                    trace::ended(&self.span, self.history.attempts, Ok(&opened));
                    return Ok(opened);
                }
                Err(error) => match self.next_attempt(&error) {
                    Some(at) => {
                        let wait = at.saturating_duration_since(self.sender.runtime.now());
                        trace::retry(self.request.operation, self.history.attempts, wait, &error.failure);
                        self.sender.runtime.sleep_until(at).await;
                    }
                    None => return Err(self.give_up(error)),
                },
            }
        }
    }

    /// Makes one attempt. If the server refuses the token, the request is sent again with another one: the refusal proves
    /// that it was not executed.
    async fn attempt(&mut self) -> Result<Opened<'static>, AttemptError> {
        self.credentials.set_token(self.tokens.token(self.deadline).await?);
        self.history.attempts += 1;
        let sent = self.send().await;
        let may_be_accepted = self.record(&sent);
        if !may_be_accepted || self.has_replaced_token || !self.request.body.is_replayable() {
            return sent;
        }
        self.has_replaced_token = true;
        self.credentials.set_token(self.tokens.token(self.deadline).await?);
        let sent = self.send().await;
        self.record(&sent);
        sent
    }

    async fn send(&mut self) -> Result<Opened<'static>, AttemptError> {
        let attempt_ends = self.sender.runtime.now().checked_add(self.max_attempt);
        let deadline = attempt_ends.map_or(self.deadline, |end| end.min(self.deadline));
        self.sender.exchange(&self.request, &self.credentials, deadline, &mut self.reader).await
    }

    /// Tells the token's source what the server made of it; returns true if another token may be accepted.
    fn record(&self, sent: &Result<Opened<'_>, AttemptError>) -> bool {
        let result = sent.as_ref().map(drop).map_err(|error| &*error.failure);
        self.credentials.token().is_some_and(|token| self.tokens.record(token, result))
    }

    /// Returns the time of the next attempt; `None` if the call has failed.
    fn next_attempt(&mut self, error: &AttemptError) -> Option<Instant> {
        if matches!(*error.failure, Failure::Limited) {
            // The limiter has already used the time there is, and nothing was sent.
            self.history.attempts = self.history.attempts.saturating_sub(1);
            self.history.retry_after = error.wait;
            return None;
        }
        let outcome = error.failure.outcome();
        let backoff = self.policy.wait_after(self.history.attempts, self.sender.runtime.random());
        let wait = error.wait.unwrap_or_default().max(backoff);
        self.history.retry_after = (outcome == Outcome::NotNow).then_some(wait);
        let may_be_repeated = match outcome {
            Outcome::NotSent | Outcome::NotNow => true,
            Outcome::Unknown { may_pass } => may_pass && is_repeatable(self.request.operation),
            Outcome::Final => false,
        };
        let at = self.sender.runtime.now().checked_add(wait)?;
        let may_have_executed = self.history.may_have_executed || error.failure.may_have_executed();
        let deadline = if may_have_executed { self.repeatable_until } else { self.deadline };
        let is_retried = may_be_repeated
            && self.request.body.is_replayable()
            && self.history.attempts < self.policy.max_attempts()
            && at < deadline
            && self.sender.budget.spend();
        // The failure of an attempt that is followed by another one is dropped; that it may have been executed is kept.
        if is_retried {
            self.history.may_have_executed = may_have_executed;
            self.deadline = deadline;
        }
        is_retried.then_some(at)
    }

    /// Ends the call with its last failure.
    fn give_up(&self, error: AttemptError) -> CallFailure {
        let failure = error.failure;
        let mut history = self.history;
        let is_unknown = matches!(failure.outcome(), Outcome::Unknown { .. });
        history.is_ambiguous = writes(self.request.operation) && (is_unknown || history.may_have_executed);
        let elapsed = self.sender.runtime.now().saturating_duration_since(self.started);
        trace::failed(self.request.operation, elapsed, &failure, history);
        trace::ended(&self.span, history.attempts, Err((&failure, history)));
        CallFailure { failure, history }
    }
}

/// Returns true if executing the call has effects.
fn writes(operation: &Operation) -> bool {
    operation.idempotency != Idempotency::Read
}

/// Returns the deadline for repeating a call that began at `start` and may have been executed.
fn repeatable_until(operation: &Operation, start: Instant, deadline: Instant) -> Instant {
    match operation.idempotency {
        Idempotency::Keyed => start.checked_add(KEY_LIFETIME).map_or(deadline, |end| end.min(deadline)),
        Idempotency::Read | Idempotency::Unkeyed => deadline,
    }
}

/// Returns true if executing the call twice has the effect of executing it once.
fn is_repeatable(operation: &Operation) -> bool {
    operation.idempotency != Idempotency::Unkeyed
}
