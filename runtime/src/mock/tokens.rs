//! Access tokens: the token endpoints, and the tokens that an endpoint accepts.

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::fault::{Fault, below};
use crate::request::operation::{Operation, TokenKind};

/// A token endpoint: the required members of its body, and the tokens that it issues.
struct TokenCall {
    id: &'static str,
    path: &'static str,
    fields: &'static [&'static str],
    given: Given,
}

#[derive(Clone, Copy)]
enum Given {
    Tenant,
    App,
    User,
}

const CALLS: &[TokenCall] = &[
    TokenCall {
        id: "auth/v3/tenant_access_token/internal",
        path: "/open-apis/auth/v3/tenant_access_token/internal",
        fields: &["app_id", "app_secret"],
        given: Given::Tenant,
    },
    TokenCall {
        id: "auth/v3/tenant_access_token/create",
        path: "/open-apis/auth/v3/tenant_access_token",
        fields: &["app_access_token", "tenant_key"],
        given: Given::Tenant,
    },
    TokenCall {
        id: "auth/v3/app_access_token/internal",
        path: "/open-apis/auth/v3/app_access_token/internal",
        fields: &["app_id", "app_secret"],
        given: Given::App,
    },
    TokenCall {
        id: "auth/v3/app_access_token/create",
        path: "/open-apis/auth/v3/app_access_token",
        fields: &["app_id", "app_secret", "app_ticket"],
        given: Given::App,
    },
    TokenCall {
        id: "authen/v2/oauth/token",
        path: "/open-apis/authen/v2/oauth/token",
        fields: &["grant_type", "client_id", "client_secret"],
        given: Given::User,
    },
];

/// Returns the ids of the token endpoints.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    CALLS.iter().map(|call| call.id)
}

/// Returns the id of the token endpoint that a request is for.
pub(super) fn asked(method: &http::Method, path: &str) -> Option<&'static str> {
    let call = CALLS.iter().find(|call| call.path == path)?;
    (method == http::Method::POST).then_some(call.id)
}

/// The refresh tokens that were issued. Each can be used once.
#[derive(Debug, Default)]
pub(super) struct Refreshes {
    given: u64,
    /// The last one, which is the only valid one. Before the first, any token is accepted.
    last: Option<String>,
}

/// Responds to a token request.
pub(super) fn answer(id: &str, body: &[u8], refreshes: &mut Refreshes, log_id: &str) -> Answer {
    let Some(call) = CALLS.iter().find(|call| call.id == id) else {
        return Answer::failure(404, 404, "no such call", log_id);
    };
    let body: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    let is_given = |name: &str| body.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let missing = call.fields.iter().filter(|name| !is_given(name));
    let faults: Vec<Fault> =
        missing.map(|name| Fault::new(below("/body", name), "must be a non-empty string")).collect();
    if !faults.is_empty() {
        return Answer::refusal(&faults, log_id);
    }
    match call.given {
        Given::Tenant => Answer::json(200, &flat("tenant_access_token", "t-mock")),
        Given::App => Answer::json(200, &app()),
        Given::User => user(&body, refreshes, log_id),
    }
}

fn flat(name: &str, token: &str) -> Value {
    json!({ "code": 0, "msg": "ok", name: token, "expire": 7200 })
}

fn app() -> Value {
    json!({
        "code": 0, "msg": "ok", "app_access_token": "a-mock", "tenant_access_token": "t-mock", "expire": 7200
    })
}

fn user(body: &Map<String, Value>, refreshes: &mut Refreshes, log_id: &str) -> Answer {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let required = match text("grant_type") {
        "authorization_code" => "code",
        "refresh_token" => "refresh_token",
        _ => "grant_type",
    };
    if required == "grant_type" || text(required).is_empty() {
        let what = "is needed for a grant of `authorization_code` or `refresh_token`";
        return Answer::refusal(&[Fault::new(below("/body", required), what)], log_id);
    }
    let is_spent = refreshes.last.as_ref().is_some_and(|last| last != text("refresh_token"));
    if required == "refresh_token" && is_spent {
        return Answer::failure(400, 20_064, "The refresh token has been revoked.", log_id);
    }
    refreshes.given += 1;
    let next = format!("r-mock-{}", refreshes.given);
    refreshes.last = Some(next.clone());
    Answer::json(
        200,
        &json!({
            "code": 0,
            "access_token": format!("u-mock-{}", refreshes.given),
            "expires_in": 7200,
            "refresh_token": next,
            "refresh_token_expires_in": 604_800,
            "token_type": "Bearer",
            "scope": "offline_access",
        }),
    )
}

/// The token of a call.
pub(super) enum Shown {
    /// The call has no token.
    Nothing,
    /// The kinds that the token's prefix permits.
    Kinds(&'static [TokenKind]),
}

/// Parses the header `Authorization`.
pub(super) fn shown(authorization: Option<&str>) -> Shown {
    let token = authorization.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    match token {
        "" => Shown::Nothing,
        token if token.starts_with("t-") => Shown::Kinds(&[TokenKind::Tenant, TokenKind::App]),
        token if token.starts_with("u-") || token.starts_with("eyJ") => Shown::Kinds(&[TokenKind::User]),
        token if token.starts_with("a-") => Shown::Kinds(&[TokenKind::App]),
        _ => Shown::Kinds(&[]),
    }
}

/// Returns the kind that the endpoint accepts the token as, or the refusal.
pub(super) fn accepted(operation: &Operation, shown: &Shown) -> Result<Option<TokenKind>, Refused> {
    match shown {
        _ if operation.tokens.is_empty() => Ok(None),
        Shown::Nothing => Err(Refused(99_991_661, "Missing access token for authorization.")),
        Shown::Kinds([]) => Err(Refused(99_991_671, "Invalid token: must start with t-/u-")),
        Shown::Kinds(kinds) => match kinds.iter().find(|kind| operation.tokens.contains(kind)) {
            Some(kind) => Ok(Some(*kind)),
            None if kinds.contains(&TokenKind::User) => {
                Err(Refused(99_991_668, "user access token not support"))
            }
            None => Err(Refused(99_991_663, "tenant or app access token not support")),
        },
    }
}

/// The code and message with which a token is refused.
pub(super) struct Refused(pub(super) i64, pub(super) &'static str);

/// Returns the name of a kind.
pub(super) const fn name(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Tenant => "tenant",
        TokenKind::User => "user",
        TokenKind::App => "app",
    }
}
