//! Messages that come in several frames.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::frame::Frame;

/// Maximum number of parts of a message.
const MAX_PARTS: usize = 64;
/// Maximum size of all parts that are waiting for others.
const MAX_BYTES: usize = 10 << 20;
/// Maximum number of messages whose parts are waiting.
const MAX_MESSAGES: usize = 64;
/// Maximum length of a message's id, in bytes. The platform's have 36.
const MAX_ID_BYTES: usize = 256;
/// Time from the first part of a message to the last.
const MAX_AGE: Duration = Duration::from_secs(5);

/// Parts that are waiting for others, by the id of their message.
#[derive(Debug, Default)]
pub(super) struct Parts {
    messages: BTreeMap<String, Message>,
    bytes: usize,
}

#[derive(Debug)]
struct Message {
    begun: Instant,
    parts: Vec<Option<Vec<u8>>>,
}

impl Parts {
    /// Returns the whole message, if this frame completes it. A message that breaks a bound is dropped; the platform sends it again.
    pub(super) fn add(&mut self, frame: &mut Frame, now: Instant) -> Option<Vec<u8>> {
        self.drop_old(now);
        let number = |key: &str| frame.header(key).and_then(|text| text.parse::<usize>().ok());
        let (sum, sequence) = (number("sum").unwrap_or(1), number("seq").unwrap_or(0));
        if sum <= 1 {
            return Some(std::mem::take(&mut frame.payload));
        }
        let id = frame.header("message_id").unwrap_or_default().to_owned();
        let is_known = self.messages.contains_key(&id);
        let is_sound = sum <= MAX_PARTS && sequence < sum && (1..=MAX_ID_BYTES).contains(&id.len());
        let has_room =
            self.bytes + frame.payload.len() <= MAX_BYTES && (is_known || self.messages.len() < MAX_MESSAGES);
        if !is_sound || !has_room {
            self.remove(&id);
            return None;
        }
        let message =
            self.messages.entry(id.clone()).or_insert_with(|| Message { begun: now, parts: vec![None; sum] });
        if message.parts.len() != sum {
            self.remove(&id);
            return None;
        }
        let part = message.parts.get_mut(sequence)?;
        if part.is_none() {
            self.bytes += frame.payload.len();
            *part = Some(std::mem::take(&mut frame.payload));
        }
        if message.parts.iter().any(Option::is_none) {
            return None;
        }
        self.remove(&id).map(|message| message.parts.into_iter().flatten().collect::<Vec<_>>().concat())
    }

    fn drop_old(&mut self, now: Instant) {
        let is_old = |message: &Message| now.duration_since(message.begun) > MAX_AGE;
        let old: Vec<String> =
            self.messages.iter().filter(|(_, message)| is_old(message)).map(|(id, _)| id.clone()).collect();
        for id in old {
            self.remove(&id);
        }
    }

    fn remove(&mut self, id: &str) -> Option<Message> {
        let message = self.messages.remove(id)?;
        self.bytes -= message.parts.iter().flatten().map(Vec::len).sum::<usize>();
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(id: &str, sum: usize, sequence: usize, payload: &[u8]) -> Frame {
        let headers =
            [("message_id", id.to_owned()), ("sum", sum.to_string()), ("seq", sequence.to_string())];
        let headers = headers.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Frame { headers, payload: payload.to_vec(), ..Frame::default() }
    }

    #[test]
    fn parts_in_any_order_become_one_message() {
        let now = Instant::now();
        let mut parts = Parts::default();
        assert_eq!(parts.add(&mut part("m", 3, 2, b"c"), now), None);
        assert_eq!(parts.add(&mut part("m", 3, 0, b"a"), now), None);
        assert_eq!(parts.add(&mut part("n", 2, 0, b"x"), now), None);
        assert_eq!(parts.add(&mut part("m", 3, 0, b"repeated"), now), None);
        assert_eq!(parts.add(&mut part("m", 3, 1, b"b"), now).as_deref(), Some(&b"abc"[..]));
        assert_eq!(parts.bytes, 1);
        assert_eq!(
            parts.add(&mut Frame { payload: b"whole".to_vec(), ..Frame::default() }, now).as_deref(),
            Some(&b"whole"[..])
        );
    }

    #[test]
    fn what_breaks_a_bound_is_dropped() {
        let now = Instant::now();
        let mut parts = Parts::default();
        for mut bad in [
            part("m", 65, 0, b"a"),
            part("m", usize::MAX, 0, b"a"),
            part("m", 2, 2, b"a"),
            part("", 2, 0, b"a"),
            part(&"m".repeat(257), 2, 0, b"a"),
        ] {
            assert_eq!(parts.add(&mut bad, now), None);
        }
        assert!(parts.messages.is_empty());
        let large = vec![0; 6 << 20];
        assert_eq!(parts.add(&mut part("m", 3, 0, &large), now), None);
        assert_eq!(parts.add(&mut part("m", 3, 1, &large), now), None);
        assert_eq!((parts.bytes, parts.messages.len()), (0, 0), "over 10 MB");
        assert_eq!(parts.add(&mut part("m", 2, 0, b"a"), now), None);
        assert_eq!(parts.add(&mut part("m", 3, 1, b"b"), now), None, "another sum");
        assert_eq!((parts.bytes, parts.messages.len()), (0, 0));
        for id in 0..100 {
            assert_eq!(parts.add(&mut part(&id.to_string(), 2, 0, b"a"), now), None);
        }
        assert_eq!((parts.bytes, parts.messages.len()), (64, 64));
        assert_eq!(parts.add(&mut part("late", 2, 0, b"a"), now + Duration::from_secs(6)), None);
        assert_eq!((parts.bytes, parts.messages.len()), (1, 1), "the others were too old");
    }
}
