//! Unions of objects whose tag stands in a field beside the string that carries the object.

use std::fmt;

/// A tag and the text beside it, which together match no documented variant. Both are kept as they were read.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TaggedText {
    /// The tag.
    pub tag: String,
    /// The text.
    pub text: String,
}

/// Shows the tag and the length of the text.
impl fmt::Debug for TaggedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaggedText({:?}, {} bytes)", self.tag, self.text.len())
    }
}

/// Functions that [`adjacent_union!`](crate::adjacent_union) expands to.
pub mod private {
    use serde::Serialize;

    use crate::reply::fault;
    use crate::request::encode_error::EncodeError;
    use crate::request::json;
    use crate::validate::at::At;
    use crate::validate::violation::{Unit, ViolationKind, Violations};
    use crate::value::kept_object::{KeptObject, Undocumented};

    /// Parses the object in a text; `None` if it is not of the documented type.
    #[must_use]
    pub fn read<T: KeptObject>(text: &str) -> Option<T> {
        T::take(serde_json::from_str(text).ok()?).ok()
    }

    /// Serializes an object as compact JSON.
    ///
    /// # Errors
    /// Fails if it contains NaN or an infinity.
    pub fn write<T: Serialize>(object: &T) -> Result<String, EncodeError> {
        json::text(object)
    }

    /// Adds the violation of a text that is not an object of the documented type.
    pub fn refuse<T: KeptObject>(at: &At<'_>, text: &str, out: &mut Violations) {
        let members: Undocumented = match serde_json::from_str(text) {
            Ok(members) => members,
            Err(error) => {
                let reason = format!("must be JSON: {}", fault::shown(&error.to_string()));
                return out.push(at, "json", ViolationKind::NotJson { reason });
            }
        };
        if let Err(misfit) = T::take(members) {
            let reason = fault::shown(&misfit.reason);
            out.push(&at.key(misfit.member), "variant", ViolationKind::NotJson { reason });
        }
    }

    /// Checks the length of a text as a string in JSON, with its quotes and escapes.
    pub fn max_bytes(at: &At<'_>, text: &str, max: u64, out: &mut Violations) {
        let length = serde_json::to_string(text).map_or(text.len(), |string| string.len());
        let actual = u64::try_from(length).unwrap_or(u64::MAX);
        if actual > max {
            out.push(at, "max_bytes", ViolationKind::TooLong { unit: Unit::Bytes, max, actual });
        }
    }
}

/// Implements a union for an enum of kept objects with a variant `Unknown(TaggedText)`, whose tag stands beside the text of the object.
///
/// The mark `only` at a variant whose object no other variant has implements the conversion from the object, and `max` limits the
/// length of the text as a string in JSON.
///
/// ```
/// use feishu_runtime as rt;
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct Text { text: String, undocumented: rt::Undocumented }
/// rt::kept_object!(Text { "text" => required text });
/// impl rt::Validate for Text {
///     fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
/// }
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum Content { Text(Text), Unknown(rt::TaggedText) }
/// rt::adjacent_union!(Content, "msg_type" { "text" => Text(Text) only [max 153600] });
///
/// let read = Content::read("text", r#"{"text":"hello"}"#);
/// assert!(matches!(&read, Content::Text(text) if text.text == "hello"));
/// assert_eq!((read.tag(), read.to_json()?.as_str()), ("text", r#"{"text":"hello"}"#));
/// assert_eq!(Content::read("chart", "{").to_json()?, "{");
/// # Ok::<(), rt::EncodeError>(())
/// ```
#[macro_export]
macro_rules! adjacent_union {
    ($name:ident, $tag:literal { $($wire:literal => $variant:ident($shape:ty) $($only:ident)? $([max $max:literal])?),* $(,)? }) => {
        $($($crate::tagged_union!(@from $only $name $variant $shape);)?)*

        #[allow(dead_code, unreachable_pub, reason = "who uses the macro decides what to use and to show")]
        impl $name {
            #[doc = ::core::concat!("Parses the object in `text` as the variant that the tag, the value of `", $tag, "`, names. A text that does not fit becomes `Unknown`.")]
            #[must_use]
            pub fn read(tag: &str, text: &str) -> Self {
                let read = match tag {
                    $($wire => $crate::__private::adjacent_union::read(text).map(Self::$variant),)*
                    _ => ::core::option::Option::None,
                };
                read.unwrap_or_else(|| Self::Unknown($crate::TaggedText { tag: tag.into(), text: text.into() }))
            }

            #[doc = ::core::concat!("Returns the tag: the value of `", $tag, "`.")]
            #[must_use]
            pub fn tag(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $wire,)*
                    Self::Unknown(raw) => &raw.tag,
                }
            }

            /// Serializes the object as compact JSON, without the tag. `Unknown` returns its text.
            ///
            /// # Errors
            /// Fails if it contains NaN or an infinity.
            pub fn to_json(&self) -> ::core::result::Result<::std::string::String, $crate::EncodeError> {
                match self {
                    $(Self::$variant(shape) => $crate::__private::adjacent_union::write(shape),)*
                    Self::Unknown(raw) => ::core::result::Result::Ok(raw.text.clone()),
                }
            }

            /// Checks a text against the variant that the tag names; an unknown tag is not checked.
            pub(crate) fn check_beside(at: &$crate::At<'_>, tag: &str, text: &str, out: &mut $crate::Violations) {
                match tag {
                    $($wire => {
                        $($crate::__private::adjacent_union::max_bytes(at, text, $max, out);)?
                        match $crate::__private::adjacent_union::read::<$shape>(text) {
                            ::core::option::Option::Some(shape) => $crate::Validate::check(&shape, at, out),
                            ::core::option::Option::None => {
                                $crate::__private::adjacent_union::refuse::<$shape>(at, text, out);
                            }
                        }
                    })*
                    _ => {}
                }
            }
        }
    };
}

#[cfg(test)]
mod tests;
