use serde_json::Value;

use super::super::testing::{mended, parsed, slice, tree};
use crate::diag::Code;
use crate::tree::MAX_DEPTH;

/// The only finding about a text: its code, what it points at, and what it says.
fn fault(text: &str) -> (&'static str, String, String) {
    let (tree, findings, sources) = parsed(text);
    let [finding] = findings.as_slice() else { panic!("{text}: {findings:?}") };
    assert_eq!(tree.is_none(), finding.code == Code::Syntax || finding.code == Code::TooDeep, "{text}");
    let span = finding.primary.as_ref().unwrap().span;
    (finding.code.name(), slice(&sources, span).to_owned(), finding.message.clone())
}

/// The text after the change that the only finding suggests.
fn after_mending(text: &str) -> String {
    let (_, findings, sources) = parsed(text);
    mended(&sources, findings[0].suggestion.as_ref().unwrap())
}

#[test]
fn reads_what_json_allows() {
    let value =
        tree(" {\"a\": [1, -0.5e3, true, false, null, \"\\ud83d\\ude00\\u0000\\n/\\/\"]}\r\n\t").to_value();
    assert_eq!(value["a"][0], 1);
    assert_eq!(value["a"][1], -500.0);
    assert_eq!(value["a"][5], "😀\0\n//");
    assert_eq!(tree("\"\u{202e}\u{7f}\"").to_value(), "\u{202e}\u{7f}");
}

#[test]
fn numbers_keep_their_value() {
    for text in ["18446744073709551615", "-9223372036854775808", "9007199254740993", "0", "-1"] {
        assert_eq!(tree(text).to_value().to_string(), text);
    }
    assert_eq!(tree("1e20").to_value().as_f64(), Some(1e20));
    assert_eq!(tree("-0").to_value().as_f64(), Some(-0.0));
    for text in ["18446744073709551616", "-9223372036854775809", "1e999"] {
        assert_eq!(
            fault(text),
            ("number-too-large", text.to_owned(), format!("`{text}` does not fit 64 bits"))
        );
    }
}

#[test]
fn says_what_is_no_json() {
    for (text, at, message) in [
        ("", "", "the file is empty"),
        (" \n", "", "the file is empty"),
        ("{\"a\": 1,}", ",", "JSON allows no comma after the last member or element"),
        ("[1,]", ",", "JSON allows no comma after the last member or element"),
        ("[1 2]", "", "a comma is missing"),
        ("{\"a\": 1 \"b\": 2}", "", "a comma is missing"),
        ("{\"a\" 1}", "1", "expected `:` after the key"),
        ("{\"a\":}", "}", "expected a value, found `}`"),
        ("{a: 1}", "a", "keys must be in double quotes"),
        ("{'a': 1}", "'", "strings must be in double quotes"),
        ("[+1]", "+", "JSON has no `+` before numbers"),
        ("[1.]", "1.", "a decimal point needs digits on both sides"),
        ("{\"a\": [1}", "}", "expected a value, found `}`"),
        ("{\"a\": 1", "{", "this object is not closed: `}` is missing"),
        ("[[1]", "[", "this array is not closed: `]` is missing"),
        ("{} {}", "{", "a file holds one JSON value; this is a second one"),
        (
            "[True]",
            "T",
            "this is not JSON: strings must be in double quotes, and the only other words are `true`, `false` and `null`",
        ),
        ("[\"\\ud800\"]", "\\ud800", "this `\\u` escape is half of a surrogate pair"),
        ("[\"\\udc00\"]", "\\udc00", "this `\\u` escape is half of a surrogate pair"),
    ] {
        let (code, place, said) = fault(text);
        assert_eq!((code, said.as_str()), ("syntax", message), "{text}");
        assert!(place.starts_with(at) && (at.is_empty() == place.is_empty()), "{text}: {place}");
    }
}

#[test]
fn mends_commas() {
    assert_eq!(after_mending("[1 2]"), "[1, 2]");
    assert_eq!(after_mending("{\"a\": 1\n \"b\": 2}"), "{\"a\": 1,\n \"b\": 2}");
    assert_eq!(after_mending("{\"a\": 1,\n}"), "{\"a\": 1\n}");
}

#[test]
fn a_byte_order_mark_moves_no_span() {
    let (tree, findings, sources) = parsed("\u{feff}{\"a\": 1}");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].code.name(), "byte-order-mark");
    assert_eq!(slice(&sources, tree.unwrap().key_span("/a")), "\"a\"");
    assert_eq!(after_mending("\u{feff}[1]"), "[1]");
}

