//! The status and headers of a response.

use std::fmt;

use crate::request::operation::Envelope;

/// The status of a response, and the headers that matter.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct ReplyHead {
    pub(crate) status: u16,
    pub(crate) log_id: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) disposition: Option<String>,
}

impl ReplyHead {
    /// Reads the log id from the headers; `header` receives lower-case names.
    pub(crate) fn new(status: u16, header: &dyn Fn(&str) -> Option<String>) -> Self {
        let log_id = named(header, "x-tt-logid").or_else(|| named(header, "x-request-id"));
        Self { status, log_id, ..Self::default() }
    }

    /// Reads what a response in this envelope needs: the description of a file as well.
    pub(crate) fn of(envelope: Envelope, status: u16, header: &dyn Fn(&str) -> Option<String>) -> Self {
        let head = Self::new(status, header);
        if envelope != Envelope::File {
            return head;
        }
        let (content_type, disposition) =
            (named(header, "content-type"), named(header, "content-disposition"));
        Self { content_type, disposition, ..head }
    }

    /// Returns all texts that the server wrote.
    #[cfg(feature = "client")]
    pub(crate) const fn texts_mut(&mut self) -> [&mut Option<String>; 3] {
        [&mut self.log_id, &mut self.content_type, &mut self.disposition]
    }

    /// Returns true if the content type is JSON or missing.
    pub(crate) fn may_be_json(&self) -> bool {
        self.content_type.as_ref().is_none_or(|text| text.to_ascii_lowercase().contains("json"))
    }

    pub(crate) const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }
}

fn named(header: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    header(name).filter(|value| !value.is_empty())
}

/// Does not show the description of a file: its name may be personal.
impl fmt::Debug for ReplyHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, log_id, .. } = self;
        f.debug_struct("ReplyHead").field("status", status).field("log_id", log_id).finish_non_exhaustive()
    }
}
