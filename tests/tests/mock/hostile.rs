//! Requests that the client never sends: each is answered in the envelope, and the server goes on.

use feishu_openapi::mock::{self, Mock};

use crate::http::{self, Answer};

const APPROVER: &str = "PUT /open-apis/corehr/v2/processes/1/approvers/2";

fn approver(mock: &Mock, body: &str) -> Vec<(String, String)> {
    let answer = http::json(mock, APPROVER, "t-1", body);
    assert_eq!((answer.status, answer.code()), (400, 99_992_402), "{body}");
    answer.violations()
}

fn only(pointer: &str, what: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), what.to_owned())]
}

#[test]
fn bodies_are_read_strictly() {
    let mock = mock::start().expect("a server");
    let good = r#""status":3,"user_id":"u""#;
    let unknown = approver(&mock, &format!(r#"{{{good},"reson":"typo"}}"#));
    assert_eq!(unknown, only("/body/reson", "is not documented"));
    let null = approver(&mock, &format!(r#"{{{good},"reason":null}}"#));
    assert_eq!(null, only("/body/reason", "is null; omit members without a value"));
    let nested = r#""field_values_v2":[{"variable_value":["text"]}]"#;
    let array = approver(&mock, &format!("{{{good},{nested}}}"));
    assert_eq!(array.len(), 1, "{array:?}");
    assert!(array.iter().all(|(field, _)| field.starts_with("/body/field_values_v2/0")), "{array:?}");
    let kind = approver(&mock, r#"{"status":3,"user_id":7}"#);
    assert_eq!(kind, only("/body/user_id", "invalid type: integer `7`, expected a string"));
    let missing = approver(&mock, "{}");
    assert_eq!(missing, only("/body", "missing field `status`"));
    for no_json in ["{", "[1,2", "\u{feff}{}", "{\"status\":3", &"[".repeat(100_000)] {
        let found = approver(&mock, no_json);
        assert!(
            found.iter().any(|(field, what)| field == "/body" && what.contains("is not JSON")),
            "{found:?}"
        );
    }
    let array = approver(&mock, r#"[3,"u"]"#);
    assert!(!array.is_empty(), "an array is no object");
}

#[test]
fn queries_are_read_strictly() {
    let mock = mock::start().expect("a server");
    let refused = |query: &str| {
        let answer =
            http::json(&mock, &format!("{APPROVER}?{query}"), "t-1", r#"{"status":3,"user_id":"u"}"#);
        (answer.code(), answer.violations())
    };
    assert_eq!(refused("user_id_type=open_id").0, 0);
    assert_eq!(refused("lang=x").1, only("/query/lang", "is not documented"));
    assert_eq!(
        refused("user_id_type=open_id&user_id_type=open_id").1,
        only("/query/user_id_type", "is given twice")
    );
    assert_eq!(refused("user_id_type=%ff").1, only("/query", "is not percent-encoded UTF-8"));
}

#[test]
fn other_paths_and_methods_are_answered_in_the_envelope() {
    let mock = mock::start().expect("a server");
    let told = |answer: Answer| (answer.status, answer.code());
    assert_eq!(told(http::json(&mock, "GET /", "t-1", "")), (404, 404));
    assert_eq!(
        told(http::json(&mock, "GET /open-apis/corehr/v2/processes//approvers/2", "t-1", "")),
        (404, 404)
    );
    let wrong = http::json(&mock, "DELETE /open-apis/corehr/v2/processes/1/approvers/2", "t-1", "");
    assert!(wrong.head.contains("allow: put"), "{}", wrong.head);
    assert_eq!(told(wrong), (405, 405));
    assert_eq!(http::exchange(&mock, b"\0\0\0 nonsense\r\n\r\n").status, 400);
    let calls = mock.calls();
    let recorded = calls.iter().map(|call| (call.endpoint(), call.method(), call.target(), call.code()));
    let expected = [
        ("", "GET", "/", 404),
        ("", "GET", "/open-apis/corehr/v2/processes//approvers/2", 404),
        ("", "DELETE", "/open-apis/corehr/v2/processes/1/approvers/2", 405),
    ];
    assert_eq!(recorded.collect::<Vec<_>>(), expected);
}

#[test]
fn bodies_are_bounded() {
    let mock = mock::start().expect("a server");
    let head = format!(
        "{APPROVER} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 900000000000\r\n\r\n"
    );
    let mut request = head.into_bytes();
    request.resize((64 << 20) + 10_000, b' ');
    assert_eq!(http::exchange(&mock, &request).status, 413);
    assert_eq!(http::json(&mock, APPROVER, "t-1", r#"{"status":3,"user_id":"u"}"#).code(), 0);
}

#[test]
fn forms_are_read_strictly() {
    const UPLOAD: &str = "POST /approval/openapi/v2/file/upload";
    let mock = mock::start().expect("a server");
    let send = |content_type: &str, body: &str| {
        let headers = format!("Authorization: Bearer t-1\r\nContent-Type: {content_type}\r\n");
        let answer = http::send(&mock, UPLOAD, &headers, body.as_bytes());
        (answer.code(), answer.violations())
    };
    let text = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"a\"\r\n\r\nx\r\n";
    let named = text("name", "a") + &text("type", "image");
    let form = "multipart/form-data; boundary=b";
    assert_eq!(send(form, &format!("{named}{file}--b--\r\n")), (0, vec![]));
    assert_eq!(send(form, &format!("{named}--b--\r\n")).1, only("/body/content", "is missing"));
    let no_file = format!("{named}{}--b--\r\n", text("content", "x"));
    assert_eq!(send(form, &no_file).1, only("/body/content", "must be a file with a name"));
    let other = format!("{named}{file}{}--b--\r\n", text("other", "x"));
    assert_eq!(send(form, &other).1, only("/body/other", "is not documented"));
    let twice = format!("{named}{file}{file}--b--\r\n");
    assert_eq!(send(form, &twice).1, only("/body/content", "is given twice"));
    let cut = format!("{named}{file}");
    for (content_type, body) in
        [(form, cut.as_str()), ("multipart/form-data", ""), ("application/json", "{}")]
    {
        let (code, found) = send(content_type, body);
        assert_eq!(code, 99_992_402);
        assert!(found.iter().any(|(_, what)| what.starts_with("is not a form")), "{found:?}");
    }
}

#[test]
fn an_order_for_an_undocumented_code_is_refused() {
    let mock = mock::start().expect("a server");
    for order in ["7", "none", ""] {
        let headers = format!(
            "Authorization: Bearer t-1\r\nContent-Type: application/json\r\nX-Mock-Code: {order}\r\n"
        );
        let answer = http::send(&mock, APPROVER, &headers, br#"{"status":3,"user_id":"u"}"#);
        assert_eq!(
            answer.violations(),
            only("/headers/x-mock-code", "is not a code that the endpoint documents")
        );
    }
    let headers = "Authorization: Bearer t-1\r\nContent-Type: application/json\r\nX-Mock-Code: 99991400\r\n";
    let answer = http::send(&mock, APPROVER, headers, br#"{"status":3,"user_id":"u"}"#);
    assert_eq!((answer.status, answer.code()), (429, 99_991_400));
    assert!(answer.head.contains("x-ogw-ratelimit-reset: 1"), "{}", answer.head);
}

#[test]
fn several_tables_are_served_by_one_server() {
    let (first, second) = mock::routes().split_at(mock::routes().len() / 2);
    let mock = Mock::start(second.iter().chain(first).chain(second), 0).expect("a server");
    for table in [first, second] {
        mock.order(table[0].operation().id, 99_991_400).expect("the endpoint is served");
    }
    assert_eq!(http::json(&mock, APPROVER, "t-1", r#"{"status":3,"user_id":"u"}"#).code(), 0);
}
