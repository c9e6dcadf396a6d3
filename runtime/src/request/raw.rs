//! A request to an endpoint that has no type of its own.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::request::body::Body;
use crate::request::encode_error::EncodeError;
use crate::request::endpoint::Endpoint;
use crate::request::json;
use crate::request::operation::{Idempotency, Method, Operation, TokenKind};
use crate::request::path::{PathError, PathWriter};
use crate::request::query::QueryWriter;
use crate::validate::Validate;
use crate::validate::at::At;
use crate::validate::violation::Violations;

/// A request to an endpoint of `open.feishu.cn` that has no type of its own. It is sent like any other request, with the same
/// tokens, limits of size and time, and retries. `T` is the type of the response's `data`.
///
/// Unless it [only reads](Self::reads) or [contains an idempotency key](Self::keyed), it counts as a write that must not be
/// repeated. A [`Limiter`](https://docs.rs/feishu-runtime/latest/feishu_runtime/struct.Limiter.html) does not limit it.
/// `Client::raw` makes and sends one in a single expression.
///
/// ```
/// use feishu_runtime::{Endpoint, Method, RawRequest, Value, encode};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let body = serde_json::json!({ "receive_id": "ou_1", "msg_type": "text", "content": "{\"text\":\"hello\"}", "uuid": "k1" });
/// let request: RawRequest<Value> = RawRequest::new(Method::Post, "/open-apis/im/v1/messages")
///     .query("receive_id_type", "open_id")
///     .json(&body)
///     .keyed();
/// // With a client: `let reply = client.send(&request).await?;`
/// assert_eq!(encode(&request)?.url(), "https://open.feishu.cn/open-apis/im/v1/messages?receive_id_type=open_id");
/// # Ok(())
/// # }
/// ```
pub struct RawRequest<T> {
    method: Method,
    path: &'static str,
    params: Vec<(&'static str, String)>,
    query: Vec<(&'static str, String)>,
    body: Body,
    /// The first fault of a value of the query or body.
    fault: Option<EncodeError>,
    idempotency: Idempotency,
    data: PhantomData<fn() -> T>,
}

impl<T> RawRequest<T> {
    /// Creates a request without parameters, query and body. Parameters of the path are whole segments, written `:name`.
    #[must_use]
    pub const fn new(method: Method, path: &'static str) -> Self {
        Self {
            method,
            path,
            params: Vec::new(),
            query: Vec::new(),
            body: Body::Empty,
            fault: None,
            idempotency: Idempotency::Unkeyed,
            data: PhantomData,
        }
    }

    /// Sets a parameter of the path. The value becomes one encoded segment.
    #[must_use]
    pub fn param(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// Adds a value to the query: a text, number or boolean as one pair, a list of these as one pair for each element; `None` adds no
    /// pair. Any other value, NaN and infinities are an [`ErrorKind::Encode`](crate::ErrorKind::Encode) of the call.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Serialize) -> Self {
        match texts(&value) {
            Ok(texts) => self.query.extend(texts.into_iter().map(|text| (name, text))),
            Err(fault) => self.fault = self.fault.or(Some(fault)),
        }
        self
    }

    /// Sets the body to a value as JSON. A value that cannot be serialized is an [`ErrorKind::Encode`](crate::ErrorKind::Encode) of the
    /// call, and so is one with NaN or an infinity.
    #[must_use]
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        match Body::json(body) {
            Ok(body) => self.body = body,
            Err(fault) => self.fault = self.fault.or(Some(fault)),
        }
        self
    }

    /// Declares that the call only reads, so that it may be repeated.
    #[must_use]
    pub const fn reads(mut self) -> Self {
        self.idempotency = Idempotency::Read;
        self
    }

    /// Declares that the query or body contains an idempotency key that the endpoint documents, so that the call may be repeated
    /// for five minutes.
    #[must_use]
    pub const fn keyed(mut self) -> Self {
        self.idempotency = Idempotency::Keyed;
        self
    }

    /// Sets the type of the response's data.
    #[cfg(feature = "client")]
    pub(crate) fn with_data<D>(self) -> RawRequest<D> {
        let Self { method, path, params, query, body, fault, idempotency, data: _ } = self;
        RawRequest { method, path, params, query, body, fault, idempotency, data: PhantomData }
    }
}

/// Returns the texts of a value in the query.
fn texts(value: &impl Serialize) -> Result<Vec<String>, EncodeError> {
    let elements = match serde_json::from_str(&json::text(value)?) {
        Ok(Value::Null) => return Ok(Vec::new()),
        Ok(Value::Array(elements)) => elements,
        Ok(single) => vec![single],
        Err(_) => return Err(EncodeError::JSON),
    };
    let text = |element| match element {
        Value::String(text) => Ok(text),
        Value::Number(_) | Value::Bool(_) => Ok(element.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(EncodeError::JSON),
    };
    elements.into_iter().map(text).collect()
}

/// No limits are known.
impl<T> Validate for RawRequest<T> {
    fn check(&self, _: &At<'_>, _: &mut Violations) {}
}

impl<T: DeserializeOwned + Send> Endpoint for RawRequest<T> {
    type Data = Option<T>;
    type Code = i64;
    const OPERATION: &'static Operation = &operation(Method::Post, Idempotency::Unkeyed);
    /// A type of the caller's may have required members, and its errors do not say where they are.
    const KEEPS_WHAT_FITS: bool = false;

    fn operation(&self) -> &'static Operation {
        let [read, keyed, unkeyed] = match self.method {
            Method::Get => &GET,
            Method::Post => &POST,
            Method::Put => &PUT,
            Method::Patch => &PATCH,
            Method::Delete => &DELETE,
        };
        match self.idempotency {
            Idempotency::Read => read,
            Idempotency::Keyed => keyed,
            Idempotency::Unkeyed => unkeyed,
        }
    }

    fn write_path(&self, path: &mut PathWriter<'_>) -> Result<(), PathError> {
        path.set_template(self.path)?;
        self.params.iter().try_for_each(|(name, value)| path.param(name, value))
    }

    fn write_query(&self, query: &mut QueryWriter<'_>) {
        for (name, value) in &self.query {
            query.pair(name, value);
        }
    }

    fn body(&self) -> Result<Body, EncodeError> {
        self.fault.clone().map_or_else(|| Ok(self.body.clone()), Err)
    }
}

/// Shows method and path template only.
impl<T> fmt::Debug for RawRequest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// The metadata of the raw requests of one method: those that read, that have a key, and that write.
type OfMethod = [Operation; 3];

static GET: OfMethod = of_method(Method::Get);
static POST: OfMethod = of_method(Method::Post);
static PUT: OfMethod = of_method(Method::Put);
static PATCH: OfMethod = of_method(Method::Patch);
static DELETE: OfMethod = of_method(Method::Delete);

const fn of_method(method: Method) -> OfMethod {
    [
        operation(method, Idempotency::Read),
        operation(method, Idempotency::Keyed),
        operation(method, Idempotency::Unkeyed),
    ]
}

const fn operation(method: Method, idempotency: Idempotency) -> Operation {
    Operation::new(Operation::RAW_ID, method, "/")
        .tokens(&[TokenKind::Tenant, TokenKind::User])
        .idempotency(idempotency)
}
