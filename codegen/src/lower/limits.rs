//! Documented limits as the checks of a validator. A limit that every value keeps gets no check.

use model::schema::{Field, LenUnit};
use serde_json::{Number, Value};

use crate::ir::{Check, Direction, Ty};

/// The documented number of elements of a list or map.
pub(super) fn item_count(field: &Field, ty: &Ty) -> Vec<Check> {
    let mut out = Vec::new();
    if let (Some(len), Ty::List(_) | Ty::Map(_)) = (&field.len, ty)
        && len.unit == LenUnit::Items
    {
        out.extend(len.min.filter(|min| *min > 0).map(Check::MinItems));
        out.extend(len.max.map(Check::MaxItems));
    }
    out
}

/// Limits of a string.
pub(super) fn text(field: &Field) -> Vec<Check> {
    let mut out = Vec::new();
    if let Some(len) = &field.len {
        let min = len.min.filter(|min| *min > 0);
        match len.unit {
            LenUnit::Chars => {
                out.extend(min.map(Check::MinChars).into_iter().chain(len.max.map(Check::MaxChars)));
            }
            LenUnit::Bytes => {
                out.extend(min.map(Check::MinBytes).into_iter().chain(len.max.map(Check::MaxBytes)));
            }
            LenUnit::Items => {}
        }
    }
    out.extend(field.pattern.clone().map(Check::Pattern));
    if let Some(Value::String(fixed)) = &field.fixed {
        out.push(Check::FixedText(fixed.clone()));
    }
    out
}

/// Limits of an integer. Every `i64` keeps a bound outside 64 bits.
pub(super) fn int(field: &Field) -> Vec<Check> {
    let mut out = Vec::new();
    if let Some(range) = &field.range {
        out.extend(range.min.as_ref().and_then(least_int).filter(|min| *min > i64::MIN).map(Check::MinInt));
        out.extend(
            range.max.as_ref().and_then(greatest_int).filter(|max| *max < i64::MAX).map(Check::MaxInt),
        );
    }
    out.extend(field.fixed.as_ref().and_then(Value::as_i64).map(Check::FixedInt));
    out
}

/// Limits of a float.
pub(super) fn float(field: &Field) -> Vec<Check> {
    let mut out = vec![Check::Finite];
    if let Some(range) = &field.range {
        out.extend(range.min.as_ref().and_then(Number::as_f64).map(Check::MinFloat));
        out.extend(range.max.as_ref().and_then(Number::as_f64).map(Check::MaxFloat));
    }
    out.extend(field.fixed.as_ref().and_then(Value::as_f64).map(Check::FixedFloat));
    out
}

/// Limits of a boolean.
pub(super) fn boolean(field: &Field) -> Vec<Check> {
    field.fixed.as_ref().and_then(Value::as_bool).map(Check::FixedBool).into_iter().collect()
}

/// The checks of an object's own fields. Replies are not validated.
pub(super) fn nested(direction: Direction) -> Vec<Check> {
    if direction == Direction::Reply { Vec::new() } else { vec![Check::Nested] }
}

/// The checks of an inner value as one check of the outer one.
pub(super) fn wrap(inner: Vec<Check>, outer: impl FnOnce(Vec<Check>) -> Check) -> Vec<Check> {
    if inner.is_empty() { Vec::new() } else { vec![outer(inner)] }
}

/// The least integer that is not below the bound.
fn least_int(bound: &Number) -> Option<i64> {
    bound.as_i64().or_else(|| bound.as_f64().and_then(|bound| whole(bound.ceil())))
}

/// The greatest integer that is not above the bound.
fn greatest_int(bound: &Number) -> Option<i64> {
    bound.as_i64().or_else(|| bound.as_f64().and_then(|bound| whole(bound.floor())))
}

/// A whole float as an integer, when it is inside 64 bits.
fn whole(value: f64) -> Option<i64> {
    /// 2 to the 63rd: the first whole number above `i64`.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
    (value > -LIMIT && value < LIMIT).then_some(value as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_outside_64_bits_are_no_bounds() {
        let number = |text: &str| serde_json::from_str::<Number>(text).unwrap();
        assert_eq!(least_int(&number("-1e20")), None);
        assert_eq!(greatest_int(&number("1e20")), None);
        assert_eq!(greatest_int(&number("52428800")), Some(52_428_800));
        assert_eq!(least_int(&number("0.5")), Some(1));
        assert_eq!(greatest_int(&number("0.5")), Some(0));
    }
}
