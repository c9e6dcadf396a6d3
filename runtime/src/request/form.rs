//! Bodies of the type `multipart/form-data`.

use std::collections::VecDeque;
use std::fmt::{self, Display};
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::Serialize;

use crate::request::encode_error::EncodeError;
use crate::request::file_part::{Content, FilePart, FileStream};
use crate::request::headers;

/// Collects the parts of a form.
#[derive(Clone, Default, PartialEq)]
pub struct Form {
    parts: Vec<Part>,
}

/// A part: its headers, blank line included, and its content.
#[derive(Clone, PartialEq)]
struct Part {
    head: String,
    content: Content,
}

impl Form {
    /// A form without parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part that is text.
    pub fn text(&mut self, name: &str, value: &dyn Display) {
        let head = format!("Content-Disposition: form-data; name=\"{}\"\r\n\r\n", escaped(name));
        self.parts.push(Part { head, content: Content::Bytes(Arc::new(value.to_string().into_bytes())) });
    }

    /// Adds a part that is JSON text.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), EncodeError> {
        let text = serde_json::to_string(value).map_err(|_| EncodeError::JSON)?;
        self.text(name, &text);
        Ok(())
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Its content type holds control characters.
    pub fn file(&mut self, name: &str, file: &FilePart) -> Result<(), EncodeError> {
        let content_type = file.content_type().unwrap_or("application/octet-stream");
        if !headers::is_value(content_type) {
            return Err(EncodeError::CONTENT_TYPE);
        }
        let (name, file_name) = (escaped(name), escaped(file.file_name()));
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: {content_type}\r\n\r\n"
        );
        self.parts.push(Part { head, content: file.content.clone() });
        Ok(())
    }

    /// The form with a boundary that none of its parts in memory holds.
    #[must_use]
    pub fn finish(self) -> Multipart {
        let mut boundary = random_boundary();
        while self.parts.iter().any(|part| part.holds(&boundary)) {
            boundary = random_boundary();
        }
        Multipart { boundary, parts: self.parts }
    }
}

impl Part {
    fn holds(&self, boundary: &str) -> bool {
        match &self.content {
            Content::Bytes(bytes) => {
                bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes())
            }
            Content::Stream { .. } => false,
        }
    }
}

/// Says how many parts there are, not what they hold.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({} parts)", self.parts.len())
    }
}

/// A name as it stands between quotes: what could end it is percent-encoded, as browsers do.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// 128 bits that nobody can foretell: each `RandomState` hashes with keys of its own, made from the system's randomness.
/// A streamed part cannot be searched for the boundary, so that it must not be guessable.
fn random_boundary() -> String {
    let word = || RandomState::new().hash_one(0_u8);
    format!("feishu-{:016x}{:016x}", word(), word())
}

/// A form on its way: `multipart/form-data`.
#[derive(Clone, PartialEq)]
pub struct Multipart {
    boundary: String,
    parts: Vec<Part>,
}

impl Multipart {
    /// The value of the header `Content-Type`.
    #[must_use]
    pub fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// The bytes of the whole body, when every part knows its own.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        let mut total = length(&self.closing());
        for part in &self.parts {
            total += length(&self.opening(part)) + part.content.len()? + length(LINE_BREAK);
        }
        Some(total)
    }

    /// Whether the body can be sent more than once.
    #[must_use]
    pub fn is_replayable(&self) -> bool {
        self.parts.iter().all(|part| part.content.is_replayable())
    }

    /// The whole body, unless a part is a stream.
    #[must_use]
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        for part in &self.parts {
            let Content::Bytes(bytes) = &part.content else { return None };
            out.extend_from_slice(self.opening(part).as_bytes());
            out.extend_from_slice(bytes);
            out.extend_from_slice(LINE_BREAK.as_bytes());
        }
        out.extend_from_slice(self.closing().as_bytes());
        Some(out)
    }

    /// The body in chunks.
    ///
    /// # Errors
    /// A part was a stream that can be read only once, and has been.
    pub fn open(&self) -> Result<FormStream, EncodeError> {
        let mut pieces = VecDeque::new();
        for part in &self.parts {
            pieces.push_back(Piece::Text(self.opening(part)));
            pieces.push_back(match &part.content {
                Content::Bytes(bytes) => Piece::Bytes(Arc::clone(bytes)),
                Content::Stream { source, length } => {
                    let stream = source.open().ok_or(EncodeError::SPENT)?;
                    Piece::Stream { stream, left: *length }
                }
            });
            pieces.push_back(Piece::Text(LINE_BREAK.to_owned()));
        }
        pieces.push_back(Piece::Text(self.closing()));
        Ok(FormStream { pieces, content_length: self.content_length() })
    }

    fn opening(&self, part: &Part) -> String {
        format!("--{}\r\n{}", self.boundary, part.head)
    }

    fn closing(&self) -> String {
        format!("--{}--\r\n", self.boundary)
    }
}

const LINE_BREAK: &str = "\r\n";

fn length(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Multipart({} parts)", self.parts.len())
    }
}

/// The bytes of a form, in chunks. Ends with an error when a file does not bring as many bytes as it said.
pub struct FormStream {
    pieces: VecDeque<Piece>,
    content_length: Option<u64>,
}

enum Piece {
    Text(String),
    Bytes(Arc<Vec<u8>>),
    Stream { stream: FileStream, left: Option<u64> },
}

impl FormStream {
    /// The bytes of the whole body, when they are known.
    #[must_use]
    pub const fn content_length(&self) -> Option<u64> {
        self.content_length
    }
}

impl Stream for FormStream {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(piece) = self.pieces.front_mut() else { return Poll::Ready(None) };
        let chunk = match piece {
            Piece::Text(text) => Some(Ok(std::mem::take(text).into_bytes())),
            Piece::Bytes(bytes) => Some(Ok(bytes.to_vec())),
            Piece::Stream { stream, left } => match stream.as_mut().poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(chunk) => counted(chunk, left),
            },
        };
        match chunk {
            // A stream goes on; all else is one chunk.
            Some(Ok(bytes)) => {
                if !matches!(self.pieces.front(), Some(Piece::Stream { .. })) {
                    self.pieces.pop_front();
                }
                Poll::Ready(Some(Ok(bytes)))
            }
            Some(Err(error)) => {
                self.pieces.clear();
                Poll::Ready(Some(Err(error)))
            }
            None => {
                self.pieces.pop_front();
                self.poll_next(context)
            }
        }
    }
}

/// A chunk, taken from what the file has left of the bytes that it announced.
fn counted(chunk: Option<io::Result<Vec<u8>>>, left: &mut Option<u64>) -> Option<io::Result<Vec<u8>>> {
    let wrong = || Some(Err(io::Error::other("a file does not have the length that was given for it")));
    let Some(left) = left else { return chunk };
    match chunk {
        Some(Ok(bytes)) => match u64::try_from(bytes.len()).ok().and_then(|some| left.checked_sub(some)) {
            Some(rest) => {
                *left = rest;
                Some(Ok(bytes))
            }
            None => wrong(),
        },
        None if *left > 0 => wrong(),
        other => other,
    }
}

impl fmt::Debug for FormStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormStream").field("content_length", &self.content_length).finish_non_exhaustive()
    }
}
