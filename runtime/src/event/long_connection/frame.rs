//! The frames of a long connection: the protobuf message `Frame`, of which the fields that matter here are read.
//!
//! ```proto
//! message Header { required string key = 1; required string value = 2; }
//! message Frame {
//!   required uint64 SeqID = 1; required uint64 LogID = 2; required int32 service = 3; required int32 method = 4;
//!   repeated Header headers = 5; optional string payload_encoding = 6; optional string payload_type = 7;
//!   optional bytes payload = 8; optional string LogIDNew = 9;
//! }
//! ```

/// A frame of `method` 0: pings and pongs.
pub(crate) const CONTROL: u64 = 0;
/// A frame of `method` 1: events, cards, and their answers.
pub(crate) const DATA: u64 = 1;

/// Maximum number of headers. The platform sends about ten; each takes more memory than bytes on the wire.
const MAX_HEADERS: usize = 64;

/// A frame. An answer repeats the frame that it answers, with another payload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) sequence: u64,
    pub(crate) log: u64,
    pub(crate) service: u64,
    pub(crate) method: u64,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) payload_encoding: Option<String>,
    pub(crate) payload_type: Option<String>,
    pub(crate) payload: Vec<u8>,
    pub(crate) log_text: Option<String>,
}

impl Frame {
    pub(crate) fn ping(service: u64) -> Self {
        let headers = vec![("type".to_owned(), "ping".to_owned())];
        Self { service, method: CONTROL, headers, ..Self::default() }
    }

    /// Returns the value of a header.
    pub(crate) fn header(&self, key: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Returns the size of its headers and texts, in bytes.
    pub(crate) fn header_bytes(&self) -> usize {
        let headers = self.headers.iter().flat_map(|(key, value)| [key, value]);
        let texts = [&self.payload_encoding, &self.payload_type, &self.log_text].into_iter().flatten();
        headers.chain(texts).map(String::len).sum()
    }

    /// Reads a frame; `None` if the bytes are none.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut frame = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.next_field()? {
            match (field, value) {
                (1, Value::Number(number)) => frame.sequence = number,
                (2, Value::Number(number)) => frame.log = number,
                (3, Value::Number(number)) => frame.service = number,
                (4, Value::Number(number)) => frame.method = number,
                (5, Value::Bytes(_)) if frame.headers.len() == MAX_HEADERS => return None,
                (5, Value::Bytes(bytes)) => frame.headers.push(header(bytes)?),
                (6, Value::Bytes(bytes)) => frame.payload_encoding = Some(text(bytes)?),
                (7, Value::Bytes(bytes)) => frame.payload_type = Some(text(bytes)?),
                (8, Value::Bytes(bytes)) => frame.payload = bytes.to_vec(),
                (9, Value::Bytes(bytes)) => frame.log_text = Some(text(bytes)?),
                (1..=9, _) => return None,
                // A field that was added later.
                _ => {}
            }
        }
        Some(frame)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (field, number) in [(1, self.sequence), (2, self.log), (3, self.service), (4, self.method)] {
            write_number(field << 3, &mut out);
            write_number(number, &mut out);
        }
        for (key, value) in &self.headers {
            let mut header = Vec::new();
            write_bytes(1, key.as_bytes(), &mut header);
            write_bytes(2, value.as_bytes(), &mut header);
            write_bytes(5, &header, &mut out);
        }
        for (field, text) in [(6, &self.payload_encoding), (7, &self.payload_type)] {
            if let Some(text) = text {
                write_bytes(field, text.as_bytes(), &mut out);
            }
        }
        write_bytes(8, &self.payload, &mut out);
        if let Some(text) = &self.log_text {
            write_bytes(9, text.as_bytes(), &mut out);
        }
        out
    }
}

fn header(bytes: &[u8]) -> Option<(String, String)> {
    let (mut key, mut value) = (String::new(), String::new());
    let mut reader = Reader(bytes);
    while let Some((field, content)) = reader.next_field()? {
        match (field, content) {
            (1, Value::Bytes(bytes)) => key = text(bytes)?,
            (2, Value::Bytes(bytes)) => value = text(bytes)?,
            (1 | 2, Value::Number(_)) => return None,
            _ => {}
        }
    }
    Some((key, value))
}

fn text(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok()
}

/// The value of a field. Those of fixed length, which no known field has, are bytes.
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// Reads protobuf fields; everything is `None` if the bytes are malformed.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Returns the next field and its value; `Some(None)` at the end.
    #[expect(clippy::option_option, reason = "malformed, at the end, or a field")]
    fn next_field(&mut self) -> Option<Option<(u64, Value<'a>)>> {
        if self.0.is_empty() {
            return Some(None);
        }
        let key = self.number()?;
        let value = match key & 7 {
            0 => Value::Number(self.number()?),
            1 => Value::Bytes(self.bytes(8)?),
            2 => {
                let length = usize::try_from(self.number()?).ok()?;
                Value::Bytes(self.bytes(length)?)
            }
            5 => Value::Bytes(self.bytes(4)?),
            _ => return None,
        };
        Some(Some((key >> 3, value)))
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

fn write_number(mut number: u64, out: &mut Vec<u8>) {
    while number > 0x7f {
        out.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

fn write_bytes(field: u64, bytes: &[u8], out: &mut Vec<u8>) {
    write_number(field << 3 | 2, out);
    write_number(bytes.len().try_into().unwrap_or(u64::MAX), out);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with the Python package `protobuf` from the message above.
    const BYTES: &[u8] =
        b"\x08\x96\x01\x10\x02\x18\x03\x20\x01\x2a\x0d\x0a\x04type\x12\x05event\x42\x02{}\x4a\x01x";

    fn frame() -> Frame {
        Frame {
            sequence: 150,
            log: 2,
            service: 3,
            method: DATA,
            headers: vec![("type".to_owned(), "event".to_owned())],
            payload: b"{}".to_vec(),
            log_text: Some("x".to_owned()),
            ..Frame::default()
        }
    }

    #[test]
    fn a_frame_is_read_and_written() {
        assert_eq!(Frame::decode(BYTES), Some(frame()));
        assert_eq!(frame().encode(), BYTES);
        assert_eq!(frame().header("type"), Some("event"));
    }

    #[test]
    fn a_frame_with_very_many_headers_is_refused() {
        let many = |count| Frame { headers: vec![(String::new(), String::new()); count], ..Frame::default() };
        assert_eq!(Frame::decode(&many(64).encode()), Some(many(64)));
        assert_eq!(Frame::decode(&many(65).encode()), None);
    }

    #[test]
    fn fields_that_are_not_known_are_skipped() {
        let more = [BYTES, b"\x50\x05\x5a\x01y\x65abcd\x69abcdefgh"].concat();
        assert_eq!(Frame::decode(&more), Some(frame()));
    }

    #[test]
    fn no_bytes_make_it_panic_and_a_cut_off_frame_is_none() {
        for length in 1..BYTES.len() {
            let cut = Frame::decode(&BYTES[..length]);
            assert!(cut.is_none_or(|cut| cut != frame()), "{length}");
        }
        for bad in [
            &b"\xff"[..],
            b"\x0a\x00",
            b"\x42\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
            b"\x2a\x02\x08\x01",
            b"\x0b",
        ] {
            assert_eq!(Frame::decode(bad), None, "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(0_u8.., 0..64)) {
            if let Some(frame) = Frame::decode(&bytes) {
                assert_eq!(Frame::decode(&frame.encode()), Some(frame));
            }
        }
    }
}
