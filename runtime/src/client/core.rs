//! One call, whatever the endpoint: token, attempts, deadline.

use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::SecretString;
use tracing::Instrument as _;

use super::base_url::BaseUrl;
use super::budget::Budget;
use super::call::Context;
use super::exchange::Miss;
use super::limiter::Limiter;
use super::outgoing::Outgoing;
use super::retry_policy::RetryPolicy;
use super::runtime::Runtime;
use super::secrets::Secrets;
use super::token::{App, Bearer, Slots, Token, TokenStore};
use super::trace;
use crate::error::course::{Course, Outcome};
use crate::error::failure::{Failure, InfoOf};
use crate::reply::envelope::Opened;
use crate::request::encode::EncodedRequest;
use crate::request::operation::{Idempotency, Operation};
use crate::transport::Transport;

/// What all clones of a client share.
pub(super) struct Core {
    pub(super) base: BaseUrl,
    pub(super) app: App,
    pub(super) slots: Slots,
    pub(super) store: Option<Box<dyn TokenStore>>,
    pub(super) early_percent: u32,
    pub(super) transport: Box<dyn Transport>,
    pub(super) runtime: Arc<dyn Runtime>,
    pub(super) timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) limiter: Option<Limiter>,
    pub(super) budget: Budget,
    pub(super) max_reply_bytes: usize,
    pub(super) validates: bool,
}

impl From<Failure> for Failed {
    fn from(failure: Failure) -> Self {
        Box::new(failure).into()
    }
}

impl From<Box<Failure>> for Failed {
    fn from(failure: Box<Failure>) -> Self {
        Self { failure, course: Course::default() }
    }
}

/// A call that succeeded, unless its data says otherwise.
pub(super) struct Answered {
    pub(super) opened: Opened<'static>,
    pub(super) course: Course,
    pub(super) secrets: Secrets,
}

/// A call that did not succeed.
pub(super) struct Failed {
    pub(super) failure: Box<Failure>,
    pub(super) course: Course,
}

/// A call on its way.
struct Progress<'a> {
    call: Outgoing,
    bearer: Bearer,
    /// What the call tells the server, or might be told by it, that nobody else may see.
    secrets: &'a [Option<&'a SecretString>],
    policy: RetryPolicy,
    deadline: Instant,
    /// The deadline of an attempt after one that may have been executed.
    repeatable_until: Instant,
    /// The longest that one attempt takes.
    attempt: Duration,
    info_of: InfoOf,
    course: Course,
    has_renewed: bool,
    span: tracing::Span,
    /// The token of the last attempt.
    token: Option<Token>,
}

/// The longest that one attempt to get a token takes, so that there is time for another one.
const TOKEN_ATTEMPT: Duration = Duration::from_secs(10);

/// How long a server is trusted to know a call again by its key: the shortest time that a page documents, that of tasks.
/// Messages are known for an hour, and most pages say nothing.
const KEY_LIFE: Duration = Duration::from_secs(5 * 60);

impl Core {
    /// Makes the call.
    pub(super) async fn call(
        self: &Arc<Self>,
        request: EncodedRequest,
        context: &Context,
        info_of: InfoOf,
    ) -> Result<Answered, Failed> {
        let now = self.runtime.now();
        let deadline = now + context.timeout.unwrap_or(self.timeout);
        let call = Outgoing::new(&self.base, request)?.in_tenant(context.tenant.as_deref());
        let bearer =
            self.bearer(call.operation, context, now).map_err(|fault| Failure::Token(Arc::new(fault)))?;
        let repeatable_until = repeatable_until(call.operation, now, deadline);
        let span = trace::call_span(call.operation);
        let (ticket, refresh) = (self.app.ticket(), bearer.refresh_token());
        let mut progress = Progress {
            call,
            bearer,
            secrets: &[Some(&self.app.secret), ticket.as_ref(), refresh.as_ref()],
            policy: context.retry.unwrap_or(self.retry),
            deadline,
            repeatable_until,
            attempt: Duration::MAX,
            info_of,
            course: Course::default(),
            has_renewed: false,
            span: span.clone(),
            token: None,
        };
        let opened = self.attempts(&mut progress).instrument(span).await?;
        let Progress { course, token, .. } = progress;
        Ok(Answered { opened, course, secrets: Secrets { core: Arc::clone(self), ticket, refresh, token } })
    }

