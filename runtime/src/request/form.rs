//! Bodies of type `multipart/form-data`.

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
use crate::request::{headers, json, percent};
use crate::text;

/// A builder for a form.
#[derive(Clone, Default, PartialEq)]
pub struct Form {
    parts: Vec<Part>,
}

/// A part: its headers with the blank line after them, and its content.
#[derive(Clone, PartialEq)]
struct Part {
    head: String,
    content: Content,
}

impl Form {
    /// Creates a form without parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text part.
    pub fn text(&mut self, name: &str, value: &dyn Display) {
        let head = format!("Content-Disposition: form-data; name=\"{}\"\r\n\r\n", escaped(name));
        self.parts.push(Part { head, content: Content::Bytes(Arc::new(value.to_string().into_bytes())) });
    }

    /// Adds a part that contains JSON text.
    ///
    /// # Errors
    /// Fails if the value cannot be serialized.
    pub fn json<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), EncodeError> {
        let text = json::text(value)?;
        self.text(name, &text);
        Ok(())
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Fails if its content type contains control characters.
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

    /// Completes the form with a random boundary that does not occur in its parts.
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

/// Shows the number of parts only.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({} parts)", self.parts.len())
    }
}

/// Escapes a name between quotes: quotes and line breaks are percent-encoded, as browsers do, and so is what would end the name
/// early or show another one: backslashes, control characters and those that reorder or hide text.
fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for char in name.chars() {
        if matches!(char, '"' | '\\') || char.is_control() || text::is_invisible(char) {
            percent::push_segment(&mut out, char.encode_utf8(&mut [0; 4]));
        } else {
            out.push(char);
        }
    }
    out
}

/// Returns a boundary with 128 unpredictable bits: each `RandomState` hashes with keys of its own, from the system's
/// randomness. A streamed part cannot be searched for the boundary, so the boundary must not be guessable.
fn random_boundary() -> String {
    let word = || RandomState::new().hash_one(0_u8);
    format!("feishu-{:016x}{:016x}", word(), word())
}

/// A completed form, ready to be sent as `multipart/form-data`.
#[derive(Clone, PartialEq)]
pub struct Multipart {
    boundary: String,
    parts: Vec<Part>,
}

impl Multipart {
    /// Returns the value of the header `Content-Type`.
    #[must_use]
    pub fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// Returns the length of the body in bytes, if the length of every part is known.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        let mut total = length(&self.closing());
        for part in &self.parts {
            total += length(&self.opening(part)) + part.content.len()? + length(LINE_BREAK);
        }
        Some(total)
    }

    /// Returns true if the body can be sent more than once.
    #[must_use]
    pub fn is_replayable(&self) -> bool {
        self.parts.iter().all(|part| part.content.is_replayable())
    }

    /// Returns the whole body; `None` if a part is a stream.
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

    /// Opens the body as a stream of chunks.
    ///
    /// # Errors
    /// Fails if a part is a stream that has already been consumed.
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

/// The body of a form as a stream of chunks. It ends with an error if a file does not have its declared length.
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
    /// Returns the length of the body in bytes, if it is known.
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
            // A streamed file has more chunks; any other piece is a single chunk.
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

/// Subtracts a chunk from the declared length that is left; fails if the file is longer or shorter.
fn counted(chunk: Option<io::Result<Vec<u8>>>, left: &mut Option<u64>) -> Option<io::Result<Vec<u8>>> {
    let wrong = || Some(Err(io::Error::other("a file does not have its declared length")));
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
