//! Real HTTP over loopback, through the crate's own client.

mod captured;
mod replies;
mod requests;
mod secrets;

use feishu_openapi::Client;

use crate::server::Server;

const APP_ID: &str = "cli_a1b2c3";
const APP_SECRET: &str = "canary-app-secret";

fn client(server: &Server) -> Client {
    Client::builder(APP_ID, APP_SECRET).base_url(server.base_url()).build().expect("a client")
}