    /// Makes a call for a token, for which no token is needed.
    pub(super) async fn call_for_token(
        self: &Arc<Self>,
        request: EncodedRequest,
        secrets: &[Option<&SecretString>],
        deadline: Instant,
    ) -> Result<Opened<'static>, Failed> {
        let mut progress = Progress {
            call: Outgoing::new(&self.base, request)?,
            bearer: Bearer::Nobody,
            secrets,
            policy: self.retry,
            deadline,
            repeatable_until: deadline,
            attempt: TOKEN_ATTEMPT,
            info_of: |_| None,
            course: Course::default(),
            has_renewed: false,
            span: tracing::Span::none(),
            token: None,
        };
        self.attempts(&mut progress).await
    }

    /// Makes one attempt after the other until one is the last.
    async fn attempts(self: &Arc<Self>, progress: &mut Progress<'_>) -> Result<Opened<'static>, Failed> {
        self.budget.earn();
        loop {
            match self.attempt(progress).await {
                Ok(opened) => {
                    trace::ended(&progress.span, progress.course.attempts, Ok(&opened));
                    return Ok(opened);
                }
                Err(miss) => match self.next_attempt(progress, &miss) {
                    Some(at) => self.runtime.sleep_until(at).await,
                    None => return Err(given_up(progress, miss)),
                },
            }
        }
    }

    /// One attempt. A token that the server refuses is renewed once, and the request sent again: the server has said that
    /// it did not execute it.
    async fn attempt(self: &Arc<Self>, progress: &mut Progress<'_>) -> Result<Opened<'static>, Miss> {
        progress.token = self.token_of(progress).await?;
        progress.course.attempts += 1;
        let sent = self.send_once(progress).await;
        if !self.may_be_renewed(progress, &sent) {
            return sent;
        }
        progress.has_renewed = true;
        progress.token = self.token_of(progress).await?;
        let sent = self.send_once(progress).await;
        self.may_be_renewed(progress, &sent);
        sent
    }

    /// Learns of a token what the server made of it; whether the request can be sent again with another one.
    fn may_be_renewed(&self, progress: &Progress<'_>, sent: &Result<Opened<'_>, Miss>) -> bool {
        let (Bearer::Kept(slot), Some(token)) = (&progress.bearer, &progress.token) else { return false };
        match sent {
            Err(miss) if slot.is_refusal(&miss.failure) => {
                let may_be_another = slot.refuse(token.generation(), self.runtime.now());
                may_be_another && !progress.has_renewed && progress.call.body.is_replayable()
            }
            Ok(_) => {
                token.prove();
                false
            }
            Err(_) => false,
        }
    }

    async fn token_of(self: &Arc<Self>, progress: &Progress<'_>) -> Result<Option<Token>, Failure> {
        match &progress.bearer {
            Bearer::Nobody => Ok(None),
            Bearer::Given(token) => Ok(Some(token.clone())),
            Bearer::Kept(slot) => self.token(slot, progress.deadline).await.map(Some),
        }
    }

    async fn send_once(&self, progress: &Progress<'_>) -> Result<Opened<'static>, Miss> {
        let Progress { call, token, secrets, deadline, info_of, .. } = progress;
        let deadline =
            self.runtime.now().checked_add(progress.attempt).map_or(*deadline, |end| end.min(*deadline));
        self.exchange(call, token.as_ref(), secrets, deadline, *info_of).await
    }

    /// When to try again; `None` when the call has failed for good.
    fn next_attempt(&self, progress: &mut Progress<'_>, miss: &Miss) -> Option<Instant> {
        let policy = progress.policy;
        if matches!(*miss.failure, Failure::Limited) {
            // The limiter has waited as long as it may, and nothing was sent.
            progress.course.attempts = progress.course.attempts.saturating_sub(1);
            progress.course.retry_after = miss.wait;
            return None;
        }
        let outcome = miss.failure.outcome();
        let backoff = policy.wait_after(progress.course.attempts, self.runtime.random());
        let wait = miss.wait.unwrap_or_default().max(backoff);
        progress.course.retry_after = (outcome == Outcome::NotNow).then_some(wait);
        let may_go_again = match outcome {
            Outcome::NotSent | Outcome::NotNow => true,
            Outcome::Unknown { may_pass } => may_pass && is_repeatable(progress.call.operation),
            Outcome::Final => false,
        };
        let at = self.runtime.now().checked_add(wait)?;
        let may_have_executed = progress.course.may_have_executed || miss.failure.may_have_executed();
        let deadline = if may_have_executed { progress.repeatable_until } else { progress.deadline };
        let goes_again = may_go_again
            && progress.call.body.is_replayable()
            && progress.course.attempts < policy.max_attempts()
            && at < deadline
            && self.budget.spend();
        // A failure that is followed by another one is forgotten, but not that it may have been none.
        if goes_again {
            progress.course.may_have_executed = may_have_executed;
            progress.deadline = deadline;
        }
        goes_again.then_some(at)
    }
}

/// The last failure, and what is known after all attempts.
fn given_up(progress: &Progress<'_>, miss: Miss) -> Failed {
    let failure = miss.failure;
    let mut course = progress.course;
    let is_unknown = matches!(failure.outcome(), Outcome::Unknown { .. });
    course.is_ambiguous = writes(progress.call.operation) && (is_unknown || course.may_have_executed);
    trace::ended(&progress.span, course.attempts, Err((&failure, course)));
    Failed { failure, course }
}

/// Whether executing the call matters.
fn writes(operation: &Operation) -> bool {
    operation.idempotency != Idempotency::Read
}

/// Until when a call that began at `start` does the same when it is executed twice, if it ever does.
fn repeatable_until(operation: &Operation, start: Instant, deadline: Instant) -> Instant {
    match operation.idempotency {
        Idempotency::Keyed => start.checked_add(KEY_LIFE).map_or(deadline, |end| end.min(deadline)),
        Idempotency::Read | Idempotency::Unkeyed => deadline,
    }
}

/// Whether the call does the same when it is executed twice.
fn is_repeatable(operation: &Operation) -> bool {
    operation.idempotency != Idempotency::Unkeyed
}
