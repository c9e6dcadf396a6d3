//! What can go wrong with one exchange, as plain data.

use std::fmt;

/// One kind of fault.
#[derive(Clone, Copy)]
pub struct Fault {
    /// What happens, in words; the row of the table.
    pub name: &'static str,
    /// Where the fault has its cause.
    pub family: Family,
    /// Which exchange it hits.
    pub seat: Seat,
    /// Whether the call that it hits is executed.
    pub executes: Executes,
    /// What happens on the wire.
    pub wire: Wire,
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.name, f)
    }
}

/// Where a fault has its cause.
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

/// Which exchange a fault hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// The call itself.
    Call,
    /// The call that fetches the token.
    Token,
}

/// Whether the server executes the call that a fault hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Executes {
    /// It cannot have: the request did not arrive, or the server says so.
    Never,
    /// Nobody can tell from outside: the run decides.
    Maybe,
    /// It did: the reply may be read as a success.
    Always,
}

/// What happens on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Wire {
    /// No connection comes about.
    Unconnected(Unconnected),
    /// The connection breaks while the request is sent.
    HalfRequest,
    /// The request arrives, and the connection ends without a byte of a reply: closed, or reset.
    NoReply {
        /// Whether it is reset and not closed.
        reset: bool,
    },
    /// The request arrives, and nothing happens any more.
    Hangs,
    /// A reply comes, whole or not.
    Answer(Answer, Ending),
    /// What comes is no HTTP.
    NotHttp(&'static str),
}

/// Why no connection comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unconnected {
    /// Nobody listens.
    Refused,
    /// The name has no address.
    NoAddress,
    /// TLS fails.
    NoTls,
    /// Nobody answers.
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

/// How a reply ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As it should.
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

/// What a body holds.
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
        /// Whether the token is dead from now on. Else it lives, is given again, and is refused for ever.
        renewed: bool,
    },
    /// An object with this code whose texts repeat the request's credentials.
    Echo(i64),
    /// An object with code 0, and this many arrays in each other as its data.
    Deep(usize),
    /// An object with code 0 that is longer than the client takes.
    Huge,
    /// A compressed body that is small as it is and huge once it is decompressed.
    Bomb,
    /// A fresh token with this `expire`, as JSON text.
    Token(&'static str),
}
