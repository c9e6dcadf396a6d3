//! The state that all clones of a client share, and the path of a call through it.

use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument as _;

use super::attempts::Attempts;
use super::credentials::Credentials;
use super::exchange::Sender;
use super::token::{CallToken, TokenManager};
use super::trace;
use super::types::{CallFailure, CallSettings};
use crate::error::failure::{Failure, InfoOf};
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
pub(super) struct CallSuccess {
    pub(super) opened: Opened<'static>,
    pub(super) history: RetryHistory,
    /// Secrets that a failure to parse the data must not show.
    pub(super) credentials: Credentials,
}

impl Core {
    /// Makes a call: chooses its token, and makes attempts until one succeeds or the call has failed.
    pub(super) async fn call(
        &self,
        request: EncodedRequest,
        settings: &CallSettings,
        info_of: InfoOf,
    ) -> Result<CallSuccess, CallFailure> {
        let runtime = &*self.sender.runtime;
        runtime.check().map_err(|reason| Failure::Transport(TransportError::not_sent(reason)))?;
        let now = runtime.now();
        let deadline = now + settings.timeout.unwrap_or(self.timeout);
        let request = self.sender.outgoing(request, settings.tenant.as_deref())?;
        let token = CallToken::choose(&self.tokens, request.operation, settings, now)
            .map_err(|failure| Failure::Token(Arc::new(failure)))?;
        let span = trace::call_span(request.operation);
        let credentials = Credentials::new(token.secrets());
        let mut attempts = Attempts::new(&self.sender, request, token, credentials, deadline);
        attempts.policy = settings.retry.unwrap_or(self.sender.retry);
        attempts.info_of = info_of;
        attempts.span = span.clone();
        let opened = attempts.run().instrument(span).await?;
        Ok(CallSuccess { opened, history: attempts.history, credentials: attempts.credentials })
    }
}
