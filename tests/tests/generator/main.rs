//! The generator as a whole: schemas in, Rust or findings out.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod bad;
mod determinism;
mod features;
mod hostile;
mod mutations;
mod names;
mod pages;
mod repeats;
mod runbook;
