//! Objects that keep undocumented members when they are parsed and serialized again.

use serde::ser::SerializeMap;

use crate::value::raw_json::RawJson;

/// An object that keeps undocumented members; implemented by [`kept_object!`](crate::kept_object).
pub trait KeptObject: Sized {
    /// Parses the documented members, and keeps the others.
    ///
    /// # Errors
    /// Fails if a required member is missing, or if a member is not of its documented type.
    #[doc(hidden)]
    fn take(members: private::Members) -> Result<Self, private::Misfit>;

    /// Serializes the documented members, then the others.
    ///
    /// # Errors
    /// Those of the serializer.
    #[doc(hidden)]
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

/// The undocumented members of an object, in their original order.
///
/// They are serialized after the documented members. A member with the name of a documented one is serialized only if the
/// documented one is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Undocumented(Vec<(String, RawJson)>);

impl Undocumented {
    /// Returns true if there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the member with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Sets a member. An existing member keeps its position; a new one is added at the end.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<RawJson>) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some(member) => member.1 = value,
            None => self.0.push((name, value)),
        }
    }

    /// Removes and returns a member.
    pub fn remove(&mut self, name: &str) -> Option<RawJson> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(place).1)
    }

    /// Returns an iterator over the members.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawJson)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// Functions that [`kept_object!`](crate::kept_object) and [`tagged_union!`](crate::tagged_union) expand to.
pub mod private {
    use std::collections::BTreeSet;
    use std::fmt;

    use serde::de::{DeserializeOwned, MapAccess, Visitor};
    use serde::ser::SerializeMap;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{KeptObject, RawJson, Undocumented};
    use crate::value::by_name;

    /// Why an object is not of the documented type. It names the member and never shows a value.
    #[derive(Debug)]
    pub struct Misfit(&'static str, &'static str);

    impl fmt::Display for Misfit {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "the member `{}` {}", self.0, self.1)
        }
    }

    /// The members of an object, with unique names.
    pub struct Members(Vec<(String, RawJson)>);

    impl Members {
        /// Parses a required member.
        ///
        /// # Errors
        /// Fails if it is missing or not of the documented type.
        pub fn required<T: DeserializeOwned>(&mut self, name: &'static str) -> Result<T, Misfit> {
            let Some(place) = self.find(name) else { return Err(Misfit(name, "is missing")) };
            let (_, raw) = self.0.remove(place);
            read(name, &raw)
        }

        /// Parses an optional member. Null becomes `None`, and is kept among the undocumented members.
        ///
        /// # Errors
        /// Fails if it is not of the documented type.
        pub fn optional<T: DeserializeOwned>(&mut self, name: &'static str) -> Result<Option<T>, Misfit> {
            match self.find(name).filter(|place| self.0.get(*place).is_some_and(|member| !member.1.is_null()))
            {
                Some(place) => read(name, &self.0.remove(place).1).map(Some),
                None => Ok(None),
            }
        }

        /// Returns the members that were not parsed.
        #[must_use]
        pub fn rest(self) -> Undocumented {
            Undocumented(self.0)
        }

        fn find(&self, name: &str) -> Option<usize> {
            self.0.iter().position(|(known, _)| known == name)
        }
    }

    fn read<T: DeserializeOwned>(name: &'static str, raw: &RawJson) -> Result<T, Misfit> {
        by_name::from_str(raw.text()).map_err(|_| Misfit(name, "is not of the documented type"))
    }

    impl<'de> Deserialize<'de> for Members {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(AllMembers)
        }
    }

    struct AllMembers;

    impl<'de> Visitor<'de> for AllMembers {
        type Value = Members;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Members, A::Error> {
            let mut all = Members(Vec::new());
            while let Some(member) = members.next_entry()? {
                all.0.push(member);
            }
            // A set, because the sender chooses the number of members: comparing all pairs would take quadratic time.
            let names: BTreeSet<&str> = all.0.iter().map(|(name, _)| name.as_str()).collect();
            if names.len() < all.0.len() {
                return Err(serde::de::Error::custom("two members have the same name"));
            }
            Ok(all)
        }
    }

    /// Parses an object.
    ///
    /// # Errors
    /// Fails if it is not an object of the documented type.
    pub fn read_object<'de, T: KeptObject, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::take(Members::deserialize(deserializer)?).map_err(serde::de::Error::custom)
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

    /// Serializes a required member.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn required<T: Serialize, M: SerializeMap>(
        value: &T,
        name: &'static str,
        _: &Undocumented,
        map: &mut M,
    ) -> Result<(), M::Error> {
        map.serialize_entry(name, value)
    }

    /// Serializes an optional member. `None` is serialized as the null that it was parsed from, or omitted.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn optional<T: Serialize, M: SerializeMap>(
        value: &Option<T>,
        name: &'static str,
        undocumented: &Undocumented,
        map: &mut M,
    ) -> Result<(), M::Error> {
        match (value, undocumented.get(name)) {
            (Some(value), _) => map.serialize_entry(name, value),
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
        let others = undocumented.iter().filter(|(name, _)| !documented.contains(name));
        for (name, value) in others {
            map.serialize_entry(name, value)?;
        }
        Ok(())
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
                mut members: $crate::__private::kept_object::Members,
            ) -> ::core::result::Result<Self, $crate::__private::kept_object::Misfit> {
                ::core::result::Result::Ok(Self {
                    $($field: members.$kind($wire)?,)*
                    undocumented: members.rest(),
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
    use std::fmt::Write as _;

    use crate::Undocumented;

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Thing {
        id: String,
        size: Option<i64>,
        parts: Option<Vec<Thing>>,
        undocumented: Undocumented,
    }

    kept_object!(Thing { "id" => required id, "size" => optional size, "parts" => optional parts });

    fn read(text: &str) -> Result<Thing, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn undocumented_members_are_kept_at_any_depth() {
        let text = r#"{"id":"a","size":null,"parts":[{"id":"b","z":1.50,"y":{"b":[],"a":12345678901234567890123}}],"x":null}"#;
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
        assert_eq!(serde_json::to_string(&thing).expect("JSON"), r#"{"id":"a","size":2,"x":1.0,"w":true}"#);
        assert_eq!(thing.undocumented.remove("x").expect("it is there").text(), "1.0");
        assert!(thing.undocumented.remove("x").is_none() && !thing.undocumented.is_empty());
    }

    #[test]
    fn a_repeated_name_among_many_members_is_found() {
        let mut text = r#"{"id":"a""#.to_owned();
        for number in 0..50_000 {
            write!(text, r#","x{number}":0"#).expect("a text can be written to");
        }
        let thing = read(&format!("{text}}}")).expect("a thing");
        assert_eq!(thing.undocumented.iter().count(), 50_000);
        assert!(read(&format!(r#"{text},"x0":0}}"#)).is_err());
    }

    #[test]
    fn a_mismatch_is_an_error_that_does_not_show_the_value() {
        for text in [
            "[]",
            "null",
            "{}",
            r#"{"id":7}"#,
            r#"{"id":null}"#,
            r#"{"id":"","size":"canary"}"#,
            r#"{"id":"","id":""}"#,
        ] {
            let fault = read(text).expect_err(text).to_string();
            assert!(!fault.contains("canary"), "{fault}");
        }
    }
}