#[test]
fn duplicate_keys_are_both_shown_and_both_kept() {
    let text = r#"{"a": {"x": 1}, "b": 2, "\u0061": {"y": 1, "y": 2}}"#;
    let (tree, findings, sources) = parsed(text);
    let places: Vec<_> = findings
        .iter()
        .map(|f| {
            let at = f.primary.as_ref().unwrap().span;
            (f.code.name(), slice(&sources, at), f.related[0].span.start)
        })
        .collect();
    let second = text.find("\"y\"").unwrap();
    assert_eq!(places, [("duplicate-key", "\"y\"", second), ("duplicate-key", "\"\\u0061\"", 1)]);
    let tree = tree.unwrap();
    let object = tree.as_object().unwrap();
    assert_eq!(object.members["a"].value.to_value(), serde_json::json!({"x": 1}));
    assert_eq!(object.repeated.len(), 1);
    assert_eq!(object.repeated[0].0, "a");
}

#[test]
fn nesting_stops_at_the_limit() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(tree(&nested(MAX_DEPTH)).depth(), MAX_DEPTH);
    let (code, _, message) = fault(&nested(MAX_DEPTH + 1));
    assert_eq!(
        (code, message.as_str()),
        ("too-deep", "the file nests arrays and objects more than 64 levels deep")
    );
    // Brackets inside strings nest nothing.
    assert_eq!(tree(&format!("[\"{}\"]", "[".repeat(1000))).depth(), 1);
}

#[test]
fn ten_megabytes_of_anything_give_one_finding() {
    const SIZE: usize = 10_000_000;
    for unit in ["[", "{\"a\":", "\0", "\"", "\\", "[\"a", "/", "-", "\u{202e}", "]", ","] {
        let text = unit.repeat(SIZE / unit.len());
        let (tree, findings, _) = parsed(&text);
        assert!(tree.is_none(), "{unit:?}");
        assert_eq!(findings.len(), 1, "{unit:?}");
        assert!(findings[0].message.len() < 200, "{unit:?}");
    }
}

#[test]
fn ten_megabytes_of_one_string_are_read() {
    let text = format!("\"{}\"", "界".repeat(3_333_333));
    assert_eq!(tree(&text).as_str().map(str::len), Some(9_999_999));
}

mod against_serde_json {
    use proptest::prelude::*;

    use super::*;

    /// Short texts over the characters that matter to JSON: most are broken in one place.
    fn scraps() -> impl Strategy<Value = String> {
        let unit = prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\":", "\\", "\\u00", "\\n", "1", "0", "-", "+",
            ".", "e5", "true", "null", "nul", " ", "\n", "\t", "\u{b}", "\u{a0}", "\u{feff}", "\0", "/",
            "//", "/*", "'", "x", "界",
        ]);
        prop::collection::vec(unit, 0..12).prop_map(|units| units.concat())
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// The parser accepts the texts that serde_json accepts, and no others.
        #[test]
        fn accepts_the_same_texts(text in scraps()) {
            let (tree, findings, _) = parsed(&text);
            let ours = tree.filter(|_| findings.iter().all(|finding| finding.code == Code::DuplicateKey));
            prop_assert_eq!(ours.is_some(), serde_json::from_str::<Value>(&text).is_ok(), "{:?}", findings);
        }

        #[test]
        fn reads_the_same_values(value in json()) {
            let text = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(tree(&text).to_value(), serde_json::from_str::<Value>(&text).unwrap());
        }

        /// The text at a value's span is that value.
        #[test]
        fn spans_hold_their_values(value in json()) {
            let text = value.to_string();
            let (tree, _, sources) = parsed(&text);
            let mut open = vec![tree.unwrap()];
            while let Some(tree) = open.pop() {
                let text = slice(&sources, tree.span());
                prop_assert_eq!(serde_json::from_str::<Value>(text).unwrap(), tree.to_value());
                open.extend(tree.as_array().unwrap_or_default().iter().cloned());
                for member in tree.as_object().into_iter().flat_map(|object| object.members.values()) {
                    open.push(member.value.clone());
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let (tree, findings, _) = parsed(&text);
            prop_assert!(tree.is_some() || !findings.is_empty());
        }
    }
}
