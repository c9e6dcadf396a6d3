//! The documented headers of a request.

use std::fmt::Display;

use crate::request::encode_error::EncodeError;

/// Writes the documented headers of a request.
///
/// Values with control characters are rejected: a line break would start another header.
#[derive(Debug)]
pub struct HeaderWriter<'a> {
    out: &'a mut Vec<(&'static str, String)>,
}

impl<'a> HeaderWriter<'a> {
    pub(crate) const fn new(out: &'a mut Vec<(&'static str, String)>) -> Self {
        Self { out }
    }

    /// Writes one header.
    ///
    /// # Errors
    /// Fails if the value contains control characters.
    pub fn header(&mut self, name: &'static str, value: &dyn Display) -> Result<(), EncodeError> {
        let value = value.to_string();
        if !is_value(&value) {
            return Err(EncodeError::header(name));
        }
        self.out.push((name, value));
        Ok(())
    }
}

/// Returns true if the text is a valid value of a single header.
pub(crate) fn is_value(text: &str) -> bool {
    !text.chars().any(|char| char.is_control() && char != '\t')
}

#[cfg(test)]
mod tests {
    use super::HeaderWriter;

    #[test]
    fn values_with_line_breaks_are_rejected() {
        let mut out = Vec::new();
        let mut headers = HeaderWriter::new(&mut out);
        headers.header("Prefer", &"return=minimal").expect("a value");
        headers.header("X-Size", &-1_i64).expect("a value");
        for hostile in ["a\r\nX-Evil: 1", "a\nb", "a\r", "a\0b", "\u{7f}", "\u{85}"] {
            let error = headers.header("Prefer", &hostile).expect_err("refused");
            assert_eq!(error.to_string(), "the value of the header `Prefer` contains control characters");
        }
        assert_eq!(out, [("Prefer", "return=minimal".to_owned()), ("X-Size", "-1".to_owned())]);
    }
}
