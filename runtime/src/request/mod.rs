//! Endpoints, and the serialization of their requests.
//!
//! - [`endpoint`], [`operation`]: the trait of request types, and the metadata of an endpoint.
//! - [`encode`]: a request becomes the parts of an HTTP request, by the writers in [`path`] (with [`segment`]), [`query`],
//!   [`headers`] and [`body`]; [`encode_error`] is what can go wrong.
//! - [`raw`]: a request to an endpoint that has no type of its own.
//! - [`object`]: the objects of a body, serialized without the members that are not given.
//! - [`form`], [`file_part`]: multipart bodies and files.
//! - [`json`], [`percent`]: JSON text, and percent-encoding of paths and queries.

pub(crate) mod body;
pub(crate) mod encode;
pub(crate) mod encode_error;
pub(crate) mod endpoint;
pub(crate) mod file_part;
pub(crate) mod form;
pub(crate) mod headers;
pub(crate) mod json;
pub(crate) mod object;
pub(crate) mod operation;
pub(crate) mod path;
pub(crate) mod percent;
pub(crate) mod query;
pub(crate) mod raw;
pub(crate) mod segment;
