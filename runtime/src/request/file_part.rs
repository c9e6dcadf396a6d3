//! Files to upload.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;

/// The content of a file as a stream of chunks.
pub type FileStream = Pin<Box<dyn Stream<Item = io::Result<Vec<u8>>> + Send>>;

/// A file to upload: its name, its content type, and its content, in memory or as a stream.
///
/// `Debug` does not show the name or the content. Files are equal if name, content type and content are; a stream is equal only
/// to itself and its clones.
///
/// ```
/// use feishu_runtime::FilePart;
///
/// let file = FilePart::new("report.pdf", b"%PDF-1.7".to_vec()).with_content_type("application/pdf");
/// assert_eq!(file.len(), Some(8));
/// ```
#[derive(Clone)]
pub struct FilePart {
    file_name: String,
    content_type: Option<String>,
    pub(crate) content: Content,
}

/// The content of a part.
#[derive(Clone)]
pub(crate) enum Content {
    Bytes(Arc<Vec<u8>>),
    Stream { source: Arc<dyn Source>, length: Option<u64> },
}

/// A source of streams.
pub(crate) trait Source: Send + Sync {
    /// Opens the content at its beginning; `None` if it has been consumed.
    fn open(&self) -> Option<FileStream>;

    /// Returns true if the content can be opened more than once.
    fn is_replayable(&self) -> bool;
}

impl FilePart {
    /// Creates a file from bytes in memory.
    #[must_use]
    pub fn new(file_name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::with_content(file_name, Content::Bytes(Arc::new(bytes.into())))
    }

    /// Creates a file from a stream, which is read while it is sent.
    ///
    /// The stream can be sent once: another call with the file or a clone of it fails before a request is sent, and a failed
    /// call is not retried. Set the length with [`with_length`](Self::with_length) if it is known; otherwise the request uses
    /// chunked encoding, which some servers reject.
    #[must_use]
    pub fn stream<S, B>(file_name: impl Into<String>, stream: S) -> Self
    where
        S: Stream<Item = io::Result<B>> + Send + 'static,
        B: Into<Vec<u8>>,
    {
        let once = Once(Mutex::new(Some(Box::pin(Chunks(Box::pin(stream))))));
        Self::with_content(file_name, Content::Stream { source: Arc::new(once), length: None })
    }

    /// Creates a file from a function that opens a stream. It is called for each attempt, so calls can be retried.
    #[must_use]
    pub fn reopened<S, B>(file_name: impl Into<String>, open: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = io::Result<B>> + Send + 'static,
        B: Into<Vec<u8>>,
    {
        let again = Again(move || Box::pin(Chunks(Box::pin(open()))) as FileStream);
        Self::with_content(file_name, Content::Stream { source: Arc::new(again), length: None })
    }

    fn with_content(file_name: impl Into<String>, content: Content) -> Self {
        Self { file_name: file_name.into(), content_type: None, content }
    }

    /// Sets the content type. The default is `application/octet-stream`.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets the length of a stream in bytes. The call is aborted if the stream yields fewer or more. Files in memory ignore
    /// this.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        if let Content::Stream { length, .. } = &mut self.content {
            *length = Some(bytes);
        }
        self
    }

    /// Returns the file's name.
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// Returns the content type, if one was set.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Returns the length in bytes, if it is known.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a stream does not know")]
    pub fn len(&self) -> Option<u64> {
        self.content.len()
    }
}

impl Content {
    pub(crate) fn len(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Self::Stream { length, .. } => *length,
        }
    }

    pub(crate) fn is_replayable(&self) -> bool {
        match self {
            Self::Bytes(_) => true,
            Self::Stream { source, .. } => source.is_replayable(),
        }
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::Stream { source: a, length: x }, Self::Stream { source: b, length: y }) => {
                std::ptr::addr_eq(Arc::as_ptr(a), Arc::as_ptr(b)) && x == y
            }
            _ => false,
        }
    }
}

impl PartialEq for FilePart {
    fn eq(&self, other: &Self) -> bool {
        self.file_name == other.file_name
            && self.content_type == other.content_type
            && self.content == other.content
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.content, self.len()) {
            (Content::Bytes(bytes), _) => write!(f, "FilePart({} bytes)", bytes.len()),
            (Content::Stream { .. }, Some(length)) => write!(f, "FilePart(stream of {length} bytes)"),
            (Content::Stream { .. }, None) => f.write_str("FilePart(stream)"),
        }
    }
}

/// A stream that can be opened once.
struct Once(Mutex<Option<FileStream>>);

impl Source for Once {
    fn open(&self) -> Option<FileStream> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn is_replayable(&self) -> bool {
        false
    }
}

/// A function that opens a new stream each time.
struct Again<F>(F);

impl<F: Fn() -> FileStream + Send + Sync> Source for Again<F> {
    fn open(&self) -> Option<FileStream> {
        Some((self.0)())
    }

    fn is_replayable(&self) -> bool {
        true
    }
}

/// A stream whose chunks are converted into vectors.
struct Chunks<S>(Pin<Box<S>>);

impl<S: Stream<Item = io::Result<B>>, B: Into<Vec<u8>>> Stream for Chunks<S> {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|chunk| chunk.map(|chunk| chunk.map(Into::into)))
    }
}
