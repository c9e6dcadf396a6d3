//! Values of a page, read by the type of their field.

use model::schema::{Field, LenUnit, TypeExpr};
use regex_lite::Regex;
use serde_json::{Number, Value};

use super::example;
use crate::description::Stated;

/// Reads an example. A value that does not have the field's type is kept as text: it is a fact about the page.
pub(super) fn example(stated: &Stated, expr: &TypeExpr, bare: bool) -> Option<Value> {
    let text = untick(&stated.first);
    if text.is_empty() || text == "-" {
        return None;
    }
    if bare {
        let read = typed(text, expr).filter(|value| example::is_within(value, MAX_LEVELS));
        return Some(read.or_else(|| list_of_one(text, expr)).unwrap_or_else(|| bare_text(text)));
    }
    let read = typed(text, expr).or_else(|| spanning(stated)).unwrap_or_else(|| {
        let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
        if is_text(expr) && !value.is_string() { Value::String(text.to_owned()) } else { value }
    });
    Some(if example::is_within(&read, MAX_LEVELS) { read } else { Value::String(text.to_owned()) })
}

/// The deepest nesting of a value; deeper ones are kept as text. A schema is read to a bounded depth.
const MAX_LEVELS: usize = 12;

/// Reads a default or fixed value. Returns `None` if the text is prose, or says that there is no value.
pub(super) fn default(stated: &Stated, expr: &TypeExpr, field: &Field) -> Option<Value> {
    let ticked = stated.first.starts_with('`');
    let text = without_remark(untick(&stated.first), expr);
    match typed(text, expr) {
        Some(value) => example::is_within(&value, MAX_LEVELS).then_some(value),
        None if is_text(expr) => {
            let is_value = !is_none(text) && (ticked || is_bare_word(text));
            let is_known = is_value || field.members.contains_key(text);
            is_known.then(|| Value::String(text.to_owned()))
        }
        None => None,
    }
}

/// Reads the default or the only value that sentences state, if all state the same and the field accepts it.
pub(super) fn worded(stated: &[Stated], expr: &TypeExpr, field: &Field) -> Option<Value> {
    let mut values = stated.iter().map(|stated| default(stated, expr, field));
    let value = values.next()??;
    // A word is a value only if the page lists it as a member or marks it as a value.
    let is_known = !is_text(expr)
        || !field.members.is_empty()
        || stated.iter().all(|stated| stated.first.starts_with(['`', '"']));
    (is_known && values.all(|other| other.as_ref() == Some(&value)) && fits(&value, field)).then_some(value)
}

/// Removes a remark after a literal: `false, that is off`. Texts are kept, because they may contain such marks.
fn without_remark<'t>(text: &'t str, expr: &TypeExpr) -> &'t str {
    if is_text(expr) {
        return text;
    }
    let end = text.find(['，', '。', '；', '（']).unwrap_or(text.len());
    untick(text.get(..end).unwrap_or(text))
}

/// Returns true if the field's enum and limits accept the value, whose type is right.
pub(super) fn fits(value: &Value, field: &Field) -> bool {
    let listed = |value: &Value| match value {
        Value::String(text) => field.members.contains_key(text),
        other => field.members.contains_key(&other.to_string()),
    };
    let is_listed = field.members.is_empty()
        || match value {
            Value::Array(elements) => elements.iter().all(listed),
            other => listed(other),
        };
    let pattern = field.pattern.as_deref().and_then(|pattern| Regex::new(pattern).ok());
    let is_matched = match (value, pattern) {
        (Value::String(text), Some(pattern)) => pattern.is_match(text),
        _ => true,
    };
    is_listed && is_matched && is_in_range(value, field) && is_long_enough(value, field)
}

fn is_in_range(value: &Value, field: &Field) -> bool {
    let (Some(value), Some(range)) = (value.as_f64(), &field.range) else { return true };
    let bound = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    bound(&range.min).is_none_or(|min| value >= min) && bound(&range.max).is_none_or(|max| value <= max)
}

