//! Reading any bytes of a server ends in data, or in an error that does not show them.

use crate::support::Request;
use feishu_runtime as rt;
use proptest::prelude::*;

/// Bytes that are close to a reply, beside any bytes at all.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(","),
        Just(":"),
        Just("\"code\""),
        Just("\"msg\""),
        Just("\"data\""),
        Just("\"done\""),
        Just("\"error\""),
        Just("\"log_id\""),
        Just("0"),
        Just("1"),
        Just("-1"),
        Just("1e999"),
        Just("null"),
        Just("true"),
        Just("\"canary\""),
        Just("\"\\ud800\""),
        Just(" "),
    ];
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..64),
        prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat().into_bytes()),
        (value(), value(), value(), value()).prop_map(|(code, msg, data, error)| {
            format!(r#"{{"code":{code},"msg":{msg},"data":{data},"error":{error}}}"#).into_bytes()
        }),
    ]
}

/// Any member's value, right or wrong.
fn value() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "0",
        "0.0",
        "1",
        "-1",
        "99991400",
        "1e3",
        "9223372036854775808",
        "null",
        "true",
        "\"canary\"",
        "[]",
        "{}",
        r#"[0,"canary",null]"#,
        r#"{"done":true}"#,
        r#"{"done":"canary"}"#,
        r#"{"done":null,"done":false}"#,
        r#"{"log_id":"L","field_violations":[{"value":"canary"}]}"#,
        r#"{"log_id":1,"helps":{}}"#,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_never_panics_and_success_is_what_it_must_be(
        body in body(),
        status in prop::sample::select(vec![199_u16, 200, 204, 299, 300, 307, 400, 401, 429, 500, 502]),
    ) {
        let read = rt::decode::<Request>(status, &|_| None, &body);
        let json = serde_json::from_slice::<rt::Value>(&body).ok();
        let code = json.as_ref().and_then(|json| json.as_object()?.get("code")?.as_i64());
        match read {
            Ok(_) => {
                prop_assert!((200..300).contains(&status), "success with HTTP {status}");
                // What `Value` cannot hold, a member that nobody reads may still be: then there is no second opinion.
                prop_assert!(json.is_none() || code == Some(0), "success is an object with code 0");
            }
            Err(error) => {
                let has_code = matches!(error.kind(), rt::ErrorKind::Api | rt::ErrorKind::RateLimited);
                prop_assert_eq!(error.raw_code().is_some(), has_code);
                if error.kind() == rt::ErrorKind::Unreadable {
                    prop_assert!(error.may_have_executed());
                    let shown = format!("{error} {error:?}");
                    prop_assert!(!shown.contains("canary"));
                }
                if let Some(code) = code.filter(|code| *code != 0) {
                    prop_assert_eq!(error.raw_code(), Some(code));
                }
            }
        }
    }
}
