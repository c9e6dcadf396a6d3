//! The generated crate as its callers and its servers see it.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops there")]

mod broken;
mod downstream;
mod events;
mod examples;
mod filled_control;
mod findable;
mod forms;
mod guide;
mod id_kinds;
mod idempotency;
mod limits;
mod messages;
mod oracle;
mod pages;
mod round_trips;
mod rules;
mod wire;

use feishu_openapi::{Validate, Violations};

/// All that is wrong with a request.
fn violations(request: &impl Validate) -> Violations {
    request.validate().err().unwrap_or_default()
}

/// All that is wrong with a request: where, and the id of the limit or rule.
fn found(request: &impl Validate) -> Vec<(String, &'static str)> {
    violations(request).into_iter().map(|found| (found.pointer().to_owned(), found.rule())).collect()
}
