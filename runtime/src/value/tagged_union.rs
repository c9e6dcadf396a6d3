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
mod tests {
    use proptest::prelude::*;

    use crate::value::by_name::UNION_DEPTH as DEEP;
    use crate::{At, JsonString, RawJson, Undocumented, Validate, Violations, kept_object};

    #[derive(Clone, Debug, PartialEq)]
    struct Number {
        id: String,
        value: f64,
        undocumented: Undocumented,
    }
    kept_object!(Number { "id" => required id, "value" => required value });

    #[derive(Clone, Debug, PartialEq)]
    struct Rows {
        id: String,
        value: Option<Vec<Vec<Control>>>,
        undocumented: Undocumented,
    }
    kept_object!(Rows { "id" => required id, "value" => optional value });

    impl Validate for Number {
        fn check(&self, at: &At<'_>, out: &mut Violations) {
            crate::validate::check::min_chars(&at.key("id"), &self.id, 1, out);
        }
    }

    impl Validate for Rows {
        fn check(&self, at: &At<'_>, out: &mut Violations) {
            for (row, controls) in self.value.iter().flatten().enumerate() {
                for (index, control) in controls.iter().enumerate() {
                    control.check(&at.key("value").index(row).index(index), out);
                }
            }
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Control {
        Number(Number),
        NumberV2(Number),
        Rows(Rows),
        Unknown(RawJson),
    }
    tagged_union!(Control, "type" { "number" => Number(Number), "numberV2" => NumberV2(Number), "rows" => Rows(Rows) });

    fn read(text: &str) -> Control {
        serde_json::from_str(text).expect("any JSON is read")
    }

    fn written(control: &Control) -> String {
        serde_json::to_string(control).expect("JSON")
    }

    #[test]
    fn a_variant_is_chosen_by_the_tag_and_keeps_it() {
        for tag in ["number", "numberV2"] {
            let text = format!(r#"{{"id":"a","x":{{"b":1,"a":2}},"type":"{tag}","value":4}}"#);
            let control = read(&text);
            assert!(!matches!(control, Control::Unknown(_)));
            assert_eq!(control.tag().as_deref(), Some(tag));
            let expected = format!(r#"{{"type":"{tag}","id":"a","value":4.0,"x":{{"b":1,"a":2}}}}"#);
            assert_eq!(written(&control), expected);
        }
    }

    #[test]
    fn an_unknown_variant_keeps_its_bytes() {
        for text in [
            r#"{"type":"chart", "b":1.50, "a":12345678901234567890123}"#,
            r#"{"type":"number", "id":"a", "value":"4"}"#,
            r#"{"type":"number", "value":9007199254740993, "id":"a"}"#,
            r#"{"type":"number", "id":"a"}"#,
            r#"{"type":7}"#,
            r#"{"type":"number","type":"number","id":"a","value":1}"#,
            "[ 1 ]",
            "null",
            "1e400",
        ] {
            let control = read(text);
            assert!(matches!(control, Control::Unknown(_)), "{text}");
            assert_eq!(written(&control), text);
        }
    }

    #[test]
    fn an_unknown_element_leaves_the_others_typed() {
        let text = r#"[{"type":"rows","id":"r","value":[[{"type":"number","id":"n","value":1.5},{"type":"new"}],[]]}]"#;
        let form = JsonString::<Vec<Control>>::from_text(text);
        let Some([Control::Rows(rows)]) = form.value().map(Vec::as_slice) else { panic!("{form:?}") };
        let first = rows.value.as_ref().and_then(|rows| rows.first()).expect("a row");
        assert!(matches!(first.as_slice(), [Control::Number(_), Control::Unknown(_)]));
        assert_eq!(serde_json::to_string(form.value().expect("a form")).expect("JSON"), text);
    }

    #[test]
    fn an_unknown_variant_is_a_violation_that_shows_no_value() {
        let text = r#"[{"type":"number","id":"","value":1},{"type":"chart","secret":"canary"},{"type":"number","id":"canary"},"canary",
            {"type":"rows","id":"r","value":[[{"type":"numbr"}]]}]"#;
        let controls: Vec<Control> = serde_json::from_str(text).expect("a list");
        let mut out = Violations::default();
        for (index, control) in controls.iter().enumerate() {
            control.check(&At::ROOT.index(index), &mut out);
        }
        let lines: Vec<String> = out.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "/0/id: has 0 characters, at least 1 needed [min_chars]",
                "/1/type: must be one of number, numberV2, rows, is \"chart\" [one_of]",
                "/2: must have the documented type of its `type` [variant]",
                "/3: must be an object with a string `type` [variant]",
                "/4/value/0/0/type: must be one of number, numberV2, rows, is \"numbr\" [one_of]",
            ]
        );
    }

