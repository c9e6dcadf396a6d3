//! Requests as the server receives them: method, path, query, headers and body, byte for byte.

use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::common::{DepartmentIdType, UserIdType};
use feishu_openapi::corehr::v2::process_approver::update as approver;
use feishu_openapi::corehr::v2::process_extra::update as extra;
use feishu_openapi::corehr::v2::process_transfer::update as transfer;
use feishu_openapi::{Endpoint, ErrorKind, JsonString};

use super::client;
use crate::examples;
use test_server::{Recorded, Server, TOKEN_PATH};

/// Sends a request and returns what came of it, after the call for a token.
async fn sent<E: Endpoint>(server: &Server, request: &E) -> Recorded {
    client(server).send_unchecked(request).await.expect("a success");
    let [token, call] = <[Recorded; 2]>::try_from(server.requests()).expect("a token, then the call");
    assert_eq!(token.target, TOKEN_PATH);
    call
}

async fn sent_body<E: Endpoint>(request: &E) -> String {
    sent(&Server::agreeable(1), request).await.body
}

/// Asserts what the page says of a call: the request line, and the body of its example.
fn assert_page(call: &Recorded, line: &str, schema: &str) {
    assert_eq!(format!("{} {}", call.method, call.target), line);
    assert_eq!(call.header("content-type"), ["application/json; charset=utf-8"]);
    assert_eq!(call.header("authorization"), ["Bearer t-canary-token"]);
    assert_eq!(call.header("content-length"), [call.body.len().to_string()]);
    assert_eq!(call.body, examples::page_json(schema, "request").to_string());
}

#[tokio::test]
async fn approving_or_rejecting() {
    let server = Server::agreeable(1);
    let request = examples::approver()
        .user_id_type(UserIdType::OpenId)
        .department_id_type(DepartmentIdType::OpenDepartmentId);
    let call = sent(&server, &request).await;
    assert_page(
        &call,
        "PUT /open-apis/corehr/v2/processes/7328345170959681068/approvers/7381468648050787884\
         ?user_id_type=open_id&department_id_type=open_department_id",
        examples::APPROVER,
    );
    insta::assert_snapshot!("approver", server.shown(&call));
}

#[tokio::test]
async fn adding_approvers() {
    let server = Server::agreeable(1);
    let call = sent(&server, &examples::extra().user_id_type(UserIdType::PeopleCorehrId)).await;
    assert_page(
        &call,
        "PUT /open-apis/corehr/v2/processes/7410664363763172908/extra?user_id_type=people_corehr_id",
        examples::EXTRA,
    );
    insta::assert_snapshot!("extra", server.shown(&call));
}

#[tokio::test]
async fn transferring() {
    let server = Server::agreeable(1);
    let call = sent(&server, &examples::transfer()).await;
    assert_page(&call, "PUT /open-apis/corehr/v2/processes/7410664363763172908/transfer", examples::TRANSFER);
    insta::assert_snapshot!("transfer", server.shown(&call));
}

/// The page's `comment` is not JSON, so the request goes out unchecked.
#[tokio::test]
async fn resubmitting() {
    let server = Server::agreeable(1);
    let call = sent(&server, &examples::resubmit().user_id_type(UserIdType::UserId)).await;
    assert_page(&call, "POST /open-apis/approval/v4/tasks/resubmit?user_id_type=user_id", examples::RESUBMIT);
    insta::assert_snapshot!("resubmit", server.shown(&call));
}

#[tokio::test]
async fn asking_for_a_token() {
    let server = Server::agreeable(2);
    let client = client(&server);
    client.send(&examples::transfer()).await.expect("a success");
    client.send(&examples::extra()).await.expect("a success");
    let requests = server.requests();
    assert_eq!(requests.len(), 3, "one token serves both calls");
    assert_eq!(requests[0].header("authorization"), [""; 0]);
    insta::assert_snapshot!("token", server.shown(&requests[0]));
}

#[tokio::test]
async fn ids_stay_one_segment_each() {
    let request = approver::Request::new(approver::Required {
        process_id: "a/../b?c=d#e".into(),
        approver_id: "任务 1+=@..%2e".into(),
        status: approver::Status::Approve,
    })
    .system_approval(true);
    let call = sent(&Server::agreeable(1), &request).await;
    assert_eq!(
        call.target,
        "/open-apis/corehr/v2/processes/a%2F%2E%2E%2Fb%3Fc%3Dd%23e/approvers/\
         %E4%BB%BB%E5%8A%A1%201%2B%3D%40%2E%2E%252e"
    );
}

