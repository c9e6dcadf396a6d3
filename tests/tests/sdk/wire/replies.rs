//! Results of the client for the answers of a server.

use feishu_openapi::approval::v4::task::resubmit;
use feishu_openapi::common::CommonCode;
use feishu_openapi::corehr::v2::{process_approver, process_extra, process_transfer};
use feishu_openapi::{Endpoint, Error, ErrorCode, ErrorKind, Reply};

use super::client;
use crate::examples;
use test_server::{Answer, Server};

async fn answered<E: Endpoint>(request: &E, answer: Answer) -> Result<Reply<E::Data>, Error<E::Code>> {
    client(&Server::start([answer])).send_unchecked(request).await
}

async fn extra(
    answer: Answer,
) -> Result<Reply<process_extra::update::Data>, Error<process_extra::update::Code>> {
    answered(&examples::extra(), answer).await
}

async fn approver(
    body: &str,
) -> Result<Reply<process_approver::update::Data>, Error<process_approver::update::Code>> {
    answered(&examples::approver(), Answer::new(200, body)).await
}

#[tokio::test]
async fn the_pages_replies_are_successes() {
    async fn assert_success<E: Endpoint>(request: E, schema: &str) -> E::Data {
        let body = examples::page_json(schema, "reply").to_string();
        let reply = answered(&request, Answer::new(200, body)).await.expect("a success");
        assert_eq!((reply.status, reply.msg.as_deref()), (200, Some("success")));
        assert_eq!(reply.log_id.as_deref(), Some("LOG1"));
        reply.data
    }
    assert_success(examples::extra(), examples::EXTRA).await;
    assert_success(examples::transfer(), examples::TRANSFER).await;
    assert_success(examples::resubmit(), examples::RESUBMIT).await;
    let data = assert_success(examples::approver(), examples::APPROVER).await;
    assert_eq!((data.code, data.msg.as_deref()), (Some(0), Some("错误原因")));
}

