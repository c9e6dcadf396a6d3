//! Generated code, written by hand: a call from request to bytes and from bytes to data.

mod replies;

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
