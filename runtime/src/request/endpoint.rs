//! An endpoint: what a generated request type knows about its call.

use crate::error::error_code::ErrorCode;
use crate::reply::reply_data::ReplyData;
use crate::request::body::Body;
use crate::request::encode_error::EncodeError;
use crate::request::headers::HeaderWriter;
use crate::request::operation::Operation;
use crate::request::path::{PathError, PathWriter};
use crate::request::query::QueryWriter;
use crate::validate::Validate;

/// A request of one endpoint. It does no I/O: see [`encode`](crate::encode()) and [`decode`](crate::decode()).
pub trait Endpoint: Validate {
    /// The data of a successful reply.
    type Data: ReplyData;
    /// The endpoint's error codes.
    type Code: ErrorCode;
    /// The endpoint's fixed facts.
    const OPERATION: &'static Operation;

    /// Writes the parameters of the path template.
    ///
    /// # Errors
    /// A value cannot be a segment of a path.
    fn write_path(&self, path: &mut PathWriter<'_>) -> Result<(), PathError> {
        let _ = path;
        Ok(())
    }

    /// Writes the query.
    fn write_query(&self, query: &mut QueryWriter<'_>) {
        let _ = query;
    }

    /// Writes the documented headers; authorization and content type are none of them.
    ///
    /// # Errors
    /// A value cannot be a header's.
    fn write_headers(&self, headers: &mut HeaderWriter<'_>) -> Result<(), EncodeError> {
        let _ = headers;
        Ok(())
    }

    /// The body.
    ///
    /// # Errors
    /// A value cannot be written.
    fn body(&self) -> Result<Body, EncodeError> {
        Ok(Body::Empty)
    }

    /// The same call with this idempotency key; `None` when the caller gave one, or when the page documents none.
    ///
    /// Of an endpoint that is [`Keyed`](crate::Idempotency::Keyed), `None` says that the call has a key of its caller's.
    #[must_use]
    fn with_idempotency_key(&self, key: &str) -> Option<Self>
    where
        Self: Sized,
    {
        let _ = key;
        None
    }

    /// The failure that the data itself reports inside a reply whose outer code is 0.
    fn inner_status(data: &Self::Data) -> Option<InnerStatus<'_>> {
        let _ = data;
        None
    }
}

/// A failure that stands inside the data of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InnerStatus<'a> {
    code: i64,
    msg: Option<&'a str>,
}

impl<'a> InnerStatus<'a> {
    /// The inner code and its message; `None` when the code is absent or 0, which is success.
    #[must_use]
    pub fn new(code: Option<i64>, msg: Option<&'a str>) -> Option<Self> {
        code.filter(|code| *code != 0).map(|code| Self { code, msg })
    }

    /// The code; never 0.
    #[must_use]
    pub const fn code(&self) -> i64 {
        self.code
    }

    /// The server's message.
    #[must_use]
    pub const fn msg(&self) -> Option<&'a str> {
        self.msg
    }
}
