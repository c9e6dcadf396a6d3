//! JSON that is kept as its original text.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A JSON value as its original text. The order of members and the digits of numbers are preserved.
///
/// It can only be created from JSON, so it is always one valid value: `"1.50".parse::<RawJson>()`, or `RawJson::from(value)`.
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// Parses the value; `Value::Null` if it contains a number that `Value` cannot represent.
    #[must_use]
    pub fn to_value(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_default()
    }

    /// Creates it from a text; `None` if the text is not JSON.
    pub(crate) fn from_text(text: String) -> Option<Self> {
        RawValue::from_string(text).ok().map(Self)
    }

    /// Returns true if brackets outside of strings are nested deeper than the limit.
    pub(crate) fn is_deeper(&self, limit: usize) -> bool {
        let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
        for byte in self.text().bytes() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                _ if in_string => {}
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > limit {
                return true;
            }
        }
        false
    }

    /// Returns true if the value is the floating-point number that is nearest to this one.
    pub(crate) fn is_nearest<T: Serialize>(&self, value: &T) -> bool {
        let text = serde_json::to_string(value).unwrap_or_default();
        let parsed = |text: &str| text.parse::<f64>().ok();
        // Only floating-point numbers are serialized with one of these and still parse.
        text.contains(['.', 'e']) && parsed(&text).is_some_and(|number| parsed(self.text()) == Some(number))
    }

    /// Returns true if the value serializes to this JSON, to the last digit: members in any order, numbers in any notation.
    pub(crate) fn is_written_by<T: Serialize>(&self, value: &T) -> bool {
        serde_json::to_string(value).is_ok_and(|text| same_json(&text, self.text()))
    }
}

/// Parses a JSON text, and keeps it as it is.
impl FromStr for RawJson {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// Compares by value. Returns false if a text is not JSON. The caller limits the depth.
fn same_json(left: &str, right: &str) -> bool {
    fn parsed<'a, T: Deserialize<'a>>(left: &'a str, right: &'a str) -> Option<(T, T)> {
        serde_json::from_str(left).ok().zip(serde_json::from_str(right).ok())
    }
    let kind = |text: &str| text.trim_start().bytes().next().unwrap_or_default();
    match (kind(left), kind(right)) {
        (b'{', b'{') => parsed::<BTreeMap<String, &RawValue>>(left, right).is_some_and(|(left, right)| {
            let mut pairs = left.iter().zip(&right);
            left.len() == right.len()
                && pairs.all(|(left, right)| left.0 == right.0 && same_json(left.1.get(), right.1.get()))
        }),
        (b'[', b'[') => parsed::<Vec<&RawValue>>(left, right).is_some_and(|(left, right)| {
            let mut pairs = left.iter().zip(&right);
            left.len() == right.len() && pairs.all(|(left, right)| same_json(left.get(), right.get()))
        }),
        (b'"', b'"') => parsed::<String>(left, right).is_some_and(|(left, right)| left == right),
        (b'-' | b'0'..=b'9', b'-' | b'0'..=b'9') => same_number(left.trim(), right.trim()),
        _ => left.trim() == right.trim(),
    }
}

/// Significant digits that every `f64` in the normal range keeps.
const DIGITS: usize = f64::DIGITS as usize;

/// Compares numbers in different notations as `f64` if that type keeps all digits of both.
fn same_number(left: &str, right: &str) -> bool {
    let exact = |text: &str| {
        let mantissa = text.split(['e', 'E']).next()?;
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
        let value: f64 = text.parse().ok()?;
        (digits == 0 || (digits <= DIGITS && value.is_normal())).then_some(value.to_bits())
    };
    left == right || exact(left).is_some_and(|left| exact(right) == Some(left))
}

/// Serializes the value as compact text.
impl From<Value> for RawJson {
    fn from(value: Value) -> Self {
        // A `Value` can always be serialized.
        Self(serde_json::value::to_raw_value(&value).unwrap_or_default())
    }
}

/// Shows the length only: the value is undocumented and may be sensitive.
impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson({} bytes)", self.text().len())
    }
}

/// Compares the texts.
impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for RawJson {}

impl Hash for RawJson {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::{RawJson, same_json};

    #[test]
    fn the_text_is_preserved() {
        let text = r#"{"b": 1.50,  "a": 12345678901234567890123}"#;
        let raw: RawJson = serde_json::from_str(text).expect("JSON");
        assert_eq!(serde_json::to_string(&[&raw]).expect("JSON"), format!("[{text}]"));
        assert_eq!(format!("{raw:?}"), "RawJson(42 bytes)");
        assert_eq!(RawJson::from(serde_json::json!([1, "a"])).text(), r#"[1,"a"]"#);
    }

    #[test]
    fn equal_values_in_different_notation_are_the_same() {
        for (left, right) in [
            (r#"{"a": 1, "b": [true, null]}"#, r#"{"b":[true,null],"a":1.0}"#),
            (r#""\u4e2d""#, "\"中\""),
            ("100", "1e2"),
            ("1.50", "15E-1"),
            ("0.0", "0e7"),
            ("12345678901234567890123", "12345678901234567890123"),
            (" [ ] ", "[]"),
        ] {
            assert!(same_json(left, right), "{left} {right}");
        }
    }

    #[test]
    fn other_values_are_not() {
        for (left, right) in [
            ("9007199254740993", "9007199254740992.0"),
            ("12345678901234567890123", "1.2345678901234568e22"),
            ("1e-400", "0.0"),
            ("-0", "0"),
            ("1", "-1"),
            ("1", "10"),
            ("1", "\"1\""),
            ("null", "false"),
            ("[1]", "[1,1]"),
            (r#"{"a":null}"#, "{}"),
            (r#"{"a":1}"#, r#"{"b":1}"#),
            ("{}", "[]"),
        ] {
            assert!(!same_json(left, right), "{left} {right}");
        }
    }

    #[test]
    fn brackets_in_strings_do_not_count_as_depth() {
        let raw: RawJson = r#"[["[[\"[", {}], []]"#.parse().expect("JSON");
        assert!(raw.is_deeper(2) && !raw.is_deeper(3));
    }
}
