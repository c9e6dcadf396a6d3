//! Runtime library of the generated Feishu SDK.
//!
//! Without features, this crate contains types and functions only, and does not depend on an HTTP or TLS implementation: a
//! request is validated ([`Validate`]) and serialized into the parts of an HTTP request ([`encode`]), and a response is parsed
//! into typed data or a typed error ([`decode()`]). That is sufficient for programs with their own HTTP client.
//!
//! - Feature `client`: a client over any transport and async runtime.
//! - Feature `reqwest`: `client`, and a transport over reqwest and tokio.
//! - Feature `blocking`: `reqwest`, and a client for programs that are not async.
//! - Feature `events`: events and callbacks, opened and decoded; no further dependency.
//! - Feature `receiver`: events over a webhook, verified, decrypted and handed to functions.
//! - Feature `axum`: `receiver`, and a webhook as a route of axum.
//! - Feature `long-connection`: events over a WebSocket that the program opens; includes `reqwest`.
//! - Feature `redis`: a token store in Redis, and with `receiver` a memory of handled events.
//! - Feature `mock`: a mock server for tests, over hyper and tokio.
//!
//! The modules, from the bottom up: `request` serializes requests (endpoints, paths, queries, forms), `validate` checks
//! documented limits and rules, `value` holds the types of values, `reply` parses responses, `error` is the error of a call,
//! `transport` is the interface to HTTP, `client` makes calls, and `event` opens events.

#[cfg(feature = "client")]
mod client;
mod error;
#[cfg(feature = "events")]
pub mod event;
#[cfg(feature = "mock")]
pub mod mock;
mod reply;
mod request;
mod text;
#[cfg(feature = "client")]
mod transport;
mod validate;
mod value;

// Types of these crates are part of this crate's public functions.
#[cfg(feature = "reqwest")]
pub use reqwest;
pub use serde_json::Value;
#[cfg(feature = "client")]
pub use {bytes, http, secrecy};

#[cfg(feature = "blocking")]
pub use self::client::blocking;
#[cfg(feature = "client")]
pub use self::client::{
    AuthorizationCode, BaseUrlFault, BuildError, Call, Client, ClientBuilder, Items, Limiter, PageResult,
    Pages, RawCall, RetryPolicy, Runtime, StoreFuture, StoreLock, StoredToken, Task, TokenKey, TokenStore,
};
#[cfg(feature = "redis")]
pub use self::client::{RedisStore, RedisStoreError};
pub use self::error::code::{CodeInfo, ErrorCode, UnknownCode};
pub use self::error::detail::{ErrorDetail, FieldViolation, Help, PermissionViolation};
pub use self::error::kind::ErrorKind;
pub use self::error::{Erased, Error};
pub use self::reply::Reply;
pub use self::reply::data::{RawData, ReplyData};
pub use self::reply::decode::decode;
pub use self::reply::download::Download;
pub use self::reply::fault::ReplyFault;
pub use self::reply::object::ReplyObject;
pub use self::reply::paged::{NextPage, Paged, PagedItems};
pub use self::reply::repair::Mismatch;
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
pub use self::request::raw::RawRequest;
pub use self::request::segment::SegmentFault;
#[cfg(feature = "reqwest")]
pub use self::transport::reqwest::ReqwestTransport;
#[cfg(feature = "client")]
pub use self::transport::{Transport, TransportBody, TransportError, TransportFuture, TransportRequest};
pub use self::validate::at::At;
pub use self::validate::pattern::Pattern;
pub use self::validate::violation::{Number, Unit, Violation, ViolationKind, Violations};
pub use self::validate::{Validate, check, order};
pub use self::value::adjacent_union::TaggedText;
pub use self::value::json_string::JsonString;
pub use self::value::kept_object::{KeptObject, Undocumented};
pub use self::value::open_enum::{OpenEnum, UnknownValue};
pub use self::value::raw_json::RawJson;
pub use self::value::sensitive::Sensitive;

/// A JSON object whose member names are data.
pub type Map<T> = std::collections::BTreeMap<String, T>;

/// Items that the macros of this crate expand to. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use serde;

    pub use crate::error::code::private as error_code;
    pub use crate::reply::object::private as reply_object;
    pub use crate::request::object::private as request_object;
    pub use crate::value::adjacent_union::private as adjacent_union;
    pub use crate::value::kept_object::private as kept_object;
    pub use crate::value::member_names::MemberNames;
    pub use crate::value::open_enum::private as open_enum;
    pub use crate::value::tagged_union::private as tagged_union;
}
