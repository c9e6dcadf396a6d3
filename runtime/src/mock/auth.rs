//! The platform's endpoints around access tokens: app tickets, tokens of each kind, and a person's authorization.

use http::Method;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::fault::{Fault, below};
use super::grants::{Given, Grants};
use super::raw::Raw;
use super::text;
use super::tokens::{self, Refused};
use crate::error::code::CodeInfo;
use crate::request::operation::TokenKind;

/// One of these endpoints.
pub(super) struct AuthCall {
    pub(super) id: &'static str,
    path: &'static str,
    /// Required members of the body, or parameters of the query.
    fields: &'static [&'static str],
    reply: Reply,
}

/// The response to a valid request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reply {
    Done,
    Tenant,
    App,
    /// A redirection with an authorization code.
    Redirect,
    /// A user's tokens in the form of version 2.
    Oauth,
    /// A user's tokens in the form of version 1, with the user's profile or alone.
    Version1 {
        profile: bool,
    },
}

const CALLS: &[AuthCall] = &[
    AuthCall {
        id: "auth/v3/tenant_access_token/internal",
        path: "/open-apis/auth/v3/tenant_access_token/internal",
        fields: &["app_id", "app_secret"],
        reply: Reply::Tenant,
    },
    AuthCall {
        id: "auth/v3/tenant_access_token/create",
        path: "/open-apis/auth/v3/tenant_access_token",
        fields: &["app_access_token", "tenant_key"],
        reply: Reply::Tenant,
    },
    AuthCall {
        id: "auth/v3/app_access_token/internal",
        path: "/open-apis/auth/v3/app_access_token/internal",
        fields: &["app_id", "app_secret"],
        reply: Reply::App,
    },
    AuthCall {
        id: "auth/v3/app_access_token/create",
        path: "/open-apis/auth/v3/app_access_token",
        fields: &["app_id", "app_secret", "app_ticket"],
        reply: Reply::App,
    },
    AuthCall {
        id: "auth/v3/app_ticket/resend",
        path: "/open-apis/auth/v3/app_ticket/resend",
        fields: &["app_id", "app_secret"],
        reply: Reply::Done,
    },
    AuthCall {
        id: "authen/v1/authorize/get",
        path: "/open-apis/authen/v1/authorize",
        fields: &["client_id", "response_type", "redirect_uri"],
        reply: Reply::Redirect,
    },
    AuthCall {
        id: "authen/v2/oauth/token",
        path: "/open-apis/authen/v2/oauth/token",
        fields: &["grant_type", "client_id", "client_secret"],
        reply: Reply::Oauth,
    },
    AuthCall {
        id: "authen/v1/access_token/create",
        path: "/open-apis/authen/v1/access_token",
        fields: &["grant_type", "code"],
        reply: Reply::Version1 { profile: true },
    },
    AuthCall {
        id: "authen/v1/refresh_access_token/create",
        path: "/open-apis/authen/v1/refresh_access_token",
        fields: &["grant_type", "refresh_token"],
        reply: Reply::Version1 { profile: true },
    },
    AuthCall {
        id: "authen/v1/oidc_access_token/create",
        path: "/open-apis/authen/v1/oidc/access_token",
        fields: &["grant_type", "code"],
        reply: Reply::Version1 { profile: false },
    },
    AuthCall {
        id: "authen/v1/oidc_refresh_access_token/create",
        path: "/open-apis/authen/v1/oidc/refresh_access_token",
        fields: &["grant_type", "refresh_token"],
        reply: Reply::Version1 { profile: false },
    },
];

/// Returns the ids of these endpoints.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    CALLS.iter().map(|call| call.id)
}

/// Returns the endpoint that a request is for.
pub(super) fn asked(method: &Method, path: &str) -> Option<&'static AuthCall> {
    CALLS.iter().find(|call| call.path == path && *method == call.method())
}

impl AuthCall {
    const fn method(&self) -> Method {
        match self.reply {
            Reply::Redirect => Method::GET,
            _ => Method::POST,
        }
    }

