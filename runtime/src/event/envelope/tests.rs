use super::*;
use crate::event::EventKind;
use crate::reply::data::ReplyData;

#[derive(Debug, Default, PartialEq)]
struct Changed {
    status: Option<String>,
    code: Option<i64>,
}
crate::reply_object!(Changed { 0 "status" => value status, 1 "code" => value code });

impl Event for Changed {
    const TYPE: &'static str = "demo.booking.changed_v1";
    const VERSION: EventVersion = EventVersion::V2;
    const KIND: EventKind = EventKind::Event;
}

fn v2(event: &str) -> String {
    format!(
        r#"{{"schema":"2.0","header":{{"event_id":"e1","event_type":"demo.booking.changed_v1","create_time":"1608725989000",
        "token":"secret","app_id":"cli_1","tenant_key":"t1"}},"event":{event}}}"#
    )
}

fn parse(json: &str) -> Result<EventEnvelope, EventFault> {
    EventEnvelope::parse(json.as_bytes())
}

#[test]
fn both_envelopes_are_opened() {
    let new = parse(&v2(r#"{"status": "A",  "code": 1.50}"#)).expect("an envelope");
    assert_eq!((new.version(), new.id(), new.event_type()), (EventVersion::V2, "e1", Changed::TYPE));
    assert_eq!((new.token(), new.app_id(), new.tenant_key()), (Some("secret"), Some("cli_1"), Some("t1")));
    assert_eq!(new.event().text(), r#"{"status": "A",  "code": 1.50}"#);

    let old = r#"{"ts":"1502199207.7171419","uuid":"u1","token":"secret","type":"event_callback",
        "event":{"app_id":"cli_1","tenant_key":"t1","type":"approval_task"}}"#;
    let old = parse(old).expect("an envelope");
    assert_eq!((old.version(), old.id(), old.event_type()), (EventVersion::V1, "u1", "approval_task"));
    assert_eq!((old.token(), old.app_id(), old.tenant_key()), (Some("secret"), Some("cli_1"), Some("t1")));
}

#[test]
fn other_json_is_no_envelope() {
    for json in [
        "[]",
        "null",
        "{}",
        r#"{"challenge":"c","token":"t","type":"url_verification"}"#,
        r#"{"encrypt":"x"}"#,
        r#"{"schema":"2.0","event":{}}"#,
        r#"{"schema":"2.0","header":[],"event":{}}"#,
        r#"{"schema":"3.0","header":{"event_id":"e","event_type":"t"},"event":{}}"#,
        r#"{"uuid":"u","type":"event_callback"}"#,
        r#"{"uuid":"u","type":"event_callback","event":"text"}"#,
    ] {
        assert_eq!(parse(json), Err(EventFault::NOT_AN_ENVELOPE), "{json}");
    }
    let without_id = r#"{"schema":"2.0","header":{"event_id":"","event_type":"t"},"event":{}}"#;
    assert_eq!(parse(without_id), Err(EventFault::missing("event_id")));
    let without_type = r#"{"uuid":"u","type":"event_callback","event":{}}"#;
    assert_eq!(parse(without_type), Err(EventFault::missing("type")));
    assert_eq!(parse("{").expect_err("cut").to_string(), "not JSON (line 1, column 1)");
}

#[test]
fn what_fits_is_kept() {
    let decoded =
        parse(&v2(r#"{"status":["A"],"code":"7","new":1}"#)).expect("an envelope").decode::<Changed>();
    let decoded = decoded.expect("an event");
    assert_eq!(decoded.event, Changed { status: None, code: Some(7) });
    let mut mismatches: Vec<_> = decoded.mismatches.iter().map(ToString::to_string).collect();
    mismatches.sort();
    let expected = [
        "/event/code: expected i64, found string (converted)",
        "/event/status: expected a string, found sequence (left out)",
    ];
    assert_eq!(mismatches, expected);
}

#[test]
fn another_type_is_an_error() {
    let other = v2("{}").replace("changed_v1", "deleted_v1");
    let decoded = parse(&other).expect("an envelope").decode::<Changed>();
    assert_eq!(decoded, Err(EventFault::OTHER_TYPE));
    let old = r#"{"uuid":"u","type":"event_callback","event":{"type":"demo.booking.changed_v1"}}"#;
    assert_eq!(parse(old).expect("an envelope").decode::<Changed>(), Err(EventFault::OTHER_TYPE));
}

#[test]
fn a_body_without_envelope_is_the_event() {
    struct Quick;
    impl ReplyData for Quick {
        fn from_json<'de, D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
            IgnoredAny::deserialize(json).map(|_| Self)
        }
    }
    impl Event for Quick {
        const TYPE: &'static str = "approval/v4/event/quick";
        const VERSION: EventVersion = EventVersion::Bare;
        const KIND: EventKind = EventKind::Callback;
    }
    let envelope = EventEnvelope::bare::<Quick>(br#"{"token":"t"}"#).expect("an object");
    assert_eq!((envelope.event_type(), envelope.token()), (Quick::TYPE, Some("t")));
    assert!(envelope.decode::<Quick>().is_ok() && envelope.decode::<Changed>().is_err());
    assert_eq!(EventEnvelope::bare::<Quick>(b"[]"), Err(EventFault::NOT_AN_ENVELOPE));
}

#[test]
fn the_time_is_read_in_each_unit() {
    let at = |time: &str| {
        let json = v2("{}").replace("\"1608725989000\"", time);
        parse(&json)
            .expect("an envelope")
            .created_at()
            .map(|at| at.duration_since(UNIX_EPOCH).expect("after 1970"))
    };
    assert_eq!(at("\"1608725989000\""), Some(Duration::from_secs(1_608_725_989)));
    assert_eq!(at("1608725989000"), Some(Duration::from_secs(1_608_725_989)));
    assert_eq!(at("\"1603977298000123\""), Some(Duration::from_micros(1_603_977_298_000_123)));
    assert_eq!(at("\"1502199207.7171419\""), Some(Duration::new(1_502_199_207, 717_141_900)));
    assert_eq!(at("\"1502199207\""), Some(Duration::from_secs(1_502_199_207)));
    for unreadable in
        ["\"\"", "\"soon\"", "\".5\"", "\"-1\"", "\"99999999999999999999999\"", "null", "\"1.+5\""]
    {
        assert_eq!(at(unreadable), None, "{unreadable}");
    }
}

#[test]
fn debug_shows_no_secret_and_no_payload() {
    let shown = format!("{:?}", parse(&v2(r#"{"status":"canary"}"#)).expect("an envelope"));
    assert!(!shown.contains("secret") && !shown.contains("canary"), "{shown}");
}
