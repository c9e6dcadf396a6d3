//! Tokens: who gets one, and which a call takes.

use feishu_openapi::TokenKind;
use feishu_openapi::mock::{self, Mock};
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
    assert!(mock.calls().iter().all(|call| call.request().is_null()), "secrets are not kept");
}

#[test]
fn a_refresh_token_is_good_for_once() {
    let mock = mock::start().expect("a server");
    let path = "authen/v2/oauth/token";
    let with = |grant: &str, name: &str, value: &Value| {
        ask(&mock, path, &json!({"grant_type": grant, "client_id": "a", "client_secret": "s", name: value}))
    };
    let first = with("authorization_code", "code", &json!("c"));
    let second = with("refresh_token", "refresh_token", &first["refresh_token"]);
    assert_ne!(first["access_token"], second["access_token"]);
    let spent = with("refresh_token", "refresh_token", &first["refresh_token"]);
    assert_eq!(spent["code"], 20_064);
    assert_eq!(with("password", "code", &json!("c"))["code"], 99_992_402);
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
