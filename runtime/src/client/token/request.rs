//! The platform's endpoints that issue tokens: their requests and responses.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use crate::Map;
use crate::request::body::Body;
use crate::request::encode::EncodedRequest;
use crate::request::encode_error::EncodeError;
use crate::request::operation::{Envelope, Idempotency, Method, Operation, TokenKind};
use crate::value::sensitive::Sensitive;

/// The code that a user's authorization of the app gave. It works once, and only for some minutes.
#[derive(Clone)]
pub struct AuthorizationCode {
    code: SecretString,
    redirect_uri: Option<String>,
    verifier: Option<SecretString>,
}

impl AuthorizationCode {
    /// Creates it from the `code` parameter of the redirect to the app.
    #[must_use]
    pub fn new(code: impl Into<SecretString>) -> Self {
        Self { code: code.into(), redirect_uri: None, verifier: None }
    }

    /// Sets the redirect URI, if the authorization request contained one.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// Sets the PKCE code verifier, if the authorization request contained a `code_challenge`.
    #[must_use]
    pub fn code_verifier(mut self, verifier: impl Into<SecretString>) -> Self {
        self.verifier = Some(verifier.into());
        self
    }
}

/// Does not show the code.
impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCode").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

/// A request for a token.
pub(super) struct TokenRequest<'a> {
    operation: &'static Operation,
    members: Vec<(&'static str, &'a str)>,
    /// The secrets that it contains.
    secrets: Vec<&'a SecretString>,
}

const fn operation(id: &'static str, path: &'static str, idempotency: Idempotency) -> Operation {
    Operation::new(id, Method::Post, path).tokens(&[]).envelope(Envelope::Flat).idempotency(idempotency)
}

/// Repeating these is safe: the platform returns the same token or a new one, and both are valid.
const TENANT_INTERNAL: Operation = operation(
    "auth/v3/tenant_access_token/internal",
    "/open-apis/auth/v3/tenant_access_token/internal",
    Idempotency::Read,
);
const APP_INTERNAL: Operation = operation(
    "auth/v3/app_access_token/internal",
    "/open-apis/auth/v3/app_access_token/internal",
    Idempotency::Read,
);
const APP_STORE: Operation =
    operation("auth/v3/app_access_token", "/open-apis/auth/v3/app_access_token", Idempotency::Read);
const TENANT_STORE: Operation =
    operation("auth/v3/tenant_access_token", "/open-apis/auth/v3/tenant_access_token", Idempotency::Read);
/// An authorization code or a refresh token works once, so this is never repeated blindly.
const USER: Operation =
    operation("authen/v2/oauth/token", "/open-apis/authen/v2/oauth/token", Idempotency::Unkeyed);

/// Gives the address of a long connection, which contains a secret.
#[cfg(feature = "long-connection")]
const LONG_CONNECTION: Operation =
    Operation::new("callback/ws/endpoint", Method::Post, "/callback/ws/endpoint")
        .tokens(&[])
        .idempotency(Idempotency::Read);

impl<'a> TokenRequest<'a> {
    #[cfg(feature = "long-connection")]
    pub(super) fn long_connection(id: &'a str, secret: &'a SecretString) -> Self {
        Self { operation: &LONG_CONNECTION, members: vec![("AppID", id)], secrets: Vec::new() }
            .secret("AppSecret", secret)
    }

    pub(super) fn tenant_internal(id: &'a str, secret: &'a SecretString) -> Self {
        Self::of_app(&TENANT_INTERNAL, id, secret)
    }

    pub(super) fn app_internal(id: &'a str, secret: &'a SecretString) -> Self {
        Self::of_app(&APP_INTERNAL, id, secret)
    }

    pub(super) fn app_store(id: &'a str, secret: &'a SecretString, ticket: &'a SecretString) -> Self {
        Self::of_app(&APP_STORE, id, secret).secret("app_ticket", ticket)
    }

