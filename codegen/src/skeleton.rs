//! The hand-written part of a generated crate, for an empty `--out` folder.
//!
//! `generated/` of this repository has its own, better one; this is what `--out` of an empty folder needs to compile.

use std::collections::BTreeMap;

/// Files of a new crate by path; `runtime` is the path to `feishu-runtime`, as cargo reads it.
#[must_use]
pub fn skeleton(runtime: &str) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest(runtime)),
        ("guide/endpoints.md".to_owned(), ENDPOINTS.to_owned()),
        ("src/lib.rs".to_owned(), LIB.to_owned()),
    ])
}

fn manifest(runtime: &str) -> String {
    let runtime = runtime.replace('\\', "/").replace('"', "\\\"");
    format!(
        r#"[package]
name = "feishu-openapi"
description = "Typed, validating, documented endpoints of the Feishu Open Platform."
version = "0.1.0"
edition = "2024"
rust-version = "1.88"
publish = false

[features]
default = []
client = ["feishu-runtime/client"]
events = ["feishu-runtime/events"]
full-serde = []
mock = ["full-serde", "feishu-runtime/mock"]
# generated: begin features
# generated: end features

[dependencies]
feishu-runtime = {{ path = "{runtime}" }}
serde = {{ version = "1", features = ["derive"] }}

[workspace]
"#
    )
}

const ENDPOINTS: &str = "# Endpoints

<!-- generated: begin coverage -->
<!-- generated: end coverage -->
";

const LIB: &str = "//! Typed, validating, documented endpoints of the Feishu Open Platform.

#[rustfmt::skip]
#[allow(deprecated, rustdoc::bare_urls, clippy::all, clippy::pedantic)]
mod api;

pub use api::*;
pub use feishu_runtime::{self, FilePart, JsonString, Map, Validate, Violations};

/// The endpoints that a mock server serves.
#[cfg(feature = \"mock\")]
#[must_use]
pub const fn mock_routes() -> &'static [feishu_runtime::mock::Route] {
    api::mock_routes::ROUTES
}
";
