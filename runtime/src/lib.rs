//! What generated Feishu endpoints stand on.
//!
//! Without features this crate holds types and plain functions only, and compiles no HTTP or TLS stack: a request is
//! checked ([`Validate`]), turned into the parts of an HTTP request ([`encode`]), and the reply's bytes are turned into
//! typed data or a typed error ([`decode()`]). Whoever has an HTTP client of their own needs nothing else.
//!
//! - Feature `client`: the client over any transport; needs no runtime and no sockets of its own.
//! - Feature `reqwest`: `client`, and a transport over reqwest, rustls and tokio.
//! - Feature `mock`: a server for tests that plays the platform, over hyper and tokio.

#[cfg(feature = "client")]
mod client;
mod error;
#[cfg(feature = "mock")]
pub mod mock;
mod reply;
mod request;
mod text;
#[cfg(feature = "client")]
mod transport;
mod validate;
mod value;

pub use serde_json::Value;

#[cfg(feature = "blocking")]
pub use self::client::blocking;
#[cfg(feature = "client")]
pub use self::client::{
    AuthorizationCode, BaseUrlFault, BuildError, Call, Client, ClientBuilder, Items, Limiter, PageResult,
    Pages, RetryPolicy, Runtime, StoreFuture, StoreLock, StoredToken, Task, TokenKey, TokenStore,
};
pub use self::error::error_code::{CodeInfo, ErrorCode, UnknownCode};
pub use self::error::error_detail::{ErrorDetail, FieldViolation, Help, PermissionViolation};
pub use self::error::kind::ErrorKind;
pub use self::error::{Erased, Error};
pub use self::reply::Reply;
pub use self::reply::decode::decode;
pub use self::reply::download::Download;
pub use self::reply::paged::{NextPage, Paged, PagedItems};
pub use self::reply::reply_data::{RawData, ReplyData};
pub use self::reply::reply_fault::ReplyFault;
pub use self::reply::reply_object::ReplyObject;
pub use self::request::body::Body;
pub use self::request::encode::{EncodedRequest, encode};
pub use self::request::encode_error::EncodeError;
pub use self::request::endpoint::{Endpoint, InnerStatus};
pub use self::request::file_part::{FilePart, FileStream};
pub use self::request::form::{Form, FormStream, Multipart};
pub use self::request::headers::HeaderWriter;
pub use self::request::operation::{Envelope, Idempotency, Method, Operation, RateLimit, TokenKind, Window};
pub use self::request::path::{PathError, PathWriter};
pub use self::request::query::QueryWriter;
pub use self::request::segment::SegmentFault;
#[cfg(feature = "client")]
pub use self::transport::{Transport, TransportBody, TransportError, TransportFuture, TransportRequest};
pub use self::validate::at::At;
pub use self::validate::pattern::Pattern;
pub use self::validate::violation::{Number, Unit, Violation, ViolationKind, Violations};
pub use self::validate::{Validate, check, order};
pub use self::value::json_string::JsonString;
pub use self::value::kept_object::{KeptObject, Undocumented};
pub use self::value::open_enum::{OpenEnum, UnknownValue};
pub use self::value::raw_json::RawJson;
pub use self::value::sensitive::Sensitive;

/// A JSON object whose members are data: anything by name.
pub type Map<T> = std::collections::BTreeMap<String, T>;

/// What the macros of this crate expand to. No part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use serde;

    pub use crate::reply::reply_object::private as reply_object;
    pub use crate::value::kept_object::private as kept_object;
    pub use crate::value::open_enum::private as open_enum;
    pub use crate::value::tagged_union::private as tagged_union;
}
