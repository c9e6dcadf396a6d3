//! One HTTP exchange: a request is sent, and its response is opened.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderName, HeaderValue, Uri};

use super::base_url::BaseUrl;
use super::credentials::Credentials;
use super::limiter::{Limiter, RateKey};
use super::retry::{RetryBudget, RetryPolicy, requested_wait};
use super::runtime::{self, Runtime};
use super::trace;
use super::types::{AttemptError, ReplyReader};
use crate::error::failure::Failure;
use crate::error::retry::Outcome;
use crate::reply::data::RawData;
use crate::reply::envelope::{self, Opened};
use crate::reply::fault::ReplyFault;
use crate::reply::head::ReplyHead;
use crate::request::body::Body;
use crate::request::encode::EncodedRequest;
use crate::request::encode_error::EncodeError;
use crate::request::form::Multipart;
use crate::request::operation::{Envelope, Method, Operation};
use crate::transport::{Transport, TransportBody, TransportError, TransportRequest, header_text};

const AGENT: HeaderValue = HeaderValue::from_static(concat!("feishu-runtime/", env!("CARGO_PKG_VERSION")));

/// Sends requests; shared by all calls of a client, calls for tokens included.
pub(super) struct Sender {
    pub(super) base: BaseUrl,
    pub(super) app_id: String,
    pub(super) transport: Box<dyn Transport>,
    pub(super) runtime: Arc<dyn Runtime>,
    pub(super) limiter: Option<Limiter>,
    pub(super) max_reply_bytes: usize,
    pub(super) retry: RetryPolicy,
    pub(super) budget: RetryBudget,
}

/// A request that is ready to be sent, once or repeatedly.
pub(super) struct OutgoingRequest {
    pub(super) operation: &'static Operation,
    pub(super) body: OutgoingBody,
    /// The `tenant_key` of a store app's tenant, else empty; the platform counts calls per tenant.
    tenant: String,
    uri: Uri,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Sender {
    /// Resolves the request's URL and headers.
    pub(super) fn outgoing(
        &self,
        request: EncodedRequest,
        tenant: Option<&str>,
    ) -> Result<OutgoingRequest, Box<Failure>> {
        let origin = self.base.origin_for(request.operation.host).map_err(Failure::Host)?;
        let uri = Uri::try_from(format!("{origin}{}", request.path_and_query()))
            .map_err(|error| Failure::Transport(TransportError::not_sent(error)))?;
        Ok(OutgoingRequest {
            operation: request.operation,
            tenant: tenant.unwrap_or_default().to_owned(),
            uri,
            headers: call_headers(&request).map_err(Failure::Encode)?,
            body: OutgoingBody::new(request.body),
        })
    }

    /// Waits for the rate limiter, sends the request, and opens the response. All that the result may show is free of the
    /// credentials.
    pub(super) async fn exchange(
        &self,
        request: &OutgoingRequest,
        credentials: &Credentials<'_>,
        deadline: Instant,
        reader: &mut ReplyReader<'_>,
    ) -> Result<Opened<'static>, AttemptError> {
        self.acquire_permit(request, deadline).await?;
        let mut result = match self.transmit(request, credentials, deadline).await {
            Ok(response) => open(request.operation, &response, reader).map_err(|failure| AttemptError {
                failure,
                wait: requested_wait(response.headers(), self.runtime.system_time()),
            }),
            Err(failure) => Err(failure.into()),
        };
        match &mut result {
            Ok(opened) => credentials.withhold_from_success(opened),
            Err(error) => credentials.withhold_from_failure(&mut error.failure),
        }
        trace::exchange(request.operation, &result);
        self.learn_wait(request, &result);
        result
    }

    /// Waits until the limiter, if there is one, permits the request.
    async fn acquire_permit(&self, request: &OutgoingRequest, deadline: Instant) -> Result<(), AttemptError> {
        let Some(limiter) = self.limiter_of(request) else { return Ok(()) };
        let permit = limiter.permit(self.rate_key(request), deadline, &*self.runtime).await;
        permit.map_err(|wait| AttemptError { failure: Box::new(Failure::Limited), wait: Some(wait) })
    }

    /// Passes the wait of a rate-limited response on to the limiter.
    fn learn_wait(&self, request: &OutgoingRequest, result: &Result<Opened<'static>, AttemptError>) {
        if let Some(limiter) = self.limiter_of(request)
            && let Err(AttemptError { failure, wait: Some(wait) }) = result
            && failure.outcome() == Outcome::NotNow
        {
            limiter.block(self.rate_key(request), *wait, self.runtime.now());
        }
    }

    /// Returns the limiter, if there is one and the request's endpoint is known.
    fn limiter_of(&self, request: &OutgoingRequest) -> Option<&Limiter> {
        self.limiter.as_ref().filter(|_| request.operation.id != Operation::RAW_ID)
    }

