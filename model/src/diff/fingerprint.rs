//! Stable names of changes: a hash that is the same on every machine and in every release of the tool.

use serde_json::Value;

use super::change::Change;

/// FNV-1a, 64 bits.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// A part and its end: no two lists of parts are written alike, because UTF-8 has no byte 0xFF.
    fn part(&mut self, text: &str) {
        self.write(text.as_bytes());
        self.write(&[0xff]);
    }

    fn value(&mut self, value: Option<&Value>) {
        self.part(&value.map(Value::to_string).unwrap_or_default());
    }
}

/// Sixteen hex digits over kind, id, pointer, old and new value.
pub(super) fn fingerprint(change: &Change) -> String {
    let mut hash = Fnv::new();
    hash.part(change.kind.code());
    hash.part(&change.id);
    hash.part(&change.pointer);
    hash.value(change.old.as_ref());
    hash.value(change.new.as_ref());
    format!("{:016x}", hash.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test vectors of the authors of the hash.
    #[test]
    fn is_fnv_1a() {
        for (text, expected) in
            [("", 0xcbf2_9ce4_8422_2325_u64), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            let mut hash = Fnv::new();
            hash.write(text.as_bytes());
            assert_eq!(hash.0, expected, "{text}");
        }
    }
}
