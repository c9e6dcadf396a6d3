//! Checks of documented limits. Each function adds a violation to `out` if the value at `at` violates the limit.
//!
//! The passing case is inlined; reporting is kept out of line.

use serde_json::Value;

use crate::request::headers;
use crate::request::segment;
use crate::text;
use crate::validate::at::At;
use crate::validate::pattern::Pattern;
use crate::validate::violation::{Number, Unit, ViolationKind, Violations};
use crate::value::json_string::JsonString;
use crate::value::open_enum::OpenEnum;

/// Checks that the text has at least `min` Unicode code points.
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

/// Checks that the text has at most `max` Unicode code points.
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

/// Checks that the text has at least `min` bytes of UTF-8.
#[inline]
pub fn min_bytes(at: &At<'_>, value: &str, min: u64, out: &mut Violations) {
    least(at, "min_bytes", Unit::Bytes, value.len(), min, out);
}

/// Checks that the text has at most `max` bytes of UTF-8.
#[inline]
pub fn max_bytes(at: &At<'_>, value: &str, max: u64, out: &mut Violations) {
    most(at, "max_bytes", Unit::Bytes, value.len(), max, out);
}

/// Checks that a list of `len` elements has at least `min`.
#[inline]
pub fn min_items(at: &At<'_>, len: usize, min: u64, out: &mut Violations) {
    least(at, "min_items", Unit::Items, len, min, out);
}

/// Checks that a list of `len` elements has at most `max`.
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

/// Checks that the integer is at least `min`.
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

/// Checks that the integer is at most `max`.
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

/// Checks that the number is at least `min`. NaN passes; see [`finite`].
#[inline]
pub fn min_float(at: &At<'_>, value: f64, min: f64, out: &mut Violations) {
    if value < min {
        let actual = shown(at, Number::Float(value));
        out.push(at, "min", ViolationKind::TooSmall { min: Number::Float(min), actual });
    }
}

/// Checks that the number is at most `max`. NaN passes; see [`finite`].
#[inline]
pub fn max_float(at: &At<'_>, value: f64, max: f64, out: &mut Violations) {
    if value > max {
        let actual = shown(at, Number::Float(value));
        out.push(at, "max", ViolationKind::TooLarge { max: Number::Float(max), actual });
    }
}

/// Checks that JSON can represent the number: it has no infinities and no NaN.
#[inline]
pub fn finite(at: &At<'_>, value: f64, out: &mut Violations) {
    if !value.is_finite() {
        out.push(at, "finite", ViolationKind::NotFinite);
    }
}

/// Checks that the value is one of the documented values of an open enum.
#[inline]
pub fn member<E: OpenEnum>(at: &At<'_>, value: &E, allowed: &[E], out: &mut Violations) {
    if !allowed.contains(value) {
        let allowed = allowed.iter().map(ToString::to_string).collect();
        // Open enums can always be serialized.
        not_one_of(at, allowed, &serde_json::to_value(value).unwrap_or_default(), out);
    }
}

/// Shows the value as JSON, so that an integer and a string of its digits look different.
#[cold]
fn not_one_of(at: &At<'_>, allowed: Vec<String>, actual: &Value, out: &mut Violations) {
    let actual = match actual {
        Value::String(text) => text::quoted(text),
        other => text::shortened(&other.to_string()),
    };
    out.push(at, "one_of", ViolationKind::NotOneOf { allowed, actual: shown(at, actual) });
}

/// Checks that the text is `expected`.
#[inline]
pub fn fixed_text(at: &At<'_>, value: &str, expected: &'static str, out: &mut Violations) {
    if value != expected {
        not_fixed(at, text::quoted(expected), text::quoted(value), out);
    }
}

/// Checks that the integer is `expected`.
#[inline]
pub fn fixed_int(at: &At<'_>, value: i64, expected: i64, out: &mut Violations) {
    if value != expected {
        not_fixed(at, expected.to_string(), value.to_string(), out);
    }
}

/// Checks that the boolean is `expected`.
#[inline]
pub fn fixed_bool(at: &At<'_>, value: bool, expected: bool, out: &mut Violations) {
    if value != expected {
        not_fixed(at, expected.to_string(), value.to_string(), out);
    }
}

/// Checks that the number is `expected`.
#[inline]
#[expect(clippy::float_cmp, reason = "compares with the documented value; no arithmetic is involved")]
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

/// Checks that the text matches the pattern.
#[inline]
pub fn pattern(at: &At<'_>, value: &str, pattern: &'static Pattern, out: &mut Violations) {
    if !pattern.is_match(value) {
        out.push(at, "pattern", ViolationKind::NoMatch { pattern: pattern.as_str() });
    }
}

/// Checks that the text is a valid segment of a URL path; see [`PathWriter`](crate::PathWriter).
#[inline]
pub fn path_segment(at: &At<'_>, value: &str, out: &mut Violations) {
    if let Err(fault) = segment::verify(value) {
        out.push(at, "path_segment", ViolationKind::PathSegment(fault));
    }
}

/// Checks that the text is valid in a header.
#[inline]
pub fn header_value(at: &At<'_>, value: &str, out: &mut Violations) {
    if !headers::is_value(value) {
        out.push(at, "header_value", ViolationKind::HeaderValue);
    }
}

/// Checks that the text contains JSON of the documented type.
#[inline]
pub fn json<T>(at: &At<'_>, value: &JsonString<T>, out: &mut Violations) {
    if value.value().is_none() {
        not_json(at, value.text(), out);
    }
}

#[cold]
fn not_json(at: &At<'_>, text: &str, out: &mut Violations) {
    // A syntax error of serde_json contains a reason and a position, but no part of the text.
    let reason = match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => "must be JSON of the documented type, is JSON of another type".to_owned(),
        Err(error) => format!("must be JSON: {error}"),
    };
    out.push(at, "json", ViolationKind::NotJson { reason });
}

/// Returns the value unless the location is sensitive.
fn shown<T>(at: &At<'_>, value: T) -> Option<T> {
    (!at.is_sensitive()).then_some(value)
}

/// Converts a length into a type with the same width on every target.
#[inline]
const fn count(len: usize) -> u64 {
    len as u64
}

#[cfg(test)]
mod tests;
