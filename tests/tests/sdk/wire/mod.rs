//! Real HTTP over loopback, through the crate's own client.

mod replies;
mod requests;
mod secrets;

use feishu_openapi::{Client, RetryPolicy};

use test_server::Server;

const APP_ID: &str = "cli_a1b2c3";
const APP_SECRET: &str = "canary-app-secret";

/// A client that tries each call once: the server has one answer for it.
fn client(server: &Server) -> Client {
    let builder = Client::builder(APP_ID, APP_SECRET).base_url(server.base_url());
    builder.retry(RetryPolicy::none()).build().expect("a client")
}
