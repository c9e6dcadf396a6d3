//! From a response to typed data or an error.
//!
//! - [`decode`]: the entry point. It opens the [`envelope`] with the response's [`head`], and parses the data.
//! - [`data`], [`object`], [`download`]: types that the data can be parsed into.
//! - [`paged`]: lists that are returned page by page.
//! - [`fault`]: why a response does not match the schema; [`repair`]: what is kept of its data nevertheless.

pub(crate) mod data;
pub(crate) mod decode;
pub(crate) mod download;
pub(crate) mod envelope;
pub(crate) mod fault;
pub(crate) mod head;
pub(crate) mod object;
pub(crate) mod paged;
pub(crate) mod repair;

use self::repair::Mismatch;

/// A successful response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply<D> {
    /// The endpoint's data.
    pub data: D,
    /// The HTTP status, 2xx.
    pub status: u16,
    /// The server's log id. The platform's support asks for it.
    pub log_id: Option<String>,
    /// The server's message, usually `success`.
    pub msg: Option<String>,
    /// Values of the data that are not of their documented type. They are converted if nothing is lost, and otherwise left out.
    /// At most 1,000 are listed; further ones are converted or left out all the same.
    pub mismatches: Vec<Mismatch>,
}
