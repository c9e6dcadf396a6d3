//! A mock server: every endpoint of a generated table on this machine, answering as the pages say.
//!
//! A request is found by its method and path, its token is looked at, it is read into the endpoint's own types, strictly, and
//! validated. It is answered with the reply that the page shows, or with a documented error that was ordered. What is wrong with
//! it is told as the platform tells it: code 99992402, and in `error.field_violations` each place and what is wrong there.

mod answer;
mod calls;
mod control;
mod exchange;
mod fault;
mod form;
mod parts;
mod raw;
mod request;
mod route;
mod router;
mod server;
mod state;
mod strict;
mod text;
mod tokens;
mod wire;

pub use self::calls::Call;
pub use self::fault::Fault;
pub use self::parts::Parts;
pub use self::route::{Route, Served};
pub use self::server::Mock;
pub use self::state::OrderError;
pub use self::wire::{Parameter, Wire};

/// A request as JSON. No part of the public interface.
#[doc(hidden)]
pub fn to_value<T: serde::Serialize>(request: &T) -> Option<serde_json::Value> {
    serde_json::to_value(request).ok()
}
