//! The state that all clones of a client share, and the path of a call through it.

use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument as _;

use super::attempts::Attempts;
use super::credentials::Credentials;
use super::exchange::Sender;
use super::token::{CallToken, TokenManager};
use super::trace;
use super::types::{CallFailure, CallSettings, ReplyReader};
use crate::error::failure::Failure;
use crate::error::retry::RetryHistory;
use crate::reply::envelope::Opened;
use crate::request::encode::EncodedRequest;
use crate::transport::TransportError;

/// The state that all clones of a client share.
pub(super) struct Core {
    pub(super) sender: Arc<Sender>,
    pub(super) tokens: Arc<TokenManager>,
    pub(super) timeout: Duration,
    pub(super) validates: bool,
}

/// A response that reports success. Its data is not parsed yet.
pub(super) struct CallSuccess<'a> {
    pub(super) opened: Opened<'static>,
    pub(super) history: RetryHistory,
    /// Secrets that a failure to parse the data must not show.
    pub(super) credentials: Credentials<'a>,
}

impl Core {
    /// Fails if no call can be made where this is called.
    pub(super) fn check_runtime(&self) -> Result<(), Box<Failure>> {
        let checked = self.sender.runtime.check();
        checked.map_err(|reason| Box::new(Failure::Transport(TransportError::not_sent(reason))))
    }

    /// Makes a call: chooses its token, and makes attempts until one succeeds or the call has failed.
    pub(super) async fn call<'a>(
        &'a self,
        request: EncodedRequest,
        settings: &CallSettings,
        reader: ReplyReader<'_>,
    ) -> Result<CallSuccess<'a>, CallFailure> {
        self.check_runtime()?;
        let now = self.sender.runtime.now();
        let deadline = now + settings.timeout.unwrap_or(self.timeout);
        let request = self.sender.outgoing(request, settings.tenant.as_deref())?;
        let token = CallToken::choose(&self.tokens, request.operation, settings, now)
            .map_err(|failure| Failure::Token(Arc::new(failure)))?;
        let span = trace::call_span(request.operation);
        let credentials = Credentials::new(Some(&self.tokens.app.secret), token.secrets());
        let mut attempts = Attempts::new(&self.sender, request, token, credentials, deadline);
        attempts.policy = settings.retry.unwrap_or(self.sender.retry);
        attempts.reader = reader;
        attempts.span = span.clone();
        let opened = attempts.run().instrument(span).await?;
        Ok(CallSuccess { opened, history: attempts.history, credentials: attempts.credentials })
    }
}
