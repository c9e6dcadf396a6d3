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
use super::token::{self, Credentials, Token, TokenCache, TokenReply};
use super::token_fault::TokenFault;
use super::trace;
use crate::course::{Course, Outcome};
use crate::encode::EncodedRequest;
use crate::envelope::Opened;
use crate::error::{Failure, InfoOf};
use crate::operation::{Method, Operation, TokenKind};
use crate::platform_codes;
use crate::reply_data::ReplyData as _;
use crate::reply_fault::ReplyFault;
use crate::transport::Transport;

/// What all clones of a client share.
pub(super) struct Core {
    pub(super) base: BaseUrl,
    pub(super) credentials: Credentials,
    pub(super) tokens: TokenCache,
    pub(super) transport: Box<dyn Transport>,
    pub(super) runtime: Arc<dyn Runtime>,
    pub(super) timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) limiter: Option<Limiter>,
    pub(super) budget: Budget,
    pub(super) max_reply_bytes: usize,
    pub(super) validates: bool,
}

/// A call that did not succeed.
pub(super) struct Failed {
    pub(super) failure: Box<Failure>,
    pub(super) course: Course,
}

/// A call on its way.
struct Progress<'a> {
    call: Outgoing,
    context: &'a Context,
    deadline: Instant,
    info_of: InfoOf,
    course: Course,
    span: tracing::Span,
}

impl Core {
    /// Makes the call.
    pub(super) async fn call(
        &self,
        request: EncodedRequest,
        context: &Context,
        info_of: InfoOf,
    ) -> Result<(Opened<'static>, Course), Failed> {
        let deadline = self.runtime.now() + context.timeout.unwrap_or(self.timeout);
        let course = Course::default();
        let call = Outgoing::new(&self.base, request).map_err(|failure| Failed { failure, course })?;
        let call = call.in_tenant(context.tenant.as_deref());
        let span = trace::call_span(call.operation);
        let progress = Progress { call, context, deadline, info_of, course, span: span.clone() };
        self.attempts(progress).instrument(span).await
    }

    /// Makes one attempt after the other until one is the last.
    async fn attempts(&self, mut progress: Progress<'_>) -> Result<(Opened<'static>, Course), Failed> {
        self.budget.earn();
        loop {
            match self.attempt(&mut progress).await {
                Ok(opened) => {
                    trace::ended(&progress.span, progress.course.attempts, Ok(&opened));
                    return Ok((opened, progress.course));
                }
                Err(miss) => match self.next_attempt(&mut progress, &miss) {
                    Some(at) => self.runtime.sleep_until(at).await,
                    None => return Err(given_up(&progress, miss)),
                },
            }
        }
    }

    /// One attempt. A token that the server refuses is renewed once, and the request sent again: the server has said that
    /// it did not execute it.
    async fn attempt(&self, progress: &mut Progress<'_>) -> Result<Opened<'static>, Miss> {
        let Progress { call, context, deadline, info_of, course, .. } = progress;
        let secrets: &[&SecretString] = &[&self.credentials.app_secret];
        if let Some(text) = &context.user_token {
            let token =
                Token::of_user(text, self.runtime.now()).ok_or(Failure::Token(TokenFault::Malformed))?;
            course.attempts += 1;
            return self.exchange(call, Some(&token), secrets, *deadline, *info_of).await;
        }
        if call.operation.tokens.is_empty() {
            course.attempts += 1;
            return self.exchange(call, None, secrets, *deadline, *info_of).await;
        }
        if !call.operation.tokens.contains(&TokenKind::Tenant) {
            return Err(Failure::Token(TokenFault::Unsupported).into());
        }
        let token = self.token(*deadline).await?;
        course.attempts += 1;
        let first = self.exchange(call, Some(&token), secrets, *deadline, *info_of).await;
        let is_refused = matches!(&first, Err(miss) if is_token_refused(&miss.failure));
        if !is_refused || !call.body.is_replayable() {
            return first;
        }
        self.tokens.forget(token.generation());
        let token = self.token(*deadline).await?;
        self.exchange(call, Some(&token), secrets, *deadline, *info_of).await
    }

    /// When to try again; `None` when the call has failed for good.
    fn next_attempt(&self, progress: &mut Progress<'_>, miss: &Miss) -> Option<Instant> {
        let policy = progress.context.retry.unwrap_or(self.retry);
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
        let goes_again = may_go_again
            && progress.call.body.is_replayable()
            && progress.course.attempts < policy.max_attempts()
            && at < progress.deadline
            && self.budget.spend();
        // A failure that is followed by another one is forgotten, but not that it may have been none.
        progress.course.may_have_executed |= goes_again && miss.failure.may_have_executed();
        goes_again.then_some(at)
    }

    /// The kept token, or a new one.
    async fn token(&self, deadline: Instant) -> Result<Token, Failure> {
        match self.tokens.get(self.runtime.now()) {
            Some(token) => Ok(token),
            None => self.fetch_token(deadline).await.map_err(Failure::Token),
        }
    }

    async fn fetch_token(&self, deadline: Instant) -> Result<Token, TokenFault> {
        let asked = self.runtime.now();
        let request = self.credentials.request().map_err(|error| TokenFault::Call(error.into()))?;
        let failed = |failure: Box<Failure>| TokenFault::Call(failure.into());
        let call = Outgoing::new(&self.base, request).map_err(failed)?;
        let secrets: &[&SecretString] = &[&self.credentials.app_secret];
        let opened = self
            .exchange(&call, None, secrets, deadline, |_| None)
            .await
            .map_err(|miss| failed(miss.failure))?;
        let reply = TokenReply::read(opened.data).map_err(|error| {
            let fault = ReplyFault::shape("", &error);
            TokenFault::Call(Failure::Unreadable { head: opened.head, fault }.into())
        })?;
        let secret =
            reply.tenant_access_token.filter(|token| !token.is_empty()).ok_or(TokenFault::Missing)?;
        let secret = SecretString::from(secret.into_inner());
        let authorization = token::authorization(&secret).ok_or(TokenFault::Missing)?;
        let life =
            Duration::from_secs(reply.expire.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(0));
        Ok(self.tokens.put(secret, authorization, asked, life))
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
    operation.method != Method::Get
}

/// Whether the call does the same when it is executed twice.
fn is_repeatable(operation: &Operation) -> bool {
    !writes(operation)
}

/// Whether the server refused the token, and with it the call.
fn is_token_refused(failure: &Failure) -> bool {
    matches!(failure, Failure::Api(api) if platform_codes::refused_the_token(api.code))
}
