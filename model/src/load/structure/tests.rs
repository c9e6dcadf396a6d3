use super::super::testing::{endpoint, loaded, mended, places};
use crate::load::Loaded;

/// An endpoint with one more member; its findings.
fn with(member: &str) -> Loaded {
    loaded(&[("a.json", &endpoint("a", &format!(", {member}")))])
}

/// The only finding's message, and its file after the mend, from the added member on.
fn mend(member: &str) -> (String, String) {
    let loaded = with(member);
    let [finding] = loaded.diagnostics.as_slice() else { panic!("{member}: {:?}", loaded.diagnostics) };
    let text = mended(&loaded.set.sources, finding.suggestion.as_ref().unwrap());
    let (_, rest) = text.split_once("}}}, ").unwrap();
    (finding.message.clone(), rest.strip_suffix('}').unwrap().to_owned())
}

#[test]
fn a_sound_schema_has_no_finding() {
    let loaded = with(r#""rate_limits": [{"requests": 20, "per": "minute"}]"#);
    assert_eq!(loaded.diagnostics, []);
    assert_eq!(loaded.set.endpoints[0].schema.rate_limits[0].requests, 20);
}

#[test]
fn reports_every_fault_of_a_file_at_its_place() {
    let loaded = with(
        r#""docs": "x", "deprecated": 1, "tokens": ["tenant", "bot"],
           "rate_limits": [{"requests": -1, "per": "minute"}, {"per": "week"}],
           "errors": {"1": {"status": 65536, "message": "x"}, "2": {"status": 99999999999999999999e1}},
           "rules": {"r": {"doc": "x", "assert": {"at_least_one": {"field": []}, "forbid": {"field": "/x"}}},
                     "s": {"doc": "x", "assert": {}},
                     "t": {"doc": "x", "assert": {"allow": {"field": 1, "values": [1, {"any": null}]}}}}"#,
    );
    assert_eq!(
        places(&loaded),
        [
            ("unknown-key", "\"docs\""),
            ("wrong-type", "1"),
            ("unknown-value", "\"bot\""),
            ("out-of-range", "-1"),
            ("missing-key", "{"),
            ("unknown-value", "\"week\""),
            ("out-of-range", "65536"),
            ("missing-key", "{"),
            ("wrong-type", "99999999999999999999e1"),
            ("not-one-variant", "{"),
            ("missing-key", "{"),
            ("unknown-key", "\"field\""),
            ("not-one-variant", "{"),
            ("wrong-type", "1"),
        ]
    );
    assert!(loaded.set.endpoints.is_empty());
}

#[test]
fn names_all_missing_keys_at_once() {
    let loaded = loaded(&[("a.json", "{\"id\": \"a\"}")]);
    let messages: Vec<&str> = loaded.diagnostics.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(messages, ["missing keys `title`, `http`, `request`"]);
}

#[test]
fn suggests_the_name_that_was_meant() {
    assert_eq!(
        mend(r#""rate_limit": []"#),
        ("unknown key `rate_limit`".into(), r#""rate_limits": []"#.into())
    );
    assert_eq!(
        mend(r#""tokens": ["Tenant"]"#),
        ("unknown value `Tenant`".into(), r#""tokens": ["tenant"]"#.into())
    );
    assert_eq!(
        mend(r#""rules": {"r": {"doc": "x", "assert": {"atLeastOne": {"fields": []}}}}"#).1,
        r#""rules": {"r": {"doc": "x", "assert": {"at_least_one": {"fields": []}}}}"#
    );
    // A key that stands there already was not meant.
    let loaded = with(r#""doc": "x", "docs": "y""#);
    assert_eq!(loaded.diagnostics[0].suggestion, None);
    let help = loaded.diagnostics[0].help.as_ref().unwrap();
    assert!(help.contains("`deprecated`") && help.contains("`http`"), "{help}");
}

#[test]
fn mends_values_of_the_wrong_type_where_there_is_one_way() {
    for (member, message, expected) in [
        (
            r#""deprecated": "true""#,
            "expected a boolean for `deprecated`, found a string",
            r#""deprecated": true"#,
        ),
        (r#""doc": 5"#, "expected a string for `doc`, found a number", r#""doc": "5""#),
        (
            r#""errors": {"1": {"message": "x", "status": "400"}}"#,
            "expected an integer for `status`, found a string",
            r#""errors": {"1": {"message": "x", "status": 400}}"#,
        ),
    ] {
        assert_eq!(mend(member), (message.to_owned(), expected.to_owned()));
    }
    for member in [r#""deprecated": "yes""#, r#""doc": []"#, r#""errors": []"#, r#""doc": null"#] {
        let loaded = with(member);
        assert_eq!(loaded.diagnostics.len(), 1, "{member}");
        assert_eq!(loaded.diagnostics[0].code.name(), "wrong-type", "{member}");
        assert_eq!(loaded.diagnostics[0].suggestion, None, "{member}");
    }
}

#[test]
fn every_type_that_cannot_be_read_is_reported_at_its_place() {
    let loaded = with(
        r#""headers": {"a": {"type": "map<int, int>"}, "b": {"type": "x\"y"}, "c": {"type": "string", "json": {"type": "a:b"}}}"#,
    );
    assert_eq!(
        places(&loaded),
        [("unknown-type", r#""map<int, int>""#), ("unknown-type", r#""x\"y""#), ("unknown-type", r#""a:b""#),]
    );
    assert!(loaded.set.endpoints.is_empty());
    let nested = with(&format!(r#""headers": {{"h": {{"type": "x{}"}}}}"#, "[]".repeat(1_000)));
    assert_eq!(nested.diagnostics[0].message, "the type is nested more than 16 levels deep");
}

#[test]
fn an_overlay_can_correct_a_type_that_cannot_be_read() {
    let schema = endpoint("a", r#", "headers": {"h": {"type": "map<int, int>"}}"#);
    let correction = |value: &str| {
        format!(
            r#"{{"overlay": "a", "corrections": {{"c": {{
                "at": "/headers/h/type", "expect": "map<int, int>", "value": "{value}", "why": "x"}}}}}}"#
        )
    };
    let overlaid = |value| loaded(&[("a.json", &schema), ("a.overlay.json", &correction(value))]);
    let mended = overlaid("map<string, int>");
    assert_eq!(mended.diagnostics, []);
    assert_eq!(mended.set.endpoints[0].schema.headers["h"].ty.text(), "map<string, int>");
    assert_eq!(places(&overlaid("map<bool, int>")), [("unknown-type", r#""map<bool, int>""#)]);
}

#[test]
fn checks_the_second_of_two_equal_keys_too() {
    let loaded = with(r#""doc": "x", "doc": 1"#);
    assert_eq!(places(&loaded), [("duplicate-key", "\"doc\""), ("wrong-type", "1")]);
}

#[test]
fn any_json_may_stand_where_the_format_holds_values() {
    let loaded = with(
        r#""examples": {"request": {"a": [1, null, {"b": 1.5}]}, "reply": "x"},
           "headers": {"h": {"type": "string", "default": [], "example": {"x": 1}, "fixed": 0}}"#,
    );
    assert_eq!(loaded.diagnostics, []);
}

#[test]
fn numbers_may_have_fractions_only_where_the_format_says_so() {
    let field = |limit: &str| format!(r#""headers": {{"h": {{"type": "float", {limit}}}}}"#);
    assert_eq!(with(&field(r#""range": {"min": -0.5, "max": 1e3}"#)).diagnostics, []);
    let loaded = with(&field(r#""len": {"min": 0.5, "unit": "chars"}"#));
    assert_eq!(
        loaded.diagnostics[0].message,
        "expected an integer for `min`, found a number that is not an integer"
    );
}

/// The deepest nesting that a file may have, through the largest type, must not overflow the stack of a test thread.
#[test]
fn the_deepest_schema_is_read() {
    let mut field = r#"{"type": "string"}"#.to_owned();
    for _ in 0..60 {
        field = format!(r#"{{"type": "string", "json": {field}}}"#);
    }
    assert_eq!(with(&format!(r#""headers": {{"h": {field}}}"#)).diagnostics, []);
}

#[test]
fn a_million_faults_are_counted_not_listed() {
    let members: Vec<String> = (0..1_000_000).map(|number| format!("\"{number}\":1")).collect();
    let loaded = loaded(&[("a.json", &format!("{{{}}}", members.join(",")))]);
    assert_eq!(loaded.diagnostics.len(), 101);
    assert!(loaded.diagnostics.iter().any(|f| f.message.contains("999901 more faults")));
}
