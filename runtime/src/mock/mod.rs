//! A mock server: serves the endpoints of a generated table on this machine, as the pages document them.
//!
//! A request is routed by its method and path, its token is checked, and it is parsed strictly into the endpoint's types and
//! validated. The server responds with the page's example, or with the data or documented error that a test has ordered. Faults of a
//! request are reported like the platform does it: code 99992402, with the location and description of each fault in
//! `error.field_violations`. With the features `receiver` and `long-connection`, it sends events to webhooks and over long connections.

mod answer;
mod auth;
mod calls;
mod control;
mod data;
#[cfg(feature = "receiver")]
mod event;
mod exchange;
mod fault;
mod form;
mod grants;
mod parts;
mod plan;
mod raw;
mod request;
mod route;
mod router;
mod server;
#[cfg(feature = "long-connection")]
mod socket;
mod state;
mod strict;
mod text;
mod tokens;
mod wire;

pub use self::calls::Call;
pub use self::data::MockData;
#[cfg(feature = "receiver")]
pub use self::event::{MockEvent, WebhookSender};
pub use self::fault::Fault;
pub use self::parts::Parts;
pub use self::plan::OrderError;
pub use self::route::{Route, Served};
pub use self::server::Mock;
#[cfg(feature = "long-connection")]
pub use self::socket::SocketAnswer;
pub use self::wire::{Parameter, Wire};

/// Serializes a request as JSON. Not part of the public API.
#[doc(hidden)]
pub fn to_value<T: serde::Serialize>(request: &T) -> Option<serde_json::Value> {
    serde_json::to_value(request).ok()
}
