//! The secrets of a call, and their removal from what a response repeats.

use secrecy::{ExposeSecret as _, SecretString};

use super::token::Token;
use crate::error::failure::Failure;
use crate::reply::data::RawData;
use crate::reply::envelope::Opened;
use crate::reply::head::ReplyHead;
use crate::value::sensitive::Sensitive;

/// Replaces a message that repeats a secret.
const WITHHELD: &str = "[withheld: it repeats a secret]";

/// Length in bytes from which a text is looked for. A shorter one is found in harmless texts; the platform issues no secret
/// that short.
const MIN_BYTES: usize = 8;

/// The access token that a request is sent with, and the other secrets that a response to it may repeat.
pub(super) struct Credentials<'a> {
    token: Option<Token>,
    app_secret: Option<&'a SecretString>,
    /// Includes the tokens of earlier attempts: a server may quote the token that it refused.
    secrets: Vec<SecretString>,
}

impl<'a> Credentials<'a> {
    /// Creates credentials without a token. The secrets are known to the server and must not be shown.
    pub(super) const fn new(app_secret: Option<&'a SecretString>, secrets: Vec<SecretString>) -> Self {
        Self { token: None, app_secret, secrets }
    }

    /// Returns the token of the current or last attempt.
    pub(super) const fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    /// Sets the token of the next attempt.
    pub(super) fn set_token(&mut self, token: Option<Token>) {
        let earlier = std::mem::replace(&mut self.token, token);
        let is_replaced = |earlier: &Token| self.token.as_ref().is_none_or(|token| !token.is_same(earlier));
        self.secrets.extend(earlier.filter(is_replaced).map(|earlier| earlier.secret().clone()));
    }

    /// Removes the secrets from what may be shown of a response: a server may quote the token that it refuses.
    ///
    /// The response's data is parsed later, and the failure that it may cause is redacted then.
    pub(super) fn withhold_from_success(&self, opened: &mut Opened<'_>) {
        self.each(|secret| secret.withhold_from_success(opened));
    }

    /// Removes the secrets from a failure.
    pub(super) fn withhold_from_failure(&self, failure: &mut Failure) {
        self.each(|secret| secret.withhold_from_failure(failure));
    }

    fn each(&self, mut act: impl FnMut(&Secret<'_>)) {
        let token = self.token.as_ref().map(Token::secret);
        for secret in self.secrets.iter().chain(self.app_secret).chain(token) {
            act(&Secret(secret.expose_secret()));
        }
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
        if let Failure::Unreadable { excerpt, .. } = failure {
            let is_shown = |text: &mut Sensitive<String>| self.is_in(text) || self.is_cut_off(text);
            if excerpt.as_mut().is_some_and(is_shown) {
                *excerpt = Some(WITHHELD.to_owned().into());
            }
        }
        if let Failure::Transport(error) = failure {
            error.withhold(|text| self.is_shown_by(text), WITHHELD);
        }
        if let Failure::Api(api) = failure {
            self.replace(&mut api.msg);
            // The details consist of many texts; all are dropped if one of them repeats a secret.
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

    /// Returns true if the text repeats the secret.
    fn is_in(&self, text: &str) -> bool {
        self.0.len() >= MIN_BYTES && text.contains(self.0)
    }

    /// Returns true if the text ends with the beginning of the secret.
    fn is_cut_off(&self, text: &str) -> bool {
        (4..self.0.len()).filter_map(|length| self.0.get(..length)).any(|start| text.ends_with(start))
    }

    /// Returns true if a `Debug` output repeats the secret, escaped or not.
    fn is_shown_by(&self, shown: &str) -> bool {
        self.is_in(shown) || (self.0.len() >= MIN_BYTES && shown.contains(&self.0.escape_debug().to_string()))
    }
}
