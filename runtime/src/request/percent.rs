//! Percent-encoding of text into a URL.

use std::fmt;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Writes each byte of the text that `keep` refuses as `%XX`.
pub(crate) fn push_encoded(out: &mut String, text: &str, keep: impl Fn(u8) -> bool) {
    for byte in text.bytes() {
        if byte.is_ascii() && keep(byte) {
            out.push(char::from(byte));
        } else {
            push_byte(out, byte);
        }
    }
}

fn push_byte(out: &mut String, byte: u8) {
    out.push('%');
    for nibble in [byte >> 4, byte & 0xF] {
        // A nibble is below 16: the default is never taken.
        out.push(char::from(HEX.get(usize::from(nibble)).copied().unwrap_or_default()));
    }
}

/// The text with each `%XX` decoded, if that is UTF-8.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
            let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
            out.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// The characters that RFC 3986 leaves unreserved.
pub(crate) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'~' | b'-' | b'.')
}

/// Encodes all that is displayed through it, without a text in between.
pub(crate) struct Encoder<'a>(pub(crate) &'a mut String);

impl fmt::Write for Encoder<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push_encoded(self.0, text, is_unreserved);
        Ok(())
    }
}
