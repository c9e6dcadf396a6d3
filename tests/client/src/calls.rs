//! The three logical calls of the runs: one that reads, one that writes with a key, one that writes without.

use std::future::Future;
use std::time::Duration;

use feishu_openapi::approval::v4::instance;
use feishu_openapi::corehr::v2::process_extra;
use feishu_openapi::{BuildError, Client, ClientBuilder, Error, ErrorKind, JsonString};

use crate::reply::MAX_REPLY_BYTES;

/// The app's secret in every run.
pub const SECRET: &str = "canary-app-secret";

/// The kinds of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `GET /open-apis/approval/v4/instances/:instance_id`
    Read,
    /// `POST /open-apis/approval/v4/instances`, whose page documents the key `uuid`.
    Keyed,
    /// `PUT /open-apis/corehr/v2/processes/:process_id/extra`
    Unkeyed,
}

impl Kind {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Read, Self::Keyed, Self::Unkeyed];

    /// The name in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Keyed => "keyed write",
            Self::Unkeyed => "unkeyed write",
        }
    }
}

/// What a caller is told.
pub type Told = Result<(), Error>;

/// A client of the runs, over the transport that `set_up` gives.
pub fn client(
    timeout: Duration,
    set_up: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<Client, BuildError> {
    let builder = Client::builder("cli_runs", SECRET).timeout(timeout).max_reply_bytes(MAX_REPLY_BYTES);
    set_up(builder).build()
}

/// Makes the logical call with this marker, as any caller of the crate would.
pub async fn call(client: &Client, kind: Kind, marker: &str) -> Told {
    match kind {
        Kind::Read => told(client.send(&read(marker))).await,
        Kind::Keyed => told(client.send(&keyed(marker))).await,
        Kind::Unkeyed => told(client.send(&unkeyed(marker))).await,
    }
}

async fn told<R, C: feishu_openapi::ErrorCode>(sent: impl Future<Output = Result<R, Error<C>>>) -> Told {
    sent.await.map(drop).map_err(Error::from)
}

fn read(marker: &str) -> instance::get::Request {
    instance::get::Request::new(instance::get::Required { instance_id: marker.into() })
}

fn keyed(marker: &str) -> instance::create::Request {
    instance::create::Request::new(instance::create::Required {
        approval_code: marker.into(),
        form: JsonString::from_text("[]"),
    })
    .open_id("ou_1")
}

fn unkeyed(marker: &str) -> process_extra::update::Request {
    process_extra::update::Request::new(process_extra::update::Required {
        process_id: marker.into(),
        extra_type: process_extra::update::ExtraType::Parallel,
        extra_user_ids: vec!["ou_2".into()],
    })
    .node_id("1")
    .operator("ou_3")
}

/// Whether the call was found faulty before it was sent: a fault of the runs themselves.
#[must_use]
pub fn is_our_fault(told: &Told) -> bool {
    matches!(told, Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Path | ErrorKind::Encode))
}
