//! Tokens: who gets one, and which a call takes.

use feishu_openapi::mock::{self, Mock};
use feishu_openapi::{AuthorizationCode, Client, TokenKind};
use serde_json::{Value, json};

use crate::http;

fn ask(mock: &Mock, path: &str, body: &Value) -> Value {
    http::json(mock, &format!("POST /open-apis/{path}"), "none", &body.to_string()).json()
}

#[test]
fn each_kind_of_token_can_be_had_and_needs_all_that_its_page_requires() {
    let mock = mock::start().expect("a server");
    let app = json!({"app_id": "a", "app_secret": "s", "app_ticket": "t"});
    let tenant = json!({"app_access_token": "a-1", "tenant_key": "k"});
    for (path, body, token) in [
        ("auth/v3/tenant_access_token/internal", &app, "tenant_access_token"),
        ("auth/v3/app_access_token/internal", &app, "app_access_token"),
        ("auth/v3/app_access_token", &app, "app_access_token"),
        ("auth/v3/tenant_access_token", &tenant, "tenant_access_token"),
    ] {
        let reply = ask(&mock, path, body);
        assert!(reply["code"] == 0 && reply[token].is_string() && reply["expire"] == 7200, "{reply}");
        assert_eq!(ask(&mock, path, &json!({}))["code"], 99_992_402);
    }
    assert_eq!(ask(&mock, "auth/v3/app_ticket/resend", &app), json!({"code": 0, "msg": "success"}));
    assert!(mock.calls().iter().all(|call| call.request().is_null()), "secrets are not kept");
}

#[test]
fn a_code_and_a_refresh_token_are_good_for_once() {
    let mock = mock::start().expect("a server");
    let path = "authen/v2/oauth/token";
    let with = |grant: &str, name: &str, value: &Value| {
        ask(&mock, path, &json!({"grant_type": grant, "client_id": "a", "client_secret": "s", name: value}))
    };
    let first = with("authorization_code", "code", &json!("c"));
    // Another person's tokens leave those of the first as they are.
    assert_eq!(with("authorization_code", "code", &json!("d"))["code"], 0);
    let second = with("refresh_token", "refresh_token", &first["refresh_token"]);
    assert_eq!(second["code"], 0);
    assert_ne!(first["access_token"], second["access_token"]);
    let spent = with("refresh_token", "refresh_token", &first["refresh_token"]);
    assert_eq!((&spent["code"], &spent["error"]), (&json!(20_073), &json!("invalid_grant")));
    assert_eq!(with("authorization_code", "code", &json!("c"))["code"], 20_003);
    let password = with("password", "code", &json!("c"));
    assert_eq!((&password["code"], &password["error"]), (&json!(20_036), &json!("unsupported_grant_type")));
    let incomplete = with("refresh_token", "code", &json!("c"));
    assert_eq!((&incomplete["code"], &incomplete["msg"]), (&json!(20_001), &Value::Null));
    let described = incomplete["error_description"].as_str().expect("a description");
    assert!(described.starts_with("The request is missing a required parameter"), "{described}");
}

