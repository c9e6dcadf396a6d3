//! A call as it goes out.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::base_url::BaseUrl;
use crate::error::failure::Failure;
use crate::request::body::{Body, EncodeError};
use crate::request::encode::EncodedRequest;
use crate::request::form::Multipart;
use crate::request::operation::Operation;
use crate::transport::TransportBody;

/// A call as it goes out, again and again the same.
pub(super) struct Outgoing {
    pub(super) operation: &'static Operation,
    /// The `tenant_key` of a store app's tenant; the platform counts calls per tenant.
    pub(super) tenant: String,
    pub(super) url: String,
    pub(super) headers: HeaderMap,
    pub(super) body: OutgoingBody,
}

/// A body that can be sent again, or a form that may not.
pub(super) enum OutgoingBody {
    Whole(Bytes),
    Form(Multipart),
}

impl OutgoingBody {
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

    pub(super) fn is_replayable(&self) -> bool {
        match self {
            Self::Whole(_) => true,
            Self::Form(form) => form.is_replayable(),
        }
    }

    /// The body from its beginning.
    pub(super) fn open(&self) -> Result<TransportBody, EncodeError> {
        match self {
            Self::Whole(bytes) => Ok(TransportBody::Bytes(bytes.clone())),
            Self::Form(form) => form.open().map(TransportBody::Stream),
        }
    }
}

impl Outgoing {
    pub(super) fn new(base: &BaseUrl, request: EncodedRequest) -> Result<Self, Box<Failure>> {
        let origin = base.origin_for(request.operation.host).map_err(Failure::Host)?;
        let url = format!("{origin}{}", request.path_and_query());
        let headers = call_headers(&request).map_err(Failure::Encode)?;
        let body = OutgoingBody::new(request.body);
        Ok(Self { operation: request.operation, tenant: String::new(), url, headers, body })
    }

    /// The same call in this tenant.
    pub(super) fn in_tenant(self, tenant: Option<&str>) -> Self {
        Self { tenant: tenant.unwrap_or_default().to_owned(), ..self }
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
