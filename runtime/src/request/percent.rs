//! Percent-encoding of URLs, and its strict decoding.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The characters to encode in a query: all but those that RFC 3986 leaves unreserved.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'~').remove(b'-').remove(b'.');

/// The characters to encode in a path segment: dots as well, because parsers give segments of dots a meaning.
const SEGMENT: &AsciiSet = &QUERY.add(b'.');

/// Appends a text for a path segment.
pub(crate) fn push_segment(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, SEGMENT));
}

/// A writer that encodes its input for a query.
pub(crate) struct QueryEncoder<'a>(pub(crate) &'a mut String);

impl fmt::Write for QueryEncoder<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend(utf8_percent_encode(text, QUERY));
        Ok(())
    }
}

/// Decodes a text; `None` if a `%` is not followed by two hexadecimal digits, or if the result is not UTF-8.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let is_escape =
        |rest: &str| rest.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    if !text.split('%').skip(1).all(is_escape) {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok().map(Into::into)
}
