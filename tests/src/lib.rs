//! What tests of more than one room stand on: fixtures, whole runs of the generator, crates on the disk.

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