    pub(super) fn tenant_store(app_token: &'a SecretString, tenant: &'a str) -> Self {
        let members = vec![("tenant_key", tenant)];
        Self { operation: &TENANT_STORE, members, secrets: Vec::new() }.secret("app_access_token", app_token)
    }

    pub(super) fn refresh(id: &'a str, secret: &'a SecretString, refresh: &'a SecretString) -> Self {
        let members = vec![("grant_type", "refresh_token"), ("client_id", id)];
        Self { operation: &USER, members, secrets: Vec::new() }
            .secret("client_secret", secret)
            .secret("refresh_token", refresh)
    }

    pub(super) fn authorization(id: &'a str, secret: &'a SecretString, code: &'a AuthorizationCode) -> Self {
        let mut members = vec![("grant_type", "authorization_code"), ("client_id", id)];
        members.extend(code.redirect_uri.as_deref().map(|uri| ("redirect_uri", uri)));
        let request = Self { operation: &USER, members, secrets: Vec::new() }
            .secret("client_secret", secret)
            .secret("code", &code.code);
        code.verifier.iter().fold(request, |request, verifier| request.secret("code_verifier", verifier))
    }

    fn of_app(operation: &'static Operation, id: &'a str, secret: &'a SecretString) -> Self {
        Self { operation, members: vec![("app_id", id)], secrets: Vec::new() }.secret("app_secret", secret)
    }

    fn secret(mut self, name: &'static str, secret: &'a SecretString) -> Self {
        self.members.push((name, secret.expose_secret()));
        self.secrets.push(secret);
        self
    }

    /// Returns copies of the secrets that the request contains.
    pub(super) fn secrets(&self) -> Vec<SecretString> {
        self.secrets.iter().copied().cloned().collect()
    }

    pub(super) fn encode(&self) -> Result<EncodedRequest, EncodeError> {
        let members: Map<&str> =
            self.members.iter().map(|(name, text)| ((*name).to_owned(), *text)).collect();
        Ok(EncodedRequest {
            operation: self.operation,
            path: self.operation.path.into(),
            query: String::new(),
            headers: Vec::new(),
            body: Body::json(&members)?,
        })
    }
}

/// The response of these endpoints. All of them are flat, and each sends some of the members.
#[derive(Debug, Default)]
pub(super) struct TokenReply {
    tenant_access_token: Option<Sensitive<String>>,
    app_access_token: Option<Sensitive<String>>,
    access_token: Option<Sensitive<String>>,
    refresh_token: Option<Sensitive<String>>,
    /// Lifetime of an app or tenant token, in seconds.
    expire: Option<i64>,
    /// Lifetime of a user token, in seconds.
    expires_in: Option<i64>,
}
crate::reply_object!(TokenReply {
    0 "tenant_access_token" => value tenant_access_token,
    1 "app_access_token" => value app_access_token,
    2 "access_token" => value access_token,
    3 "refresh_token" => value refresh_token,
    4 "expire" => value expire,
    5 "expires_in" => value expires_in,
});

/// A token as the platform issued it.
pub(super) struct IssuedToken {
    pub(super) access: SecretString,
    pub(super) lifetime: Duration,
    pub(super) refresh: Option<SecretString>,
}

impl TokenReply {
    /// Returns the token of this kind; `None` if the response has none.
    pub(super) fn into_issued(self, kind: TokenKind) -> Option<IssuedToken> {
        let (access, seconds) = match kind {
            TokenKind::Tenant => (self.tenant_access_token, self.expire),
            TokenKind::App => (self.app_access_token, self.expire),
            TokenKind::User => (self.access_token, self.expires_in),
        };
        let secret = |text: Option<Sensitive<String>>| {
            text.map(Sensitive::into_inner).filter(|text| !text.is_empty()).map(SecretString::from)
        };
        let lifetime =
            Duration::from_secs(seconds.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(0));
        Some(IssuedToken { access: secret(access)?, lifetime, refresh: secret(self.refresh_token) })
    }
}
