//! Reads JSON into types whose objects are read by name only.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

/// Reads a `T` from JSON text. Derived code takes an array for a struct and fills its fields by position; here an array
/// is an array and nothing else.
///
/// # Errors
/// The text is no JSON, or JSON of another shape.
pub(crate) fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    T::deserialize(ByName(serde_json::from_str(text)?))
}

/// A value whose structs are objects.
struct ByName(Value);

impl<'de> Deserializer<'de> for ByName {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(elements) => {
                let mut elements = SeqDeserializer::new(elements.into_iter().map(ByName));
                let value = visitor.visit_seq(&mut elements)?;
                elements.end()?;
                Ok(value)
            }
            Value::Object(members) => {
                let members = members.into_iter().map(|(name, value)| (name, ByName(value)));
                visitor.visit_map(MapDeserializer::new(members))
            }
            scalar => scalar.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(_) => Err(Error::custom("an array stands in the place of an object")),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for ByName {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::from_str;
    use crate::{JsonString, Map, Sensitive, Value};

    #[derive(Debug, PartialEq)]
    struct Node {
        id: i64,
        next: Option<Box<Node>>,
        list: Vec<Node>,
    }

    /// What serde derives for a struct: members by name, and elements by position.
    impl<'de> serde::Deserialize<'de> for Node {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Members;
            impl<'de> serde::de::Visitor<'de> for Members {
                type Value = Node;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("a node")
                }
                fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<Node, A::Error> {
                    panic!("read by position")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
                    let mut node = Node { id: 0, next: None, list: Vec::new() };
                    while let Some(name) = members.next_key::<String>()? {
                        match name.as_str() {
                            "id" => node.id = members.next_value()?,
                            "next" => node.next = members.next_value()?,
                            "list" => node.list = members.next_value()?,
                            _ => drop(members.next_value::<serde::de::IgnoredAny>()?),
                        }
                    }
                    Ok(node)
                }
            }
            deserializer.deserialize_struct("Node", &["id", "next", "list"], Members)
        }
    }

    #[test]
    fn objects_are_read_by_name_at_any_depth() {
        let node: Node =
            from_str(r#"{"id":1,"next":{"id":2,"next":null},"list":[{"id":3}],"new":[{}]}"#).expect("a node");
        assert_eq!(node.next.map(|next| next.id), Some(2));
        assert_eq!(node.list.first().map(|node| node.id), Some(3));
    }

    #[test]
    fn an_array_is_no_object_at_any_depth() {
        for text in ["[1]", "[]", r#"{"next":[1]}"#, r#"{"list":[[1]]}"#] {
            assert!(from_str::<Node>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn all_else_is_read_as_ever() {
        assert_eq!(from_str::<Vec<i64>>("[1,-2]").expect("a list"), [1, -2]);
        assert_eq!(from_str::<Value>(r#"[{"a":[null,1.5]}]"#).expect("JSON"), json!([{"a": [null, 1.5]}]));
        assert_eq!(from_str::<Map<bool>>(r#"{"a":true}"#).expect("a map").get("a"), Some(&true));
        assert_eq!(*from_str::<Sensitive<String>>(r#""a""#).expect("a text"), "a");
        assert_eq!(from_str::<JsonString<Vec<i64>>>(r#""[1]""#).expect("a text").value(), Some(&vec![1]));
        for text in ["", "[1", "[1.5]", "[9223372036854775808]", "{}", "null", "[1] 2"] {
            assert!(from_str::<Vec<i64>>(text).is_err(), "{text}");
        }
        assert!(from_str::<(i64, i64)>("[1,2,3]").is_err(), "an element too many");
    }
}
