//! The app, and what a call shows of who makes it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use secrecy::SecretString;

use super::access::Token;
use super::fault::TokenFault;
use super::slot::{Seat, Slot};
use crate::client::call::{As, Context};
use crate::client::core::Core;
use crate::request::operation::{Operation, TokenKind};

/// An app and its secret.
pub(in crate::client) struct App {
    pub(in crate::client) id: String,
    pub(in crate::client) secret: SecretString,
    pub(in crate::client) tenancy: Tenancy,
}

/// Where an app is installed.
pub(in crate::client) enum Tenancy {
    /// In the tenant that it belongs to.
    Internal,
    /// In many, from the store. The platform proves who it is by pushing a ticket every hour.
    Store { ticket: Mutex<Option<SecretString>> },
}

impl App {
    /// Takes a ticket; of no use to an internal app.
    pub(in crate::client) fn set_ticket(&self, new: SecretString) {
        if let Tenancy::Store { ticket } = &self.tenancy {
            *ticket.lock().unwrap_or_else(PoisonError::into_inner) = Some(new);
        }
    }

    pub(in crate::client) fn ticket(&self) -> Option<SecretString> {
        match &self.tenancy {
            Tenancy::Internal => None,
            Tenancy::Store { ticket } => ticket.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    pub(super) const fn is_internal(&self) -> bool {
        matches!(self.tenancy, Tenancy::Internal)
    }
}

/// What a call shows of who makes it.
pub(in crate::client) enum Bearer {
    /// Nothing.
    Nobody,
    /// A token that the caller keeps.
    Given(Token),
    /// A token that the client keeps.
    Kept(Arc<Slot>),
}

impl Bearer {
    /// What the person's next token is got with.
    pub(in crate::client) fn refresh_token(&self) -> Option<SecretString> {
        match self {
            Self::Kept(slot) if slot.seat.kind() == TokenKind::User => slot.known().refresh,
            _ => None,
        }
    }
}

impl Core {
    /// What the call shows of who makes it: the person, if it names one, else the app in a tenant, else the app.
    pub(in crate::client) fn bearer(
        &self,
        operation: &Operation,
        context: &Context,
        now: Instant,
    ) -> Result<Bearer, TokenFault> {
        let takes = |kind| operation.tokens.contains(&kind);
        // A page that documents no token may have forgotten it; the caller's word counts more.
        let takes_any = operation.tokens.is_empty() || context.unchecked;
        let is_for_user = matches!(context.made_as, As::Given(_) | As::User(_));
        if is_for_user && !takes_any && !takes(TokenKind::User) {
            return Err(TokenFault::NotForUsers);
        }
        let seat = match &context.made_as {
            As::Given(text) => {
                return Token::given(text, now).map(Bearer::Given).ok_or(TokenFault::Malformed);
            }
            As::User(name) => Seat::User(name.clone()),
            As::Documented if operation.tokens.is_empty() => return Ok(Bearer::Nobody),
            _ if takes(TokenKind::Tenant) => Seat::Tenant(self.tenant(context)?),
            _ if takes(TokenKind::App) => Seat::App,
            As::App if takes_any => Seat::Tenant(self.tenant(context)?),
            _ => return Err(TokenFault::NoUser),
        };
        Ok(Bearer::Kept(self.slots.get(seat, now)))
    }

    fn tenant(&self, context: &Context) -> Result<Option<String>, TokenFault> {
        match (&context.tenant, self.app.is_internal()) {
            (None, true) => Ok(None),
            (Some(_), true) => Err(TokenFault::OneTenant),
            (None, false) => Err(TokenFault::NoTenant),
            (Some(key), false) => Ok(Some(key.clone())),
        }
    }
}
