//! Objects that keep undocumented members when they are parsed and serialized again.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;

use crate::value::raw_json::RawJson;

/// An object that keeps undocumented members; implemented by [`kept_object!`](crate::kept_object).
pub trait KeptObject: Sized {
    /// Parses the documented members, and keeps the others.
    ///
    /// # Errors
    /// Fails if a required member is missing, or if a member is not of its documented type.
    #[doc(hidden)]
    fn take(members: Undocumented) -> Result<Self, private::Misfit>;

    /// Serializes the documented members, then the others.
    ///
    /// # Errors
    /// Those of the serializer.
    #[doc(hidden)]
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

/// The undocumented members of an object. They are serialized after the documented members.
///
/// A documented member stands here as well if its type cannot represent the JSON that was read, such as an `f64` that has too few
/// digits. It is serialized as this JSON as long as the field has the value that was read from it:
///
/// ```
/// use feishu_runtime as rt;
///
/// # #[derive(Debug)]
/// struct Amount { value: f64, undocumented: rt::Undocumented }
/// rt::kept_object!(Amount { "value" => required value });
///
/// let mut amount: Amount = serde_json::from_str(r#"{"value":123456789012345.678}"#)?;
/// assert_eq!(serde_json::to_string(&amount)?, r#"{"value":123456789012345.678}"#);
/// amount.value = 0.5;
/// assert_eq!(serde_json::to_string(&amount)?, r#"{"value":0.5}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Undocumented(BTreeMap<String, RawJson>);

impl Undocumented {
    /// Returns true if there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the member with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        self.0.get(name)
    }

    /// Sets a member.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<RawJson>) {
        self.0.insert(name.into(), value.into());
    }

    /// Removes and returns a member.
    pub fn remove(&mut self, name: &str) -> Option<RawJson> {
        self.0.remove(name)
    }

    /// Returns an iterator over the members, ordered by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawJson)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// Functions that [`kept_object!`](crate::kept_object) and [`tagged_union!`](crate::tagged_union) expand to.
pub mod private {
    use std::fmt;

    use serde::de::{DeserializeOwned, Error as _};
    use serde::ser::SerializeMap;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{BTreeMap, KeptObject, RawJson, Undocumented};
    use crate::reply::fault;

    /// Maximum nesting depth of a member. Each object parses the text of its members, and so does every object around it, so the
    /// work grows with the depth, which the sender chooses, and so does the stack. The forms on the pages have at most a quarter
    /// of this depth.
    pub(crate) const MAX_DEPTH: usize = 32;

    /// Why an object is not of the documented type. It names the member and never shows a value.
    #[derive(Debug)]
    pub struct Misfit {
        pub(crate) member: &'static str,
        pub(crate) reason: String,
    }

    impl fmt::Display for Misfit {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&fault::within(&self.member, &self.reason))
        }
    }

    impl Undocumented {
        /// Parses a required member, and removes it unless its type cannot represent it.
        ///
        /// # Errors
        /// Fails if it is missing or not of the documented type.
        #[doc(hidden)]
        pub fn required<T: DeserializeOwned + Serialize>(&mut self, name: &'static str) -> Result<T, Misfit> {
            let read = match self.get(name) {
                Some(raw) => serde_json::from_str(raw.text()).map_err(|error| error.to_string()),
                None => Err(fault::MISSING.to_owned()),
            };
            let value = read.map_err(|reason| Misfit { member: name, reason })?;
            if self.get(name).is_some_and(|raw| raw.is_written_by(&value)) {
                self.remove(name);
            }
            Ok(value)
        }

        /// Parses an optional member. Null becomes `None`, and is kept.
        ///
        /// # Errors
        /// Fails if it is not of the documented type.
        #[doc(hidden)]
        pub fn optional<T: DeserializeOwned + Serialize>(
            &mut self,
            name: &'static str,
        ) -> Result<Option<T>, Misfit> {
            match self.get(name).map(RawJson::text) {
                None | Some("null") => Ok(None),
                Some(_) => self.required(name).map(Some),
            }
        }
    }

    impl<'de> Deserialize<'de> for Undocumented {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let members = BTreeMap::<String, RawJson>::deserialize(deserializer)?;
            if members.values().any(|member| member.is_deeper(MAX_DEPTH)) {
                return Err(D::Error::custom("the JSON is nested too deeply"));
            }
            Ok(Self(members))
        }
    }

    /// Parses an object.
    ///
    /// # Errors
    /// Fails if it is not an object of the documented type.
    pub fn read_object<'de, T: KeptObject, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::take(Undocumented::deserialize(deserializer)?).map_err(D::Error::custom)
    }

    /// Serializes an object.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn write_object<T: KeptObject, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        object.write(&mut map)?;
        map.end()
    }

    /// Serializes a required member, as the JSON that it was read from if that is kept.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn required<T: Serialize + DeserializeOwned + PartialEq, M: SerializeMap>(
        value: &T,
        name: &'static str,
        kept: &Undocumented,
        map: &mut M,
    ) -> Result<(), M::Error> {
        let reads_as = |raw: &&RawJson| {
            serde_json::from_str::<T>(raw.text()).is_ok_and(|read| read == *value) || raw.is_nearest(value)
        };
        match kept.get(name).filter(reads_as) {
            Some(raw) => map.serialize_entry(name, raw),
            None => map.serialize_entry(name, value),
        }
    }

    /// Serializes an optional member. `None` is serialized as the JSON that is kept, or omitted.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn optional<T: Serialize + DeserializeOwned + PartialEq, M: SerializeMap>(
        value: &Option<T>,
        name: &'static str,
        kept: &Undocumented,
        map: &mut M,
    ) -> Result<(), M::Error> {
        match (value, kept.get(name)) {
            (Some(value), _) => required(value, name, kept, map),
            (None, Some(raw)) => map.serialize_entry(name, raw),
            (None, None) => Ok(()),
        }
    }

    /// Serializes the undocumented members.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn rest<M: SerializeMap>(
        undocumented: &Undocumented,
        documented: &[&str],
        map: &mut M,
    ) -> Result<(), M::Error> {
        let mut others = undocumented.iter().filter(|(name, _)| !documented.contains(name));
        others.try_for_each(|(name, value)| map.serialize_entry(name, value))
    }
}

