//! Endpoints, and the serialization of their requests.

pub(crate) mod body;
pub(crate) mod encode;
pub(crate) mod encode_error;
pub(crate) mod endpoint;
pub(crate) mod file_part;
pub(crate) mod form;
pub(crate) mod headers;
pub(crate) mod operation;
pub(crate) mod path;
pub(crate) mod percent;
pub(crate) mod query;
pub(crate) mod segment;
