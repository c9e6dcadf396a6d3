//! The token that a call is made with.

use std::sync::Arc;
use std::time::Instant;

use secrecy::SecretString;

use super::access_token::Token;
use super::entry::{TokenEntry, TokenOwner};
use super::manager::TokenManager;
use crate::client::app::App;
use crate::client::attempts::TokenSource;
use crate::client::types::{CallSettings, Caller};
use crate::error::failure::Failure;
use crate::error::token_failure::TokenFailure;
use crate::request::operation::{Operation, TokenKind};

/// The token that a call is made with.
pub(in crate::client) struct CallToken<'a> {
    manager: &'a Arc<TokenManager>,
    origin: Origin,
}

enum Origin {
    /// The call is made without a token.
    None,
    /// The caller supplies the token.
    Caller(Token),
    /// The client keeps the token in its cache.
    Cache(Arc<TokenEntry>),
}

impl<'a> CallToken<'a> {
    /// Chooses the token: the user's if the call names one, else the app's in a tenant, else the app's own.
    pub(in crate::client) fn choose(
        manager: &'a Arc<TokenManager>,
        operation: &Operation,
        settings: &CallSettings,
        now: Instant,
    ) -> Result<Self, TokenFailure> {
        let origin = match &settings.caller {
            Caller::Token(kind, text) => {
                accepts(*kind, operation, settings)?;
                Origin::Caller(Token::given(text, now).ok_or(TokenFailure::Malformed)?)
            }
            Caller::Documented if operation.tokens.is_empty() => Origin::None,
            _ => Origin::Cache(manager.entry(owner(&manager.app, operation, settings)?, now)),
        };
        Ok(Self { manager, origin })
    }

    /// Returns the secrets, besides the token itself and the app's secret, that a response to the call may repeat.
    pub(in crate::client) fn secrets(&self) -> Vec<SecretString> {
        let app = &self.manager.app;
        let refresh_token = match &self.origin {
            Origin::Cache(entry) if entry.owner.kind() == TokenKind::User => entry.snapshot().refresh_token,
            _ => None,
        };
        [app.ticket(), refresh_token].into_iter().flatten().collect()
    }
}

impl TokenSource for CallToken<'_> {
    async fn token(&self, deadline: Instant) -> Result<Option<Token>, Failure> {
        match &self.origin {
            Origin::None => Ok(None),
            Origin::Caller(token) => Ok(Some(token.clone())),
            Origin::Cache(entry) => self.manager.token(entry, deadline).await.map(Some),
        }
    }

    fn record(&self, token: &Token, result: Result<(), &Failure>) -> bool {
        let Origin::Cache(entry) = &self.origin else { return false };
        match result {
            Ok(()) => {
                token.prove();
                false
            }
            Err(failure) => entry.is_refusal(failure) && entry.refuse(token.generation(), self.manager.now()),
        }
    }
}

/// Returns true if the endpoint may accept any kind of token: pages that document none may have forgotten it, and an
/// unchecked call is up to its caller.
fn accepts_any(operation: &Operation, settings: &CallSettings) -> bool {
    operation.tokens.is_empty() || settings.unchecked
}

fn accepts(kind: TokenKind, operation: &Operation, settings: &CallSettings) -> Result<(), TokenFailure> {
    let accepts = accepts_any(operation, settings) || operation.tokens.contains(&kind);
    if accepts { Ok(()) } else { Err(TokenFailure::NotAccepted(operation.tokens)) }
}

/// Returns the owner of the token that the call needs.
fn owner(app: &App, operation: &Operation, settings: &CallSettings) -> Result<TokenOwner, TokenFailure> {
    if let Caller::User(name) = &settings.caller {
        accepts(TokenKind::User, operation, settings)?;
        return Ok(TokenOwner::User(name.clone()));
    }
    if operation.tokens.contains(&TokenKind::Tenant) {
        return Ok(TokenOwner::Tenant(tenant(app, settings)?));
    }
    if operation.tokens.contains(&TokenKind::App) {
        return Ok(TokenOwner::App);
    }
    match settings.caller {
        Caller::App if accepts_any(operation, settings) => Ok(TokenOwner::Tenant(tenant(app, settings)?)),
        _ => Err(TokenFailure::NoUser),
    }
}

fn tenant(app: &App, settings: &CallSettings) -> Result<Option<String>, TokenFailure> {
    match (&settings.tenant, app.is_internal()) {
        (None, true) => Ok(None),
        (Some(_), true) => Err(TokenFailure::OneTenant),
        (None, false) => Err(TokenFailure::NoTenant),
        (Some(key), false) => Ok(Some(key.clone())),
    }
}
