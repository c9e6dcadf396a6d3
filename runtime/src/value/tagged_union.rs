//! Unions of objects that a tag distinguishes. Values that match no documented variant are kept unchanged.

/// Functions that [`tagged_union!`](crate::tagged_union) expands to.
pub mod private {
    use serde::Serializer;
    use serde::ser::SerializeMap;

    use crate::reply::fault;
    use crate::validate::at::At;
    use crate::validate::violation::{ViolationKind, Violations};
    use crate::value::kept_object::private::Misfit;
    use crate::value::kept_object::{KeptObject, Undocumented};
    use crate::value::raw_json::RawJson;

    /// Returns the tag of an object and its other members; `None` for any other value.
    #[must_use]
    pub fn open(raw: &RawJson, tag: &'static str) -> Option<(String, Undocumented)> {
        let mut members: Undocumented = serde_json::from_str(raw.text()).ok()?;
        Some((members.required(tag).ok()?, members))
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

    /// A documented tag, and the member of an object that does not fit its variant.
    pub type Variant = (&'static str, fn(Undocumented) -> Option<Misfit>);

    /// Adds the violation of a value that matches no documented variant.
    pub fn refuse(at: &At<'_>, raw: &RawJson, tag: &'static str, known: &[Variant], out: &mut Violations) {
        let Some((wire, members)) = open(raw, tag) else {
            let reason = format!("must be an object with a string `{tag}`, not nested too deeply");
            return out.push(at, "variant", ViolationKind::NotJson { reason });
        };
        match known.iter().find(|(known, _)| *known == wire) {
            Some((_, misfit)) => {
                if let Some(Misfit { member, reason }) = misfit(members) {
                    let reason = fault::shown(&reason);
                    out.push(&at.key(member), "variant", ViolationKind::NotJson { reason });
                }
            }
            None => {
                let allowed = known.iter().map(|(wire, _)| (*wire).to_owned()).collect();
                let actual = (!at.is_sensitive()).then(|| crate::text::quoted(&wire));
                out.push(&at.key(tag), "one_of", ViolationKind::NotOneOf { allowed, actual });
            }
        }
    }
}

/// Implements a union for an enum of kept objects with a variant `Unknown(RawJson)`.
///
/// Any JSON is accepted, and serialized again as the same value: a value that fits no variant becomes `Unknown`.
///
/// The mark `only` at a variant whose object no other variant has implements the conversion from the object.
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
    (@from only $name:ident $variant:ident $shape:ty) => {
        impl ::core::convert::From<$shape> for $name {
            fn from(shape: $shape) -> Self {
                Self::$variant(shape)
            }
        }
    };
    ($name:ident, $tag:literal { $($wire:literal => $variant:ident($shape:ty) $($only:ident)?),* $(,)? }) => {
        $($($crate::tagged_union!(@from $only $name $variant $shape);)?)*

        #[allow(dead_code, unreachable_pub, reason = "who uses the macro decides what to use and to show")]
        impl $name {
            /// Returns the value of the tag in JSON; `None` if it is missing.
            #[must_use]
            pub fn tag(&self) -> ::core::option::Option<::std::borrow::Cow<'static, str>> {
                match self {
                    $(Self::$variant(_) => ::core::option::Option::Some(::std::borrow::Cow::Borrowed($wire)),)*
                    Self::Unknown(raw) => {
                        $crate::__private::tagged_union::open(raw, $tag).map(|(wire, _)| ::std::borrow::Cow::Owned(wire))
                    }
                }
            }
        }

        /// Converts JSON into the matching variant; a value that matches none is kept unchanged.
        impl ::core::convert::From<$crate::RawJson> for $name {
            fn from(raw: $crate::RawJson) -> Self {
                let read = match $crate::__private::tagged_union::open(&raw, $tag) {
                    ::core::option::Option::Some((wire, members)) => match wire.as_str() {
                        $($wire => <$shape as $crate::KeptObject>::take(members).map(Self::$variant).ok(),)*
                        _ => ::core::option::Option::None,
                    },
                    ::core::option::Option::None => ::core::option::Option::None,
                };
                read.unwrap_or(Self::Unknown(raw))
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
                <$crate::RawJson as $crate::__private::serde::Deserialize<'de>>::deserialize(deserializer)
                    .map(Self::from)
            }
        }

        impl $crate::Validate for $name {
            fn check(&self, at: &$crate::At<'_>, out: &mut $crate::Violations) {
                match self {
                    $(Self::$variant(shape) => $crate::Validate::check(shape, at, out),)*
                    Self::Unknown(raw) => {
                        const KNOWN: &[$crate::__private::tagged_union::Variant] =
                            &[$(($wire, |members| <$shape as $crate::KeptObject>::take(members).err())),*];
                        $crate::__private::tagged_union::refuse(at, raw, $tag, KNOWN, out);
                    }
                }
            }
        }
    };
}

#[cfg(test)]
mod tests;