#[test]
fn a_person_agrees_and_the_code_is_exchanged_in_either_version() {
    let mock = mock::start().expect("a server");
    let page = "GET /open-apis/authen/v1/authorize?client_id=a&response_type=code&state=a%26b\
                &redirect_uri=https%3A%2F%2Fexample.com%2Fback%3Fx%3D1%23top";
    let agreed = http::send(&mock, page, "", b"");
    assert_eq!(agreed.status, 302);
    let location = agreed.head.lines().find_map(|line| line.strip_prefix("location: ")).expect("a location");
    assert_eq!(location, "https://example.com/back?x=1&code=c-mock-1&state=a%26b#top");

    let post = |path: &str, token: &str, body: Value| {
        http::json(&mock, &format!("POST /open-apis/authen/v1/{path}"), token, &body.to_string()).json()
    };
    let code = json!({"grant_type": "authorization_code", "code": "c-mock-1"});
    assert_eq!(
        post("oidc/access_token", "u-1", code.clone())["code"],
        99_991_668,
        "the app's token is needed"
    );
    let tokens = post("oidc/access_token", "a-mock", code.clone());
    assert_eq!(post("access_token", "a-mock", code)["code"], 20_007, "the code was used");
    let refresh = json!({"grant_type": "refresh_token", "refresh_token": tokens["data"]["refresh_token"]});
    let tokens = post("oidc/refresh_access_token", "a-mock", refresh.clone());
    assert!(tokens["data"]["access_token"].as_str().is_some_and(|token| token.starts_with("u-")), "{tokens}");
    assert_eq!(post("refresh_access_token", "a-mock", refresh)["code"], 20_007);
    let code = json!({"grant_type": "authorization_code", "code": "another"});
    assert_eq!(post("access_token", "a-mock", code)["data"]["name"], "zhangsan");
    let mixed = json!({"grant_type": "refresh_token", "refresh_token": "r", "code": "c"});
    assert_eq!(post("access_token", "a-mock", mixed)["code"], 20_007);
    assert_eq!(post("access_token", "a-mock", json!({}))["code"], 20_001);

    let profile = |token: &str| http::json(&mock, "GET /open-apis/authen/v1/user_info", token, "").json();
    assert_eq!(profile("u-mock-2")["data"]["employee_no"], "111222333");
    assert_eq!(profile("t-1")["code"], 99_991_663);
    let last = mock.calls().into_iter().rev().nth(1).expect("a call");
    assert_eq!((last.endpoint(), last.token()), ("authen/v1/user_info/get", Some(TokenKind::User)));
}

#[tokio::test]
async fn the_client_authorizes_a_person_and_says_when_the_code_was_used() {
    let mock = mock::start().expect("a server");
    let client =
        Client::builder("cli_1", "secret-canary").base_url(mock.base_url()).build().expect("a client");
    client.authorize_user("ann", AuthorizationCode::new("c")).await.expect("tokens");
    let used =
        client.authorize_user("bob", AuthorizationCode::new("c")).await.expect_err("the code was used");
    assert_eq!(used.token_error().and_then(feishu_openapi::Error::raw_code), Some(20_003), "{used}");
}

#[test]
fn tokens_are_looked_at_for_their_kind() {
    let mock = mock::start().expect("a server");
    let tenant_only = "PUT /open-apis/corehr/v2/processes/1/approvers/2";
    let body = r#"{"status":3,"user_id":"u"}"#;
    let code = |token: &str| http::json(&mock, tenant_only, token, body).code();
    assert_eq!(code("t-1"), 0);
    assert_eq!(code("u-1"), 99_991_668);
    assert_eq!(code("a-1"), 99_991_663);
    assert_eq!(code("1"), 99_991_671);
    let without = http::send(&mock, tenant_only, "Content-Type: application/json\r\n", body.as_bytes());
    assert_eq!(without.code(), 99_991_661);
    let calls = mock.calls();
    let kinds: Vec<_> = calls.iter().map(mock::Call::token).collect();
    assert_eq!(kinds, [Some(TokenKind::Tenant), None, None, None, None]);
}

#[test]
fn a_call_for_a_token_can_be_ordered_any_code() {
    let mock = mock::start().expect("a server");
    let id = "auth/v3/tenant_access_token/internal";
    mock.order(id, 10_014).expect("any code");
    let app = json!({"app_id": "a", "app_secret": "s"});
    assert_eq!(ask(&mock, id, &app)["code"], 10_014);
    assert_eq!(ask(&mock, id, &app)["code"], 0);
}

#[test]
fn the_answer_of_a_call_for_a_token_can_be_ordered() {
    let mock = mock::start().expect("a server");
    let id = "auth/v3/tenant_access_token/internal";
    let data = json!({"tenant_access_token": "t-short", "expire": 60});
    mock.answer_json(id, data).expect("the page documents it");
    let app = json!({"app_id": "a", "app_secret": "s"});
    let ordered = ask(&mock, id, &app);
    assert_eq!(
        (&ordered["code"], &ordered["tenant_access_token"], &ordered["expire"]),
        (&json!(0), &json!("t-short"), &json!(60))
    );
    assert_eq!(ask(&mock, id, &app)["expire"], 60, "the last answer stays");
}
