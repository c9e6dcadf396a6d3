//! Shared parts of tests that need several crates: fixtures, and whole runs of the generator.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a fault in here is a failed test"
)]

pub mod fixtures;
pub mod generator;
pub mod hostile;
pub mod outline;
pub mod refused;
pub mod runbook;
