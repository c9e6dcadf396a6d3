//! What generated Feishu endpoints stand on.
//!
//! Without features this crate holds types and plain functions only, and compiles no HTTP or TLS stack: a request is
//! checked ([`Validate`]), turned into the parts of an HTTP request ([`encode`]), and the reply's bytes are turned into
//! typed data or a typed error ([`decode()`]). Whoever has an HTTP client of their own needs nothing else.
//!
//! - Feature `client`: the client over any transport; needs no runtime and no sockets of its own.
//! - Feature `reqwest`: `client`, and a transport over reqwest, rustls and tokio.
//! - Feature `mock`: a server for tests that plays the platform, over hyper and tokio.

mod at;
mod body;
mod by_name;
pub mod check;
#[cfg(feature = "client")]
mod client;
mod course;
mod decode;
mod download;
mod encode;
mod endpoint;
mod envelope;
mod error;
mod error_code;
mod error_detail;
mod failure;
mod file_part;
mod form;
mod headers;
mod json_string;
mod kept_object;
#[cfg(feature = "mock")]
pub mod mock;
mod open_enum;
mod operation;
pub mod order;
mod paged;
mod path;
mod pattern;
mod percent;
mod platform_codes;
mod query;
mod raw_json;
mod reply;
mod reply_data;
mod reply_fault;
mod reply_object;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod same_json;
mod segment;
mod sensitive;
mod tagged_union;
mod text;
#[cfg(feature = "client")]
mod transport;
mod validate;
mod violation;

pub use serde_json::Value;

pub use self::at::At;
pub use self::body::{Body, EncodeError};
#[cfg(feature = "blocking")]
pub use self::client::blocking;
#[cfg(feature = "client")]
pub use self::client::{
    AuthorizationCode, BaseUrlFault, BuildError, Call, Client, ClientBuilder, Items, Limiter, PageResult,
    Pages, RetryPolicy, Runtime, StoreFuture, StoreLock, StoredToken, Task, TokenKey, TokenStore,
};
pub use self::decode::decode;
pub use self::download::Download;
pub use self::encode::{EncodedRequest, encode};
pub use self::endpoint::{Endpoint, InnerStatus};
pub use self::error::{Erased, Error, ErrorKind};
pub use self::error_code::{CodeInfo, ErrorCode, UnknownCode};
pub use self::error_detail::{ErrorDetail, FieldViolation, Help, PermissionViolation};
pub use self::file_part::{FilePart, FileStream};
pub use self::form::{Form, FormStream, Multipart};
pub use self::headers::HeaderWriter;
pub use self::json_string::JsonString;
pub use self::kept_object::{KeptObject, Undocumented};
pub use self::open_enum::{OpenEnum, UnknownValue};
pub use self::operation::{Envelope, Idempotency, Method, Operation, RateLimit, TokenKind, Window};
pub use self::paged::{NextPage, Paged, PagedItems};
pub use self::path::{PathError, PathWriter};
pub use self::pattern::Pattern;
pub use self::query::QueryWriter;
pub use self::raw_json::RawJson;
pub use self::reply::Reply;
pub use self::reply_data::{RawData, ReplyData};
pub use self::reply_fault::ReplyFault;
pub use self::reply_object::ReplyObject;
pub use self::segment::SegmentFault;
pub use self::sensitive::Sensitive;
#[cfg(feature = "client")]
pub use self::transport::{Transport, TransportBody, TransportError, TransportFuture, TransportRequest};
pub use self::validate::Validate;
pub use self::violation::{Number, Unit, Violation, ViolationKind, Violations};

/// A JSON object whose members are data: anything by name.
pub type Map<T> = std::collections::BTreeMap<String, T>;

/// What the macros of this crate expand to. No part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use serde;

    pub use crate::kept_object::private as kept_object;
    pub use crate::open_enum::private as open_enum;
    pub use crate::reply_object::private as reply_object;
    pub use crate::tagged_union::private as tagged_union;
}