    #[test]
    fn json_nested_deeper_than_the_limit_is_kept_as_text() {
        for (levels, is_typed) in [(DEEP - 4, true), (DEEP - 3, false), (100, false)] {
            let x = format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
            let text = format!(r#"{{"type":"rows","id":"","value":[[{{"type":"rows","id":"","x":{x}}}]]}}"#);
            let control = read(&text);
            assert_eq!(matches!(control, Control::Rows(_)), is_typed, "{levels}");
            assert_eq!((control.tag().as_deref(), written(&control)), (Some("rows"), text));
        }
    }

    #[test]
    fn deeply_nested_json_is_kept_as_text() {
        let depth = 50_000;
        let text =
            format!("{}1{}", r#"{"type":"rows","id":"r","value":[["#.repeat(depth), "]]}".repeat(depth));
        assert!(matches!(read(&text), Control::Unknown(_)));
        assert_eq!(written(&read(&text)), text);
        assert_eq!(JsonString::<Vec<Control>>::from_text(format!("[{text}]")).value(), None);
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let number = prop_oneof![
            any::<i64>().prop_map(serde_json::Value::from),
            any::<u64>().prop_map(serde_json::Value::from),
            any::<f64>().prop_map(serde_json::Value::from)
        ];
        let scalar = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            number,
            "[a-z中\\\\\"]{0,3}".prop_map(Into::into)
        ];
        let names = prop_oneof![Just("type"), Just("id"), Just("value"), Just("x")].prop_map(str::to_owned);
        scalar.prop_recursive(6, 40, 4, move |inner| {
            let tag = prop_oneof![Just("number"), Just("numberV2"), Just("rows"), Just("new")];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                (tag, prop::collection::btree_map(names.clone(), inner, 0..4)).prop_map(
                    |(tag, mut members)| {
                        members.insert("type".to_owned(), tag.into());
                        members.entry("id".to_owned()).or_insert_with(|| "i".into());
                        serde_json::Value::Object(members.into_iter().collect())
                    }
                ),
            ]
        })
    }

    proptest! {
        /// Compares with `serde_json::Value` as an independent parser.
        #[test]
        fn any_value_round_trips(value in json()) {
            let text = value.to_string();
            let again = written(&read(&text));
            let again: serde_json::Value = serde_json::from_str(&again).expect("JSON");
            // Read from the text, too: the last digit of a float may be lost by reading.
            let expected: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            prop_assert_eq!(by_digits(again), by_digits(expected));
        }
    }

    /// Replaces numbers by their decimal digits, so that `4`, `4.0` and `4e0` are equal and a lost digit is noticed.
    fn by_digits(value: serde_json::Value) -> serde_json::Value {
        use serde_json::Value;
        match value {
            Value::Number(number) => digits(&number).into(),
            Value::Array(elements) => elements.into_iter().map(by_digits).collect(),
            Value::Object(members) => {
                members.into_iter().map(|(name, value)| (name, by_digits(value))).collect()
            }
            other => other,
        }
    }

    /// Formats a number in scientific notation: all digits of an integer, the shortest form of a float.
    fn digits(number: &serde_json::Number) -> String {
        let exact = number
            .as_i64()
            .map(|integer| format!("number {integer:e}"))
            .or_else(|| number.as_u64().map(|integer| format!("number {integer:e}")));
        exact.unwrap_or_else(|| format!("number {:e}", number.as_f64().expect("a float")))
    }

    #[test]
    fn a_large_integer_is_typed_only_if_a_float_represents_it() {
        for (integer, is_typed) in
            [("21938299062307280", true), ("819823751706489200", true), ("9007199254740993", false)]
        {
            let control = format!(r#"{{"type":"number","id":"i","value":{integer}}}"#);
            let read = read(&control);
            assert_eq!(matches!(read, Control::Number(_)), is_typed, "{integer}");
            let again: serde_json::Value = serde_json::from_str(&written(&read)).expect("JSON");
            let expected: serde_json::Value = serde_json::from_str(&control).expect("JSON");
            assert_eq!(by_digits(again), by_digits(expected));
        }
    }
}
