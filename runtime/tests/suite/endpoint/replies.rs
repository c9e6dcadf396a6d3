//! Replies and errors of an endpoint.

use super::*;

#[test]
fn a_success_with_unknown_members_is_read() {
    let reply = rt::decode::<Request>(
        200,
        &|name| (name == "x-tt-logid").then(|| "L1".to_owned()),
        r#"{"code":0,"msg":"success","new":1,"data":{"extra_type":9,"unknown":{"a":[]},
            "items":[{"name":null,"child":{"name":"b"}},null]}}"#
            .as_bytes(),
    )
    .expect("a success");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.log_id.as_deref(), Some("L1"));
    assert_eq!(reply.msg.as_deref(), Some("success"));
    assert_eq!(reply.data.extra_type, Some(ExtraType::from(9)));
    let child = Item { name: Some("b".to_owned()), child: None };
    assert_eq!(reply.data.items, Some(vec![Item { name: None, child: Some(Box::new(child)) }]));
}

#[test]
fn data_that_is_null_or_missing_is_empty() {
    for body in [r#"{"code":0}"#, r#"{"code":0,"data":null}"#, r#"{"code":0,"data":{}}"#] {
        assert_eq!(decode(200, body).expect("a success").data, Data::default());
    }
}

#[test]
fn an_array_is_never_taken_for_the_envelope_or_for_an_object() {
    for body in [r#"[0,"ok",null]"#, "null", "0", "\"ok\""] {
        let error = failure(200, body);
        assert_eq!(error.kind(), rt::ErrorKind::Unreadable);
        assert_eq!(error.to_string(), "invalid response: not a JSON object (HTTP 200)");
        assert!(error.may_have_executed());
    }
    let reply = decode(200, r#"{"code":0,"data":[0,"canary"]}"#).expect("a success");
    assert_eq!(reply.data, Data::default());
    assert_eq!(reply.mismatches[0].to_string(), "/data: expected a JSON object, found sequence (left out)");
}

#[test]
fn two_codes_are_unreadable() {
    for body in [r#"{"code":0,"code":99991400}"#, r#"{"code":99991400,"code":0}"#, r#"{"code":0,"code":0}"#] {
        let error = failure(200, body);
        assert_eq!(error.to_string(), "invalid response: more than one `code` (HTTP 200)");
        assert!(error.may_have_executed());
    }
}

#[test]
fn the_http_status_alone_does_not_decide() {
    let error = failure(200, r#"{"code":1161003,"message":"流程不存在"}"#);
    assert_eq!(error.code(), Some(Code::NoProcess));
    assert_eq!(error.message(), Some("流程不存在"));
    assert_eq!(error.to_string(), "code 1161003: 流程不存在; hint: check the process id (HTTP 200)");
    assert!(!error.may_have_executed() && !error.is_retryable());

    // As the endpoint of user tokens fails.
    let error =
        failure(400, r#"{"code":20037,"error":"invalid_grant","error_description":"it has expired"}"#);
    assert_eq!((error.raw_code(), error.message()), (Some(20_037), Some("it has expired")));

    let error = failure(500, r#"{"code":0,"data":{}}"#);
    assert_eq!(error.kind(), rt::ErrorKind::Unreadable);
    assert!(error.may_have_executed() && error.is_retryable());
}

#[test]
fn a_reply_without_an_envelope_is_an_error_that_does_not_show_it() {
    for body in
        ["", "<html>canary</html>", r#"{"code":"canary"}"#, r#"{"msg":"canary"}"#, r#"{"code":0"#, "{}x"]
    {
        let error = failure(502, body);
        assert_eq!(error.kind(), rt::ErrorKind::Unreadable, "{body}");
        assert_eq!(error.http_status(), Some(502));
        assert!(error.may_have_executed());
        assert!(!format!("{error} {error:?}").contains("canary"), "{body}");
    }
}

#[test]
fn deep_nesting_is_left_out_without_a_stack_overflow() {
    let deep = "[".repeat(1_000_000);
    let body = format!(r#"{{"code":0,"data":{{"items":{deep}{}}}}}"#, "]".repeat(1_000_000));
    let reply = decode(200, &body).expect("a success");
    assert_eq!((reply.data.items, reply.mismatches.len()), (Some(Vec::new()), 1));
    let body = format!(r#"{{"code":1,"error":{deep}{}}}"#, "]".repeat(1_000_000));
    assert_eq!(failure(200, &body).raw_code(), Some(1));
}

#[test]
fn unknown_codes_keep_code_message_and_log_id() {
    let error = failure(400, r#"{"code":4242,"msg":"new","error":{"log_id":"L2","new":true}}"#);
    assert_eq!(error.code().map(Code::code), Some(4242));
    assert!(matches!(error.code(), Some(Code::Other(_))));
    assert_eq!(error.log_id(), Some("L2"));
    assert_eq!(error.to_string(), "code 4242: new (HTTP 400, log id L2)");
    assert!(error.may_have_executed(), "a code of which nothing is known proves nothing");
    let erased: rt::Error = error.into();
    assert_eq!(erased.raw_code(), Some(4242));
}

#[test]
fn the_log_id_of_the_header_comes_first() {
    let headers = |name: &str| match name {
        "x-request-id" => Some("R".to_owned()),
        "x-tt-logid" => Some("T".to_owned()),
        _ => None,
    };
    let body = br#"{"code":1,"error":{"logid":"E"}}"#;
    let log_id = |header: &dyn Fn(&str) -> Option<String>| {
        rt::decode::<Request>(400, header, body).expect_err("a failure").log_id().map(str::to_owned)
    };
    assert_eq!(log_id(&headers).as_deref(), Some("T"));
    assert_eq!(log_id(&|name| headers(name).filter(|_| name == "x-request-id")).as_deref(), Some("R"));
    assert_eq!(log_id(&|_| None).as_deref(), Some("E"));
}

#[test]
fn platform_codes_are_typed_once() {
    let error = failure(429, r#"{"code":99991400,"msg":"slow down"}"#);
    assert_eq!(error.code(), Some(Code::Common(CommonCode::Throttled)));
    assert_eq!(error.hint(), Some("wait"));
    assert!(error.is_retryable() && !error.may_have_executed());
}

#[test]
fn a_server_error_may_have_executed_even_with_a_known_code() {
    let error = failure(500, r#"{"code":1160500,"msg":"系统异常"}"#);
    assert_eq!(error.code(), Some(Code::SystemError));
    assert_eq!(Code::SystemError.hint(), None);
    assert!(error.may_have_executed() && error.is_retryable());
}

#[test]
fn a_refusal_is_not_retryable_at_any_http_status() {
    let error = failure(500, r#"{"code":1161103,"msg":"refused"}"#);
    assert_eq!(error.code(), Some(Code::Refused));
    assert!(!error.may_have_executed() && !error.is_retryable(), "the call is refused as it stands");
    let error = failure(500, r#"{"code":99991672,"msg":"no scope"}"#);
    assert!(
        !error.may_have_executed() && !error.is_retryable(),
        "the gate refuses it, known by its code alone"
    );
    let error = failure(500, r#"{"code":4242,"msg":"unknown"}"#);
    assert!(error.may_have_executed() && error.is_retryable());
}

#[test]
fn an_inner_failure_is_an_error() {
    let error = failure(200, r#"{"code":0,"msg":"success","data":{"code":1161003,"msg":"inner"}}"#);
    assert!(error.is_inner());
    assert_eq!(error.raw_code(), Some(1_161_003));
    assert_eq!(error.message(), Some("inner"));
    assert!(error.may_have_executed(), "the outer code says that the call was taken");
    assert!(decode(200, r#"{"code":0,"data":{"code":0,"msg":"ok"}}"#).is_ok());
}

#[test]
fn errors_of_endpoints_compose_with_the_question_mark() {
    fn both() -> Result<(), rt::Error> {
        decode(200, r#"{"code":0}"#)?;
        decode(400, r#"{"code":1161003}"#)?;
        Ok(())
    }
    assert_eq!(both().expect_err("the second fails").raw_code(), Some(1_161_003));
}

#[test]
fn an_error_is_always_one_line() {
    let error = failure(400, r#"{"code":1,"msg":"a\nb\u202e"}"#);
    assert_eq!(error.to_string(), "code 1: a\\nb\\u{202e} (HTTP 400)");

    let hostile = |name: &str| (name == "x-tt-logid").then(|| "L\r\n\0".to_owned());
    let body = r#"{"code":1161103,"msg":"a\r\n\u0000b"}"#.as_bytes();
    let error = rt::decode::<Request>(400, &hostile, body).expect_err("a failure");
    assert_eq!(
        error.to_string(),
        "code 1161103: a\\r\\n\\u{0}b; hint: a\\r\\nb (HTTP 400, log id L\\r\\n\\u{0})"
    );
    let error = rt::decode::<Request>(400, &hostile, b"<html>\n").expect_err("a failure");
    assert_eq!(
        error.to_string(),
        "invalid response: not JSON (line 1, column 1) (HTTP 400, log id L\\r\\n\\u{0})"
    );
    let error = failure(200, r#"{"code":0,"data":{"code":1,"msg":"a\r\n\u0000b"}}"#);
    assert_eq!(error.to_string(), "inner code 1: a\\r\\n\\u{0}b (HTTP 200)");

    let mut violations = rt::Violations::new();
    violations.broken_rule(&rt::At::ROOT.dynamic_key("a\nb"), "rule", "c\nd");
    let error = rt::Error::<Code>::from(violations);
    assert_eq!(error.to_string(), "the request violates its documented limits: /a\\nb: c\\nd [rule]");
}
