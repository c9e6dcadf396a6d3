//! The client against a server that fails in every way.
//!
//! `table` lists the faults, `server` plays them and knows the truth, `run` makes a call and judges what came of it, `tally`
//! prints the table.

#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a fault in here is a failed test")]

pub mod calls;
pub mod events;
pub mod fault;
pub mod many;
pub mod memory;
pub mod middleware;
pub mod plan;
pub mod reply;
pub mod run;
pub mod runtime;
pub mod server;
pub mod socket;
pub mod table;
pub mod tally;
pub mod tokens;