fn is_long_enough(value: &Value, field: &Field) -> bool {
    let Some(len) = field.len else { return true };
    let measured = match (value, len.unit) {
        (Value::String(text), LenUnit::Chars) => text.chars().count(),
        (Value::String(text), LenUnit::Bytes) => text.len(),
        (Value::Array(elements), LenUnit::Items) => elements.len(),
        _ => return true,
    };
    let measured = u64::try_from(measured).unwrap_or(u64::MAX);
    len.min.is_none_or(|min| measured >= min) && len.max.is_none_or(|max| measured <= max)
}

/// Reads the example of a list in the query that shows one of its elements.
fn list_of_one(text: &str, expr: &TypeExpr) -> Option<Value> {
    let TypeExpr::Array(element) = expr else { return None };
    let is_one = !text.contains([',', '，', '&', '[', ' ']);
    let value = typed(text, element).or_else(|| is_text(element).then(|| Value::String(text.to_owned())));
    value.filter(|_| is_one).map(|value| Value::Array(vec![value]))
}

/// Reads a value of a URL or header: the text without quotes.
fn bare_text(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(Value::String(text)) => Value::String(text),
        _ => Value::String(text.to_owned()),
    }
}

/// Reads the text as a literal of the type.
fn typed(text: &str, expr: &TypeExpr) -> Option<Value> {
    let value = serde_json::from_str::<Value>(text);
    match (expr, value) {
        (TypeExpr::Text, Ok(Value::String(text))) => Some(Value::String(text)),
        (TypeExpr::Int, Ok(Value::Number(number))) => Some(Value::Number(whole(number))),
        (TypeExpr::Float, Ok(value @ Value::Number(_)))
        | (TypeExpr::Bool, Ok(value @ Value::Bool(_)))
        | (TypeExpr::Array(_), Ok(value @ Value::Array(_)))
        | (TypeExpr::Map(_) | TypeExpr::Named(_), Ok(value @ Value::Object(_)))
        | (TypeExpr::Anonymous, Ok(value)) => Some(value),
        (TypeExpr::Bool, Err(_)) => match text.to_lowercase().as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    }
}

/// Converts `2.0` to an integer: some pages write integers so.
fn whole(number: Number) -> Number {
    let value = number.as_f64().unwrap_or(0.5);
    let exact = 9_007_199_254_740_992.0;
    if number.is_f64() && value.fract() == 0.0 && value.abs() < exact {
        // The bounds were checked: the number is whole and well inside 64 bits.
        #[allow(clippy::cast_possible_truncation)]
        return Number::from(value as i64);
    }
    number
}

/// Reads a JSON value that spans several lines.
fn spanning(stated: &Stated) -> Option<Value> {
    if stated.more.is_empty() || !stated.first.starts_with(['{', '[']) {
        return None;
    }
    let text = format!("{}\n{}", stated.first, stated.more.join("\n"));
    example::parse(&text).ok().map(|parsed| parsed.value)
}

fn is_text(expr: &TypeExpr) -> bool {
    matches!(expr, TypeExpr::Text)
}

/// Returns true if the text says that there is no value.
fn is_none(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "-", "--", "—", "/", "n/a", "na", "none", "null", "nil", "undefined", "empty", "无", "空", "暂无",
        "空值",
    ];
    WORDS.contains(&text.to_lowercase().as_str())
}

/// Returns true for a word that can be a value, like those of an enum.
fn is_bare_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'/'))
}

