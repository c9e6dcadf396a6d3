//! The app that a client calls as.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};

/// Prefix of all app ids. No app secret starts with it.
const ID_PREFIX: &str = "cli_";

/// An app and its secret, which is empty if the client has none.
pub(super) struct App {
    pub(super) id: String,
    pub(super) secret: SecretString,
    pub(super) tenancy: Tenancy,
}

/// The tenants that an app is installed in.
pub(super) enum Tenancy {
    /// The one tenant that the app belongs to.
    Internal,
    /// Many tenants, which installed the app from the store. The platform pushes a ticket every hour; app tokens are issued
    /// for it.
    Store { ticket: Mutex<Option<SecretString>> },
}

impl App {
    /// Returns false for the app of a client that makes calls with the caller's tokens only.
    pub(super) fn has_secret(&self) -> bool {
        !self.secret.expose_secret().is_empty()
    }

    /// Replaces the ticket of a store app; has no effect on an internal app.
    pub(super) fn set_ticket(&self, new: SecretString) {
        if let Tenancy::Store { ticket } = &self.tenancy {
            *ticket.lock().unwrap_or_else(PoisonError::into_inner) = Some(new);
        }
    }

    pub(super) fn ticket(&self) -> Option<SecretString> {
        match &self.tenancy {
            Tenancy::Internal => None,
            Tenancy::Store { ticket } => ticket.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    pub(super) const fn is_internal(&self) -> bool {
        matches!(self.tenancy, Tenancy::Internal)
    }
}

/// Returns true if the text has the form of an app id.
pub(super) fn is_app_id(text: &str) -> bool {
    text.starts_with(ID_PREFIX)
}

/// Shows an app id. A text that does not look like one is withheld: it may be the secret, given in the wrong place.
pub(super) struct ShownId<'a>(pub(super) &'a str);

impl fmt::Debug for ShownId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_app_id(self.0) { self.0.fmt(f) } else { f.write_str("[withheld: not an app id]") }
    }
}