/// Implements [`KeptObject`], `Serialize` and `Deserialize` for a struct with a field
/// `undocumented: Undocumented`. Each field is given as `"name" => required field` or `"name" => optional field`.
///
/// ```
/// use feishu_runtime as rt;
///
/// #[derive(Debug)]
/// struct Interval { start: String, days: Option<f64>, undocumented: rt::Undocumented }
/// rt::kept_object!(Interval { "start" => required start, "days" => optional days });
///
/// let text = r#"{"start":"2019-10-01","days":null,"zone":[1,{"b":0,"a":0}]}"#;
/// let read: Interval = serde_json::from_str(text)?;
/// assert_eq!((read.start.as_str(), read.days), ("2019-10-01", None));
/// assert_eq!(serde_json::to_string(&read)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! kept_object {
    ($name:ident { $($wire:literal => $kind:ident $field:ident),* $(,)? }) => {
        impl $crate::KeptObject for $name {
            #[allow(unused_mut, reason = "an object may have no documented member")]
            fn take(
                mut members: $crate::Undocumented,
            ) -> ::core::result::Result<Self, $crate::__private::kept_object::Misfit> {
                ::core::result::Result::Ok(Self {
                    $($field: members.$kind($wire)?,)*
                    undocumented: members,
                })
            }

            fn write<M: $crate::__private::serde::ser::SerializeMap>(
                &self,
                map: &mut M,
            ) -> ::core::result::Result<(), M::Error> {
                $($crate::__private::kept_object::$kind(&self.$field, $wire, &self.undocumented, map)?;)*
                $crate::__private::kept_object::rest(&self.undocumented, &[$($wire),*], map)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::kept_object::write_object(self, serializer)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::kept_object::read_object(deserializer)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::Undocumented;

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Thing {
        id: String,
        size: Option<i64>,
        parts: Option<Vec<Thing>>,
        undocumented: Undocumented,
    }

    kept_object!(Thing { "id" => required id, "size" => optional size, "parts" => optional parts });

    #[derive(Clone, Debug, PartialEq)]
    struct Ratio {
        id: String,
        share: f64,
        undocumented: Undocumented,
    }

    kept_object!(Ratio { "id" => required id, "ratio" => required share });

    fn read(text: &str) -> Result<Thing, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn undocumented_members_are_kept_at_any_depth() {
        let text = r#"{"id":"a","size":null,"parts":[{"id":"b","y":{"b":[],"a":12345678901234567890123},"z":1.50}],"x":null}"#;
        let thing = read(text).expect("a thing");
        assert_eq!(serde_json::to_string(&thing).expect("JSON"), text);
        let names: Vec<&str> = thing.undocumented.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["size", "x"]);
    }

    #[test]
    fn a_change_leaves_other_members_unchanged() {
        let mut thing = read(r#"{"x":1.0,"id":"a","size":null}"#).expect("a thing");
        thing.size = Some(2);
        thing.undocumented.insert("w", serde_json::json!(true));
        assert_eq!(serde_json::to_string(&thing).expect("JSON"), r#"{"id":"a","size":2,"w":true,"x":1.0}"#);
        assert_eq!(thing.undocumented.remove("x").expect("it is there").text(), "1.0");
        assert!(thing.undocumented.remove("x").is_none() && !thing.undocumented.is_empty());
    }

    #[test]
    fn json_that_the_type_cannot_represent_is_written_until_the_field_changes() {
        let text = r#"{"id":"a","ratio":12345678901234567890}"#;
        let mut ratio: Ratio = serde_json::from_str(text).expect("a ratio");
        assert_eq!(serde_json::to_string(&ratio).expect("JSON"), text);
        assert!(ratio.undocumented.get("ratio").is_some());
        ratio.share = 2.0;
        assert_eq!(serde_json::to_string(&ratio).expect("JSON"), r#"{"id":"a","ratio":2.0}"#);
        // The caller's number, as the standard library parses it; `serde_json` may find a neighbor.
        let digits = "123456789012345.678";
        let mut ratio = Ratio { share: digits.parse().expect("a number"), ..ratio };
        ratio.undocumented.insert("ratio", digits.parse::<crate::RawJson>().expect("JSON"));
        assert_eq!(serde_json::to_string(&ratio).expect("JSON"), format!(r#"{{"id":"a","ratio":{digits}}}"#));
        let exact: Ratio = serde_json::from_str(r#"{"ratio":4e0,"id":"a"}"#).expect("a ratio");
        assert!(exact.undocumented.is_empty());
    }

    #[test]
    fn nesting_is_limited() {
        for (levels, is_read) in [(15, true), (17, false), (50_000, false)] {
            let (open, close) = (r#"{"id":"a","parts":["#.repeat(levels), "]}".repeat(levels));
            assert_eq!(read(&format!("{open}{close}")).is_ok(), is_read, "{levels}");
        }
    }

    #[test]
    fn a_mismatch_is_an_error_that_does_not_show_the_value() {
        for text in ["[]", "null", "{}", r#"{"id":7}"#, r#"{"id":null}"#, r#"{"id":"","size":"canary"}"#] {
            let fault = read(text).expect_err(text).to_string();
            assert!(!fault.contains("canary"), "{fault}");
        }
    }
}
