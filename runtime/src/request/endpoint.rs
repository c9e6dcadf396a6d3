//! The trait that generated request types implement.

use crate::error::code::ErrorCode;
use crate::reply::data::ReplyData;
use crate::request::body::Body;
use crate::request::encode_error::EncodeError;
use crate::request::headers::HeaderWriter;
use crate::request::operation::Operation;
use crate::request::path::{PathError, PathWriter};
use crate::request::query::QueryWriter;
use crate::validate::Validate;

/// A request to one endpoint.
///
/// It performs no I/O: [`encode`](crate::encode()) serializes the request, [`decode`](crate::decode()) parses the response.
///
/// Implement it for an endpoint that the generated types lack; for a single call see [`RawRequest`](crate::RawRequest):
///
/// ```
/// use feishu_runtime as rt;
///
/// /// Deletes a message.
/// struct DeleteMessage {
///     message_id: String,
/// }
///
/// impl rt::Validate for DeleteMessage {
///     fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
/// }
///
/// impl rt::Endpoint for DeleteMessage {
///     type Data = Option<rt::Value>;
///     type Code = i64;
///     const OPERATION: &'static rt::Operation =
///         &rt::Operation::new("im/v1/message/delete", rt::Method::Delete, "/open-apis/im/v1/messages/:message_id");
///
///     fn write_path(&self, path: &mut rt::PathWriter<'_>) -> Result<(), rt::PathError> {
///         path.param("message_id", &self.message_id)
///     }
/// }
///
/// let request = rt::encode(&DeleteMessage { message_id: "om_1".to_owned() }).unwrap();
/// assert_eq!(request.url(), "https://open.feishu.cn/open-apis/im/v1/messages/om_1");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request of an endpoint",
    label = "expected the `Request` of an endpoint's module",
    note = "make one by `Request::new(Required {{ .. }})`, and pass a reference to it; `RawRequest` calls an endpoint without a module"
)]
pub trait Endpoint: Validate {
    /// The data of a successful response.
    type Data: ReplyData;
    /// The endpoint's error codes.
    type Code: ErrorCode;
    /// The endpoint's metadata.
    const OPERATION: &'static Operation;
    /// True if the data can report a failure ([`inner_status`](Self::inner_status)). A response in which a member at the top of the
    /// data does not fit is then an error, because the call may have failed.
    const HAS_INNER_STATUS: bool = false;
    /// True if what fits is kept of data that does not match its documented type; false if such a response is an error.
    const KEEPS_WHAT_FITS: bool = true;

    /// Returns the metadata of this request's endpoint.
    #[doc(hidden)]
    fn operation(&self) -> &'static Operation {
        Self::OPERATION
    }

    /// Writes the parameters of the path template.
    ///
    /// # Errors
    /// Fails if a value is not a valid path segment.
    fn write_path(&self, path: &mut PathWriter<'_>) -> Result<(), PathError> {
        let _ = path;
        Ok(())
    }

    /// Writes the query.
    fn write_query(&self, query: &mut QueryWriter<'_>) {
        let _ = query;
    }

    /// Writes the documented headers, except `Authorization` and `Content-Type`.
    ///
    /// # Errors
    /// Fails if a value is not valid in a header.
    fn write_headers(&self, headers: &mut HeaderWriter<'_>) -> Result<(), EncodeError> {
        let _ = headers;
        Ok(())
    }

    /// Serializes the body.
    ///
    /// # Errors
    /// Fails if a value cannot be serialized.
    fn body(&self) -> Result<Body, EncodeError> {
        Ok(Body::Empty)
    }

    /// Returns the same request with this idempotency key; `None` if the request already has one, or if the endpoint does not
    /// document one.
    #[must_use]
    fn with_idempotency_key(&self, key: &str) -> Option<Self>
    where
        Self: Sized,
    {
        let _ = key;
        None
    }

    /// Returns the failure that the data reports although the response's outer code is 0.
    fn inner_status(data: &Self::Data) -> Option<InnerStatus<'_>> {
        let _ = data;
        None
    }
}

/// A failure that is reported inside the data of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InnerStatus<'a> {
    code: i64,
    msg: Option<&'a str>,
}

impl<'a> InnerStatus<'a> {
    /// Creates it from the inner code and message; `None` if the code is missing or 0, which means success.
    #[must_use]
    pub fn new(code: Option<i64>, msg: Option<&'a str>) -> Option<Self> {
        code.filter(|code| *code != 0).map(|code| Self { code, msg })
    }

    /// Returns the code; never 0.
    #[must_use]
    pub const fn code(&self) -> i64 {
        self.code
    }

    /// Returns the server's message.
    #[must_use]
    pub const fn msg(&self) -> Option<&'a str> {
        self.msg
    }
}
