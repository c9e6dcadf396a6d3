//! The documented limits as functions: each adds a violation when its value breaks the limit.
//!
//! All take the place, the value, the limit and where to put violations. The passing case is short and inlined; what
//! reports is out of line.

use serde_json::Value;

use crate::request::headers;
use crate::request::segment;
use crate::text;
use crate::validate::at::At;
use crate::validate::pattern::Pattern;
use crate::validate::violation::{Number, Unit, ViolationKind, Violations};
use crate::value::json_string::JsonString;
use crate::value::open_enum::OpenEnum;

/// At least `min` Unicode code points.
#[inline]
pub fn min_chars(at: &At<'_>, value: &str, min: u64, out: &mut Violations) {
    // A code point takes four bytes at most, so a quarter of the bytes is a lower bound of the count.
    if count(value.len()) / 4 < min {
        count_min_chars(at, value, min, out);
    }
}

#[inline(never)]
fn count_min_chars(at: &At<'_>, value: &str, min: u64, out: &mut Violations) {
    let actual = count(value.chars().count());
    if actual < min {
        out.push(at, "min_chars", ViolationKind::TooShort { unit: Unit::Chars, min, actual });
    }
}

/// At most `max` Unicode code points.
#[inline]
pub fn max_chars(at: &At<'_>, value: &str, max: u64, out: &mut Violations) {
    // Bytes are an upper bound of code points.
    if count(value.len()) > max {
        count_max_chars(at, value, max, out);
    }
}

#[inline(never)]
fn count_max_chars(at: &At<'_>, value: &str, max: u64, out: &mut Violations) {
    let actual = count(value.chars().count());
    if actual > max {
        out.push(at, "max_chars", ViolationKind::TooLong { unit: Unit::Chars, max, actual });
    }
}

/// At least `min` bytes of UTF-8.
#[inline]
pub fn min_bytes(at: &At<'_>, value: &str, min: u64, out: &mut Violations) {
    least(at, "min_bytes", Unit::Bytes, value.len(), min, out);
}

/// At most `max` bytes of UTF-8.
#[inline]
pub fn max_bytes(at: &At<'_>, value: &str, max: u64, out: &mut Violations) {
    most(at, "max_bytes", Unit::Bytes, value.len(), max, out);
}

/// A list of `len` elements has at least `min`.
#[inline]
pub fn min_items(at: &At<'_>, len: usize, min: u64, out: &mut Violations) {
    least(at, "min_items", Unit::Items, len, min, out);
}

/// A list of `len` elements has at most `max`.
#[inline]
pub fn max_items(at: &At<'_>, len: usize, max: u64, out: &mut Violations) {
    most(at, "max_items", Unit::Items, len, max, out);
}

#[inline]
fn least(at: &At<'_>, rule: &'static str, unit: Unit, len: usize, min: u64, out: &mut Violations) {
    let actual = count(len);
    if actual < min {
        out.push(at, rule, ViolationKind::TooShort { unit, min, actual });
    }
}

#[inline]
fn most(at: &At<'_>, rule: &'static str, unit: Unit, len: usize, max: u64, out: &mut Violations) {
    let actual = count(len);
    if actual > max {
        out.push(at, rule, ViolationKind::TooLong { unit, max, actual });
    }
}

/// An integer of at least `min`.
#[inline]
pub fn min_int(at: &At<'_>, value: i64, min: i64, out: &mut Violations) {
    if value < min {
        out.push(
            at,
            "min",
            ViolationKind::TooSmall { min: Number::Int(min), actual: shown(at, Number::Int(value)) },
        );
    }
}

/// An integer of at most `max`.
#[inline]
pub fn max_int(at: &At<'_>, value: i64, max: i64, out: &mut Violations) {
    if value > max {
        out.push(
            at,
            "max",
            ViolationKind::TooLarge { max: Number::Int(max), actual: shown(at, Number::Int(value)) },
        );
    }
}

/// A number of at least `min`. What is no number passes: see [`finite`].
#[inline]
pub fn min_float(at: &At<'_>, value: f64, min: f64, out: &mut Violations) {
    if value < min {
        let actual = shown(at, Number::Float(value));
        out.push(at, "min", ViolationKind::TooSmall { min: Number::Float(min), actual });
    }
}

