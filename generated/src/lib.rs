// The README links to the files of the guide; here the same links lead to its modules.
//! [requests]: crate::guide::requests
//! [forms]: crate::guide::forms
//! [messages]: crate::guide::messages
//! [errors]: crate::guide::errors
//! [retries]: crate::guide::retries
//! [tokens]: crate::guide::tokens
//! [lists]: crate::guide::lists
//! [files]: crate::guide::files
//! [events]: crate::guide::events
//! [testing]: crate::guide::testing
//! [transports]: crate::guide::transports
//! [endpoints]: crate::guide::endpoints
//! [own-crate]: crate::guide::own_crate
//!
#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

#[rustfmt::skip]
#[allow(deprecated, rustdoc::bare_urls, clippy::all, clippy::pedantic)]
mod api;
#[cfg(feature = "approval")]
mod filled_control;
#[cfg(doc)]
pub mod guide;
#[cfg(feature = "im")]
mod messages;
#[cfg(feature = "mock")]
pub mod mock;

#[doc(inline)]
pub use api::*;
pub use feishu_runtime;
#[cfg(feature = "blocking")]
pub use feishu_runtime::blocking;
#[cfg(feature = "client")]
pub use feishu_runtime::{
    AuthorizationCode, BaseUrlFault, BuildError, Call, Client, ClientBuilder, Items, Limiter, PageResult,
    Pages, RawCall, RetryPolicy, Runtime, StoreFuture, StoreLock, StoredToken, Task, TokenKey, TokenStore,
    Transport, TransportBody, TransportError, TransportFuture, TransportRequest, bytes, http, secrecy,
};
pub use feishu_runtime::{
    Body, CodeInfo, Download, EncodedRequest, Endpoint, Error, ErrorCode, ErrorDetail, ErrorKind, FilePart,
    Idempotency, JsonString, Map, Method, Mismatch, NextPage, OpenEnum, Operation, Paged, PagedItems,
    RateLimit, RawJson, RawRequest, Reply, Sensitive, TokenKind, Undocumented, Validate, Value, Violation,
    ViolationKind, Violations, Window, decode, encode,
};
#[cfg(feature = "redis")]
pub use feishu_runtime::{RedisStore, RedisStoreError};
#[cfg(feature = "reqwest")]
pub use feishu_runtime::{ReqwestTransport, reqwest};
#[cfg(feature = "approval")]
pub use filled_control::{ToControlError, ToControlFault};
#[cfg(feature = "im")]
pub use messages::{MarkupError, MessageText};
