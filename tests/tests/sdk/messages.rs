//! The contents of messages: every example of the pages, what no page shows, and requests made of them.
//!
//! `tests/fixtures/messages/examples.json` holds each example content of the pages 发送消息内容结构 and 接收消息内容结构 that is JSON, long
//! sentences shortened.

use feishu_openapi::im::v1::event::message_receive;
use feishu_openapi::im::v1::message::{create, get, patch, reply, update};
use feishu_openapi::im::v1::message_content::{
    CardContent, CardData, Content, Post, PostContent, PostElement, PostRequired, ReceivedContent,
};
use feishu_openapi::{MarkupError, MessageText, RawJson};
use serde_json::{Value, json};

use crate::found;

/// The examples of one union: the tag, and the content.
fn examples(union: &str) -> Vec<(String, Value)> {
    let file = tests::fixtures::path("messages/examples.json");
    let text = std::fs::read_to_string(file).expect("the examples");
    let mut all: Value = serde_json::from_str(&text).expect("JSON");
    let Value::Array(examples) = all[union].take() else { panic!("no examples of {union}") };
    let example = |mut example: Value| {
        (example["msg_type"].as_str().expect("a tag").to_owned(), example["content"].take())
    };
    examples.into_iter().map(example).collect()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn sent(content: impl Into<Content>) -> create::Request {
    create::Request::with(create::ReceiveIdType::OpenId, "ou_1", content).expect("finite numbers")
}

/// A message as `get` returns it.
fn message(msg_type: &str, content: &str) -> get::Message {
    let json = json!({"msg_type": msg_type, "body": {"content": content}});
    serde_json::from_value(json).expect("a message")
}

#[test]
fn every_example_to_send_is_typed_valid_and_comes_back() {
    let examples = examples("Content");
    assert_eq!(examples.len(), 25);
    for (tag, example) in examples {
        let content = Content::read(&tag, &example.to_string());
        assert!(!matches!(content, Content::Unknown(_)), "{tag}: {example}");
        assert_eq!(parsed(&content.to_json().expect("JSON")), example);
        let request = sent(content);
        assert_eq!(
            (request.body.msg_type.as_str(), found(&request)),
            (Some(tag.as_str()), vec![]),
            "{example}"
        );
    }
}

#[test]
fn every_example_to_read_is_typed_and_comes_back() {
    let examples = examples("ReceivedContent");
    assert_eq!(examples.len(), 22);
    for (tag, example) in examples {
        let content = message(&tag, &example.to_string()).read_content().expect("type and content");
        assert!(!matches!(content, ReceivedContent::Unknown(_)), "{tag}: {example}");
        assert_eq!(parsed(&content.to_json().expect("JSON")), example);
    }
}

/// The elements of a post are typed, and those of a card that no page of posts has are kept.
#[test]
fn elements_are_typed_and_others_kept() {
    let mut posts = 0;
    for (tag, example) in examples("ReceivedContent") {
        let rows = match ReceivedContent::read(&tag, &example.to_string()) {
            ReceivedContent::Post(post) => post.content.expect("paragraphs"),
            ReceivedContent::Card(card) => card.elements.expect("rows"),
            _ => continue,
        };
        posts += 1;
        let unknown = rows.iter().flatten().filter(|element| matches!(element, PostElement::Unknown(_)));
        let tags: Vec<_> = unknown.filter_map(PostElement::tag).collect();
        let kept: &[&str] = match tag.as_str() {
            "post" => &[],
            _ => &["button", "button", "button", "note", "select_static", "overflow", "date_picker"],
        };
        assert_eq!(tags, kept);
    }
    assert_eq!(posts, 2);
}

#[test]
fn a_received_event_is_read_by_the_same_types() {
    let event = json!({"message": {"message_type": "text", "content": r#"{"text":"@_user_1 hello"}"#}});
    let event: message_receive::Event = serde_json::from_value(event).expect("an event");
    let message = event.message.expect("a message");
    match message.read_content() {
        Some(ReceivedContent::Text(text)) => assert_eq!(text.text.as_deref(), Some("@_user_1 hello")),
        other => panic!("{other:?}"),
    }
    assert_eq!(message_receive::EventMessage::default().read_content(), None);
}

#[test]
fn what_does_not_fit_stays_readable() {
    let deep = format!(r#"{{"text":"a","x":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let huge = format!(r#"{{"text":"{}""#, "x".repeat(1 << 20));
    for (tag, text) in [
        ("text", "hello"),
        ("text", ""),
        ("text", r#"{"text":["a"]}"#),
        ("text", deep.as_str()),
        ("post", huge.as_str()),
        ("audio", r#"{"file_key":"a","duration":"long"}"#),
        ("hologram", r#"{"text":"a"}"#),
        ("", "{}"),
    ] {
        match message(tag, text).read_content() {
            Some(ReceivedContent::Unknown(raw)) => {
                assert_eq!((raw.tag.as_str(), raw.text.as_str()), (tag, text));
            }
            other => panic!("{tag} {text}: {other:?}"),
        }
    }
    let none = |json: Value| serde_json::from_value::<get::Message>(json).expect("a message").read_content();
    assert_eq!(none(json!({"msg_type": "text"})), None);
    assert_eq!(none(json!({"body": {"content": "{}"}})), None);
}

/// An older way to write a request, with the two fields apart.
#[test]
fn a_content_of_another_type_is_refused() {
    let request = |msg_type, content: &str| {
        create::Request::new(create::Required {
            receive_id_type: create::ReceiveIdType::ChatId,
            receive_id: "oc_1".into(),
            msg_type,
            content: content.into(),
        })
    };
    let at = |place: &str, rule| vec![(place.to_owned(), rule)];
    for (msg_type, content, expected) in [
        (create::MsgType::Text, r#"{"text":"hello"}"#, vec![]),
        (create::MsgType::Text, "hello", at("/body/content", "json")),
        (create::MsgType::Image, r#"{"text":"hello"}"#, at("/body/content/image_key", "variant")),
        (create::MsgType::Post, r#"{"zh_cn":{"title":"t"}}"#, at("/body/content/zh_cn", "variant")),
        (create::MsgType::System, r#"{"type":"line","params":{"divider_text":{"text":""}}}"#, {
            [at("/body/content/type", "one_of"), at("/body/content/params/divider_text/text", "min_chars")]
                .concat()
        }),
        (create::MsgType::Interactive, r#"{"type":"template","data":{}}"#, {
            at("/body/content/data/card_id", "entity_or_template")
        }),
        (create::MsgType::Interactive, r#"{"schema":"2.0","body":{"elements":[]}}"#, vec![]),
        (create::MsgType::from("hologram"), "hello", at("/body/msg_type", "one_of")),
    ] {
        assert_eq!(found(&request(msg_type, content)), expected, "{content}");
    }
}

#[test]
fn the_size_of_a_message_is_limited_by_its_type() {
    // {"text":".."} as a string in JSON: 2 quotes around, 4 quotes of two bytes, and 7 other bytes.
    let text = |n: usize| sent(Content::text("x".repeat(n - 17)));
    assert_eq!(found(&text(150 * 1024)), []);
    assert_eq!(found(&text(150 * 1024 + 1)), [("/body/content".to_owned(), "max_bytes")]);
    let card = |n: usize| CardContent::json(json!({"x": "x".repeat(n)})).expect("an object");
    assert_eq!(found(&sent(card(30 * 1024 - 14))), []);
    assert_eq!(found(&sent(card(30 * 1024 - 13))), [("/body/content".to_owned(), "max_bytes")]);
}

#[test]
fn every_call_takes_its_contents() {
    let post = PostContent::new().en_us(
        Post::new(PostRequired {
            content: vec![vec![PostElement::text("see "), PostElement::link("here", "https://example.com")]],
        })
        .title("News"),
    );
    let answer = reply::Request::with("om_1", post.clone()).expect("JSON");
    assert_eq!((answer.body.msg_type.clone(), found(&answer)), (reply::MsgType::Post, vec![]));
    assert_eq!(
        parsed(&answer.body.content),
        json!({"en_us": {"title": "News", "content": [[
            {"tag": "text", "text": "see "}, {"tag": "a", "text": "here", "href": "https://example.com"}
        ]]}})
    );
    let edit = update::Request::with_post("om_1", post).expect("JSON");
    assert_eq!((edit.body.msg_type.clone(), found(&edit)), (update::MsgType::Post, vec![]));
    let text = MessageText::new().text("done").build().expect("plain text");
    let edit = update::Request::with_text("om_1", text).expect("JSON");
    assert_eq!((edit.body.msg_type.clone(), found(&edit)), (update::MsgType::Text, vec![]));
    let card = CardContent::json(r#"{"n":1.10}"#.parse::<RawJson>().expect("JSON")).expect("an object");
    let patched = patch::Request::with_card("om_1", card).expect("JSON");
    assert_eq!((patched.body.content.as_str(), found(&patched)), (r#"{"n":1.10}"#, vec![]));
}

#[test]
fn cards_are_made_of_json_templates_and_entities() {
    let template = CardData::new()
        .template_id("AAq1")
        .template_version_name("1.0.0")
        .template_variable(json!({"name": "Ann"}));
    let written = |card: CardContent| parsed(&Content::from(card).to_json().expect("JSON"));
    assert_eq!(
        written(CardContent::template(template)),
        json!({"type": "template", "data": {
            "template_id": "AAq1", "template_version_name": "1.0.0", "template_variable": {"name": "Ann"}
        }})
    );
    assert_eq!(written(CardContent::entity("73")), json!({"type": "card", "data": {"card_id": "73"}}));
    assert_eq!(CardContent::json(json!([1])), None);
}

#[test]
fn plain_text_never_becomes_markup() {
    let build = |text: MessageText| text.build().map(|content| content.text);
    let plain = |text: &str| build(MessageText::new().text(text));
    for text in [
        "a < b > c", "1<2", "<atlas>", "<bold>", "if x[1] (y)", "[note]", "<", "<b", "</", "&lt;b&gt;", "]",
        "(a)",
    ] {
        assert_eq!(plain(text).as_deref(), Ok(text));
    }
    for text in [
        "<at user_id=\"all\"></at>",
        "<AT user_id='all'>",
        "a<b>c",
        "</s>",
        "<i >",
        "<u/>",
        "[x](https://evil.example)",
    ] {
        assert_eq!(plain(text), Err(MarkupError::Text), "{text}");
    }
    // Parts that follow each other.
    assert_eq!(build(MessageText::new().text("<").text("b>")), Err(MarkupError::Text));
    assert_eq!(build(MessageText::new().text("[x]").text("(https://evil.example)")), Err(MarkupError::Text));
    let apart = MessageText::new().text("[x]").mention("ou_1").text("(y)");
    assert_eq!(build(apart).as_deref(), Ok("[x]<at user_id=\"ou_1\"></at>(y)"));
    // Inside of a style.
    assert_eq!(build(MessageText::new().bold(MessageText::new().text("</b>"))), Err(MarkupError::Text));
    let nested = MessageText::new().bold(MessageText::new().text("a").italic(MessageText::new().text("b")));
    assert_eq!(
        build(nested.underlined(MessageText::new()).struck(MessageText::new())).as_deref(),
        Ok("<b>a<i>b</i></b><u></u><s></s>")
    );
}

#[test]
fn mentions_and_links_are_refused_where_they_would_be_others() {
    let error = |text: MessageText| text.build().err();
    for id in ["", "all", "ou_1\"><at user_id=\"all", "a b", "名"] {
        assert_eq!(error(MessageText::new().mention(id)), Some(MarkupError::UserId), "{id}");
    }
    assert_eq!(error(MessageText::new().mention("ou_1").mention("g1-a.b").mention_all()), None);
    for address in
        ["", "javascript:alert(1)", "ftp://a", "https://a b", "https://a)", "https://a\"", "https://a\n"]
    {
        assert_eq!(error(MessageText::new().link("a", address)), Some(MarkupError::Address), "{address}");
    }
    for text in ["", "[a]", "a]", "<b>a</b>", "a\nb"] {
        assert_eq!(error(MessageText::new().link(text, "https://a")), Some(MarkupError::LinkText), "{text}");
    }
    assert_eq!(error(MessageText::new().link("a (b) <", "https://a/?b=c%29&d#e")), None);
}