/// A number of at most `max`. What is no number passes: see [`finite`].
#[inline]
pub fn max_float(at: &At<'_>, value: f64, max: f64, out: &mut Violations) {
    if value > max {
        let actual = shown(at, Number::Float(value));
        out.push(at, "max", ViolationKind::TooLarge { max: Number::Float(max), actual });
    }
}

/// A number that JSON can carry: JSON has no infinities and no NaN.
#[inline]
pub fn finite(at: &At<'_>, value: f64, out: &mut Violations) {
    if !value.is_finite() {
        out.push(at, "finite", ViolationKind::NotFinite);
    }
}

/// One of the listed members of an open enum.
#[inline]
pub fn member<E: OpenEnum>(at: &At<'_>, value: &E, allowed: &[E], out: &mut Violations) {
    if !allowed.contains(value) {
        let allowed = allowed.iter().map(ToString::to_string).collect();
        // No open enum fails to be written as JSON.
        not_one_of(at, allowed, &serde_json::to_value(value).unwrap_or_default(), out);
    }
}

/// Shows the value as JSON, so that an integer and its digits in a string look different.
#[cold]
fn not_one_of(at: &At<'_>, allowed: Vec<String>, actual: &Value, out: &mut Violations) {
    let actual = match actual {
        Value::String(text) => text::quoted(text),
        other => text::shortened(&other.to_string()),
    };
    out.push(at, "one_of", ViolationKind::NotOneOf { allowed, actual: shown(at, actual) });
}

/// Exactly this text.
#[inline]
pub fn fixed_text(at: &At<'_>, value: &str, expected: &'static str, out: &mut Violations) {
    if value != expected {
        not_fixed(at, text::quoted(expected), text::quoted(value), out);
    }
}

/// Exactly this integer.
#[inline]
pub fn fixed_int(at: &At<'_>, value: i64, expected: i64, out: &mut Violations) {
    if value != expected {
        not_fixed(at, expected.to_string(), value.to_string(), out);
    }
}

/// Exactly this truth value.
#[inline]
pub fn fixed_bool(at: &At<'_>, value: bool, expected: bool, out: &mut Violations) {
    if value != expected {
        not_fixed(at, expected.to_string(), value.to_string(), out);
    }
}

/// Exactly this number.
#[inline]
#[expect(clippy::float_cmp, reason = "the documented value and no other: nothing was computed")]
pub fn fixed_float(at: &At<'_>, value: f64, expected: f64, out: &mut Violations) {
    if value != expected {
        not_fixed(at, expected.to_string(), value.to_string(), out);
    }
}

#[cold]
fn not_fixed(at: &At<'_>, expected: String, actual: String, out: &mut Violations) {
    let actual = shown(at, actual);
    out.push(at, "fixed", ViolationKind::NotFixed { expected, actual });
}

/// Holds a match of the pattern.
#[inline]
pub fn pattern(at: &At<'_>, value: &str, pattern: &'static Pattern, out: &mut Violations) {
    if !pattern.is_match(value) {
        out.push(at, "pattern", ViolationKind::NoMatch { pattern: pattern.as_str() });
    }
}

/// Can stand as one segment of a URL's path; see [`PathWriter`](crate::PathWriter).
#[inline]
pub fn path_segment(at: &At<'_>, value: &str, out: &mut Violations) {
    if let Err(fault) = segment::verify(value) {
        out.push(at, "path_segment", ViolationKind::PathSegment(fault));
    }
}

/// A text that is a header's value.
#[inline]
pub fn header_value(at: &At<'_>, value: &str, out: &mut Violations) {
    if !headers::is_value(value) {
        out.push(at, "header_value", ViolationKind::HeaderValue);
    }
}

/// The text holds JSON of the documented shape.
#[inline]
pub fn json<T>(at: &At<'_>, value: &JsonString<T>, out: &mut Violations) {
    if value.value().is_none() {
        not_json(at, value.text(), out);
    }
}

#[cold]
fn not_json(at: &At<'_>, text: &str, out: &mut Violations) {
    // A syntax error of serde_json names a kind of fault and a position, never a part of the text.
    let reason = match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => "must be JSON of the documented shape, is JSON of another shape".to_owned(),
        Err(error) => format!("must be JSON: {error}"),
    };
    out.push(at, "json", ViolationKind::NotJson { reason });
}

