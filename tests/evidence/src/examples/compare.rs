//! Compares JSON values: members in any order, numbers by value.

use model::pointer::join;
use serde_json::{Map, Number, Value};

/// One difference, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// JSON Pointer to the smallest part that differs.
    pub(super) at: String,
    /// The kind of difference, as the end of a sentence.
    pub(super) what: String,
    /// The limit or rule that rejects it.
    pub(super) rule: Option<String>,
}

impl Difference {
    /// A difference that was found by comparing.
    pub(super) fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into(), rule: None }
    }
}

/// Returns the differences of two values; `at` is the pointer to both.
pub(super) fn differences(expected: &Value, got: &Value, at: &str) -> Vec<Difference> {
    let mut out = Vec::new();
    compare(expected, got, at, &mut out);
    out
}

fn compare(expected: &Value, got: &Value, at: &str, out: &mut Vec<Difference>) {
    match (expected, got) {
        (Value::Object(expected), Value::Object(got)) => members(expected, got, at, out),
        (Value::Array(expected), Value::Array(got)) if expected.len() == got.len() => {
            for (index, (expected, got)) in expected.iter().zip(got).enumerate() {
                compare(expected, got, &format!("{at}/{index}"), out);
            }
        }
        (Value::Number(expected), Value::Number(got)) if is_same_number(expected, got) => {}
        (expected, got) if expected == got => {}
        _ => out.push(Difference::new(at, "comes back as another value")),
    }
}

fn members(expected: &Map<String, Value>, got: &Map<String, Value>, at: &str, out: &mut Vec<Difference>) {
    for (name, expected) in expected {
        match got.get(name) {
            Some(got) => compare(expected, got, &join(at, name), out),
            None => out.push(Difference::new(join(at, name), "is dropped")),
        }
    }
    for name in got.keys().filter(|name| !expected.contains_key(*name)) {
        out.push(Difference::new(join(at, name), "appears from nowhere"));
    }
}

/// Integers are compared exactly, also beyond what a float holds.
fn is_same_number(a: &Number, b: &Number) -> bool {
    let whole = |number: &Number| number.as_i128();
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.as_f64() == b.as_f64(),
        (Some(whole), None) => is_whole(whole, b),
        (None, Some(whole)) => is_whole(whole, a),
    }
}

/// Floats of this size hold every integer up to it.
const EXACT: i128 = 1 << 53;

fn is_whole(whole: i128, float: &Number) -> bool {
    whole.abs() <= EXACT
        && float
            .as_f64()
            .is_some_and(|float| format!("{float:.0}") == whole.to_string() && float.fract() == 0.0)
}

/// The value without null members and elements, which mean the same as missing ones in a response.
pub(super) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(elements) => {
            elements.iter().filter(|value| !value.is_null()).map(without_nulls).collect::<Vec<_>>().into()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(expected: &Value, got: &Value) -> Vec<String> {
        differences(expected, got, "").into_iter().map(|difference| difference.at).collect()
    }

    #[test]
    fn each_difference_is_named_once_at_its_place() {
        let expected = json!({"a": [1, {"b/c": "x"}], "gone": 1, "same": null});
        let got = json!({"same": null, "a": [1, {"b/c": "y"}], "new": 2});
        assert_eq!(at(&expected, &got), ["/a/1/b~1c", "/gone", "/new"]);
        assert_eq!(at(&json!([1]), &json!([1, 2])), [""]);
        assert_eq!(at(&json!("1"), &json!(1)), [""]);
    }

    #[test]
    fn numbers_are_compared_by_value_and_integers_exactly() {
        for (a, b) in [
            ("1", "1.0"),
            ("-0.5", "-5e-1"),
            ("9007199254740993", "9007199254740993"),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            let (a, b): (Value, Value) = (serde_json::from_str(a).unwrap(), serde_json::from_str(b).unwrap());
            assert_eq!(at(&a, &b), [""; 0], "{a} {b}");
        }
        for (a, b) in [
            ("9007199254740993", "9007199254740992"),
            ("9007199254740993", "9007199254740992.0"),
            ("1", "1.5"),
            ("0.1", "0.2"),
        ] {
            let (a, b): (Value, Value) = (serde_json::from_str(a).unwrap(), serde_json::from_str(b).unwrap());
            assert_eq!(at(&a, &b), [""], "{a} {b}");
        }
    }

    #[test]
    fn nulls_say_nothing_at_any_depth() {
        let value = json!({"a": null, "b": [null, {"c": null, "d": 0}], "e": {}});
        assert_eq!(without_nulls(&value), json!({"b": [{"d": 0}], "e": {}}));
    }
}
