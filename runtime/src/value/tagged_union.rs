//! Unions of objects that a tag distinguishes. Values that match no documented variant are kept unchanged.

/// Functions that [`tagged_union!`](crate::tagged_union) expands to.
pub mod private {
    use serde::ser::SerializeMap;
    use serde::{Deserialize, Serialize, Serializer};

    use super::super::kept_object::KeptObject;
    use super::super::kept_object::private::{Members, Misfit};
    use crate::validate::at::At;
    use crate::validate::violation::{ViolationKind, Violations};
    use crate::value::by_name;
    use crate::value::raw_json::RawJson;
    use crate::value::same_json::same_json;

    /// Returns the tag of an object and its other members; `None` for any other value.
    #[must_use]
    pub fn open(raw: &RawJson, tag: &'static str) -> Option<(String, Members)> {
        tagged(by_name::from_shallow(raw.text()).ok()?, tag)
    }

    fn tagged(mut members: Members, tag: &'static str) -> Option<(String, Members)> {
        Some((members.required(tag).ok()?, members))
    }

    /// Returns the variant if it serializes to the value that it was parsed from, else `unknown`.
    pub fn fitting<T: Serialize>(
        raw: RawJson,
        variant: impl FnOnce() -> Option<Result<T, Misfit>>,
        unknown: impl FnOnce(RawJson) -> T,
    ) -> T {
        match variant() {
            Some(Ok(value)) if writes(&value, &raw) => value,
            _ => unknown(raw),
        }
    }

    fn writes<T: Serialize>(value: &T, raw: &RawJson) -> bool {
        serde_json::to_string(value).is_ok_and(|text| same_json(&text, raw.text()))
    }

    /// Serializes a variant, beginning with its tag.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn write<T: KeptObject, S: Serializer>(
        tag: &'static str,
        wire: &'static str,
        shape: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(tag, wire)?;
        shape.write(&mut map)?;
        map.end()
    }

    /// Returns the tag of a value that matches no variant, if it has one.
    #[must_use]
    pub fn tag_of(raw: &RawJson, tag: &'static str) -> Option<String> {
        tagged(by_name::from_str(raw.text()).ok()?, tag).map(|(wire, _)| wire)
    }

    /// Adds the violation of a value that matches no documented variant.
    pub fn refuse(at: &At<'_>, raw: &RawJson, tag: &'static str, known: &[&str], out: &mut Violations) {
        match tag_of(raw, tag) {
            Some(wire) if known.contains(&wire.as_str()) => {
                let reason = format!("must have the documented type of its `{tag}`");
                out.push(at, "variant", ViolationKind::NotJson { reason });
            }
            Some(wire) => {
                let allowed = known.iter().map(|wire| (*wire).to_owned()).collect();
                let actual = (!at.is_sensitive()).then(|| crate::text::quoted(&wire));
                out.push(&at.key(tag), "one_of", ViolationKind::NotOneOf { allowed, actual });
            }
            None => {
                let reason = format!("must be an object with a string `{tag}`");
                out.push(at, "variant", ViolationKind::NotJson { reason });
            }
        }
    }

    /// Parses any JSON value.
    ///
    /// # Errors
    /// Those of the deserializer.
    pub fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<RawJson, D::Error> {
        RawJson::deserialize(deserializer)
    }
}

/// Implements a union for an enum of kept objects with a variant `Unknown(RawJson)`.
///
/// Any JSON is accepted, and serialized again as the same value: a value that no variant represents completely becomes
/// `Unknown`.
///
/// ```
/// use feishu_runtime as rt;
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Text { value: String, undocumented: rt::Undocumented }
/// rt::kept_object!(Text { "value" => required value });
/// impl rt::Validate for Text {
///     fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
/// }
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum Control { Input(Text), Textarea(Text), Unknown(rt::RawJson) }
/// rt::tagged_union!(Control, "type" { "input" => Input(Text), "textarea" => Textarea(Text) });
///
/// let read: Vec<Control> = serde_json::from_str(r#"[{"type":"input","value":"a"},{"type":"chart","n":1.0}]"#)?;
/// assert!(matches!(&read[0], Control::Input(text) if text.value == "a"));
/// assert_eq!(read[1].tag().as_deref(), Some("chart"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! tagged_union {
    ($name:ident, $tag:literal { $($wire:literal => $variant:ident($shape:ty)),* $(,)? }) => {
        #[allow(dead_code, unreachable_pub, reason = "who uses the macro decides what to use and to show")]
        impl $name {
            /// Returns the value of the tag in JSON; `None` if it is missing.
            #[must_use]
            pub fn tag(&self) -> ::core::option::Option<::std::borrow::Cow<'static, str>> {
                match self {
                    $(Self::$variant(_) => ::core::option::Option::Some(::std::borrow::Cow::Borrowed($wire)),)*
                    Self::Unknown(raw) => {
                        $crate::__private::tagged_union::tag_of(raw, $tag).map(::std::borrow::Cow::Owned)
                    }
                }
            }
        }

        /// Converts JSON into the matching variant; a value that matches none is kept unchanged.
        impl ::core::convert::From<$crate::RawJson> for $name {
            fn from(raw: $crate::RawJson) -> Self {
                let opened = $crate::__private::tagged_union::open(&raw, $tag);
                let variant = || {
                    let (wire, members) = opened?;
                    match wire.as_str() {
                        $($wire => ::core::option::Option::Some(
                            <$shape as $crate::KeptObject>::take(members).map(Self::$variant),
                        ),)*
                        _ => ::core::option::Option::None,
                    }
                };
                $crate::__private::tagged_union::fitting(raw, variant, Self::Unknown)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(shape) => {
                        $crate::__private::tagged_union::write($tag, $wire, shape, serializer)
                    })*
                    Self::Unknown(raw) => $crate::__private::serde::Serialize::serialize(raw, serializer),
                }
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::tagged_union::read(deserializer).map(Self::from)
            }
        }

        impl $crate::Validate for $name {
            fn check(&self, at: &$crate::At<'_>, out: &mut $crate::Violations) {
                match self {
                    $(Self::$variant(shape) => $crate::Validate::check(shape, at, out),)*
                    Self::Unknown(raw) => {
                        $crate::__private::tagged_union::refuse(at, raw, $tag, &[$($wire),*], out);
                    }
                }
            }
        }
    };
}

#[cfg(test)]
mod tests;
