//! Tests of the client against a server that fails: one program, which cargo links once.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

mod bodies;
mod event_examples;
mod events;
mod ids;
mod judge;
mod runnable_examples;
mod runs;
mod sockets;
