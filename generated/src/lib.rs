//! Typed, validating, documented endpoints of the Feishu Open Platform.

#[rustfmt::skip]
#[allow(deprecated, rustdoc::bare_urls, clippy::all, clippy::pedantic)]
mod api;

#[doc(inline)]
pub use api::*;
pub use feishu_runtime::*;
