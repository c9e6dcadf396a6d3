//! Open enums: documented values are typed, unknown values are kept.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// An enum of documented values that also keeps unknown values.
pub trait OpenEnum: Clone + PartialEq + Serialize + fmt::Debug + fmt::Display + 'static {
    /// The documented values, in the page's order.
    const MEMBERS: &'static [Self];

    /// Returns true if the value is not documented.
    fn is_unknown(&self) -> bool;
}

/// A JSON value that its enum does not document.
///
/// It is created only by parsing and by the enum's `From` implementations, so it never holds a documented value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnknownValue(Value);

impl UnknownValue {
    /// Returns the value as JSON.
    #[must_use]
    pub const fn as_json(&self) -> &Value {
        &self.0
    }
}

/// Shows a string without quotes, any other value as JSON.
impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::String(text) => f.write_str(text),
            other => write!(f, "{other}"),
        }
    }
}

impl Serialize for UnknownValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Functions that the macros of open enums expand to.
pub mod private {
    use serde::de::{Error as _, Unexpected};

    use super::{Deserialize, Deserializer, UnknownValue, Value};

    /// What an integer sent as text should have been. Only a documented value is refused, so that it can be repaired.
    pub(crate) const INT: &str = "an integer of an enum";
    /// What a text sent as an integer should have been.
    pub(crate) const TEXT: &str = "a string of an enum";

    /// Parses any JSON value; `Ok` if it is an integer.
    ///
    /// # Errors
    /// Those of the deserializer, and the digits of a documented value as text.
    pub fn read_int<'de, D: Deserializer<'de>>(
        deserializer: D,
        documented: &[i64],
    ) -> Result<Result<i64, UnknownValue>, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if let Some(number) = value.as_i64() {
            return Ok(Ok(number));
        }
        let (digits, found) = match &value {
            Value::String(text) => (text.as_str(), Unexpected::Str("")),
            other => (&*other.to_string(), Unexpected::Float(0.0)),
        };
        let digits = digits.strip_suffix(".0").unwrap_or(digits);
        if documented.iter().any(|value| value.to_string() == digits) {
            return Err(D::Error::invalid_type(found, &INT));
        }
        Ok(Err(UnknownValue(value)))
    }

    /// Parses any JSON value; `Ok` if it is a string.
    ///
    /// # Errors
    /// Those of the deserializer, and an integer whose digits are a documented value.
    pub fn read_text<'de, D: Deserializer<'de>>(
        deserializer: D,
        documented: &[&str],
    ) -> Result<Result<String, UnknownValue>, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Ok(text)),
            Value::Number(number) if documented.contains(&number.to_string().as_str()) => {
                Err(D::Error::invalid_type(Unexpected::Signed(0), &TEXT))
            }
            other => Ok(Err(UnknownValue(other))),
        }
    }

    /// Creates an unknown value from an undocumented integer.
    #[must_use]
    pub fn unknown_int(value: i64) -> UnknownValue {
        UnknownValue(Value::from(value))
    }

    /// Creates an unknown value from an undocumented text.
    #[must_use]
    pub fn unknown_text(value: String) -> UnknownValue {
        UnknownValue(Value::String(value))
    }
}

/// Implements an open enum of integers for an enum with a variant `Unknown(UnknownValue)`.
///
/// ```
/// use feishu_runtime as rt;
///
/// #[derive(Clone, Debug, PartialEq, Eq, Hash)]
/// enum Position { Before, After, Unknown(rt::UnknownValue) }
/// rt::int_enum!(Position { 0 => Before, 1 => After });
///
/// assert_eq!(Position::from(1), Position::After);
/// assert_eq!(Position::from(7).value(), Some(7));
/// ```
#[macro_export]
macro_rules! int_enum {
    ($name:ident { $($wire:literal => $variant:ident),* $(,)? }) => {
        #[allow(dead_code, unreachable_pub, reason = "who uses the macro decides what to use and to show")]
        impl $name {
            /// Returns the value in JSON; `None` for an unknown value that is not an integer.
            #[must_use]
            pub fn value(&self) -> ::core::option::Option<i64> {
                match self {
                    $(Self::$variant => ::core::option::Option::Some($wire),)*
                    Self::Unknown(unknown) => unknown.as_json().as_i64(),
                }
            }
        }

        impl ::core::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    _ => Self::Unknown($crate::__private::open_enum::unknown_int(value)),
                }
            }
        }

        $crate::__open_enum!($name: i64, read_int { $($wire => $variant),* });
    };
}

/// Implements an open enum of strings for an enum with a variant `Unknown(UnknownValue)`.
///
/// ```
/// use feishu_runtime as rt;
///
/// #[derive(Clone, Debug, PartialEq, Eq, Hash)]
/// enum UserIdType { OpenId, UnionId, Unknown(rt::UnknownValue) }
/// rt::text_enum!(UserIdType { "open_id" => OpenId, "union_id" => UnionId });
///
/// assert_eq!(UserIdType::from("union_id"), UserIdType::UnionId);
/// assert_eq!(UserIdType::from("new_id").as_str(), Some("new_id"));
/// ```
#[macro_export]
macro_rules! text_enum {
    ($name:ident { $($wire:literal => $variant:ident),* $(,)? }) => {
        #[allow(dead_code, unreachable_pub, reason = "who uses the macro decides what to use and to show")]
        impl $name {
            /// Returns the text in JSON; `None` for an unknown value that is not a string.
            #[must_use]
            pub fn as_str(&self) -> ::core::option::Option<&str> {
                match self {
                    $(Self::$variant => ::core::option::Option::Some($wire),)*
                    Self::Unknown(unknown) => unknown.as_json().as_str(),
                }
            }

            fn documented(text: &str) -> ::core::option::Option<Self> {
                match text {
                    $($wire => ::core::option::Option::Some(Self::$variant),)*
                    _ => ::core::option::Option::None,
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::documented(text).unwrap_or_else(|| {
                    Self::Unknown($crate::__private::open_enum::unknown_text(::std::string::String::from(text)))
                })
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::documented(&text)
                    .unwrap_or_else(|| Self::Unknown($crate::__private::open_enum::unknown_text(text)))
            }
        }

        $crate::__open_enum!($name: &str, read_text { $($wire => $variant),* });
    };
}

/// The common part of open enums of integers and strings. Not part of the public API.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($name:ident: $wire_type:ty, $read:ident { $($wire:literal => $variant:ident),* }) => {
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $(Self::$variant => <$wire_type as ::core::fmt::Display>::fmt(&$wire, f),)*
                    Self::Unknown(unknown) => ::core::fmt::Display::fmt(unknown, f),
                }
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant => <$wire_type as $crate::__private::serde::Serialize>::serialize(&$wire, serializer),)*
                    Self::Unknown(unknown) => $crate::__private::serde::Serialize::serialize(unknown, serializer),
                }
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::open_enum::$read(deserializer, &[$($wire),*])
                    .map(|read| read.map_or_else(Self::Unknown, Self::from))
            }
        }

        impl $crate::OpenEnum for $name {
            const MEMBERS: &'static [Self] = &[$(Self::$variant),*];

            fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::Unknown(_))
            }
        }
    };
}
