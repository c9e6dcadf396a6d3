//! What comes back: how a response becomes typed data.

pub(crate) mod decode;
pub(crate) mod download;
pub(crate) mod envelope;
pub(crate) mod head;
pub(crate) mod paged;
pub(crate) mod reply_data;
pub(crate) mod reply_fault;
pub(crate) mod reply_object;

/// The data of a successful reply, and what identifies the call at the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply<D> {
    /// The data.
    pub data: D,
    /// HTTP status, 2xx.
    pub status: u16,
    /// The server's log id: what its support asks for.
    pub log_id: Option<String>,
    /// The server's message, usually `success`.
    pub msg: Option<String>,
}
