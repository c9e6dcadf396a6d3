//! The documented limits as functions: each adds a violation when its value breaks the limit.
//!
//! All take the place, the value, the limit and where to put violations. The passing case is short and inlined; what
//! reports is out of line.

use crate::at::At;
use crate::json_string::JsonString;
use crate::open_enum::OpenEnum;
use crate::pattern::Pattern;
use crate::segment;
use crate::text;
use crate::violation::{Number, Unit, ViolationKind, Violations};

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
        not_one_of(at, allowed, &value.to_string(), out);
    }
}

#[cold]
fn not_one_of(at: &At<'_>, allowed: Vec<String>, actual: &str, out: &mut Violations) {
    let actual = shown(at, text::quoted(actual));
    out.push(at, "one_of", ViolationKind::NotOneOf { allowed, actual });
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
