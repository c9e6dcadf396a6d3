//! One call, whatever the endpoint: token, exchange, envelope.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use tracing::field::debug;

use super::base_url::BaseUrl;
use super::token::{self, Credentials, Token, TokenCache, TokenReply};
use super::token_fault::TokenFault;
use crate::body::{Body, EncodeError};
use crate::encode::EncodedRequest;
use crate::envelope::{self, Opened};
use crate::error::{Failure, InfoOf};
use crate::form::Multipart;
use crate::operation::{Method, Operation, TokenKind};
use crate::platform_codes;
use crate::reply_data::ReplyData as _;
use crate::reply_fault::ReplyFault;
use crate::transport::{Transport, TransportBody, TransportError, TransportRequest, reply_head};

const AGENT: HeaderValue = HeaderValue::from_static(concat!("feishu-runtime/", env!("CARGO_PKG_VERSION")));

/// What all clones of a client share.
pub(super) struct Core {
    pub(super) base: BaseUrl,
    pub(super) credentials: Credentials,
    pub(super) tokens: TokenCache,
    pub(super) transport: Box<dyn Transport>,
    pub(super) timeout: Duration,
    pub(super) max_reply_bytes: usize,
    pub(super) validates: bool,
}

/// A call as it goes out, again and again the same.
struct Call {
    operation: &'static Operation,
    url: String,
    headers: HeaderMap,
    body: CallBody,
}

/// A body that can be sent again, or a form that may not.
enum CallBody {
    Whole(Bytes),
    Form(Multipart),
}

impl CallBody {
    fn new(body: Body) -> Self {
        match body {
            Body::Empty => Self::Whole(Bytes::new()),
            Body::Json(bytes) => Self::Whole(bytes.into()),
            Body::Multipart(form) => match form.to_bytes() {
                Some(bytes) => Self::Whole(bytes.into()),
                None => Self::Form(form),
            },
        }
    }

    fn is_replayable(&self) -> bool {
        match self {
            Self::Whole(_) => true,
            Self::Form(form) => form.is_replayable(),
        }
    }

    /// The body from its beginning.
    fn open(&self) -> Result<TransportBody, EncodeError> {
        match self {
            Self::Whole(bytes) => Ok(TransportBody::Bytes(bytes.clone())),
            Self::Form(form) => form.open().map(TransportBody::Stream),
        }
    }
}

impl Call {
    fn new(base: &BaseUrl, request: EncodedRequest) -> Result<Self, Box<Failure>> {
        let origin = base.origin_for(request.operation.host).map_err(Failure::Host)?;
        let url = format!("{origin}{}", request.path_and_query());
        let headers = call_headers(&request).map_err(Failure::Encode)?;
        Ok(Self { operation: request.operation, url, headers, body: CallBody::new(request.body) })
    }
}

/// The content type and the documented headers; what they hold is nobody else's business.
fn call_headers(request: &EncodedRequest) -> Result<HeaderMap, EncodeError> {
    let mut headers = HeaderMap::new();
    let content_type = request.body.content_type().and_then(|text| HeaderValue::from_str(&text).ok());
    headers.extend(content_type.map(|value| (CONTENT_TYPE, value)));
    for (name, text) in &request.headers {
        let value = HeaderValue::from_bytes(text.as_bytes());
        let (Ok(key), Ok(mut value)) = (HeaderName::from_bytes(name.as_bytes()), value) else {
            return Err(EncodeError::header(name));
        };
        value.set_sensitive(true);
        headers.insert(key, value);
    }
    Ok(headers)
}