    /// Returns what the platform counts the request by.
    fn rate_key<'a>(&'a self, request: &'a OutgoingRequest) -> RateKey<'a> {
        RateKey { operation: request.operation, app: &self.app_id, tenant: &request.tenant }
    }

    async fn transmit(
        &self,
        request: &OutgoingRequest,
        credentials: &Credentials<'_>,
        deadline: Instant,
    ) -> Result<http::Response<Bytes>, Failure> {
        if self.runtime.now() >= deadline {
            return Err(Failure::Transport(TransportError::deadline(false)));
        }
        let body = request.body.open().map_err(Failure::Encode)?;
        let request = request.to_http(body, credentials);
        let mut response =
            self.transport.send(TransportRequest::new(request, deadline, self.max_reply_bytes));
        // Transports are required to respect the deadline and the size limit. These checks cover those that do not.
        let response = if self.transport.keeps_deadlines() {
            response.await
        } else {
            let response = runtime::until(&*self.runtime, deadline, response.as_mut()).await;
            response.unwrap_or(Err(TransportError::deadline(true)))
        };
        let response = response.map_err(Failure::Transport)?;
        if response.body().len() > self.max_reply_bytes {
            let error = TransportError::too_large().with_reply_head(response.status(), response.headers());
            return Err(Failure::Transport(error));
        }
        Ok(response)
    }
}

impl OutgoingRequest {
    fn to_http(&self, body: TransportBody, credentials: &Credentials<'_>) -> http::Request<TransportBody> {
        let mut request = http::Request::new(body);
        *request.method_mut() = method(self.operation.method);
        *request.uri_mut() = self.uri.clone();
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, AGENT);
        headers.extend(credentials.token().map(|token| (AUTHORIZATION, token.authorization().clone())));
        headers.extend(self.headers.iter().cloned());
        request
    }
}

/// The body of a request.
pub(super) enum OutgoingBody {
    Bytes(Bytes),
    /// A form with at least one streamed file.
    Form(Multipart),
}

impl OutgoingBody {
    fn new(body: Body) -> Self {
        match body {
            Body::Empty => Self::Bytes(Bytes::new()),
            Body::Json(bytes) => Self::Bytes(bytes.into()),
            Body::Multipart(form) => match form.to_bytes() {
                Some(bytes) => Self::Bytes(bytes.into()),
                None => Self::Form(form),
            },
        }
    }

    /// Returns true if the body can be sent more than once.
    pub(super) fn is_replayable(&self) -> bool {
        match self {
            Self::Bytes(_) => true,
            Self::Form(form) => form.is_replayable(),
        }
    }

    /// Opens the body at its beginning.
    fn open(&self) -> Result<TransportBody, EncodeError> {
        match self {
            Self::Bytes(bytes) => Ok(TransportBody::Bytes(bytes.clone())),
            Self::Form(form) => form.open().map(TransportBody::Stream),
        }
    }
}

/// Returns the content type and the documented headers. Documented headers may hold personal data and are marked sensitive.
fn call_headers(request: &EncodedRequest) -> Result<Vec<(HeaderName, HeaderValue)>, EncodeError> {
    let content_type = request.body.content_type().and_then(|text| HeaderValue::from_str(&text).ok());
    let mut headers: Vec<_> = content_type.map(|value| (CONTENT_TYPE, value)).into_iter().collect();
    for (name, text) in &request.headers {
        let value = HeaderValue::from_bytes(text.as_bytes());
        let (Ok(key), Ok(mut value)) = (HeaderName::from_bytes(name.as_bytes()), value) else {
            return Err(EncodeError::header(name));
        };
        value.set_sensitive(true);
        headers.push((key, value));
    }
    Ok(headers)
}

fn open(
    operation: &Operation,
    response: &http::Response<Bytes>,
    reader: &mut ReplyReader<'_>,
) -> Result<Opened<'static>, Box<Failure>> {
    let header = |name: &str| header_text(response.headers(), name);
    let head = ReplyHead::of(operation.envelope, response.status().as_u16(), &header);
    // A transport that decompresses removes the header, or leaves it at JSON that can be read.
    let is_compressed = response.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    let is_json = || matches!(response.body().first(), Some(b'{'));
    if is_compressed && (operation.envelope == Envelope::File || !is_json()) {
        return Err(Box::new(Failure::unreadable(head, ReplyFault::COMPRESSED)));
    }
    if operation.envelope == Envelope::Data
        && head.is_success()
        && let Some(msg) = reader.strict.as_mut().and_then(|strict| strict(response.body()))
    {
        return Ok(Opened { head, msg, data: RawData::Json(None) });
    }
    envelope::open(operation.envelope, head, response.body(), reader.info_of).map(Opened::into_owned)
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