/// The value, unless the place is sensitive.
fn shown<T>(at: &At<'_>, value: T) -> Option<T> {
    (!at.is_sensitive()).then_some(value)
}

/// A length as a number that is as wide on every machine.
#[inline]
const fn count(len: usize) -> u64 {
    len as u64
}

#[cfg(test)]
mod tests {
    use super::{
        finite, fixed_bool, fixed_float, fixed_int, fixed_text, json, max_bytes, max_chars, max_float,
        max_int, max_items, member, min_bytes, min_chars, min_float, min_int, min_items, path_segment,
        pattern,
    };
    use crate::{At, JsonString, Pattern, UnknownValue, Violations};

    const AT: At<'_> = At::ROOT;

    /// What a check says of a value, one line each.
    fn said(check: impl FnOnce(&mut Violations)) -> String {
        let mut out = Violations::new();
        check(&mut out);
        out.to_string()
    }

    #[test]
    fn lengths_count_code_points_at_every_edge() {
        // One, two, three and four bytes a character.
        for char in ["a", "é", "中", "𝄞"] {
            for len in 0..8_u64 {
                let value = char.repeat(usize::try_from(len).expect("small"));
                assert_eq!(said(|out| min_chars(&AT, &value, 3, out)).is_empty(), len >= 3, "{value}");
                assert_eq!(said(|out| max_chars(&AT, &value, 5, out)).is_empty(), len <= 5, "{value}");
                assert_eq!(said(|out| min_chars(&AT, &value, 0, out)), "");
            }
        }
        assert_eq!(
            said(|out| max_chars(&AT, "中文", 1, out)),
            ": has 2 characters, at most 1 allowed [max_chars]"
        );
        assert_eq!(
            said(|out| min_chars(&AT, "中文", 3, out)),
            ": has 2 characters, at least 3 needed [min_chars]"
        );
    }

    #[test]
    fn bytes_and_items_are_counted_as_they_are() {
        assert_eq!(said(|out| max_bytes(&AT, "中", 3, out)), "");
        assert_eq!(said(|out| max_bytes(&AT, "中", 2, out)), ": has 3 bytes, at most 2 allowed [max_bytes]");
        assert_eq!(said(|out| min_bytes(&AT, "中", 3, out)), "");
        assert_eq!(said(|out| min_bytes(&AT, "中", 4, out)), ": has 3 bytes, at least 4 needed [min_bytes]");
        assert_eq!(said(|out| min_items(&AT, 1, 1, out)), "");
        assert_eq!(said(|out| min_items(&AT, 0, 1, out)), ": has 0 items, at least 1 needed [min_items]");
        assert_eq!(said(|out| max_items(&AT, 20, 20, out)), "");
        assert_eq!(said(|out| max_items(&AT, 21, 20, out)), ": has 21 items, at most 20 allowed [max_items]");
    }

