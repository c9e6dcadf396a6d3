//! The calls for tokens.

use secrecy::{ExposeSecret as _, SecretString};

use super::users::AuthorizationCode;
use crate::Map;
use crate::request::body::{Body, EncodeError};
use crate::request::encode::EncodedRequest;
use crate::request::operation::{Envelope, Idempotency, Method, Operation};

/// A call for a token, and what of it is secret.
pub(super) struct TokenRequest<'a> {
    operation: &'static Operation,
    members: Vec<(&'static str, &'a str)>,
    pub(super) secrets: Vec<Option<&'a SecretString>>,
}

const fn operation(id: &'static str, path: &'static str, idempotency: Idempotency) -> Operation {
    Operation {
        id,
        method: Method::Post,
        host: "open.feishu.cn",
        path,
        tokens: &[],
        rate_limits: &[],
        envelope: Envelope::Flat,
        idempotency,
        deprecated: false,
    }
}

/// Asked for again, the platform gives the same token or a new one, and both are good.
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
/// A code and a refresh token work once.
const USER: Operation =
    operation("authen/v2/oauth/token", "/open-apis/authen/v2/oauth/token", Idempotency::Unkeyed);

impl<'a> TokenRequest<'a> {
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
        self.secrets.push(Some(secret));
        self
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
