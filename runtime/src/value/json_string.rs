//! JSON inside a string.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::request::encode_error::EncodeError;
use crate::request::json;

/// A string that is documented to contain JSON of type `T`.
///
/// The text is kept byte for byte; it is what is sent, and what comparisons use. It is parsed once, when the `JsonString` is
/// created. A text that is not a valid `T` is kept as well, with `None` as its [`value`](Self::value), so parsing a response
/// never fails because of such a string.
///
/// ```
/// use feishu_runtime::JsonString;
///
/// let parsed = JsonString::<Vec<i64>>::from_text("[1,  2]");
/// assert_eq!(parsed.value(), Some(&vec![1, 2]));
/// assert_eq!(parsed.text(), "[1,  2]");
///
/// let raw = JsonString::<Vec<i64>>::from_text("[1, 2");
/// assert_eq!(raw.value(), None);
/// assert_eq!(raw.text(), "[1, 2");
/// ```
#[derive(Clone)]
pub struct JsonString<T> {
    text: String,
    value: Option<T>,
}

impl<T> JsonString<T> {
    /// Serializes a value as compact JSON.
    ///
    /// # Errors
    /// Fails if the value contains NaN or an infinity, or cannot be serialized.
    pub fn from_value(value: T) -> Result<Self, EncodeError>
    where
        T: Serialize,
    {
        let text = json::text(&value)?;
        Ok(Self { text, value: Some(value) })
    }

    /// Creates it from a text, which is kept unchanged and parsed.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self
    where
        T: DeserializeOwned,
    {
        let text = text.into();
        let value = serde_json::from_str(&text).ok();
        Self { text, value }
    }

    /// Returns the text, exactly as received or sent.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the parsed value; `None` if the text is not JSON of type `T`.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Returns the parsed value; `None` if the text is not JSON of type `T`.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        self.value
    }
}

/// Shows the parsed value, whose `Debug` hides sensitive parts. A text that could not be parsed is not shown.
impl<T: fmt::Debug> fmt::Debug for JsonString<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => f.debug_tuple("JsonString").field(value).finish(),
            None => write!(f, "JsonString(raw, {} bytes)", self.text.len()),
        }
    }
}

impl<T> PartialEq for JsonString<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for JsonString<T> {}

impl<T> Hash for JsonString<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> Serialize for JsonString<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Accepts any string. JSON that is not inside a string is accepted as well, and kept as compact text.
impl<'de, T: DeserializeOwned> Deserialize<'de> for JsonString<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::String(text) => Self::from_text(text),
            other => Self::from_text(other.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::JsonString;

    #[test]
    fn the_text_round_trips_byte_for_byte() {
        for text in ["{\"b\": 1,\n\"a\":1.0}", "[1,2,]", "", "null", "\u{feff}[]", "中\\u4e2d"] {
            let wire = serde_json::to_string(text).expect("a string");
            let read: JsonString<serde_json::Value> = serde_json::from_str(&wire).expect("never fails");
            assert_eq!(read.text(), text);
            assert_eq!(serde_json::to_string(&read).expect("a string"), wire);
        }
    }

    #[test]
    fn invalid_text_is_kept() {
        let wrong_shape = JsonString::<Vec<i64>>::from_text("{}");
        assert_eq!(wrong_shape.value(), None);
        assert_eq!(wrong_shape.text(), "{}");
        let too_deep = "[".repeat(100_000);
        assert!(JsonString::<serde_json::Value>::from_text(too_deep).into_value().is_none());
    }

    #[test]
    fn equality_is_by_text() {
        let compact = JsonString::<Vec<i64>>::from_text("[1]");
        assert_eq!(compact, JsonString::from_value(vec![1]).expect("a list"));
        assert_ne!(compact, JsonString::from_text("[ 1]"));
    }

    #[test]
    fn json_outside_of_a_string_is_accepted() {
        let read: JsonString<Vec<i64>> = serde_json::from_str("[1, 2]").expect("never fails");
        assert_eq!(read.value(), Some(&vec![1, 2]));
        assert_eq!(read.text(), "[1,2]");
    }

    #[test]
    fn debug_does_not_show_raw_text() {
        let raw = JsonString::<Vec<i64>>::from_text("canary");
        assert_eq!(format!("{raw:?}"), "JsonString(raw, 6 bytes)");
    }
}