    #[test]
    fn ranges_include_both_ends() {
        assert_eq!(said(|out| min_int(&AT, 0, 0, out)), "");
        assert_eq!(said(|out| min_int(&AT, -1, 0, out)), ": must be at least 0, is -1 [min]");
        assert_eq!(said(|out| max_int(&AT, i64::MAX, i64::MAX, out)), "");
        assert_eq!(said(|out| max_int(&AT, 3, 2, out)), ": must be at most 2, is 3 [max]");
        assert_eq!(said(|out| min_float(&AT, 0.5, 0.5, out)), "");
        assert_eq!(said(|out| min_float(&AT, 0.25, 0.5, out)), ": must be at least 0.5, is 0.25 [min]");
        assert_eq!(said(|out| max_float(&AT, 1.5, 1.0, out)), ": must be at most 1, is 1.5 [max]");
        assert_eq!(said(|out| finite(&AT, f64::MAX, out)), "");
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(said(|out| finite(&AT, value, out)), ": must be a finite number [finite]");
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Kind {
        A,
        B,
        Unknown(UnknownValue),
    }
    crate::text_enum!(Kind { "a" => A, "b" => B });

    #[test]
    fn members_are_those_that_the_endpoint_lists() {
        assert_eq!(said(|out| member(&AT, &Kind::A, &[Kind::A], out)), "");
        assert_eq!(
            said(|out| member(&AT, &Kind::B, &[Kind::A], out)),
            ": must be one of a, is \"b\" [one_of]"
        );
        let unknown = Kind::from("c");
        assert_eq!(
            said(|out| member(&AT, &unknown, &[Kind::A, Kind::B], out)),
            ": must be one of a, b, is \"c\" [one_of]"
        );
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Position {
        Before,
        Unknown(UnknownValue),
    }
    crate::int_enum!(Position { 0 => Before });

    #[test]
    fn a_value_that_is_no_member_is_shown_as_the_json_that_it_is() {
        for (json, shown) in
            [("9", "9"), (r#""9""#, r#""9""#), ("1.5", "1.5"), ("[0]", "[0]"), ("null", "null")]
        {
            let value: Position = serde_json::from_str(json).expect("an open enum takes any value");
            let found = said(|out| member(&AT, &value, &[Position::Before], out));
            assert_eq!(found, format!(": must be one of 0, is {shown} [one_of]"));
        }
        let long: Position = serde_json::from_str(&format!("[{}0]", "0,".repeat(1000))).expect("any value");
        assert!(said(|out| member(&AT, &long, &[Position::Before], out)).len() < 300);
    }

    #[test]
    fn fixed_values_are_the_only_ones() {
        assert_eq!(said(|out| fixed_text(&AT, "x", "x", out)), "");
        assert_eq!(said(|out| fixed_text(&AT, "y", "x", out)), ": must be \"x\", is \"y\" [fixed]");
        assert_eq!(said(|out| fixed_int(&AT, 1, 1, out)), "");
        assert_eq!(said(|out| fixed_int(&AT, 2, 1, out)), ": must be 1, is 2 [fixed]");
        assert_eq!(said(|out| fixed_bool(&AT, true, true, out)), "");
        assert_eq!(said(|out| fixed_bool(&AT, false, true, out)), ": must be true, is false [fixed]");
        assert_eq!(said(|out| fixed_float(&AT, 1.5, 1.5, out)), "");
        assert_eq!(said(|out| fixed_float(&AT, 1.0, 1.5, out)), ": must be 1.5, is 1 [fixed]");
    }

    #[test]
    fn patterns_match_anywhere_unless_anchored() {
        static DIGIT: Pattern = Pattern::new("[0-9]");
        static DIGITS: Pattern = Pattern::new("^[0-9]+$");
        assert_eq!(said(|out| pattern(&AT, "a1b", &DIGIT, out)), "");
        assert_eq!(said(|out| pattern(&AT, "a1b", &DIGITS, out)), ": must match ^[0-9]+$ [pattern]");
    }

    #[test]
    fn json_says_whether_it_is_none_or_of_another_shape() {
        let check = |text| said(|out| json(&AT, &JsonString::<Vec<i64>>::from_text(text), out));
        assert_eq!(check("[1]"), "");
        assert_eq!(check("{}"), ": must be JSON of the documented shape, is JSON of another shape [json]");
        assert_eq!(check("[1,"), ": must be JSON: EOF while parsing a value at line 1 column 3 [json]");
        assert!(!check("[\"canary\" canary]").contains("canary"));
    }

    #[test]
    fn ids_have_to_be_segments() {
        assert_eq!(said(|out| path_segment(&AT, "a/b", out)), "");
        assert_eq!(said(|out| path_segment(&AT, "", out)), ": must not be empty in a path [path_segment]");
    }

    #[test]
    fn sensitive_values_are_not_shown() {
        let at = AT.key("x").sensitive();
        let found = said(|out| {
            max_int(&at, 424_242, 1, out);
            min_float(&at, 4242.25, 9999.0, out);
            fixed_text(&at, "canary", "x", out);
            member(&at, &Kind::from("canary"), &[Kind::A], out);
        });
        assert_eq!(
            found,
            "/x: must be at most 1 [max]\n/x: must be at least 9999 [min]\n/x: must be \"x\" [fixed]\n\
             /x: must be one of a [one_of]"
        );
    }
}
