//! Generated code, written by hand: a call from request to bytes and from bytes to data.

use feishu_runtime as rt;
use rt::{Endpoint, ErrorCode, Validate};

#[derive(Clone, Debug, PartialEq)]
struct Request {
    process_id: String,
    user_id_type: Option<UserIdType>,
    body: Body,
}

#[derive(Clone, Debug, PartialEq)]
struct Body {
    extra_type: ExtraType,
    reason: Option<String>,
    values: Vec<String>,
    system_user: bool,
}

impl serde::Serialize for Body {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut body = serializer.serialize_struct("Body", 4)?;
        body.serialize_field("extra_type", &self.extra_type)?;
        if let Some(reason) = &self.reason {
            body.serialize_field("reason", reason)?;
        }
        body.serialize_field("values", &self.values)?;
        body.serialize_field("system_user", &self.system_user)?;
        body.end()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum UserIdType {
    OpenId,
    Unknown(rt::UnknownValue),
}
rt::text_enum!(UserIdType { "open_id" => OpenId });

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum ExtraType {
    Before,
    Parallel,
    Unknown(rt::UnknownValue),
}
rt::int_enum!(ExtraType { 0 => Before, 1 => Parallel });

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum CommonCode {
    Throttled,
    Other(rt::UnknownCode),
}
impl CommonCode {
    const fn documented(self) -> Option<rt::CodeInfo> {
        match self {
            Self::Throttled => Some(
                rt::CodeInfo::new("request trigger frequency limit")
                    .with_http_status(429)
                    .with_hint("wait")
                    .with_retry(true)
                    .with_executed(false),
            ),
            Self::Other(_) => None,
        }
    }
}
rt::error_codes!(CommonCode { 99_991_400 => Throttled });

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Code {
    NoProcess,
    SystemError,
    Refused,
    Common(CommonCode),
    Other(rt::UnknownCode),
}
impl Code {
    const fn documented(self) -> Option<rt::CodeInfo> {
        match self {
            Self::NoProcess => Some(
                rt::CodeInfo::new("流程不存在")
                    .with_http_status(400)
                    .with_hint("check the process id")
                    .with_retry(false)
                    .with_executed(false),
            ),
            Self::SystemError => Some(rt::CodeInfo::new("系统异常").with_http_status(500).with_retry(true)),
            Self::Refused => Some(rt::CodeInfo::new("refused").with_hint("a\r\nb").with_executed(false)),
            Self::Common(_) | Self::Other(_) => None,
        }
    }
}
rt::error_codes!(Code, common = CommonCode { 1_161_003 => NoProcess, 1_160_500 => SystemError, 1_161_103 => Refused });

#[derive(Clone, Debug, Default, PartialEq)]
struct Data {
    code: Option<i64>,
    msg: Option<String>,
    extra_type: Option<ExtraType>,
    items: Option<Vec<Item>>,
}
rt::reply_object!(Data { 0 "code" => value code, 1 "msg" => value msg, 2 "extra_type" => value extra_type, 3 "items" => list items });

#[derive(Clone, Debug, Default, PartialEq)]
struct Item {
    name: Option<String>,
    child: Option<Box<Item>>,
}
rt::reply_object!(Item { 0 "name" => value name, 1 "child" => value child });

impl Validate for Request {
    fn check(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        rt::check::path_segment(&at.key("path").key("process_id"), &self.process_id, out);
        if let Some(value) = &self.user_id_type {
            rt::check::member(&at.key("query").key("user_id_type"), value, &[UserIdType::OpenId], out);
        }
        self.body.check(&at.key("body"), out);
    }
}

impl Validate for Body {
    fn check(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        rt::check::member(
            &at.key("extra_type"),
            &self.extra_type,
            &[ExtraType::Before, ExtraType::Parallel],
            out,
        );
        if let Some(value) = &self.reason {
            let at = at.key("reason");
            rt::check::max_chars(&at, value, 4, out);
        }
        {
            let (value, at) = (&self.values, at.key("values"));
            rt::check::min_items(&at, value.len(), 1, out);
            for (index, value) in value.iter().enumerate() {
                rt::check::min_chars(&at.index(index), value, 1, out);
            }
        }
        if !self.system_user && self.reason.is_none() {
            out.broken_rule(
                &at.key("reason"),
                "reason_unless_system_user",
                "give `reason`, or set `system_user`",
            );
        }
    }
}

impl Endpoint for Request {
    type Data = Data;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation::new("x/v1/process/update", rt::Method::Put, "/open-apis/x/v1/processes/:process_id")
            .host("open.feishu.cn")
            .tokens(&[rt::TokenKind::Tenant])
            .rate_limits(&[rt::RateLimit { requests: 20, per: rt::Window::Minute }]);

    fn write_path(&self, path: &mut rt::PathWriter<'_>) -> Result<(), rt::PathError> {
        path.param("process_id", &self.process_id)
    }

    fn write_query(&self, query: &mut rt::QueryWriter<'_>) {
        if let Some(value) = &self.user_id_type {
            query.pair("user_id_type", value);
        }
    }

    fn body(&self) -> Result<rt::Body, rt::EncodeError> {
        rt::Body::json(&self.body)
    }

    fn inner_status(data: &Data) -> Option<rt::InnerStatus<'_>> {
        rt::InnerStatus::new(data.code, data.msg.as_deref())
    }
}

fn request() -> Request {
    Request {
        process_id: "74/1".to_owned(),
        user_id_type: Some(UserIdType::OpenId),
        body: Body {
            extra_type: ExtraType::Before,
            reason: Some("四个汉字".to_owned()),
            values: vec!["a".to_owned()],
            system_user: false,
        },
    }
}

fn decode(status: u16, body: &str) -> Result<rt::Reply<Data>, rt::Error<Code>> {
    rt::decode::<Request>(status, &|_| None, body.as_bytes())
}

