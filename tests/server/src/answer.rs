//! Answers of the server.

use std::fmt::{self, Write as _};
use std::io::{self, Write as _};
use std::net::TcpStream;

use crate::TOKEN;

/// Writes an answer to a connection.
type Play = Box<dyn FnOnce(&mut TcpStream) -> io::Result<()> + Send>;

/// One answer.
pub struct Answer {
    head: String,
    body: Vec<u8>,
    /// Bytes of the body that are announced and never sent.
    missing: usize,
    /// Takes the place of all the above.
    play: Option<Play>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("head", &self.head).finish_non_exhaustive()
    }
}

impl Answer {
    /// An answer with the log id `LOG1`, which the platform sends as a header.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::bare(status, body).with_header("x-tt-logid", "LOG1")
    }

    /// An answer without a log id.
    pub fn bare(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { head: format!("HTTP/1.1 {status} Answer\r\n"), body: body.into(), missing: 0, play: None }
    }

    /// An answer that is not HTTP, comes late, or never ends: `play` writes it to the connection.
    pub fn play(play: impl FnOnce(&mut TcpStream) -> io::Result<()> + Send + 'static) -> Self {
        Self { play: Some(Box::new(play)), ..Self::bare(200, "") }
    }

    /// A success without data.
    #[must_use]
    pub fn success() -> Self {
        Self::new(200, r#"{"code":0,"msg":"success","data":{}}"#)
    }

    /// A success that ends one byte before its body does.
    #[must_use]
    pub fn cut_off() -> Self {
        Self { missing: 1, ..Self::success() }
    }

    /// The same answer with one header more.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let _ = write!(self.head, "{name}: {value}\r\n");
        self
    }

    pub(crate) fn token() -> Self {
        Self::new(200, format!(r#"{{"code":0,"msg":"ok","tenant_access_token":"{TOKEN}","expire":7200}}"#))
    }

    pub(crate) fn write(self, to: &mut TcpStream) -> io::Result<()> {
        if let Some(play) = self.play {
            return play(to);
        }
        let length = self.body.len() + self.missing;
        let head = format!("{}content-length: {length}\r\nconnection: close\r\n\r\n", self.head);
        to.write_all(&[head.as_bytes(), &self.body].concat())
    }
}
