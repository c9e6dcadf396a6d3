use super::{
    finite, fixed_bool, fixed_float, fixed_int, fixed_text, json, max_bytes, max_chars, max_float, max_int,
    max_items, member, min_bytes, min_chars, min_float, min_int, min_items, path_segment, pattern,
};
use crate::{At, JsonString, Pattern, UnknownValue, Violations};

const AT: At<'_> = At::ROOT;

/// The violations that a check reports, one per line.
fn said(check: impl FnOnce(&mut Violations)) -> String {
    let mut out = Violations::new();
    check(&mut out);
    out.to_string()
}

#[test]
fn lengths_count_code_points_at_every_edge() {
    // One, two, three and four bytes a character.
    for char in ["a", "é", "中", "𝄞"] {
        for len in 0..8_u64 {
            let value = char.repeat(usize::try_from(len).expect("small"));
            assert_eq!(said(|out| min_chars(&AT, &value, 3, out)).is_empty(), len >= 3, "{value}");
            assert_eq!(said(|out| max_chars(&AT, &value, 5, out)).is_empty(), len <= 5, "{value}");
            assert_eq!(said(|out| min_chars(&AT, &value, 0, out)), "");
        }
    }
    assert_eq!(
        said(|out| max_chars(&AT, "中文", 1, out)),
        ": has 2 characters, at most 1 allowed [max_chars]"
    );
    assert_eq!(
        said(|out| min_chars(&AT, "中文", 3, out)),
        ": has 2 characters, at least 3 needed [min_chars]"
    );
}

#[test]
fn bytes_and_items_are_counted() {
    assert_eq!(said(|out| max_bytes(&AT, "中", 3, out)), "");
    assert_eq!(said(|out| max_bytes(&AT, "中", 2, out)), ": has 3 bytes, at most 2 allowed [max_bytes]");
    assert_eq!(said(|out| min_bytes(&AT, "中", 3, out)), "");
    assert_eq!(said(|out| min_bytes(&AT, "中", 4, out)), ": has 3 bytes, at least 4 needed [min_bytes]");
    assert_eq!(said(|out| min_items(&AT, 1, 1, out)), "");
    assert_eq!(said(|out| min_items(&AT, 0, 1, out)), ": has 0 items, at least 1 needed [min_items]");
    assert_eq!(said(|out| max_items(&AT, 20, 20, out)), "");
    assert_eq!(said(|out| max_items(&AT, 21, 20, out)), ": has 21 items, at most 20 allowed [max_items]");
}

#[test]
fn ranges_include_both_ends() {
    assert_eq!(said(|out| min_int(&AT, 0, 0, out)), "");
    assert_eq!(said(|out| min_int(&AT, -1, 0, out)), ": must be at least 0, is -1 [min]");
    assert_eq!(said(|out| max_int(&AT, i64::MAX, i64::MAX, out)), "");
    assert_eq!(said(|out| max_int(&AT, 3, 2, out)), ": must be at most 2, is 3 [max]");
    assert_eq!(said(|out| min_float(&AT, 0.5, 0.5, out)), "");
    assert_eq!(said(|out| min_float(&AT, 0.25, 0.5, out)), ": must be at least 0.5, is 0.25 [min]");
    assert_eq!(said(|out| max_float(&AT, 1.5, 1.0, out)), ": must be at most 1, is 1.5 [max]");
    assert_eq!(said(|out| finite(&AT, f64::MAX, out)), "");
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(said(|out| finite(&AT, value, out)), ": must be a finite number [finite]");
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    A,
    B,
    Unknown(UnknownValue),
}
crate::text_enum!(Kind { "a" => A, "b" => B });

