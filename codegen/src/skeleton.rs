//! The hand-written part of a new crate beside `feishu-openapi`.

use std::collections::BTreeMap;

use crate::target::CrateName;

/// The origin of the crates that a new crate depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sdk {
    /// Paths from the new crate to `feishu-openapi` and `feishu-runtime`.
    Folders {
        /// Path to `feishu-openapi`.
        openapi: String,
        /// Path to `feishu-runtime`.
        runtime: String,
    },
    /// The address of a Git repository that holds both.
    Git(String),
}

/// Files of a new crate by path.
#[must_use]
pub fn skeleton(name: &CrateName, sdk: &Sdk) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest(name, sdk)),
        ("guide/endpoints.md".to_owned(), ENDPOINTS.to_owned()),
        ("src/lib.rs".to_owned(), LIB.to_owned()),
    ])
}

fn manifest(name: &CrateName, sdk: &Sdk) -> String {
    let (openapi, runtime) = match sdk {
        Sdk::Folders { openapi, runtime } => (source("path", openapi), source("path", runtime)),
        Sdk::Git(address) => (source("git", address), source("git", address)),
    };
    format!(
        r#"[package]
name = "{name}"
description = "Endpoints of the Feishu Open Platform, beside those of feishu-openapi."
version = "0.1.0"
edition = "2024"
rust-version = "1.88"
publish = false

[features]
default = ["all-services"]
# The types of events and callbacks.
events = ["feishu-openapi/events"]
# Both serde directions on every type.
full-serde = ["feishu-openapi/full-serde"]
# The routes of a mock server.
mock = ["full-serde", "feishu-openapi/mock"]
# generated: begin features
# generated: end features

[dependencies]
feishu-openapi = {{ {openapi}, default-features = false }}
feishu-runtime = {{ {runtime} }}
"#
    )
}

/// A member of a dependency. The escapes of JSON strings are valid in TOML.
fn source(key: &str, value: &str) -> String {
    format!("{key} = {}", serde_json::Value::from(value))
}

const ENDPOINTS: &str = "# Endpoints

<!-- generated: begin coverage -->
<!-- generated: end coverage -->
";

const LIB: &str = "//! Endpoints of the Feishu Open Platform, beside those of `feishu-openapi`, whose client sends their requests.

#[rustfmt::skip]
#[allow(deprecated, rustdoc::bare_urls, clippy::all, clippy::pedantic)]
mod api;

pub use api::*;
pub use feishu_runtime::{self, FilePart, JsonString, Map, Validate, Violations};

/// The endpoints of this crate for a mock server.
#[cfg(feature = \"mock\")]
pub mod mock {
    /// Returns the endpoints of the enabled features. `Mock::start` takes them, chained with those of `feishu-openapi`.
    #[must_use]
    pub const fn routes() -> &'static [feishu_runtime::mock::Route] {
        crate::api::mock_routes::ROUTES
    }
}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_leave_its_string() {
        let name = "a".parse().unwrap();
        let hostile = "x\", git = \"y\\z\n[dependencies]".to_owned();
        let files = skeleton(&name, &Sdk::Git(hostile));
        let line = "feishu-runtime = { git = \"x\\\", git = \\\"y\\\\z\\n[dependencies]\" }\n";
        assert!(files["Cargo.toml"].contains(line), "{}", files["Cargo.toml"]);
    }
}