/// Removes code marks around the text.
fn untick(text: &str) -> &str {
    let text = text.trim();
    match text.strip_prefix('`').and_then(|inner| inner.strip_suffix('`')) {
        Some(inner) if !inner.contains('`') => inner.trim(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::schema::EnumMember;
    use serde_json::json;

    fn stated(text: &str) -> Stated {
        Stated { line: 1, first: text.to_owned(), more: Vec::new() }
    }

    #[test]
    fn examples_are_read_by_type_and_kept_when_they_do_not_fit() {
        let array = TypeExpr::Array(Box::new(TypeExpr::Text));
        for (text, expr, expected) in [
            ("\"100\"", TypeExpr::Text, json!("100")),
            ("100", TypeExpr::Text, json!("100")),
            ("`open_id`", TypeExpr::Text, json!("open_id")),
            ("2", TypeExpr::Int, json!(2)),
            ("2.0", TypeExpr::Int, json!(2)),
            ("\"2\"", TypeExpr::Int, json!("2")),
            ("ou_1", TypeExpr::Named("i18n".into()), json!("ou_1")),
            ("[\"a\"]", array.clone(), json!(["a"])),
            ("a", array, json!("a")),
            ("True", TypeExpr::Bool, json!(true)),
        ] {
            assert_eq!(example(&stated(text), &expr, false), Some(expected), "{text}");
        }
        assert_eq!(example(&stated("-"), &TypeExpr::Text, false), None);
        assert_eq!(example(&stated("10"), &TypeExpr::Int, true), Some(json!(10)));
        assert_eq!(example(&stated("ten"), &TypeExpr::Int, true), Some(json!("ten")));
        let list = |of: TypeExpr, text: &str| example(&stated(text), &TypeExpr::Array(Box::new(of)), true);
        assert_eq!(list(TypeExpr::Text, "ou_1"), Some(json!(["ou_1"])), "one element");
        assert_eq!(list(TypeExpr::Int, "1"), Some(json!([1])));
        assert_eq!(list(TypeExpr::Text, "a,b"), Some(json!("a,b")));
        assert_eq!(list(TypeExpr::Text, "[\"a\", \"b\"]"), Some(json!(["a", "b"])));
    }

    #[test]
    fn an_example_may_span_lines() {
        let stated = Stated { line: 1, first: "{".into(), more: vec!["\"a\": 1,".into(), "}".into()] };
        assert_eq!(example(&stated, &TypeExpr::Anonymous, false), Some(json!({"a": 1})));
    }

    #[test]
    fn sentences_may_state_one_value() {
        let field = Field::default();
        let worded = |texts: &[&str], expr: &TypeExpr| {
            super::worded(&texts.iter().map(|text| stated(text)).collect::<Vec<_>>(), expr, &field)
        };
        assert_eq!(worded(&["10"], &TypeExpr::Int), Some(json!(10)));
        assert_eq!(worded(&["`a`", "\"a\""], &TypeExpr::Text), Some(json!("a")));
        assert_eq!(worded(&["10", "20"], &TypeExpr::Int), None, "two cases");
        assert_eq!(worded(&["ten"], &TypeExpr::Int), None);
        assert_eq!(worded(&["ten"], &TypeExpr::Text), None, "a word of the sentence, perhaps");
        assert_eq!(worded(&[], &TypeExpr::Int), None);
    }

    #[test]
    fn a_default_that_cannot_be_read_is_prose() {
        let mut field = Field::default();
        for (text, expr, expected) in [
            ("`false`", TypeExpr::Bool, Some(json!(false))),
            ("\"\"", TypeExpr::Text, Some(json!(""))),
            ("open_id", TypeExpr::Text, Some(json!("open_id"))),
            ("`中文`", TypeExpr::Text, Some(json!("中文"))),
            ("当前时间", TypeExpr::Text, None),
            ("不限", TypeExpr::Int, None),
            ("false，即不开启", TypeExpr::Bool, Some(json!(false))),
            ("`10`。可以更大", TypeExpr::Int, Some(json!(10))),
            ("空，表示 0", TypeExpr::Int, None),
            ("-", TypeExpr::Text, None),
            ("N/A", TypeExpr::Text, None),
            ("None", TypeExpr::Text, None),
            ("null", TypeExpr::Text, None),
            ("无", TypeExpr::Text, None),
            ("空", TypeExpr::Text, None),
            ("`null`", TypeExpr::Text, None),
            ("\"null\"", TypeExpr::Text, Some(json!("null"))),
            ("a，b", TypeExpr::Text, None),
        ] {
            assert_eq!(default(&stated(text), &expr, &field), expected, "{text}");
        }
        let none = EnumMember { label: String::new(), name: None, doc: None };
        field.members.insert("none".to_owned(), none);
        assert_eq!(default(&stated("none"), &TypeExpr::Text, &field), Some(json!("none")), "a member");
    }
}