#[test]
fn only_listed_members_are_accepted() {
    assert_eq!(said(|out| member(&AT, &Kind::A, &[Kind::A], out)), "");
    assert_eq!(said(|out| member(&AT, &Kind::B, &[Kind::A], out)), ": must be one of a, is \"b\" [one_of]");
    let unknown = Kind::from("c");
    assert_eq!(
        said(|out| member(&AT, &unknown, &[Kind::A, Kind::B], out)),
        ": must be one of a, b, is \"c\" [one_of]"
    );
}

#[derive(Clone, Debug, PartialEq)]
enum Position {
    Before,
    Unknown(UnknownValue),
}
crate::int_enum!(Position { 0 => Before });

#[test]
fn an_unknown_value_is_shown_as_json() {
    for (json, shown) in [("9", "9"), (r#""9""#, r#""9""#), ("1.5", "1.5"), ("[0]", "[0]"), ("null", "null")]
    {
        let value: Position = serde_json::from_str(json).expect("an open enum takes any value");
        let found = said(|out| member(&AT, &value, &[Position::Before], out));
        assert_eq!(found, format!(": must be one of 0, is {shown} [one_of]"));
    }
    let long: Position = serde_json::from_str(&format!("[{}0]", "0,".repeat(1000))).expect("any value");
    assert!(said(|out| member(&AT, &long, &[Position::Before], out)).len() < 300);
}

#[test]
fn only_the_fixed_value_is_accepted() {
    assert_eq!(said(|out| fixed_text(&AT, "x", "x", out)), "");
    assert_eq!(said(|out| fixed_text(&AT, "y", "x", out)), ": must be \"x\", is \"y\" [fixed]");
    assert_eq!(said(|out| fixed_int(&AT, 1, 1, out)), "");
    assert_eq!(said(|out| fixed_int(&AT, 2, 1, out)), ": must be 1, is 2 [fixed]");
    assert_eq!(said(|out| fixed_bool(&AT, true, true, out)), "");
    assert_eq!(said(|out| fixed_bool(&AT, false, true, out)), ": must be true, is false [fixed]");
    assert_eq!(said(|out| fixed_float(&AT, 1.5, 1.5, out)), "");
    assert_eq!(said(|out| fixed_float(&AT, 1.0, 1.5, out)), ": must be 1.5, is 1 [fixed]");
}

#[test]
fn patterns_match_anywhere_unless_anchored() {
    static DIGIT: Pattern = Pattern::new("[0-9]");
    static DIGITS: Pattern = Pattern::new("^[0-9]+$");
    assert_eq!(said(|out| pattern(&AT, "a1b", &DIGIT, out)), "");
    assert_eq!(said(|out| pattern(&AT, "a1b", &DIGITS, out)), ": must match ^[0-9]+$ [pattern]");
}

#[test]
fn invalid_json_and_json_of_another_type_are_distinguished() {
    let check = |text| said(|out| json(&AT, &JsonString::<Vec<i64>>::from_text(text), out));
    assert_eq!(check("[1]"), "");
    assert_eq!(check("{}"), ": must be JSON of the documented type, is JSON of another type [json]");
    assert_eq!(check("[1,"), ": must be JSON: EOF while parsing a value at line 1 column 3 [json]");
    assert!(!check("[\"canary\" canary]").contains("canary"));
}

#[test]
fn ids_must_be_path_segments() {
    assert_eq!(said(|out| path_segment(&AT, "a/b", out)), "");
    assert_eq!(said(|out| path_segment(&AT, "", out)), ": must not be empty in a path [path_segment]");
}

#[test]
fn sensitive_values_are_not_shown() {
    let at = AT.key("x").sensitive();
    let found = said(|out| {
        max_int(&at, 424_242, 1, out);
        min_float(&at, 4242.25, 9999.0, out);
        fixed_text(&at, "canary", "x", out);
        member(&at, &Kind::from("canary"), &[Kind::A], out);
    });
    assert_eq!(
        found,
        "/x: must be at most 1 [max]\n/x: must be at least 9999 [min]\n/x: must be \"x\" [fixed]\n\
         /x: must be one of a [one_of]"
    );
}
