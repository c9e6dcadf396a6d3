//! Faults of one exchange, as plain data.

use std::fmt;

/// One kind of fault.
#[derive(Clone, Copy)]
pub struct Fault {
    /// The fault in words: its row of the table.
    pub name: &'static str,
    /// Place of the cause.
    pub family: Family,
    /// The exchange that it hits.
    pub seat: Seat,
    /// Whether the server executes the call that it hits.
    pub executes: Executes,
    /// Effect on the wire.
    pub wire: Wire,
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.name, f)
    }
}

/// Place of a fault's cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Between the two machines.
    Transport,
    /// Before the platform's services: proxies, balancers, throttling.
    Gateway,
    /// In the bytes of a reply.
    Body,
    /// In the access token.
    Token,
}

impl Family {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Transport, Self::Gateway, Self::Body, Self::Token];

    /// The name in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Gateway => "gateway",
            Self::Body => "body",
            Self::Token => "token",
        }
    }
}

/// The exchange that a fault hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// The call itself.
    Call,
    /// The call that fetches the token.
    Token,
    /// Between two calls: the client's idle connection is closed while its runtime is not driven.
    Idle,
}

/// Execution of the call that a fault hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Executes {
    /// It cannot have: the request did not arrive, or the server says so.
    Never,
    /// Either is possible: the run decides.
    Maybe,
    /// It did: the reply may be read as a success.
    Always,
}

/// Effect on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Wire {
    /// No connection comes about.
    Unconnected(Unconnected),
    /// The connection breaks while the request is sent.
    HalfRequest,
    /// The request arrives, and the connection ends without a byte of a reply: closed, or reset.
    NoReply {
        /// True for a reset, false for an orderly close.
        reset: bool,
    },
    /// The request arrives, and the server stays silent.
    Hangs,
    /// A reply comes, whole or not.
    Answer(Answer, Ending),
    /// The response is not HTTP.
    NotHttp(&'static str),
    /// The request arrives, and the client's runtime stops while it waits for the reply.
    RuntimeStops(Stop),
}

/// How a runtime stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Its tasks are dropped unfinished.
    Drops,
    /// Its tasks are kept and never run again, as those of a runtime that is not driven any more.
    Keeps,
}

/// Why no connection comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unconnected {
    /// The port is closed.
    Refused,
    /// The name has no address.
    NoAddress,
    /// TLS fails.
    NoTls,
    /// The connection is never accepted.
    Hangs,
}

/// A reply.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers beside the length. `{elsewhere}` stands for another origin.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body.
    pub content: Content,
}

/// End of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Complete.
    Whole,
    /// The connection is closed within the head.
    HeadCut,
    /// The connection stays open and silent within the head.
    HeadHangs,
    /// The connection is closed within the body.
    BodyCut,
    /// The connection is reset within the body.
    BodyReset,
    /// The connection stays open and silent within the body.
    BodyHangs,
    /// A chunked body has a chunk without a length.
    BadChunk,
    /// Head and body come whole, this many milliseconds late.
    Late(u64),
    /// The body comes byte by byte, with this many milliseconds in all.
    Drips(u64),
}

/// Content of a body.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// This text.
    Text(&'static str),
    /// These bytes.
    Bytes(&'static [u8]),
    /// An object with this code and a message.
    Code(i64),
    /// A refusal because of the token, or of what it may.
    Refused {
        /// The code.
        code: i64,
        /// True if the token is invalid from now on. Otherwise the server keeps giving the token and refusing it.
        renewed: bool,
    },
    /// An object with this code whose texts repeat the request's credentials.
    Echo(i64),
    /// A refusal of the token the first time, and then an object with this code whose texts repeat the refused token.
    EchoRefused(i64),
    /// An object with code 0, and this many arrays in each other as its data.
    Deep(usize),
    /// An object with code 0 that is longer than the client takes.
    Huge,
    /// A compressed body that is small as it is and huge once it is decompressed.
    Bomb,
    /// A successful reply, compressed.
    Zipped,
    /// A fresh token with this `expire`, as JSON text.
    Token(&'static str),
}
