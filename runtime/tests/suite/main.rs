//! Tests of the runtime as its users see it: one program, which cargo links once.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

mod blocking;
mod blocking_calls;
mod callers;
mod client;
mod download;
mod endpoint;
mod events;
mod file_token_store;
mod form;
mod hostile_replies;
mod limiter;
mod long_connection;
mod misshapen;
mod mock_events;
mod pages;
mod people;
mod redis_seen;
mod redis_store;
mod reqwest;
mod retries;
mod secrets;
mod support;
mod token_store;
mod tokens;

#[path = "../../examples/file_token_store.rs"]
mod example;
