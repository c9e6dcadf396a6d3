//! The mock server as those see it whom it helps to test: the crate's own client, and any other.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops there")]

mod answers;
mod client;
mod every_endpoint;
mod hostile;
mod http;
mod large;
mod lists;
mod tokens;
