//! The client's comparison: reqwest-middleware with reqwest-retry as its documentation sets it up, and a caller
//! who fetches a token, sends, and believes a 2xx reply whose `code` is 0.

use std::sync::Arc;

use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use reqwest_retry::RetryTransientMiddleware;
use reqwest_retry::policies::ExponentialBackoff;
use serde_json::{Value, json};

use crate::calls::{Answer, Caller, Kind, SECRET, Told, texts};

/// The call that gives a token to an internal app.
const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";

/// Retries of a call, as in the documentation's own example.
const RETRIES: u32 = 3;

/// A caller of reqwest-middleware.
#[derive(Clone)]
pub struct Middleware {
    client: ClientWithMiddleware,
    origin: Arc<str>,
}

/// A failed call: what is shown of it.
type Failed = Vec<String>;

impl Middleware {
    /// A caller of the server at this origin.
    ///
    /// # Errors
    /// reqwest cannot be set up.
    pub fn new(origin: &str) -> Result<Self, Box<dyn std::error::Error>> {
        // No certificates are needed: the server speaks plain HTTP.
        let bare = reqwest::Client::builder().tls_certs_only([]).build()?;
        let backoff = ExponentialBackoff::builder().build_with_max_retries(RETRIES);
        let retries = RetryTransientMiddleware::new_with_policy(backoff);
        Ok(Self { client: ClientBuilder::new(bare).with(retries).build(), origin: origin.into() })
    }

    async fn try_call(&self, kind: Kind, marker: &str) -> Result<(), Failed> {
        let credentials = json!({ "app_id": "cli_runs", "app_secret": SECRET });
        let reply = self.exchange(Method::POST, TOKEN_PATH, None, Some(credentials)).await?;
        let token = reply["tenant_access_token"].as_str().ok_or_else(|| vec!["no token".to_owned()])?;
        let (method, path, body) = request(kind, marker);
        self.exchange(method, &path, Some(token), body).await.map(drop)
    }

    /// One exchange that ends in an object with code 0, or in a failure.
    async fn exchange(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Result<Value, Failed> {
        let mut request = self.client.request(method, format!("{}{path}", self.origin));
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let reply = request.send().await.map_err(|error| texts(&error))?;
        let reply = reply.error_for_status().map_err(|error| texts(&error))?;
        let bytes = reply.bytes().await.map_err(|error| texts(&error))?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|error| texts(&error))?;
        if value["code"] == 0 { Ok(value) } else { Err(vec![format!("code {}", value["code"])]) }
    }
}

impl Caller for Middleware {
    async fn ask(&self, kind: Kind, marker: &'static str) -> Answer {
        match self.try_call(kind, marker).await {
            Ok(()) => Answer::DONE,
            Err(shown) => Answer { told: Told::Failed, shown },
        }
    }
}

/// The same requests as those of the typed client; the key is made once for the call.
fn request(kind: Kind, marker: &str) -> (Method, String, Option<Value>) {
    match kind {
        Kind::Read => (Method::GET, format!("/open-apis/approval/v4/instances/{marker}"), None),
        Kind::Keyed => {
            let body = json!({ "approval_code": marker, "form": "[]", "open_id": "ou_1", "uuid": "key-1" });
            (Method::POST, "/open-apis/approval/v4/instances".to_owned(), Some(body))
        }
        Kind::Unkeyed => {
            let body =
                json!({ "extra_type": 1, "extra_user_ids": ["ou_2"], "node_id": "1", "operator": "ou_3" });
            (Method::PUT, format!("/open-apis/corehr/v2/processes/{marker}/extra"), Some(body))
        }
    }
}