    const fn tokens(&self) -> &'static [TokenKind] {
        match self.reply {
            Reply::Version1 { .. } => &[TokenKind::App],
            _ => &[],
        }
    }

    /// Creates a failure in the form that the endpoint's page shows.
    pub(super) fn failure(&self, code: i64, msg: &str, log_id: &str) -> Answer {
        if self.reply != Reply::Oauth {
            return Answer::failure(200, code, msg, log_id);
        }
        // The names of RFC 6749, which the page refers to.
        let error = match code {
            20_003 | 20_004 | 20_024 | 20_026 | 20_037 | 20_064 | 20_073 => "invalid_grant",
            20_036 => "unsupported_grant_type",
            20_050 => "server_error",
            _ => "invalid_request",
        };
        Answer::json(400, &json!({ "code": code, "error": error, "error_description": msg }))
    }

    /// Creates an ordered failure, with the message and status of the page if the crate has it.
    pub(super) fn ordered(&self, code: i64, info: Option<CodeInfo>, log_id: &str) -> Answer {
        let msg = info.map_or("ordered from the mock server", |info| info.message());
        let mut answer = self.failure(code, msg, log_id);
        if let Some(status) = info.and_then(|info| info.http_status()) {
            answer.status = status;
        }
        answer
    }

    /// Returns the kind of the request's token, and the response.
    pub(super) fn answer(&self, raw: &Raw, grants: &mut Grants, log_id: &str) -> (Option<TokenKind>, Answer) {
        match tokens::accepted(self.tokens(), &tokens::shown(raw.header("authorization"))) {
            Err(Refused(code, msg)) => (None, Answer::failure(400, code, msg, log_id)),
            Ok(kind) => {
                let given = given(raw);
                let given = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default();
                (kind, self.response(&given, grants, log_id))
            }
        }
    }

    fn response(&self, given: &Given<'_>, grants: &mut Grants, log_id: &str) -> Answer {
        let missing: Vec<&str> = self.fields.iter().copied().filter(|name| given(name).is_empty()).collect();
        if !missing.is_empty() {
            return self.incomplete(&missing, log_id);
        }
        let body = match self.reply {
            Reply::Done => json!({ "code": 0, "msg": "success" }),
            Reply::Tenant => {
                json!({ "code": 0, "msg": "ok", "tenant_access_token": "t-mock", "expire": 7200 })
            }
            Reply::App => json!({
                "code": 0, "msg": "ok", "app_access_token": "a-mock", "tenant_access_token": "t-mock", "expire": 7200
            }),
            Reply::Redirect => return grants.redirect(given),
            Reply::Oauth => match grants.redeem(given, &["code", "refresh_token"]) {
                Err(fault) => return self.failure(fault.code(), fault.message(), log_id),
                Ok(number) => oauth(number),
            },
            Reply::Version1 { profile } => match grants.redeem(given, &self.fields[1..]) {
                // The page has one code for all of them.
                Err(_) => return self.failure(20_007, FAILED, log_id),
                Ok(number) => version1(number, profile),
            },
        };
        Answer::json(200, &body)
    }

    fn incomplete(&self, missing: &[&str], log_id: &str) -> Answer {
        let names = missing.join(", ");
        match self.reply {
            Reply::Oauth => {
                let msg = format!("The request is missing a required parameter: {names}.");
                self.failure(20_001, &msg, log_id)
            }
            Reply::Version1 { .. } => {
                let msg = format!("Invalid request. Please check request param: {names}");
                self.failure(20_001, &msg, log_id)
            }
            _ => {
                let part = if self.reply == Reply::Redirect { "/query" } else { "/body" };
                let fault = |name: &&str| Fault::new(below(part, name), "must be a non-empty string");
                Answer::refusal(&missing.iter().map(fault).collect::<Vec<_>>(), log_id)
            }
        }
    }
}

/// Message of version 1 for a code or refresh token that cannot be used.
const FAILED: &str = "Failed to generate a user access token. Please try again";

/// Parses the members of the body, or the parameters of the query; empty if they cannot be parsed.
fn given(raw: &Raw) -> Map<String, Value> {
    if raw.method == Method::GET {
        let pairs = text::pairs(&raw.query).unwrap_or_default();
        return pairs.into_iter().map(|(name, value)| (name, value.into())).collect();
    }
    serde_json::from_slice(&raw.body).unwrap_or_default()
}

fn oauth(number: u64) -> Value {
    json!({
        "code": 0,
        "access_token": format!("u-mock-{number}"),
        "expires_in": 7200,
        "refresh_token": format!("r-mock-{number}"),
        "refresh_token_expires_in": 604_800,
        "token_type": "Bearer",
        "scope": "offline_access",
    })
}

fn version1(number: u64, with_profile: bool) -> Value {
    let mut data = json!({
        "access_token": format!("u-mock-{number}"),
        "expires_in": 7140,
        "refresh_token": format!("r-mock-{number}"),
        "refresh_expires_in": 2_591_940,
        "token_type": "Bearer",
    });
    if let (true, Value::Object(profile), Value::Object(data)) = (with_profile, profile(), &mut data) {
        data.extend(profile);
    }
    json!({ "code": 0, "msg": "success", "data": data })
}

/// The person of the page's example.
fn profile() -> Value {
    json!({
        "name": "zhangsan",
        "en_name": "zhangsan",
        "avatar_url": "www.feishu.cn/avatar/icon",
        "avatar_thumb": "www.feishu.cn/avatar/icon_thumb",
        "avatar_middle": "www.feishu.cn/avatar/icon_middle",
        "avatar_big": "www.feishu.cn/avatar/icon_big",
        "open_id": "ou-caecc734c2e3328a62489fe0648c4b98779515d3",
        "union_id": "on-d89jhsdhjsajkda7828enjdj328ydhhw3u43yjhdj",
        "email": "zhangsan@feishu.cn",
        "enterprise_email": "demo@mail.com",
        "user_id": "5d9bdxxx",
        "mobile": "+86130002883xx",
        "tenant_key": "736588c92lxf175d",
        "employee_no": "111222333",
    })
}
