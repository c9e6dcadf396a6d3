//! JSON that is kept as the text that it came as.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A JSON value as text, byte for byte: the order of members and the digits of numbers stay as they came.
///
/// It is read from JSON only, so that it always holds one value.
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// The value; `Value::Null` for a number that no `Value` can hold.
    #[must_use]
    pub fn to_value(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_default()
    }

    /// `None` for a text that is no JSON.
    pub(crate) fn from_text(text: String) -> Option<Self> {
        RawValue::from_string(text).ok().map(Self)
    }

    pub(crate) fn is_null(&self) -> bool {
        self.text() == "null"
    }
}

/// The value as compact text.
impl From<Value> for RawJson {
    fn from(value: Value) -> Self {
        // A `Value` can always be written.
        Self(serde_json::value::to_raw_value(&value).unwrap_or_default())
    }
}

/// Says how long the text is, not what it holds: nobody knows what of it may be shown.
impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson({} bytes)", self.text().len())
    }
}

/// Two are equal when their texts are.
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
    use super::RawJson;

    #[test]
    fn the_text_stays() {
        let text = r#"{"b": 1.50,  "a": 12345678901234567890123}"#;
        let raw: RawJson = serde_json::from_str(text).expect("JSON");
        assert_eq!(serde_json::to_string(&[&raw]).expect("JSON"), format!("[{text}]"));
        assert_eq!(format!("{raw:?}"), "RawJson(42 bytes)");
        assert_eq!(RawJson::from(serde_json::json!([1, "a"])).text(), r#"[1,"a"]"#);
    }
}
