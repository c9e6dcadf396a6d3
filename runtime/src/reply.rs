//! A successful reply.

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
