//! JSON that is kept as its original text.

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A JSON value as its original text. The order of members and the digits of numbers are preserved.
///
/// It can only be created from JSON, so it is always one valid value.
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

    pub(crate) fn is_null(&self) -> bool {
        self.text() == "null"
    }
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
    use super::RawJson;

    #[test]
    fn the_text_is_preserved() {
        let text = r#"{"b": 1.50,  "a": 12345678901234567890123}"#;
        let raw: RawJson = serde_json::from_str(text).expect("JSON");
        assert_eq!(serde_json::to_string(&[&raw]).expect("JSON"), format!("[{text}]"));
        assert_eq!(format!("{raw:?}"), "RawJson(42 bytes)");
        assert_eq!(RawJson::from(serde_json::json!([1, "a"])).text(), r#"[1,"a"]"#);
    }
}
