//! Orders between two fields: what rules that compare them ask.

use std::cmp::Ordering;

/// A value that can be read as a number.
pub trait AsNumber {
    /// The number; `None` when the value is none.
    fn as_number(&self) -> Option<Number>;
}

/// A number of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Int(i64),
    /// Any other.
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

/// Times and ids are often decimal integers in strings.
impl AsNumber for String {
    fn as_number(&self) -> Option<Number> {
        self.parse().ok().map(Number::Int)
    }
}

/// Whether the left number comes after the right one, or beside it if that counts too. Absent fields and what is no number
/// have no order: the answer is no.
#[must_use]
pub fn number_after<L: AsNumber, R: AsNumber>(left: Option<&L>, right: Option<&R>, or_equal: bool) -> bool {
    let (Some(left), Some(right)) = (left.and_then(L::as_number), right.and_then(R::as_number)) else {
        return false;
    };
    compare(left, right).is_some_and(|order| is_after(order, or_equal))
}

/// Whether the left text comes after the right one byte by byte, as ISO 8601 dates do, or beside it if that counts too.
/// Absent fields have no order: the answer is no.
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
        #[expect(
            clippy::cast_precision_loss,
            reason = "a float on the other side has no more precision either"
        )]
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
    fn whole_numbers_keep_all_their_digits() {
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
