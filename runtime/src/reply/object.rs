//! Objects of responses: parsed from JSON objects only, ignoring undocumented members.

use serde::de::MapAccess;

use crate::value::member_names::MemberNames;

/// An object of a response; implemented by [`reply_object!`](crate::reply_object).
pub trait ReplyObject: Default {
    /// The names of the members, each with its position.
    #[doc(hidden)]
    const NAMES: MemberNames;

    /// Parses the value of the member at this position.
    ///
    /// # Errors
    /// Fails if the value is not of the documented type.
    #[doc(hidden)]
    fn read_member<'de, A: MapAccess<'de>>(
        &mut self,
        position: usize,
        members: &mut A,
    ) -> Result<(), A::Error>;
}

/// Functions that [`reply_object!`](crate::reply_object) expands to.
pub mod private {
    use std::fmt;
    use std::marker::PhantomData;

    use serde::de::{Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
    use serde::{Deserialize, Deserializer};

    use super::ReplyObject;
    use crate::reply::fault;
    use crate::value::member_names::position_in;

    /// Parses an object; see [`reply_object!`](crate::reply_object) for what is accepted.
    ///
    /// # Errors
    /// Fails if not a JSON object, or if a documented member is not of its documented type.
    pub fn read<'de, T: ReplyObject, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(Object(PhantomData))
    }

    /// Skips any JSON value: an object without documented members has no known type.
    ///
    /// # Errors
    /// Fails if it is not JSON.
    pub fn skip<'de, T: ReplyObject, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| T::default())
    }

    /// Parses a member's value; null becomes `None`.
    ///
    /// # Errors
    /// Fails if the value is not of the documented type; the error contains the location.
    pub fn value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
        slot: &mut Option<T>,
        name: &'static str,
        members: &mut A,
    ) -> Result<(), A::Error> {
        *slot = members.next_value().map_err(|error| at_member(name, &error))?;
        Ok(())
    }

    /// Parses a member's list; null becomes `None`, and null elements are dropped.
    ///
    /// # Errors
    /// Fails if the value is not of the documented type; the error contains the location.
    pub fn list<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
        slot: &mut Option<Vec<T>>,
        name: &'static str,
        members: &mut A,
    ) -> Result<(), A::Error> {
        let read = members.next_value::<Option<List<T>>>().map_err(|error| at_member(name, &error))?;
        *slot = read.map(|list| list.0);
        Ok(())
    }

    fn at_member<E: serde::de::Error>(name: &str, error: &E) -> E {
        E::custom(fault::within(&name, &error.to_string()))
    }

    struct Object<T>(PhantomData<T>);

    impl<'de, T: ReplyObject> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
            let mut object = T::default();
            while let Some(position) = members.next_key_seed(position_in(T::NAMES))? {
                match position {
                    Some(position) => object.read_member(position, &mut members)?,
                    None => {
                        members.next_value::<IgnoredAny>()?;
                    }
                }
            }
            Ok(object)
        }
    }

    /// A list without null elements.
    #[derive(Debug)]
    pub struct List<T>(pub Vec<T>);

    impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_seq(Elements(PhantomData))
        }
    }

    struct Elements<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<T> {
        type Value = List<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON array")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<List<T>, A::Error> {
            let mut list = Vec::new();
            let mut position = 0_usize;
            loop {
                match elements.next_element::<Option<T>>() {
                    Ok(Some(element)) => list.extend(element),
                    Ok(None) => return Ok(List(list)),
                    Err(error) => {
                        return Err(A::Error::custom(fault::within(&position, &error.to_string())));
                    }
                }
                position += 1;
            }
        }
    }
}

/// Implements [`ReplyObject`] and `Deserialize` for a struct whose fields are all `Option`.
///
/// It is parsed from JSON objects only; an array is an error, where a derived implementation would fill the fields by position.
/// Members that are null or missing become `None`, undocumented members are ignored, and the last of repeated members counts.
/// Each field is given as `position "name" => reader field`; the reader is `value` for any `Option<T>`, or `list` for an
/// `Option<Vec<T>>`, which drops null elements.
///
/// An attribute before the name adds `Serialize`, and stands on it: `#[cfg(..)]` says when it is needed. Members that are `None`
/// are left out.
///
/// A struct without fields is parsed from any JSON value.
///
/// ```
/// use feishu_runtime as rt;
///
/// #[derive(Debug, Default, PartialEq)]
/// struct Node { id: Option<String>, parent: Option<Box<Node>>, tags: Option<Vec<String>> }
/// rt::reply_object!(Node { 0 "node_id" => value id, 1 "parent" => value parent, 2 "tags" => list tags });
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let node: Node = serde_json::from_str(r#"{"node_id":"1","parent":{"node_id":null},"tags":["a",null],"new":[]}"#)?;
/// assert_eq!(node.tags, Some(vec!["a".to_owned()]));
/// assert_eq!(node.parent, Some(Box::default()));
/// assert!(serde_json::from_str::<Node>(r#"["1"]"#).is_err());
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! reply_object {
    (#[$when:meta] $name:ident { $($position:literal $wire:literal => $reader:ident $field:ident),* $(,)? }) => {
        $crate::reply_object!($name { $($position $wire => $reader $field),* });

        #[$when]
        $crate::request_object!($name { $($position $wire => optional $field),* });
    };
    ($name:ident {}) => {
        $crate::reply_object!(@impl $name skip {});
    };
    ($name:ident { $($members:tt)+ }) => {
        $crate::reply_object!(@impl $name read { $($members)+ });
    };
    (@impl $name:ident $parse:ident {
        $($position:literal $wire:literal => $reader:ident $field:ident),* $(,)?
    }) => {
        impl $crate::ReplyObject for $name {
            const NAMES: $crate::__private::MemberNames = &[$(($wire, $position)),*];

            fn read_member<'de, A: $crate::__private::serde::de::MapAccess<'de>>(
                &mut self,
                position: usize,
                members: &mut A,
            ) -> ::core::result::Result<(), A::Error> {
                match position {
                    $($position => $crate::__private::reply_object::$reader(&mut self.$field, $wire, members),)*
                    _ => {
                        let _ = members;
                        ::core::result::Result::Ok(())
                    }
                }
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::reply_object::$parse(deserializer)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    #[derive(Debug, Default, PartialEq)]
    struct Empty {}
    crate::reply_object!(Empty {});

    #[derive(Debug, Default, PartialEq)]
    struct Filled {
        empty: Option<Empty>,
        list: Option<Vec<Empty>>,
    }
    crate::reply_object!(Filled { 0 "empty" => value empty, 1 "list" => list list });

    const ANY: [&str; 9] =
        ["{}", r#"{"a":[1]}"#, "[]", r#"[{"a":1}]"#, r#""""#, r#""ok""#, "0", "1.5", "true"];

    #[test]
    fn a_struct_without_members_is_parsed_from_any_json() {
        for json in ANY {
            assert_eq!(serde_json::from_str::<Empty>(json).expect(json), Empty {});
            let filled =
                serde_json::from_str::<Filled>(&format!(r#"{{"empty":{json},"list":[{json},null]}}"#));
            let expected = Filled { empty: Some(Empty {}), list: Some(vec![Empty {}]) };
            assert_eq!(filled.expect(json), expected);
        }
        assert!(serde_json::from_str::<Empty>("{").is_err(), "it still has to be JSON");
    }

    #[test]
    fn a_struct_with_members_is_parsed_from_objects_only() {
        for json in ANY {
            assert_eq!(serde_json::from_str::<Filled>(json).is_ok(), json.starts_with('{'), "{json}");
        }
    }
}
