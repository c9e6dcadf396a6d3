//! A mock server for the tests of those who call: every endpoint of this crate on `127.0.0.1`.
//!
//! It reads each request into the endpoint's own types, strictly, validates it, and answers with the reply that the page shows,
//! or with a documented error that was ordered. It keeps what it was asked. See "Testing against the mock" in the README.

use std::io;

pub use feishu_runtime::mock::{Call, Mock, OrderError, Route};

/// Starts the server on a free port. It stops when it is dropped.
///
/// # Errors
/// The system gives no port, or no thread.
pub fn start() -> io::Result<Mock> {
    start_on(0)
}

/// Starts the server on a port; 0 is any free one.
///
/// # Errors
/// The port is taken, or the system gives no thread.
pub fn start_on(port: u16) -> io::Result<Mock> {
    Mock::start(routes(), port)
}

/// The endpoints that are served: those of the enabled services.
#[must_use]
pub const fn routes() -> &'static [Route] {
    crate::api::mock_routes::ROUTES
}
