//! The generated crate as its callers and its servers see it.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

mod examples;
mod server;
mod wire;
