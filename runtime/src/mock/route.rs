//! The endpoints that a mock server serves.

use serde_json::Value;

use super::data::{self, MockData};
use super::fault::{self, Fault};
use super::parts::Parts;
use super::strict;
use super::wire::Wire;
use crate::error::code::{CodeInfo, ErrorCode as _};
use crate::request::encode::{EncodedRequest, encode};
use crate::request::endpoint::Endpoint;
use crate::request::operation::Operation;

/// A request type that a mock server can serve; implemented by [`served!`](crate::served).
pub trait Served: Endpoint<Data: MockData> + Sized {
    /// The wire format of the request.
    const WIRE: Wire;

    /// Converts a received request.
    ///
    /// # Errors
    /// Fails if the request is not of the documented type.
    fn read(parts: &Parts) -> Result<Self, Fault>;

    /// Serializes the request as one JSON object; `None` if it contains files, which have no JSON form.
    fn instance(&self) -> Option<Value>;
}

/// An endpoint in the table of a mock server.
#[derive(Clone, Copy)]
pub struct Route {
    pub(super) operation: &'static Operation,
    pub(super) wire: &'static Wire,
    pub(super) check: fn(&Parts) -> Result<(), Vec<Fault>>,
    pub(super) encode: fn(&Parts) -> Result<EncodedRequest, Fault>,
    pub(super) check_data: fn(&Value) -> Vec<Fault>,
    pub(super) info: fn(i64) -> Option<CodeInfo>,
}

impl Route {
    /// Creates the entry of an endpoint.
    #[must_use]
    pub const fn of<E: Served>() -> Self {
        Self {
            operation: E::OPERATION,
            wire: &E::WIRE,
            check: check::<E>,
            encode: encode_again::<E>,
            check_data: data::check::<E::Data>,
            info: |code| E::Code::from_code(code).info(),
        }
    }

    /// Returns the endpoint's metadata.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Returns the response that the page shows, as JSON text.
    #[must_use]
    pub const fn reply(&self) -> Option<&'static str> {
        self.wire.reply
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Route").field(&self.operation.id).finish()
    }
}

/// Parses the request strictly, and validates it.
fn check<E: Served>(parts: &Parts) -> Result<(), Vec<Fault>> {
    let request = E::read(parts).map_err(|fault| vec![fault])?;
    let mut faults = Vec::new();
    if let Some(Value::Object(read)) = request.instance() {
        for (part, sent) in parts.instance.iter().filter(|(_, sent)| !is_empty(sent)) {
            let read = read.get(part).unwrap_or(&Value::Null);
            let pointer = fault::below("", part);
            if read.is_null() {
                faults.push(Fault::new(pointer, "is not documented"));
            } else {
                strict::compare(sent, read, &pointer, &mut faults);
            }
        }
    }
    if let Err(violations) = request.validate() {
        faults.extend(fault::of_violations(&violations));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Returns true for an empty part, which need not be documented.
fn is_empty(sent: &Value) -> bool {
    sent.as_object().is_some_and(serde_json::Map::is_empty)
}

/// Serializes the request as this crate's client does.
fn encode_again<E: Served>(parts: &Parts) -> Result<EncodedRequest, Fault> {
    let request = E::read(parts)?;
    encode::<E>(&request).map_err(|error| Fault::new("", error.to_string()))
}

/// Implements [`Served`] for a request type.
///
/// The second form is for requests with files: it lists the parts of the request, and the fields of its body with the method
/// of [`Parts`] that returns each of them.
#[macro_export]
macro_rules! served {
    ($request:ty, $wire:expr) => {
        impl $crate::mock::Served for $request {
            const WIRE: $crate::mock::Wire = $wire;

            fn read(parts: &$crate::mock::Parts) -> ::core::result::Result<Self, $crate::mock::Fault> {
                $crate::mock::Parts::whole(parts)
            }

            fn instance(&self) -> ::core::option::Option<$crate::Value> {
                $crate::mock::to_value(self)
            }
        }
    };
    ($request:ident, $wire:expr, [$($part:ident),*] $body:ident { $($field:ident: $method:ident $name:literal),* $(,)? }) => {
        impl $crate::mock::Served for $request {
            const WIRE: $crate::mock::Wire = $wire;

            fn read(parts: &$crate::mock::Parts) -> ::core::result::Result<Self, $crate::mock::Fault> {
                ::core::result::Result::Ok($request {
                    $($part: $crate::mock::Parts::part(parts, ::core::stringify!($part))?,)*
                    body: $body { $($field: $crate::mock::Parts::$method(parts, $name)?,)* },
                })
            }

            fn instance(&self) -> ::core::option::Option<$crate::Value> {
                ::core::option::Option::None
            }
        }
    };
}
