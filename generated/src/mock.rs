//! A mock server for tests: serves the endpoints of this crate on `127.0.0.1`.
//!
//! It parses each request strictly into the endpoint's types and validates it. It responds with the page's example, or with the data
//! or documented error that the test has ordered, and records the calls. See the chapter `testing` of the guide.

use std::io;

pub use feishu_runtime::mock::{Call, Fault, Mock, OrderError, Route};

/// Starts the server on a free port. Dropping it stops the server.
///
/// # Errors
/// Fails if no port is available, or if the thread cannot be started.
pub fn start() -> io::Result<Mock> {
    start_on(0)
}

/// Starts the server on a port; 0 selects a free port.
///
/// # Errors
/// Fails if the port is in use, or if the thread cannot be started.
pub fn start_on(port: u16) -> io::Result<Mock> {
    Mock::start(routes(), port)
}

/// Returns the endpoints that are served: those of the enabled features.
#[must_use]
pub const fn routes() -> &'static [Route] {
    crate::api::mock_routes::ROUTES
}
