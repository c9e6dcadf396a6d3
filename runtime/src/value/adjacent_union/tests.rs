use crate::value::kept_object::private::MAX_DEPTH;
use crate::{At, KeptObject as _, TaggedText, Undocumented, Validate, Violations, kept_object};

#[derive(Clone, Debug, PartialEq)]
struct Text {
    text: String,
    undocumented: Undocumented,
}
kept_object!(Text { "text" => required text });

impl Validate for Text {
    fn check(&self, at: &At<'_>, out: &mut Violations) {
        crate::validate::check::min_chars(&at.key("text"), &self.text, 1, out);
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Content {
    Text(Text),
    Note(Text),
    Unknown(TaggedText),
}
adjacent_union!(Content, "kind" { "text" => Text(Text) [max 20], "note" => Note(Text) });

fn found(tag: &str, text: &str) -> Vec<(String, &'static str)> {
    let mut out = Violations::default();
    Content::check_beside(&At::ROOT.key("content"), tag, text, &mut out);
    out.iter().map(|found| (found.pointer().to_owned(), found.rule())).collect()
}

#[test]
fn the_tag_beside_the_text_chooses_the_variant() {
    let text = r#"{"text":"a","more":1.0}"#;
    assert!(matches!(Content::read("text", text), Content::Text(_)));
    let note = Content::read("note", text);
    assert!(matches!(&note, Content::Note(note) if note.text == "a"));
    assert_eq!((note.tag(), note.to_json().as_deref()), ("note", Ok(text)));
}

#[test]
fn what_does_not_fit_keeps_its_tag_and_text() {
    let deep = format!(r#"{{"text":"a","x":{}1{}}}"#, "[".repeat(MAX_DEPTH + 1), "]".repeat(MAX_DEPTH + 1));
    let deeper = "[".repeat(100_000);
    for text in ["", "hello", "[]", "null", "{}", r#"{"text":1}"#, r#"{"text":"a""#, &deep, &deeper] {
        let read = Content::read("text", text);
        assert_eq!(read, Content::Unknown(TaggedText { tag: "text".into(), text: text.into() }));
        assert_eq!((read.tag(), read.to_json().as_deref()), ("text", Ok(text)));
    }
    assert!(matches!(Content::read("chart", r#"{"text":"a"}"#), Content::Unknown(_)));
}

#[test]
fn a_text_is_held_to_the_variant_of_its_tag() {
    assert_eq!(found("note", r#"{"text":"a"}"#), []);
    assert_eq!(found("note", r#"{"text":""}"#), [("/content/text".into(), "min_chars")]);
    assert_eq!(found("note", r#"{"text":1}"#), [("/content/text".into(), "variant")]);
    assert_eq!(found("note", "{}"), [("/content/text".into(), "variant")]);
    for text in ["hello", "[]", ""] {
        assert_eq!(found("note", text), [("/content".into(), "json")], "{text}");
    }
    // The tag's own field reports a tag that is not documented.
    assert_eq!(found("chart", "hello"), []);
}

#[test]
fn the_length_counts_quotes_and_escapes() {
    // {"text":"1234"} has 15 bytes, and 4 quotes of 2 bytes as well as 2 around them in a string.
    let text = |n: usize| format!(r#"{{"text":"{}"}}"#, "1".repeat(n));
    assert_eq!(serde_json::to_string(&text(3)).expect("a string").len(), 20);
    assert_eq!(found("text", &text(3)), []);
    assert_eq!(found("text", &text(4)), [("/content".into(), "max_bytes")]);
    assert_eq!(found("note", &text(4)), []);
}

#[test]
fn debug_does_not_show_raw_text() {
    let raw = Content::read("chart", "canary");
    assert_eq!(format!("{raw:?}"), r#"Unknown(TaggedText("chart", 6 bytes))"#);
    assert!(Text::take(Undocumented::default()).is_err());
}