fn failure(status: u16, body: &str) -> rt::Error<Code> {
    decode(status, body).expect_err("a failure")
}

#[test]
fn a_request_is_encoded_with_its_zeros_and_falses() {
    assert_eq!(request().validate(), Ok(()));
    let encoded = rt::encode(&request()).expect("encodable");
    assert_eq!(encoded.path_and_query(), "/open-apis/x/v1/processes/74%2F1?user_id_type=open_id");
    let rt::Body::Json(bytes) = &encoded.body else { panic!("a JSON body") };
    assert_eq!(
        String::from_utf8_lossy(bytes),
        r#"{"extra_type":0,"reason":"四个汉字","values":["a"],"system_user":false}"#
    );
}

#[test]
fn all_violations_are_reported_in_declaration_order() {
    let broken = Request {
        process_id: "..".to_owned(),
        user_id_type: Some(UserIdType::from("new\nid")),
        body: Body {
            extra_type: ExtraType::from(7),
            reason: Some("五个汉字多".to_owned()),
            values: vec!["a".to_owned(), String::new()],
            system_user: false,
        },
    };
    let found = broken.validate().expect_err("broken");
    assert_eq!(
        found.to_string(),
        "/path/process_id: must not be `.` or `..` in a path [path_segment]\n\
         /query/user_id_type: must be one of open_id, is \"new\\nid\" [one_of]\n\
         /body/extra_type: must be one of 0, 1, is 7 [one_of]\n\
         /body/reason: has 5 characters, at most 4 allowed [max_chars]\n\
         /body/values/1: has 0 characters, at least 1 needed [min_chars]"
    );
    let rule = Body { reason: None, ..request().body };
    let found = rule.validate().expect_err("broken");
    assert_eq!(found.to_string(), "/reason: give `reason`, or set `system_user` [reason_unless_system_user]");
}

#[test]
fn a_path_that_would_name_another_endpoint_is_never_encoded() {
    let error = rt::encode(&Request { process_id: "..".to_owned(), ..request() }).expect_err("unsafe");
    assert_eq!(error.kind(), rt::ErrorKind::Path);
    assert!(!error.may_have_executed());
}

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

#[test]
fn any_json_value_round_trips_through_an_open_enum() {
    for json in [
        "0", "1", "7", "-1", "\"7\"", "\"01\"", "1.5", "null", "true", "[1]", r#"{"a":null}"#,
        "18446744073709551615",
    ] {
        let read: ExtraType = serde_json::from_str(json).expect("any value");
        assert_eq!(serde_json::to_string(&read).expect("any value"), json);
        assert_eq!(rt::OpenEnum::is_unknown(&read), json != "0" && json != "1", "{json}");
        let read: UserIdType = serde_json::from_str(json).expect("any value");
        assert_eq!(serde_json::to_string(&read).expect("any value"), json);
    }
    // Responses and events are repaired; see `misshapen.rs`.
    for json in ["\"0\"", "1.0"] {
        let error = serde_json::from_str::<ExtraType>(json).expect_err("a documented value, of another type");
        assert!(error.to_string().contains("expected an integer of an enum"), "{error}");
    }
    assert_eq!(UserIdType::from("new").to_string(), "new");
    assert_eq!(serde_json::from_str::<UserIdType>("[1]").expect("any value").to_string(), "[1]");
    assert_eq!(<ExtraType as rt::OpenEnum>::MEMBERS, [ExtraType::Before, ExtraType::Parallel]);
    assert_eq!(ExtraType::from(1).value(), Some(1));
    assert_eq!(UserIdType::from("open_id".to_owned()), UserIdType::OpenId);
}

#[test]
fn codes_display_their_number_and_message() {
    assert_eq!(Code::NoProcess.to_string(), "1161003 流程不存在");
    assert_eq!(Code::from_code(5).to_string(), "5");
    assert_eq!(Code::NoProcess.http_status(), Some(400));
}

#[test]
fn errors_can_be_boxed_and_sent_between_threads() {
    fn boxed(
        error: impl std::error::Error + Send + Sync + 'static,
    ) -> Box<dyn std::error::Error + Send + Sync> {
        Box::new(error)
    }
    assert_eq!(boxed(failure(400, r#"{"code":7}"#)).to_string(), "code 7 (HTTP 400)");
}

/// A request with a number in the query, in a form or in JSON.
struct Measure(f64, &'static str);

impl rt::Validate for Measure {
    fn check(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        rt::check::finite(&at.key("query").key("size"), self.0, out);
    }
}

impl rt::Endpoint for Measure {
    type Data = Data;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation::new("x/v1/measure/update", rt::Method::Put, "/open-apis/x");

    fn write_query(&self, query: &mut rt::QueryWriter<'_>) {
        if self.1 == "query" {
            query.pair("size", &self.0);
        }
    }

    fn body(&self) -> Result<rt::Body, rt::EncodeError> {
        let mut form = rt::Form::new();
        match self.1 {
            "form" => form.text("size", &self.0),
            "json" => return rt::Body::json(&[Some(self.0)]),
            _ => return Ok(rt::Body::Empty),
        }
        Ok(rt::Body::form(form))
    }
}

#[test]
fn a_number_that_is_not_finite_is_never_sent() {
    for place in ["query", "form", "json"] {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = rt::encode(&Measure(number, place)).expect_err(place);
            assert_eq!(error.kind(), rt::ErrorKind::Encode, "{place}");
            assert_eq!(error.to_string(), "a number is NaN or infinite, which cannot be sent");
        }
        assert!(rt::encode(&Measure(1.5, place)).is_ok());
    }
    assert!(rt::JsonString::from_value(vec![f64::NAN]).is_err());
}
