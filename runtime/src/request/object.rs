//! Objects of requests: serialized as JSON objects, without the members that are not given.

/// What [`request_object!`](crate::request_object) expands to.
pub mod private {
    use std::fmt;
    use std::marker::PhantomData;

    use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
    use serde::ser::{Serialize, SerializeStruct, Serializer};

    use crate::value::member_names::{MemberNames, position_in};

    /// An object that can be serialized.
    pub trait Members {
        /// Passes the members to a writer, in the documented order.
        fn write<W: Writer>(&self, members: &mut W);
    }

    /// Takes the members of an object. It keeps an error for later, so that the function of an object is a list of its members.
    pub trait Writer {
        /// Takes a required member.
        fn required<T: Serialize>(&mut self, name: &'static str, value: &T);

        /// Takes an optional member.
        fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>);
    }

    /// Counts the members that are given: some formats begin an object with their number.
    struct Count(usize);

    impl Writer for Count {
        fn required<T: Serialize>(&mut self, _: &'static str, _: &T) {
            self.0 += 1;
        }

        fn optional<T: Serialize>(&mut self, _: &'static str, value: &Option<T>) {
            self.0 += usize::from(value.is_some());
        }
    }

    /// Serializes members, up to the first error.
    struct Written<O: SerializeStruct>(Result<O, O::Error>);

    impl<O: SerializeStruct> Writer for Written<O> {
        fn required<T: Serialize>(&mut self, name: &'static str, value: &T) {
            if let Ok(object) = &mut self.0
                && let Err(error) = object.serialize_field(name, value)
            {
                self.0 = Err(error);
            }
        }

        fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
            if value.is_some() {
                self.required(name, value);
            } else if let Ok(object) = &mut self.0
                && let Err(error) = object.skip_field(name)
            {
                self.0 = Err(error);
            }
        }
    }

    /// Serializes an object.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<T: Members, S: Serializer>(
        object: &T,
        name: &'static str,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut count = Count(0);
        object.write(&mut count);
        let mut members = Written(Ok(serializer.serialize_struct(name, count.0)?));
        object.write(&mut members);
        members.0?.end()
    }

    /// An object that can be parsed.
    pub trait Parsed: Sized {
        /// The names of the members, each with its position.
        const NAMES: MemberNames;

        /// Parses the members.
        ///
        /// # Errors
        /// Fails if a required member is missing, if a member is there twice, or if it is not of its documented type.
        fn parse<'de, A: MapAccess<'de>>(members: &mut A) -> Result<Self, A::Error>;
    }

    /// Parses an object. Undocumented members are ignored.
    ///
    /// # Errors
    /// Those of [`Parsed::parse`], and if it is not an object.
    pub fn deserialize<'de, T: Parsed, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(Object(PhantomData))
    }

    struct Object<T>(PhantomData<T>);

    impl<'de, T: Parsed> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<T, A::Error> {
            T::parse(&mut members)
        }
    }

    /// The position of the next documented member, whose value is next.
    ///
    /// # Errors
    /// Fails if the text is not JSON.
    pub fn next<'de, A: MapAccess<'de>>(
        names: MemberNames,
        members: &mut A,
    ) -> Result<Option<usize>, A::Error> {
        while let Some(position) = members.next_key_seed(position_in(names))? {
            if position.is_some() {
                return Ok(position);
            }
            members.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    /// Parses the value of a member.
    ///
    /// # Errors
    /// Fails if it is the second one, or not of the documented type.
    pub fn value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
        slot: &mut Option<T>,
        name: &'static str,
        members: &mut A,
    ) -> Result<(), A::Error> {
        if slot.is_some() {
            return Err(A::Error::duplicate_field(name));
        }
        *slot = Some(members.next_value()?);
        Ok(())
    }

    /// Returns the value of a required member.
    ///
    /// # Errors
    /// Fails if it is missing.
    pub fn required<T, E: serde::de::Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
        slot.ok_or_else(|| E::missing_field(name))
    }

    /// Returns the value of an optional member.
    ///
    /// # Errors
    /// None; the signature is that of [`required`].
    pub fn optional<T, E>(slot: Option<Option<T>>, _: &'static str) -> Result<Option<T>, E> {
        Ok(slot.flatten())
    }
}