/// The rows of a page's 错误码 table: HTTP status, code, message.
type Rows = [(u16, i64, &'static str)];

const APPROVER_ROWS: &Rows = &[
    (400, 1_161_001, "审批已被处理"),
    (400, 1_161_002, "参数非法"),
    (403, 1_161_003, "无权限"),
    (400, 1_161_004, "自动提交表单失败"),
    (400, 1_161_005, "审批状态已更新"),
];

const EXTRA_ROWS: &Rows = &[
    (500, 1_160_500, "系统异常"),
    (400, 1_160_101, "参数非法"),
    (400, 1_160_015, "所有审批已经结束"),
    (400, 1_161_103, "任务处理中"),
    (400, 1_161_003, "无权限"),
    (400, 1_160_256, "节点不支持加签"),
    (400, 1_160_001, "未能获取到租户Id和用户Id"),
    (400, 1_160_115, "不支持审批类型为或签的申请"),
    (400, 1_160_016, "审批节点已经结束"),
    (400, 1_160_129, "已经完成审批无法加签"),
    (400, 1_160_114, "审批人重复"),
];

const TRANSFER_ROWS: &Rows = &[
    (500, 1_160_500, "系统异常"),
    (400, 1_160_234, "节点不支持转交"),
    (400, 1_160_101, "参数非法"),
    (400, 1_160_221, "流程状态非法"),
    (400, 1_161_103, "任务处理中"),
    (400, 1_161_003, "无权限"),
    (400, 1_160_245, "被转交人已是当前节点处理人"),
    (400, 1_160_117, "员工不存在"),
    (500, 1_160_025, "对不起，系统出现问题，请稍后重试"),
];

const RESUBMIT_ROWS: &Rows = &[
    (400, 1_395_001, "There have been some errors. Please try again later"),
    (400, 1_390_018, "not support handwritten signature"),
    (400, 1_390_010, "task not found"),
    (400, 1_390_001, "param is invalid"),
    (400, 1_390_002, "approval code not found"),
    (400, 1_390_003, "instance code not found"),
];

#[tokio::test]
async fn every_documented_code_is_typed_with_its_message_a_hint_and_its_status() {
    async fn assert_rows<E: Endpoint>(request: E, rows: &Rows) {
        for &(status, code, message) in rows {
            let body = format!(r#"{{"code":{code},"msg":"{message}","data":{{}}}}"#);
            let error =
                answered(&request, Answer::new(status, body)).await.map(|_| ()).expect_err("a failure");
            assert_eq!((error.cause_kind(), error.http_status()), (ErrorKind::Api, Some(status)), "{code}");
            assert_eq!((error.raw_code(), error.message()), (Some(code), Some(message)));
            assert_eq!(error.log_id(), Some("LOG1"));
            assert!(!error.is_inner());
            let typed = error.code().expect("a code");
            let info = typed.info().expect("the page documents it");
            assert_eq!((typed.code(), info.message(), info.http_status()), (code, message, Some(status)));
            let name = format!("{typed:?}");
            assert!(name.chars().all(char::is_alphanumeric), "{name} is the endpoint's own variant");
            let hint = error.hint().expect("advice in our words");
            assert!(hint.is_ascii() && error.to_string().contains(hint), "{error}");
            assert!(
                !error.is_retryable() || status == 500 || [1_161_103, 1_395_001].contains(&code),
                "{code}"
            );
        }
    }
    assert_rows(examples::approver(), APPROVER_ROWS).await;
    assert_rows(examples::extra(), EXTRA_ROWS).await;
    assert_rows(examples::transfer(), TRANSFER_ROWS).await;
    assert_rows(examples::resubmit(), RESUBMIT_ROWS).await;
}

/// 1161003 is documented with HTTP 403 by one page and with 400 by two: the status is no part of a code's identity.
#[tokio::test]
async fn a_code_is_the_same_with_any_http_status() {
    for status in [200, 400, 403, 500] {
        let answer = Answer::new(status, r#"{"code":1161003,"msg":"无权限"}"#);
        let error = extra(answer).await.expect_err("a failure");
        assert_eq!(error.code(), Some(process_extra::update::Code::NoPermission), "HTTP {status}");
        assert_eq!(error.http_status(), Some(status));
    }
    assert_eq!(process_extra::update::Code::NoPermission.http_status(), Some(400));
    assert_eq!(process_transfer::update::Code::NoPermission.http_status(), Some(400));
    assert_eq!(process_approver::update::Code::NoPermission.http_status(), Some(403));
}

#[tokio::test]
async fn http_200_with_a_code_is_a_failure() {
    let answer = Answer::new(200, r#"{"code":1160114,"msg":"审批人重复","data":{}}"#);
    let error = extra(answer).await.expect_err("a failure");
    assert_eq!(error.code(), Some(process_extra::update::Code::DuplicateApprover));
    assert_eq!(
        error.to_string().split("; hint:").next(),
        Some("code 1160114: 审批人重复"),
        "the server's code and words come first"
    );
    assert!(error.to_string().ends_with("(HTTP 200, log id LOG1)"), "{error}");
}

#[tokio::test]
async fn an_unknown_code_keeps_code_message_and_log_id() {
    let error = extra(Answer::new(418, r#"{"code":424242,"msg":"新的错误"}"#)).await.expect_err("a failure");
    assert_eq!((error.raw_code(), error.message()), (Some(424_242), Some("新的错误")));
    assert_eq!((error.log_id(), error.http_status(), error.hint()), (Some("LOG1"), Some(418), None));
    let code = error.code().expect("a code");
    assert!(matches!(code, process_extra::update::Code::Other(_)), "{code:?}");
    assert_eq!((code.code(), code.to_string().as_str()), (424_242, "424242"));
}

#[tokio::test]
async fn a_code_of_the_platform_is_typed_for_every_endpoint() {
    let limited = || {
        Answer::new(429, r#"{"code":99991400,"msg":"request trigger frequency limit"}"#)
            .with_header("x-ogw-ratelimit-reset", "3")
    };
    let error = extra(limited()).await.expect_err("a failure");
    assert_eq!(error.code(), Some(process_extra::update::Code::Common(CommonCode::TooManyRequests)));
    assert!(error.is_retryable() && !error.may_have_executed());
    let error = answered(&examples::resubmit(), limited()).await.expect_err("a failure");
    assert_eq!(error.code(), Some(resubmit::Code::Common(CommonCode::TooManyRequests)));
}

/// 1395001 says only that something failed: whether the call took effect is open.
#[tokio::test]
async fn a_vague_code_leaves_the_outcome_open() {
    let answer = Answer::new(400, r#"{"code":1395001,"msg":"There have been some errors."}"#);
    let error = answered(&examples::resubmit(), answer).await.expect_err("a failure");
    assert_eq!(error.code(), Some(resubmit::Code::ServiceError));
    assert!(error.may_have_executed());
}

#[tokio::test]
async fn the_details_of_an_error_are_kept() {
    let body = r#"{"code":99992402,"msg":"field validation failed","error":{"log_id":"LOG2","troubleshooter":"https://open.feishu.cn/search",
        "field_violations":[{"field":"extra_user_ids","description":"the min len is 1"}],"new":[1]}}"#;
    let error = extra(Answer::new(400, body)).await.expect_err("a failure");
    let detail = error.detail().expect("details");
    assert_eq!(error.log_id(), Some("LOG1"), "the header counts more than the body");
    assert_eq!(detail.log_id.as_deref(), Some("LOG2"));
    assert_eq!(detail.field_violations.len(), 1);
    assert_eq!(detail.field_violations[0].field.as_deref(), Some("extra_user_ids"));
}

#[tokio::test]
async fn an_inner_code_is_a_failure_of_the_call() {
    let error = approver(r#"{"code":0,"msg":"success","data":{"code":1161001,"msg":"审批已被处理"}}"#)
        .await
        .expect_err("the decision failed");
    assert!(error.is_inner());
    assert_eq!(error.code(), Some(process_approver::update::Code::AlreadyProcessed));
    assert_eq!((error.message(), error.http_status()), (Some("审批已被处理"), Some(200)));
    assert_eq!((error.log_id(), error.may_have_executed()), (Some("LOG1"), true));
    assert!(error.to_string().starts_with("inner code 1161001: 审批已被处理"), "{error}");

    let error = approver(r#"{"code":0,"data":{"code":-1}}"#).await.expect_err("the decision failed");
    assert_eq!((error.raw_code(), error.is_inner(), error.message()), (Some(-1), true, None));

    let error = approver(r#"{"code":1161002,"msg":"a","data":{"code":1161001,"msg":"b"}}"#).await;
    let error = error.expect_err("the outer code counts first");
    assert_eq!((error.raw_code(), error.is_inner()), (Some(1_161_002), false));
}

#[tokio::test]
async fn data_may_be_missing_null_or_unknown() {
    for (body, code, msg) in [
        (r#"{"code":0,"msg":"success"}"#, None, None),
        (r#"{"code":0,"msg":"success","data":null}"#, None, None),
        (r#"{"code":0,"msg":"success","data":{}}"#, None, None),
        (r#"{"code":0,"msg":null,"data":{"code":null,"msg":null}}"#, None, None),
        (r#"{"data":{"msg":"m","new":{"a":[1,null]},"code":0},"trace":[],"code":0}"#, Some(0), Some("m")),
    ] {
        let reply = approver(body).await.expect(body);
        assert_eq!((reply.data.code, reply.data.msg.as_deref()), (code, msg), "{body}");
    }
    // Its page documents no data, so nothing that stands there is wrong.
    for data in [r#"{"later":1}"#, r#""""#, "[]", "0"] {
        let body = format!(r#"{{"code":0,"data":{data}}}"#);
        let reply = extra(Answer::new(201, body)).await.expect("2xx is a success");
        assert_eq!((reply.data, reply.status), (process_extra::update::Data::default(), 201));
    }
}

#[tokio::test]
async fn a_reply_of_another_shape_is_refused() {
    for (status, body, fault) in [
        (200, r#"[0,"success",null]"#, "not a JSON object"),
        (200, "", ""),
        (200, "<html>502</html>", ""),
        (200, r#"{"msg":"success","data":{}}"#, "code"),
        (200, r#"{"code":"0","msg":"success"}"#, "code"),
        (502, "bad gateway", ""),
        (502, r#"{"code":0,"msg":"success","data":{}}"#, ""),
        (302, "", ""),
    ] {
        let answer = Answer::new(status, body).with_header("location", "http://127.0.0.1:1/elsewhere");
        let error = answered(&examples::approver(), answer).await.expect_err(body);
        assert_eq!(error.cause_kind(), ErrorKind::Unreadable, "{status} {body}");
        assert_eq!((error.http_status(), error.log_id()), (Some(status), Some("LOG1")));
        assert!(error.may_have_executed() && error.code().is_none());
        assert!(error.to_string().contains(fault), "{error}");
    }
}

#[tokio::test]
async fn an_inner_code_of_another_type_is_still_a_failure() {
    let answer = Answer::new(200, r#"{"code":0,"data":{"code":"1161001"}}"#);
    let error = answered(&examples::approver(), answer).await.expect_err("an inner failure");
    assert_eq!((error.kind(), error.raw_code(), error.is_inner()), (ErrorKind::Api, Some(1_161_001), true));
    for data in [
        r#"{"code":"E1161001","msg":"refused"}"#,
        r#"{"code":1161001.5}"#,
        r#"{"code":true}"#,
        r#"{"code":{}}"#,
        r#"["1161001","msg"]"#,
        r#"[{"code":1161001}]"#,
        r#""failed""#,
    ] {
        let answer = Answer::new(200, format!(r#"{{"code":0,"data":{data}}}"#));
        let error = answered(&examples::approver(), answer).await.expect_err(data);
        assert_eq!(error.cause_kind(), ErrorKind::Unreadable, "{data}");
        assert!(error.may_have_executed(), "{data}");
    }
}

#[tokio::test]
async fn the_log_id_has_two_names() {
    let answer = Answer::bare(200, r#"{"code":0}"#).with_header("X-Request-Id", "R1");
    assert_eq!(extra(answer).await.expect("a success").log_id.as_deref(), Some("R1"));
    let answer = Answer::bare(400, r#"{"code":5,"error":{"logid":"E1"}}"#);
    assert_eq!(extra(answer).await.expect_err("a failure").log_id(), Some("E1"));
    assert_eq!(extra(Answer::bare(200, r#"{"code":0}"#)).await.expect("a success").log_id, None);
}

#[tokio::test]
async fn errors_of_two_endpoints_become_one_type() {
    async fn both(client: &feishu_openapi::Client) -> Result<(), Error> {
        client.send(&examples::extra()).await?;
        client.send(&examples::transfer()).await?;
        Ok(())
    }
    let server = Server::start([Answer::success(), Answer::new(400, r#"{"code":1160245,"msg":"m"}"#)]);
    let error = both(&client(&server)).await.expect_err("the second fails");
    assert_eq!((error.raw_code(), error.message()), (Some(1_160_245), Some("m")));
    assert!(error.hint().is_some(), "the hint of the endpoint survives");
    assert_eq!(error.log_id(), Some("LOG1"));
}

#[tokio::test]
async fn a_server_that_disconnects_leaves_the_outcome_open() {
    let server = Server::start([Answer::cut_off()]);
    let error = client(&server).send(&examples::extra()).await.expect_err("no whole reply");
    assert_eq!(error.cause_kind(), ErrorKind::Interrupted);
    assert!(error.may_have_executed());

    // No server of a test is given a port below 1024.
    let gone = feishu_openapi::Client::builder("a", "b").base_url("http://127.0.0.1:1").build();
    let gone = gone.expect("a client");
    let error = gone.send(&examples::extra()).await.expect_err("nobody listens");
    assert_eq!(error.kind(), ErrorKind::Token);
    assert!(!error.may_have_executed() && error.is_retryable());
}
