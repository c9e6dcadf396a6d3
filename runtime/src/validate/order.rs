//! Comparisons between two fields, for rules.

use std::cmp::Ordering;

/// A value that can be compared as a number.
pub trait AsNumber {
    /// Returns the number; `None` if the value is not numeric.
    fn as_number(&self) -> Option<Number>;
}

/// The number of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
}

impl AsNumber for i64 {
    fn as_number(&self) -> Option<Number> {
        Some(Number::Int(*self))
    }
}

impl AsNumber for f64 {
    fn as_number(&self) -> Option<Number> {
        Some(Number::Float(*self))
    }
}

/// Strings are compared as decimal integers, which is how times and ids are often written.
impl AsNumber for String {
    fn as_number(&self) -> Option<Number> {
        self.parse().ok().map(Number::Int)
    }
}

/// Returns true if the left number is greater than the right one, or equal to it if `or_equal`. Returns false if a field is
/// missing or not a number.
#[must_use]
pub fn number_after<L: AsNumber, R: AsNumber>(left: Option<&L>, right: Option<&R>, or_equal: bool) -> bool {
    let (Some(left), Some(right)) = (left.and_then(L::as_number), right.and_then(R::as_number)) else {
        return false;
    };
    compare(left, right).is_some_and(|order| is_after(order, or_equal))
}

/// Returns true if the left text sorts after the right one byte by byte, as ISO 8601 dates do, or is equal to it if `or_equal`.
/// Returns false if a field is missing.
#[must_use]
pub fn text_after(left: Option<&String>, right: Option<&String>, or_equal: bool) -> bool {
    left.zip(right).is_some_and(|(left, right)| is_after(left.cmp(right), or_equal))
}

fn compare(left: Number, right: Number) -> Option<Ordering> {
    match (left, right) {
        (Number::Int(left), Number::Int(right)) => Some(left.cmp(&right)),
        (left, right) => as_float(left).partial_cmp(&as_float(right)),
    }
}

fn as_float(number: Number) -> f64 {
    match number {
        #[expect(clippy::cast_precision_loss, reason = "the float on the other side has the same precision")]
        Number::Int(number) => number as f64,
        Number::Float(number) => number,
    }
}

fn is_after(order: Ordering, or_equal: bool) -> bool {
    order == Ordering::Greater || (or_equal && order == Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_compared_exactly() {
        assert!(number_after(Some(&9_007_199_254_740_993_i64), Some(&9_007_199_254_740_992_i64), false));
        assert!(!number_after(Some(&1_i64), Some(&1_i64), false));
        assert!(number_after(Some(&1_i64), Some(&1_i64), true));
    }

    #[test]
    fn numbers_in_strings_are_numbers_and_other_strings_have_no_order() {
        let text = |text: &str| Some(text.to_owned());
        assert!(number_after(text("10").as_ref(), text("9").as_ref(), false));
        assert!(!number_after(text("ten").as_ref(), text("9").as_ref(), true));
        assert!(number_after(Some(&0.5), Some(&0_i64), false));
        assert!(!number_after(Some(&f64::NAN), Some(&0_i64), true));
    }

    #[test]
    fn text_is_compared_byte_by_byte() {
        let text = |text: &str| Some(text.to_owned());
        assert!(text_after(text("2024-12-18").as_ref(), text("2024-02-01").as_ref(), false));
        assert!(!text_after(None, text("2024").as_ref(), true));
    }
}
