//! One endpoint: the facts of its documentation page, and what its overlay adds.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ErrorCode, Field, Fields, Http, ObjectType, Rule, Source, TypeExpr, is_false};

/// One endpoint of the platform.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The path of `format.schema.json`, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// `project/version/resource/method` as in Feishu's official SDKs, dots of the resource as `_`; equal to the
    /// file's path below `schemas/` without `.json`.
    pub id: String,
    /// The page's own title.
    pub title: String,
    /// English name under which a reader would look for the call: `approve task` (overlay).
    pub name: Option<String>,
    /// English description of the endpoint (overlay).
    pub doc: Option<String>,
    /// The page that the facts were read from; absent when the schema was written by hand.
    pub source: Option<Source>,
    /// The page calls the endpoint old, or stands among the historic versions.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// The call only reads, although its method is not GET, so it may be sent twice (overlay).
    #[serde(default, skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// Method, hosts and path.
    pub http: Http,
    /// Documented request windows; all of them hold at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rate_limits: Vec<RateLimit>,
    /// Kinds of app that may call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub app_types: Vec<AppType>,
    /// Kinds of access token that are accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<TokenKind>,
    /// Permission scopes that the call needs.
    pub scopes: Option<Scopes>,
    /// Scopes without which the server leaves sensitive reply fields out.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub field_scopes: IndexMap<String, Scope>,
    /// Documented request headers.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub headers: Fields,
    /// Path, query and body fields.
    pub request: Request,
    /// Kind of the response.
    #[serde(default, skip_serializing_if = "ReplyKind::is_json")]
    pub reply_kind: ReplyKind,
    /// The reply as its table says it, envelope rows included; empty when the page has no reply table.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub reply: Fields,
    /// Named object types, by the name that `type` uses. A name that stands for several shapes on one page is
    /// followed by `@` and the dotted path of its owner.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub types: IndexMap<String, ObjectType>,
    /// The page's example JSON.
    #[serde(default, skip_serializing_if = "Examples::is_empty")]
    pub examples: Examples,
    /// Documented error codes, by number.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub errors: IndexMap<String, ErrorCode>,
    /// Rules between fields of the request, by a stable id; pointers start at the request
    /// (`/body/operator`).
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub rules: IndexMap<String, Rule>,
}

/// So many requests per window, counted per API, app and tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Requests allowed in one window.
    pub requests: u32,
    /// The window.
    pub per: Per,
}

/// The window of a rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// One second.
    Second,
    /// One minute.
    Minute,
    /// One hour.
    Hour,
    /// One day.
    Day,
}

/// Kinds of app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AppType {
    /// 自建应用: made by a tenant for itself.
    Custom,
    /// 商店应用: from the app directory, installed by many tenants.
    Store,
}

/// Kinds of access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    /// `tenant_access_token`
    Tenant,
    /// `user_access_token`
    User,
    /// `app_access_token`
    App,
}

/// Scopes that a call needs: one of `any_of` and each of `all_of`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scopes {
    /// One of these is enough.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub any_of: IndexMap<String, Scope>,
    /// Each of these is needed.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub all_of: IndexMap<String, Scope>,
}

/// A permission scope, keyed by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The page's label of the scope.
    pub label: String,
}

/// The instance that rules and limits speak about.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Path parameters, in the order of the path.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub path: Fields,
    /// Query parameters.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub query: Fields,
    /// Body fields; absent when the endpoint takes no body, empty when it takes `{}`.
    pub body: Option<Fields>,
}

impl Request {
    /// The fields of a part, by its name: `path`, `query` or `body`.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&Fields> {
        match name {
            "path" => Some(&self.path),
            "query" => Some(&self.query),
            "body" => self.body.as_ref(),
            _ => None,
        }
    }
}

/// Kind of the response to a successful call. A failure is always JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReplyKind {
    /// JSON with `code` and `msg`.
    #[default]
    Json,
    /// The content of a file.
    File,
    /// A page for a person: the address is opened in a browser, which is then redirected.
    Browser,
}

impl ReplyKind {
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde's `skip_serializing_if` passes a reference
    fn is_json(&self) -> bool {
        *self == Self::Json
    }
}

/// Returns true if the body is a form instead of JSON: it holds a file, or the page says so.
#[must_use]
pub fn is_form(endpoint: &Endpoint) -> bool {
    let is_file = |field: &Field| match field.ty.expr() {
        TypeExpr::File => true,
        TypeExpr::Array(element) => **element == TypeExpr::File,
        _ => false,
    };
    let says_so = |(name, header): (&String, &Field)| {
        let values = [&header.fixed, &header.example].into_iter().flatten().filter_map(Value::as_str);
        name.eq_ignore_ascii_case("content-type")
            && values.take(1).any(|value| value.to_ascii_lowercase().starts_with("multipart/form-data"))
    };
    endpoint.request.body.iter().flat_map(Fields::values).any(is_file) || endpoint.headers.iter().any(says_so)
}

/// Example JSON as documented, in the page's key order.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// An example request body.
    pub request: Option<Value>,
    /// An example reply, envelope included.
    pub reply: Option<Value>,
}

impl Examples {
    fn is_empty(&self) -> bool {
        self.request.is_none() && self.reply.is_none()
    }
}