/// Implements `Serialize` for a struct: an object, without the members that are `None`.
///
/// Each field is given as `position "name" => required field` or `position "name" => optional field`, where an optional field is an
/// `Option`. An attribute before the name adds `Deserialize`, and stands on it: `#[cfg(..)]` says when it is needed. It ignores
/// undocumented members.
///
/// ```
/// use feishu_runtime as rt;
///
/// #[derive(Debug, PartialEq)]
/// struct Comment { content: String, at: Option<Vec<String>> }
/// rt::request_object!(#[cfg(all())] Comment { 0 "content" => required content, 1 "at_users" => optional at });
///
/// let comment = Comment { content: "Yes.".into(), at: None };
/// assert_eq!(serde_json::to_string(&comment)?, r#"{"content":"Yes."}"#);
/// assert_eq!(serde_json::from_str::<Comment>(r#"{"content":"Yes.","new":1}"#)?, comment);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! request_object {
    (#[$when:meta] $name:ident { $($position:literal $wire:literal => $kind:ident $field:ident),* $(,)? }) => {
        $crate::request_object!($name { $($position $wire => $kind $field),* });

        #[$when]
        impl $crate::__private::request_object::Parsed for $name {
            const NAMES: $crate::__private::MemberNames = &[$(($wire, $position)),*];

            fn parse<'de, A: $crate::__private::serde::de::MapAccess<'de>>(
                members: &mut A,
            ) -> ::core::result::Result<Self, A::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                while let ::core::option::Option::Some(position) =
                    $crate::__private::request_object::next(Self::NAMES, members)?
                {
                    match position {
                        $($position => $crate::__private::request_object::value(&mut $field, $wire, members)?,)*
                        _ => {}
                    }
                }
                ::core::result::Result::Ok(Self {
                    $($field: $crate::__private::request_object::$kind($field, $wire)?,)*
                })
            }
        }

        #[$when]
        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::request_object::deserialize(deserializer)
            }
        }
    };
    ($name:ident { $($position:literal $wire:literal => $kind:ident $field:ident),* $(,)? }) => {
        impl $crate::__private::request_object::Members for $name {
            fn write<W: $crate::__private::request_object::Writer>(&self, members: &mut W) {
                $(members.$kind($wire, &self.$field);)*
                let _ = members;
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::request_object::serialize(self, ::core::stringify!($name), serializer)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq)]
    struct Ours {
        id: String,
        size: Option<i64>,
        r#type: Option<Vec<String>>,
        any: serde_json::Value,
    }

    request_object!(#[cfg(test)] Ours {
        0 "id" => required id,
        1 "node_size" => optional size,
        2 "type" => optional r#type,
        3 "any" => required any
    });

    /// The same by serde's derives.
    #[derive(Serialize, Deserialize)]
    struct Theirs {
        id: String,
        #[serde(rename = "node_size", skip_serializing_if = "Option::is_none")]
        size: Option<i64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        r#type: Option<Vec<String>>,
        any: serde_json::Value,
    }

    impl From<Ours> for Theirs {
        fn from(Ours { id, size, r#type, any }: Ours) -> Self {
            Self { id, size, r#type, any }
        }
    }

    #[test]
    fn objects_are_read_and_written_as_by_a_derive() {
        for text in [
            r#"{"id":"a","any":null}"#,
            r#"{"any":{"b":[]},"new":[{}],"node_size":-1,"id":"a","type":[]}"#,
            r#"{"id":"a","any":1,"node_size":null,"type":null}"#,
            r#"{"id":"a"}"#,
            r#"{"any":1}"#,
            r#"{"id":null,"any":1}"#,
            r#"{"id":"a","any":1,"id":"b"}"#,
            r#"{"id":"a","any":1,"type":null,"type":["x"]}"#,
            r#"{"id":"a","any":1,"node_size":"x"}"#,
            r#"{"id":"a","any":1"#,
            "1",
            "null",
        ] {
            let (ours, theirs) = (serde_json::from_str::<Ours>(text), serde_json::from_str::<Theirs>(text));
            match (ours, theirs) {
                (Ok(ours), Ok(theirs)) => {
                    let written = serde_json::to_string(&ours).expect("JSON");
                    assert_eq!(written, serde_json::to_string(&theirs).expect("JSON"));
                    assert_eq!(written, serde_json::to_string(&Theirs::from(ours)).expect("JSON"));
                }
                (Err(ours), Err(theirs)) => {
                    let shown = theirs.to_string().replace("struct Theirs", "a JSON object");
                    assert_eq!(ours.to_string(), shown, "{text}");
                }
                (ours, theirs) => panic!("{text}: {ours:?}, the derive: {:?}", theirs.err()),
            }
        }
    }

    #[test]
    fn an_array_is_no_object() {
        let error = serde_json::from_str::<Ours>(r#"["a",1,[],0]"#).expect_err("an array");
        assert!(error.to_string().contains("expected a JSON object"), "{error}");
    }

    #[test]
    fn an_error_of_the_serializer_is_returned() {
        #[derive(Clone, Debug, PartialEq)]
        struct Faulty;
        impl Serialize for Faulty {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde::ser::Error::custom("not serializable"))
            }
        }
        struct Outer {
            first: Option<Faulty>,
            second: i64,
        }
        request_object!(Outer { 0 "first" => optional first, 1 "second" => required second });
        let error = serde_json::to_string(&Outer { first: Some(Faulty), second: 1 }).expect_err("an error");
        assert_eq!(error.to_string(), "not serializable");
        assert_eq!(
            serde_json::to_string(&Outer { first: None, second: 1 }).expect("JSON"),
            r#"{"second":1}"#
        );
    }
}
