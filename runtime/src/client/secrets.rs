//! What a call tells the server that nobody else may see, and what of a reply repeats it.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

use super::core::Core;
use super::exchange::Miss;
use super::token::Token;
use crate::error::failure::Failure;
use crate::reply::envelope::{Opened, ReplyHead};
use crate::reply::reply_data::RawData;

/// Stands in the place of a message.
const WITHHELD: &str = "[withheld: it repeats a secret]";

/// What a call told the server, or might have been told by it, that nobody else may see.
pub(super) struct Secrets {
    pub(super) core: Arc<Core>,
    pub(super) ticket: Option<SecretString>,
    pub(super) refresh: Option<SecretString>,
    /// The token of the last attempt.
    pub(super) token: Option<Token>,
}

impl Secrets {
    /// Takes out of a failure what repeats one of them.
    pub(super) fn withhold(&self, failure: &mut Failure) {
        let token = self.token.as_ref().map(Token::secret);
        let all = [Some(&self.core.app.secret), self.ticket.as_ref(), self.refresh.as_ref(), token];
        for secret in all.into_iter().flatten() {
            Secret(secret.expose_secret()).withhold_from_failure(failure);
        }
    }
}

/// Takes out of an outcome what repeats a secret and may be shown: a server may quote the token that it refuses. What a
/// failure's data says is read later: see [`Secrets`].
pub(super) fn withhold(outcome: &mut Result<Opened<'_>, Miss>, secret: &SecretString) {
    let secret = Secret(secret.expose_secret());
    match outcome {
        Ok(opened) => secret.withhold_from_success(opened),
        Err(miss) => secret.withhold_from_failure(&mut miss.failure),
    }
}

struct Secret<'a>(&'a str);

impl Secret<'_> {
    fn withhold_from_success(&self, opened: &mut Opened<'_>) {
        self.withhold_from_head(&mut opened.head);
        self.replace(&mut opened.msg);
        if let RawData::File(file) = &mut opened.data {
            self.take(&mut file.content_type);
            self.take(&mut file.file_name);
        }
    }

    fn withhold_from_failure(&self, failure: &mut Failure) {
        if let Some(head) = failure.head_mut() {
            self.withhold_from_head(head);
        }
        if let Failure::Api(api) = failure {
            self.replace(&mut api.msg);
            // The details are many texts; one of them is enough to withhold all.
            api.detail.take_if(|detail| self.is_shown_by(&format!("{detail:?}")));
        }
    }

    fn withhold_from_head(&self, head: &mut ReplyHead) {
        for text in head.texts_mut() {
            self.take(text);
        }
    }

    fn take(&self, text: &mut Option<String>) {
        text.take_if(|text| self.is_in(text));
    }

    fn replace(&self, text: &mut Option<String>) {
        if text.as_ref().is_some_and(|text| self.is_in(text)) {
            *text = Some(WITHHELD.to_owned());
        }
    }

    /// An empty secret is in every text, and none.
    fn is_in(&self, text: &str) -> bool {
        !self.0.is_empty() && text.contains(self.0)
    }

    /// Whether it is in a text that shows other texts as `Debug` does.
    fn is_shown_by(&self, shown: &str) -> bool {
        self.is_in(shown) || (!self.0.is_empty() && shown.contains(&self.0.escape_debug().to_string()))
    }
}
