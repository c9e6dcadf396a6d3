//! Tests of the importer over made-up pages: one program, which cargo links once.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod common;
mod events;
mod hostile;
mod misread;
mod portal;
mod prose;
mod shown;
mod site;
mod spellings;
