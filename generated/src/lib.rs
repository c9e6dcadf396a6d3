//! Typed, validating, documented endpoints of the Feishu (Lark) Open Platform.
//!
//! One endpoint is one module with its `Request`, its reply's `Data` and its error `Code`. A request names its required
//! fields, chains its optional ones, and is checked against every documented limit and rule before it is sent:
//!
//! ```
//! # #[cfg(feature = "corehr")] {
//! use feishu_openapi::{Validate, corehr::v2::process_extra::update};
//!
//! let request = update::Request::new(update::Required {
//!     process_id: "7410664363763172908".into(),
//!     extra_type: update::ExtraType::Parallel,
//!     extra_user_ids: vec!["7184703091806602796".into()],
//! });
//! let violations = request.validate().unwrap_err();
//! assert_eq!(violations.len(), 2);
//! assert_eq!(violations.iter().next().unwrap().pointer(), "/body/node_id");
//! # }
//! ```
//!
//! # Features
//!
//! - `client` (on by default): [`Client`] over reqwest and rustls. Without it nothing of HTTP or TLS is compiled;
//!   [`encode`] and [`decode()`] then serve an HTTP client of your own.
//! - one per service, such as `corehr` and `approval`, or `all-services`: nothing that is off is compiled.
//! - `full-serde`: both serde directions on every type, for mock servers and round trips.

#[rustfmt::skip]
#[allow(deprecated, rustdoc::bare_urls, clippy::all, clippy::pedantic)]
mod api;

#[doc(inline)]
pub use api::*;
pub use feishu_runtime;
#[cfg(feature = "client")]
pub use feishu_runtime::{BuildError, Client, ClientBuilder};
pub use feishu_runtime::{
    CodeInfo, EncodedRequest, Endpoint, Error, ErrorCode, ErrorDetail, ErrorKind, JsonString, Map, Method,
    OpenEnum, Operation, RateLimit, Reply, Sensitive, TokenKind, Validate, Value, Violation, ViolationKind,
    Violations, Window, decode, encode,
};
