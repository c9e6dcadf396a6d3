//! Parsing JSON with structs as objects only, never as arrays.

use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Visitor,
};
use serde_json::Error;

/// Maximum nesting depth: deeper JSON could overflow the stack. `serde_json` has the same limit, but does not apply it to raw
/// values.
const MAX_DEPTH: usize = 128;

/// Maximum nesting depth of a union's variant. Each union is compared with its original text, and so is every union around it,
/// so the work grows with the depth, which the sender chooses. The forms on the pages have at most a quarter of this depth.
pub(crate) const UNION_DEPTH: usize = 32;

/// Parses a `T` from JSON text. Derived implementations accept an array for a struct and fill its fields by position; here that
/// is an error.
///
/// # Errors
/// Fails if the text is not JSON, or JSON of another type.
pub(crate) fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    read(text, MAX_DEPTH)
}

/// Parses what may become a variant of a union, with [`UNION_DEPTH`].
///
/// # Errors
/// Those of [`from_str`].
pub(crate) fn from_shallow<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    read(text, UNION_DEPTH)
}

fn read<T: DeserializeOwned>(text: &str, max_depth: usize) -> Result<T, Error> {
    if is_deeper(text, max_depth) {
        return Err(Error::custom("the JSON is nested too deeply"));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(ByName(&mut reader))?;
    reader.end()?;
    Ok(value)
}

/// Returns true if brackets outside of strings are nested deeper than the limit. The result for invalid JSON is unspecified.
fn is_deeper(text: &str, max_depth: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > max_depth {
            return true;
        }
    }
    false
}

/// Wraps a deserializer, or a part of one, so that structs are objects at any depth.
struct ByName<I>(I);

macro_rules! forward {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(ByName(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ByName<D> {
    type Error = D::Error;

    forward! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_option
        deserialize_unit deserialize_seq deserialize_map deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(ByName(visitor))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, ByName(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, ByName(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(len, ByName(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, len, ByName(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, ByName(visitor))
    }
}

macro_rules! forward_scalars {
    ($($method:ident: $type:ty)*) => {
        $(fn $method<E: serde::de::Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for ByName<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    forward_scalars! {
        visit_bool: bool visit_i64: i64 visit_i128: i128 visit_u64: u64 visit_u128: u128 visit_f64: f64
        visit_char: char visit_str: &str visit_borrowed_str: &'de str visit_string: String visit_bytes: &[u8]
        visit_borrowed_bytes: &'de [u8] visit_byte_buf: Vec<u8>
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(ByName(inner))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(ByName(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(ByName(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(ByName(members))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(data)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for ByName<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(ByName(seed))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for ByName<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(ByName(seed))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(ByName(seed))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for ByName<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(ByName(deserializer))
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

    /// Like a derived implementation, which reads members by name and elements by position.
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
    fn an_array_for_a_struct_is_rejected_at_any_depth() {
        for text in ["[1]", "[]", r#"{"next":[1]}"#, r#"{"list":[[1]]}"#] {
            assert!(from_str::<Node>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn other_values_are_parsed_as_usual() {
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

    #[test]
    fn depth_is_limited_for_raw_values_too() {
        for depth in [127, 128, 129, 100_000] {
            let text = format!("{}\"[[\\\"[\"{}", "[".repeat(depth), "]".repeat(depth));
            assert_eq!(from_str::<Box<serde_json::value::RawValue>>(&text).is_ok(), depth <= 128, "{depth}");
        }
    }

    #[test]
    fn raw_json_keeps_its_bytes() {
        let text = r#"[{"b": 1.50, "a":12345678901234567890123}, -0]"#;
        let read: Vec<Box<serde_json::value::RawValue>> = from_str(text).expect("a list");
        let parts: Vec<&str> = read.iter().map(|raw| raw.get()).collect();
        assert_eq!(parts, [r#"{"b": 1.50, "a":12345678901234567890123}"#, "-0"]);
    }
}
