//! JSON text of a request.

use std::fmt;

use serde::ser::{self, Serialize, Serializer};

use crate::request::encode_error::EncodeError;

/// Serializes a value as compact JSON.
///
/// `serde_json` writes null for NaN and the infinities, which would send another request than the caller meant. So where the text
/// contains a null, the value is searched for them.
pub(crate) fn text<T: Serialize + ?Sized>(value: &T) -> Result<String, EncodeError> {
    let text = serde_json::to_string(value).map_err(|_| EncodeError::JSON)?;
    if text.contains("null") {
        value.serialize(Search).map_err(|NotFinite| EncodeError::NOT_FINITE)?;
    }
    Ok(text)
}

/// A number that is not finite.
#[derive(Debug)]
struct NotFinite;

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a finite number")
    }
}

impl std::error::Error for NotFinite {}

impl ser::Error for NotFinite {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A serializer without output, which fails on a number that is not finite.
struct Search;

type Searched = Result<(), NotFinite>;

macro_rules! nothing_to_search {
    ($($method:ident($($argument:ty),*))*) => {
        $(fn $method(self, $(_: $argument),*) -> Searched {
            Ok(())
        })*
    };
}

macro_rules! elements {
    ($($method:ident($($argument:ty),*))*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<Self, NotFinite> {
            Ok(self)
        })*
    };
}

impl Serializer for Search {
    type Ok = ();
    type Error = NotFinite;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    nothing_to_search! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_char(char)
        serialize_str(&str) serialize_bytes(&[u8]) serialize_none() serialize_unit() serialize_unit_struct(&'static str)
        serialize_unit_variant(&'static str, u32, &'static str)
    }

    elements! {
        serialize_seq(Option<usize>)
        serialize_tuple(usize)
        serialize_tuple_struct(&'static str, usize)
        serialize_tuple_variant(&'static str, u32, &'static str, usize)
        serialize_map(Option<usize>)
        serialize_struct(&'static str, usize)
        serialize_struct_variant(&'static str, u32, &'static str, usize)
    }

    fn serialize_f32(self, value: f32) -> Searched {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Searched {
        if value.is_finite() { Ok(()) } else { Err(NotFinite) }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Searched {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Searched {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Searched {
        value.serialize(self)
    }
}

macro_rules! search_elements {
    ($($kind:ident: $method:ident($($name:ty)?))*) => {
        $(impl ser::$kind for Search {
            type Ok = ();
            type Error = NotFinite;

            fn $method<T: Serialize + ?Sized>(&mut self, $(_: $name,)? value: &T) -> Searched {
                value.serialize(Search)
            }

            fn end(self) -> Searched {
                Ok(())
            }
        })*
    };
}

search_elements! {
    SerializeSeq: serialize_element()
    SerializeTuple: serialize_element()
    SerializeTupleStruct: serialize_field()
    SerializeTupleVariant: serialize_field()
    SerializeStruct: serialize_field(&'static str)
    SerializeStructVariant: serialize_field(&'static str)
}

impl ser::SerializeMap for Search {
    type Ok = ();
    type Error = NotFinite;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Searched {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Searched {
        value.serialize(Self)
    }

    fn end(self) -> Searched {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::text;

    #[test]
    fn numbers_that_json_cannot_represent_are_errors_at_any_depth() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(text(&number).is_err() && text(&Some(vec![1.0, number])).is_err());
            assert!(text(&BTreeMap::from([("a", (1, number))])).is_err());
            assert_eq!(
                text(&[number]).expect_err("not finite").to_string(),
                "a number is NaN or infinite, which cannot be sent"
            );
        }
        assert!(text(&f32::NAN).is_err());
    }

    #[test]
    fn null_and_finite_numbers_are_not() {
        let value = (None::<f64>, Some(1.5), "null", BTreeMap::from([("null", f64::MAX)]));
        assert_eq!(text(&value).expect("JSON"), r#"[null,1.5,"null",{"null":1.7976931348623157e+308}]"#);
    }
}
