//! Segments of a URL path: validation and encoding.

use std::fmt;

use crate::request::percent;

/// Maximum length of a segment in bytes. Ids have tens of bytes, and servers reject URLs of more than about 8 KiB.
const MAX_BYTES: usize = 4096;

/// Why a text is not a valid segment of a URL path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SegmentFault {
    /// It is empty: the path would be that of another endpoint.
    Empty,
    /// It is `.` or `..`: URL parsers remove such segments, even encoded ones, and the path would be that of another endpoint.
    DotSegment,
    /// It contains a control character.
    ControlCharacter,
    /// It is too long.
    #[non_exhaustive]
    TooLong {
        /// Its length in bytes of UTF-8.
        bytes: usize,
        /// The maximum length in bytes.
        max: usize,
    },
}

impl fmt::Display for SegmentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("must not be empty in a path"),
            Self::DotSegment => f.write_str("must not be `.` or `..` in a path"),
            Self::ControlCharacter => f.write_str("must not contain control characters in a path"),
            Self::TooLong { bytes, max } => write!(f, "has {bytes} bytes, at most {max} allowed in a path"),
        }
    }
}

impl std::error::Error for SegmentFault {}

/// Checks that the text can be a segment.
pub(crate) fn verify(text: &str) -> Result<(), SegmentFault> {
    if text.is_empty() {
        return Err(SegmentFault::Empty);
    }
    if text.len() > MAX_BYTES {
        return Err(SegmentFault::TooLong { bytes: text.len(), max: MAX_BYTES });
    }
    if text == "." || text == ".." {
        return Err(SegmentFault::DotSegment);
    }
    if text.chars().any(char::is_control) {
        return Err(SegmentFault::ControlCharacter);
    }
    Ok(())
}

/// Encodes a verified text so that every parser sees one segment that decodes to the text: everything except `[A-Za-z0-9_~-]` is
/// percent-encoded, and so are dots unless a single one stands between other characters.
pub(crate) fn push_encoded(out: &mut String, text: &str) {
    let mut before: Option<&str> = None;
    for part in text.split('.') {
        if let Some(before) = before.replace(part) {
            out.push_str(if before.is_empty() || part.is_empty() { "%2E" } else { "." });
        }
        percent::push_segment(out, part);
    }
}

#[cfg(test)]
mod tests {
    use super::{SegmentFault, push_encoded, verify};

    fn encoded(text: &str) -> Result<String, SegmentFault> {
        verify(text)?;
        let mut out = String::new();
        push_encoded(&mut out, text);
        Ok(out)
    }

    #[test]
    fn hostile_ids_are_rejected_or_stay_one_segment() {
        let cases: [(&str, Result<&str, SegmentFault>); 20] = [
            ("", Err(SegmentFault::Empty)),
            (".", Err(SegmentFault::DotSegment)),
            ("..", Err(SegmentFault::DotSegment)),
            ("%2e%2e", Ok("%252e%252e")),
            ("../..", Ok("%2E%2E%2F%2E%2E")),
            ("...", Ok("%2E%2E%2E")),
            ("a/b", Ok("a%2Fb")),
            ("a\\b", Ok("a%5Cb")),
            ("a?x=1", Ok("a%3Fx%3D1")),
            ("a#f", Ok("a%23f")),
            ("a\r\nb", Err(SegmentFault::ControlCharacter)),
            ("a\0", Err(SegmentFault::ControlCharacter)),
            ("a\u{85}", Err(SegmentFault::ControlCharacter)),
            ("中文", Ok("%E4%B8%AD%E6%96%87")),
            ("NzR3/+==", Ok("NzR3%2F%2B%3D%3D")),
            ("a@b", Ok("a%40b")),
            ("a b", Ok("a%20b")),
            ("v1.2", Ok("v1.2")),
            (".a.", Ok("%2Ea%2E")),
            ("Aa0_~-", Ok("Aa0_~-")),
        ];
        for (id, expected) in cases {
            assert_eq!(encoded(id).as_deref(), expected.as_ref().copied(), "{id:?}");
        }
    }

    #[test]
    fn a_very_long_id_is_rejected() {
        let id = "a".repeat(1 << 20);
        assert_eq!(verify(&id), Err(SegmentFault::TooLong { bytes: 1 << 20, max: 4096 }));
        assert_eq!(verify(&"a".repeat(4096)), Ok(()));
    }
}
