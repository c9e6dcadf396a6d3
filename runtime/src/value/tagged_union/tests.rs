use proptest::prelude::*;

use crate::value::kept_object::private::MAX_DEPTH as DEEP;
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
        r#"{"type":"number", "id":"a"}"#,
        r#"{"type":7}"#,
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
    let text =
        r#"[{"type":"rows","id":"r","value":[[{"type":"number","id":"n","value":1.5},{"type":"new"}],[]]}]"#;
    let form = JsonString::<Vec<Control>>::from_text(text);
    let Some([Control::Rows(rows)]) = form.value().map(Vec::as_slice) else { panic!("{form:?}") };
    let first = rows.value.as_ref().and_then(|rows| rows.first()).expect("a row");
    assert!(matches!(first.as_slice(), [Control::Number(_), Control::Unknown(_)]));
    assert_eq!(serde_json::to_string(form.value().expect("a form")).expect("JSON"), text);
}

#[test]
fn an_unknown_variant_is_a_violation_that_shows_no_value() {
    let text = r#"[{"type":"number","id":"","value":1},{"type":"chart","secret":"canary"},{"type":"number","id":"canary"},"canary",
        {"type":"number","id":"n","value":"canary"},
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
            "/2/value: is missing [variant]",
            "/3: must be an object with a string `type`, not nested too deeply [variant]",
            "/4/value: expected f64, found string [variant]",
            "/5/value/0/0/type: must be one of number, numberV2, rows, is \"numbr\" [one_of]",
        ]
    );
}

#[test]
fn json_nested_deeper_than_the_limit_is_kept_as_text() {
    for (levels, is_typed) in [(DEEP, true), (DEEP + 1, false), (100, false)] {
        let x = format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        let text = format!(r#"{{"type":"rows","id":"","x":{x}}}"#);
        let control = read(&text);
        assert_eq!(matches!(control, Control::Rows(_)), is_typed, "{levels}");
        assert_eq!((control.tag().is_some(), written(&control)), (is_typed, text));
    }
}

#[test]
fn deeply_nested_json_is_kept_as_text() {
    let depth = 50_000;
    let text = format!("{}1{}", r#"{"type":"rows","id":"r","value":[["#.repeat(depth), "]]}".repeat(depth));
    assert!(matches!(read(&text), Control::Unknown(_)));
    assert_eq!(written(&read(&text)), text);
    let form = JsonString::<Vec<Control>>::from_text(format!("[{text}]"));
    assert!(matches!(form.value().map(Vec::as_slice), Some([Control::Unknown(_)])));
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
            (tag, prop::collection::btree_map(names.clone(), inner, 0..4)).prop_map(|(tag, mut members)| {
                members.insert("type".to_owned(), tag.into());
                members.entry("id".to_owned()).or_insert_with(|| "i".into());
                serde_json::Value::Object(members.into_iter().collect())
            }),
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
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, by_digits(value))).collect(),
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
fn a_number_is_sent_digit_for_digit() {
    for number in ["123456789012345.678", "12345678901234567890", "9007199254740993", "21938299062307280"] {
        let text = format!(r#"{{"type":"number","id":"i","value":{number}}}"#);
        let control = read(&text);
        assert!(matches!(control, Control::Number(_)), "{number}");
        assert_eq!(written(&control), text);
        assert!(control.validate().is_ok());
    }
}
