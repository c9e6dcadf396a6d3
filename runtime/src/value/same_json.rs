//! Comparison of two JSON texts by value, to the last digit.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// Returns true if the texts are the same JSON value: members in any order, numbers by their exact decimal value, strings by
/// their characters. Returns false if a text is not JSON. The caller must limit the depth.
pub(crate) fn same_json(left: &str, right: &str) -> bool {
    match (kind(left), kind(right)) {
        (b'{', b'{') => same_members(left, right),
        (b'[', b'[') => same_elements(left, right),
        (b'"', b'"') => match (text(left), text(right)) {
            (Some(left), Some(right)) => left == right,
            _ => false,
        },
        (b'-' | b'0'..=b'9', b'-' | b'0'..=b'9') => same_number(left.trim(), right.trim()),
        _ => left.trim() == right.trim(),
    }
}

fn kind(text: &str) -> u8 {
    text.trim_start().bytes().next().unwrap_or_default()
}

fn text(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

fn same_members(left: &str, right: &str) -> bool {
    type Members<'a> = BTreeMap<String, &'a RawValue>;
    match (serde_json::from_str::<Members<'_>>(left), serde_json::from_str::<Members<'_>>(right)) {
        (Ok(left), Ok(right)) => {
            left.len() == right.len()
                && left.iter().zip(&right).all(|((name, value), (twin_name, twin))| {
                    name == twin_name && same_json(value.get(), twin.get())
                })
        }
        _ => false,
    }
}

fn same_elements(left: &str, right: &str) -> bool {
    match (serde_json::from_str::<Vec<&RawValue>>(left), serde_json::from_str::<Vec<&RawValue>>(right)) {
        (Ok(left), Ok(right)) => {
            left.len() == right.len()
                && left.iter().zip(&right).all(|(value, twin)| same_json(value.get(), twin.get()))
        }
        _ => false,
    }
}

fn same_number(left: &str, right: &str) -> bool {
    left == right || decimal(left).is_some_and(|left| decimal(right) == Some(left))
}

/// A number as its sign, its digits without leading and trailing zeros, and the exponent of the last digit.
#[derive(PartialEq)]
struct Decimal {
    is_negative: bool,
    digits: String,
    exponent: i64,
}

/// Parses a number; `None` if its exponent does not fit 32 bits.
fn decimal(text: &str) -> Option<Decimal> {
    let (is_negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_end_matches('0');
    let zeros = i64::try_from(all.len() - digits.len()).ok()?;
    let exponent = i64::from(exponent.parse::<i32>().ok()?) - i64::try_from(fraction.len()).ok()? + zeros;
    let digits = digits.trim_start_matches('0').to_owned();
    let exponent = if digits.is_empty() { 0 } else { exponent };
    Some(Decimal { is_negative, digits, exponent })
}

#[cfg(test)]
mod tests {
    use super::same_json;

    #[test]
    fn equal_values_in_different_notation_are_the_same() {
        for (left, right) in [
            (r#"{"a": 1, "b": [true, null]}"#, r#"{"b":[true,null],"a":1.0}"#),
            (r#""\u4e2d""#, "\"中\""),
            ("100", "1e2"),
            ("1.50", "15E-1"),
            ("0.0", "0e7"),
            ("12345678901234567890123", "12345678901234567890123.000"),
            (" [ ] ", "[]"),
        ] {
            assert!(same_json(left, right), "{left} {right}");
        }
    }

    #[test]
    fn other_values_are_not() {
        for (left, right) in [
            ("9007199254740993", "9007199254740992.0"),
            ("12345678901234567890123", "1.2345678901234568e22"),
            ("1", "-1"),
            ("1", "10"),
            ("1", "\"1\""),
            ("null", "false"),
            ("[1]", "[1,1]"),
            (r#"{"a":null}"#, "{}"),
            (r#"{"a":1}"#, r#"{"b":1}"#),
            ("{}", "[]"),
        ] {
            assert!(!same_json(left, right), "{left} {right}");
        }
    }
}
