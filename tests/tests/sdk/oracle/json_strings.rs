//! Limits beyond JSON Schema, tested on their own: the inside of JSON strings, and lengths in bytes.

use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::{JsonString, Validate};

use super::{exported, judge};
use crate::{examples, found};

#[test]
fn the_inside_of_two_strings_is_all_that_json_schema_cannot_say() {
    assert_eq!(
        exported("approval/v4/task/resubmit").not_expressible,
        [
            "/request/body/comment/json: the JSON inside a string: `contentSchema` does not validate",
            "/request/body/form/json: the JSON inside a string: `contentSchema` does not validate",
        ]
    );
}

/// Requests that differ from a good one in the text of one JSON string.
fn with_comment(text: &str) -> resubmit::Request {
    examples::resubmit().comment(JsonString::from_text(text))
}

fn with_form(text: &str) -> resubmit::Request {
    let mut request = with_comment("{}");
    request.body.form = JsonString::from_text(text);
    request
}

/// The judge sees a string and is content; what we find is all there is.
fn assert_found(request: &resubmit::Request, expected: &[(&str, &'static str)]) {
    let instance = serde_json::to_value(request).expect("JSON");
    assert!(judge(&exported("approval/v4/task/resubmit")).is_valid(&instance));
    let expected: Vec<_> = expected.iter().map(|(at, rule)| ((*at).to_owned(), *rule)).collect();
    assert_eq!(found(request), expected, "{instance}");
    let read: resubmit::Request = serde_json::from_value(instance).expect("the types hold it");
    assert_eq!((read.validate(), &read), (request.validate(), request), "what was read is checked alike");
}

#[test]
fn a_comment_is_an_object_of_the_documented_shape() {
    for text in [
        "{}",
        " {\n} ",
        r#"{"text":""}"#,
        r#"{"text":null,"files":null}"#,
        r#"{"unknown":{"a":[1]}}"#,
        r#"{"files":[]}"#,
        r#"{"files":[{}]}"#,
        r#"{"files":[{"url":"u","thumbnailURL":"t","fileSize":9223372036854775807,"title":"t","type":"image"}]}"#,
        r#"{"files":[{"fileSize":-1}]}"#,
    ] {
        assert_found(&with_comment(text), &[]);
    }
    for text in [
        "",
        "评论",
        r#"{"text":"评论"]}"#,
        r#"{"text":"a"} {}"#,
        r#"{"text":"a",}"#,
        "null",
        "7",
        r#""{}""#,
        r#"{"text":7}"#,
        r#"{"files":{}}"#,
        r#"["the text",[]]"#,
        r#"{"files":[["u"]]}"#,
        r#"{"files":[{"fileSize":"1"}]}"#,
        r#"{"files":[{"fileSize":0.5}]}"#,
        r#"{"files":[{"fileSize":9223372036854775808}]}"#,
    ] {
        assert_found(&with_comment(text), &[("/body/comment", "json")]);
    }
}

#[test]
fn members_of_an_enum_inside_are_checked() {
    let unknown = r#"{"files":[{"type":"image"},{"type":"video"},{"type":7}]}"#;
    assert_found(
        &with_comment(unknown),
        &[("/body/comment/files/1/type", "one_of"), ("/body/comment/files/2/type", "one_of")],
    );
}

#[test]
fn a_form_is_a_list() {
    for text in ["[]", " [ ] ", r#"[{"id":"111", "type": "input", "value":"test"}]"#] {
        assert_found(&with_form(text), &[]);
    }
    for text in ["", "{}", "null", "\"[]\"", "[1,]", "[", r#"[{"id":"a"}"#] {
        assert_found(&with_form(text), &[("/body/form", "json")]);
    }
}

#[test]
fn both_strings_are_looked_into_at_once() {
    let mut request = with_comment("no");
    request.body.form = JsonString::from_text("no");
    assert_found(&request, &[("/body/comment", "json"), ("/body/form", "json")]);
}

/// No page limits an id in the path. A URL of more than a few thousand bytes is refused by every server, so the client
/// has a limit of its own, in bytes.
#[test]
fn an_id_in_the_path_has_at_most_4096_bytes() {
    for (id, is_good) in [("a".repeat(4096), true), ("a".repeat(4097), false), ("中".repeat(1366), false)] {
        let mut request = examples::transfer();
        request.path.process_id = id;
        let expected = vec![("/path/process_id".to_owned(), "path_segment"); usize::from(!is_good)];
        assert_eq!(found(&request), expected);
    }
}