#[tokio::test]
async fn required_zeros_falses_and_empty_texts_are_sent_and_absent_optionals_are_not() {
    let zeros = extra::Request::new(extra::Required {
        process_id: "1".into(),
        extra_type: extra::ExtraType::Before,
        extra_user_ids: vec![],
    });
    assert_eq!(sent_body(&zeros).await, r#"{"extra_type":0,"extra_user_ids":[]}"#);
    let given = zeros.operator("").approval_type(extra::ApprovalType::AnyOne).system_user(false).remark("");
    assert_eq!(
        sent_body(&given).await,
        r#"{"operator":"","extra_type":0,"approval_type":0,"extra_user_ids":[],"remark":"","system_user":false}"#
    );

    let empty = transfer::Request::new(transfer::Required {
        process_id: "1".into(),
        to_user_id: String::new(),
        approver_ids: vec![String::new()],
    });
    assert_eq!(sent_body(&empty).await, r#"{"to_user_id":"","approver_ids":[""]}"#);

    let value = approver::FormValue::new()
        .bool_value(false)
        .list_values([""; 0])
        .i18n_value(approver::I18nText::new())
        .file_value(approver::FileValue::new().length(0));
    let request = approver::Request::new(approver::Required {
        process_id: "1".into(),
        approver_id: "2".into(),
        status: approver::Status::Approve,
    });
    assert_eq!(sent_body(&request).await, r#"{"status":3}"#);
    let variables = [approver::FormVariable::new().variable_value(value), approver::FormVariable::new()];
    assert_eq!(
        sent_body(&request.system_approval(false).reason("").field_values_v2(variables)).await,
        r#"{"status":3,"system_approval":false,"reason":"","field_values_v2":[{"variable_value":{"bool_value":false,"i18n_value":{},"list_values":[],"file_value":{"length":0}}},{}]}"#
    );

    let empty = resubmit::Request::new(resubmit::Required {
        approval_code: String::new(),
        instance_code: String::new(),
        user_id: String::new(),
        task_id: String::new(),
        form: JsonString::from_text(""),
    });
    assert_eq!(
        sent_body(&empty).await,
        r#"{"approval_code":"","instance_code":"","user_id":"","task_id":"","form":""}"#
    );
}

/// `thumbnailURL`, `fileSize` and `type` are the page's spelling inside the string.
#[tokio::test]
async fn json_in_a_string_is_compact_and_keeps_its_names() {
    let comment = resubmit::Comment::new().text("评论 \"a\"").files([resubmit::Attachment::new()
        .url("https://a.example/1.png")
        .thumbnail_url("https://a.example/1-small.png")
        .file_size(i64::MAX)
        .title("t")
        .type_(resubmit::AttachmentType::Image)]);
    let request = examples::resubmit().comment(JsonString::from_value(comment).expect("JSON"));
    let server = Server::agreeable(1);
    client(&server).send(&request).await.expect("a success");
    let body: serde_json::Value = serde_json::from_str(&server.requests()[1].body).expect("JSON");
    assert_eq!(
        body["comment"],
        "{\"text\":\"评论 \\\"a\\\"\",\"files\":[{\"url\":\"https://a.example/1.png\",\
         \"thumbnailURL\":\"https://a.example/1-small.png\",\"fileSize\":9223372036854775807,\
         \"title\":\"t\",\"type\":\"image\"}]}"
    );
}

#[tokio::test]
async fn an_invalid_request_is_not_sent_unless_the_caller_insists() {
    let server = Server::agreeable(1);
    let client = client(&server);
    let mut request = examples::transfer();
    request.body.approver_ids.clear();
    let error = client.send(&request).await.expect_err("approver_ids needs an element");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(!error.may_have_executed());
    let violations = error.violations().expect("violations");
    assert_eq!(violations.iter().next().map(feishu_openapi::Violation::pointer), Some("/body/approver_ids"));
    assert!(server.requests().is_empty(), "not even a token was asked for");

    client.send_unchecked(&request).await.expect("the server decides");
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].body.contains(r#""approver_ids":[]"#), "{}", requests[1].body);
}

#[tokio::test]
async fn an_unknown_enum_value_is_sent_unchecked_as_it_is() {
    let server = Server::agreeable(1);
    let mut request = examples::extra().user_id_type(UserIdType::from("lark_id"));
    request.body.extra_type = 7.into();
    let error = client(&server).send(&request).await.expect_err("neither is documented");
    assert_eq!(error.violations().map(feishu_openapi::Violations::len), Some(2));
    let call = sent(&server, &request).await;
    assert!(call.target.ends_with("?user_id_type=lark_id"), "{}", call.target);
    assert!(call.body.contains(r#""extra_type":7,"#), "{}", call.body);
}

#[tokio::test]
async fn an_unsafe_id_is_never_sent() {
    let server = Server::agreeable(1);
    for id in ["", ".", "..", "a\nb", "\u{7f}"] {
        let mut request = examples::transfer();
        request.path.process_id = id.to_owned();
        let error = client(&server).send_unchecked(&request).await.expect_err("no segment");
        assert_eq!(error.kind(), ErrorKind::Path, "{id:?}");
    }
    assert!(server.requests().is_empty());
}