impl Core {
    /// Makes the call. A token that the server refuses is renewed once, and the call sent again: the server has said that
    /// it did not execute it. A stream that is gone cannot be sent again; the refusal is the answer then.
    pub(super) async fn call(
        &self,
        request: EncodedRequest,
        info_of: InfoOf,
    ) -> Result<Opened<'static>, Box<Failure>> {
        let deadline = Instant::now() + self.timeout;
        let call = Call::new(&self.base, request)?;
        if call.operation.tokens.is_empty() {
            return self.exchange(&call, None, deadline, info_of).await;
        }
        if !call.operation.tokens.contains(&TokenKind::Tenant) {
            return Err(Box::new(Failure::Token(TokenFault::Unsupported)));
        }
        let token = self.token(deadline).await?;
        let first = self.exchange(&call, Some(&token), deadline, info_of).await;
        let is_refused = matches!(&first, Err(failure) if is_token_refused(failure));
        if !is_refused || !call.body.is_replayable() {
            return first;
        }
        self.tokens.forget(token.generation());
        let token = self.token(deadline).await?;
        self.exchange(&call, Some(&token), deadline, info_of).await
    }

    /// The kept token, or a new one.
    async fn token(&self, deadline: Instant) -> Result<Token, Box<Failure>> {
        match self.tokens.get(Instant::now()) {
            Some(token) => Ok(token),
            None => self.fetch_token(deadline).await.map_err(|fault| Box::new(Failure::Token(fault))),
        }
    }

    async fn fetch_token(&self, deadline: Instant) -> Result<Token, TokenFault> {
        let asked = Instant::now();
        let request = self.credentials.request().map_err(|error| TokenFault::Call(error.into()))?;
        let failed = |failure: Box<Failure>| TokenFault::Call(failure.into());
        let call = Call::new(&self.base, request).map_err(failed)?;
        let opened = self.exchange(&call, None, deadline, |_| None).await.map_err(failed)?;
        let reply = TokenReply::read(opened.data).map_err(|error| {
            let fault = ReplyFault::shape("", &error);
            TokenFault::Call(Failure::Unreadable { head: opened.head, fault }.into())
        })?;
        let secret =
            reply.tenant_access_token.filter(|token| !token.is_empty()).ok_or(TokenFault::Missing)?;
        let secret = SecretString::from(secret.into_inner());
        let authorization = token::authorization(&secret).ok_or(TokenFault::Missing)?;
        let life =
            Duration::from_secs(reply.expire.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(0));
        Ok(self.tokens.put(secret, authorization, asked, life))
    }

    /// One request and its reply.
    async fn exchange(
        &self,
        call: &Call,
        token: Option<&Token>,
        deadline: Instant,
        info_of: InfoOf,
    ) -> Result<Opened<'static>, Box<Failure>> {
        let body = call.body.open().map_err(Failure::Encode)?;
        let carried = match request(call, token, body) {
            Ok(request) => self.carry(request, deadline).await,
            Err(fault) => Err(fault),
        };
        let mut outcome = match carried {
            Ok(reply) => open(call.operation, &reply, info_of),
            Err(error) => Err(Box::new(Failure::Transport(error))),
        };
        for secret in [Some(&self.credentials.app_secret), token.map(Token::secret)].into_iter().flatten() {
            withhold(&mut outcome, secret.expose_secret());
        }
        trace(call.operation, &outcome);
        outcome
    }

    async fn carry(
        &self,
        request: http::Request<TransportBody>,
        deadline: Instant,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if Instant::now() >= deadline {
            return Err(TransportError::deadline(false));
        }
        let reply =
            self.transport.send(TransportRequest::new(request, deadline, self.max_reply_bytes)).await?;
        // A transport has to stop reading there; this holds for those that do not.
        if reply.body().len() > self.max_reply_bytes {
            return Err(TransportError::too_large().with_reply_head(reply.status(), reply.headers()));
        }
        Ok(reply)
    }
}

fn request(
    call: &Call,
    token: Option<&Token>,
    body: TransportBody,
) -> Result<http::Request<TransportBody>, TransportError> {
    let mut request = http::Request::builder()
        .method(method(call.operation.method))
        .uri(&call.url)
        .body(body)
        .map_err(TransportError::not_sent)?;
    let headers = request.headers_mut();
    headers.insert(USER_AGENT, AGENT);
    headers.extend(token.map(|token| (AUTHORIZATION, token.authorization().clone())));
    headers.extend(call.headers.clone());
    Ok(request)
}

fn open(
    operation: &Operation,
    reply: &http::Response<Bytes>,
    info_of: InfoOf,
) -> Result<Opened<'static>, Box<Failure>> {
    let head = reply_head(reply.status(), reply.headers());
    envelope::open(operation.envelope, head, reply.body(), info_of).map(Opened::into_owned)
}

/// Whether the server refused the token, and with it the call.
fn is_token_refused(failure: &Failure) -> bool {
    matches!(failure, Failure::Api(api) if platform_codes::refused_the_token(api.code))
}

/// Takes out of an outcome what repeats a secret and may be shown: a server may quote the token that it refuses.
fn withhold(outcome: &mut Result<Opened<'_>, Box<Failure>>, secret: &str) {
    let head = match outcome {
        Ok(opened) => Some(&mut opened.head),
        Err(failure) => failure.head_mut(),
    };
    if let Some(head) = head {
        head.log_id.take_if(|log_id| log_id.contains(secret));
    }
    if let Err(failure) = outcome
        && let Failure::Api(api) = &mut **failure
    {
        if api.msg.as_ref().is_some_and(|msg| msg.contains(secret)) {
            api.msg = Some("[withheld: it repeats a secret]".to_owned());
        }
        // The details are many texts; one of them is enough to withhold all.
        api.detail.take_if(|detail| format!("{detail:?}").contains(secret));
    }
}

/// Says what came of an exchange, never what was in it.
fn trace(operation: &Operation, outcome: &Result<Opened<'_>, Box<Failure>>) {
    let endpoint = operation.id;
    let head = match outcome {
        Ok(opened) => Some(&opened.head),
        Err(failure) => failure.head(),
    };
    let status = head.map(|head| head.status);
    let log_id = head.and_then(|head| head.log_id.as_ref()).map(debug);
    match outcome {
        Ok(_) => tracing::debug!(endpoint, status, log_id, "succeeded"),
        Err(failure) => {
            let code = failure.api().map(|api| api.code);
            tracing::debug!(endpoint, status, log_id, code, kind = ?failure.kind(), "failed");
        }
    }
}

const fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}
