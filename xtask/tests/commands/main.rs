//! The maintainer's commands from end to end: the files before and after, the output, and the exit code.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod beside;
mod checkout;
mod diff;
mod explain;
mod generate;
mod import;
mod texts;
#[cfg(feature = "update")]
mod update;
mod writes;
