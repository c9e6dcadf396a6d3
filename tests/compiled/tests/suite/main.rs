//! Tests of the code that the generator makes of the fixtures: one program, which cargo links once.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on stops there"
)]

mod documented;
mod names;
mod shapes;
