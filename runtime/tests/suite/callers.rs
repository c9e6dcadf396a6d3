//! The token of a call: the documented kind, unless the caller chooses another.

use crate::support::script::{Script, TOKEN, done, token};
use crate::support::{Code, Data};
use feishu_runtime as rt;

/// An endpoint that documents the tokens of the kind that its type says.
struct Documents<T>(std::marker::PhantomData<T>);

trait Tokens {
    const KINDS: &'static [rt::TokenKind];
}

struct Nothing;
struct Users;
struct Apps;

impl Tokens for Nothing {
    const KINDS: &'static [rt::TokenKind] = &[];
}

impl Tokens for Users {
    const KINDS: &'static [rt::TokenKind] = &[rt::TokenKind::User];
}

impl Tokens for Apps {
    const KINDS: &'static [rt::TokenKind] = &[rt::TokenKind::App];
}

impl<T: Tokens> Documents<T> {
    const NEW: Self = Self(std::marker::PhantomData);
}

impl<T: Tokens> rt::Validate for Documents<T> {
    fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
}

impl<T: Tokens> rt::Endpoint for Documents<T> {
    type Data = Data;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation::new("test/v1/note/get", rt::Method::Patch, "/open-apis/test/v1/note")
            .host("www.feishu.cn")
            .tokens(T::KINDS);
}

/// The token that the call came with, and the last part of the path of the call for it.
fn shown(script: &Script) -> (Option<String>, Option<String>) {
    let fetch =
        script.lines().iter().rev().nth(1).and_then(|line| Some(line.rsplit_once("/v3/")?.1.to_owned()));
    (script.authorizations().pop().flatten(), fetch)
}

const BEARER: &str = "Bearer t-canary-token";

#[tokio::test]
async fn a_call_without_a_documented_token_sends_one_only_as_the_app() {
    let script = Script::new([done(), token(TOKEN, 7200), done()]);
    let client = script.client();
    client.send(&Documents::<Nothing>::NEW).await.expect("a success");
    assert_eq!(shown(&script), (None, None));
    client.call(&Documents::<Nothing>::NEW).as_app().send().await.expect("a success");
    assert_eq!(shown(&script), (Some(BEARER.into()), Some("tenant_access_token/internal".into())));
}

#[tokio::test]
async fn a_call_as_a_store_app_is_made_in_the_tenant_that_it_names() {
    let script = Script::new([app_token(), token(TOKEN, 7200), done()]);
    let client = script.builder().store_app("a ticket").build().expect("a client");
    client.call(&Documents::<Nothing>::NEW).as_app().tenant("k").send().await.expect("a success");
    assert_eq!(shown(&script), (Some(BEARER.into()), Some("tenant_access_token".into())));

    let error = client.call(&Documents::<Nothing>::NEW).as_app().send().await.expect_err("in which tenant?");
    assert_eq!(error.kind(), rt::ErrorKind::Token);
}

fn app_token() -> crate::support::script::Answer {
    crate::support::script::reply(200, r#"{"code":0,"app_access_token":"a-canary-token","expire":7200}"#)
}

#[tokio::test]
async fn the_kind_of_the_apps_token_is_the_documented_one() {
    let script = Script::new([app_token(), done(), token(TOKEN, 7200), done()]);
    let client = script.client();
    client.call(&Documents::<Apps>::NEW).as_app().send().await.expect("a success");
    assert_eq!(shown(&script).1.as_deref(), Some("app_access_token/internal"));
}

#[tokio::test]
async fn a_call_for_people_is_made_as_the_app_only_unchecked() {
    let script = Script::new([token(TOKEN, 7200), done()]);
    let client = script.client();
    let users = Documents::<Users>::NEW;
    for call in [client.call(&users).as_app(), client.call(&users).unchecked()] {
        let error = call.send().await.expect_err("no user");
        assert_eq!((error.kind(), script.lines().len()), (rt::ErrorKind::Token, 0));
    }
    client.call(&users).as_app().unchecked().send().await.expect("a success");
    assert_eq!(shown(&script).0.as_deref(), Some(BEARER));
}

#[tokio::test]
async fn who_is_named_last_makes_the_call() {
    let script = Script::new([token(TOKEN, 7200), done(), done()]);
    let client = script.client();
    client.call(&Documents::<Nothing>::NEW).user_token("u-1").as_app().send().await.expect("a success");
    assert_eq!(shown(&script).0.as_deref(), Some(BEARER));
    client.call(&Documents::<Nothing>::NEW).as_app().user_token("u-1").send().await.expect("a success");
    assert_eq!(shown(&script).0.as_deref(), Some("Bearer u-1"));
}

#[tokio::test]
async fn a_client_without_a_secret_makes_calls_with_given_tokens_only() {
    let script = Script::new([done(), done()]);
    let client = rt::Client::without_secret("cli_1").transport(script.clone()).build().expect("a client");
    let request = crate::support::Request::default();
    client.call(&request).tenant_token("t-own-canary").send().await.expect("a success");
    assert_eq!(shown(&script), (Some("Bearer t-own-canary".into()), None));
    client.send(&Documents::<Nothing>::NEW).await.expect("no token is needed");

    let error = client.send(&request).await.expect_err("no token");
    assert_eq!((error.kind(), script.lines().len()), (rt::ErrorKind::Token, 2));
    assert!(error.to_string().contains("no app secret"), "{error}");
    assert!(
        rt::Client::builder("cli_1", "").transport(script).build().is_err(),
        "an empty secret is a mistake"
    );
}

#[tokio::test]
async fn a_given_token_of_another_kind_is_refused_with_the_documented_kinds() {
    let script = Script::new([done()]);
    let client = script.client();
    let (users, apps) = (Documents::<Users>::NEW, Documents::<Apps>::NEW);
    let error = client.call(&users).tenant_token("t-1").send().await.expect_err("for users");
    assert!(error.to_string().ends_with("it accepts: user_access_token"), "{error}");
    let error = client.call(&apps).user_token("u-1").send().await.expect_err("for apps");
    assert!(error.to_string().ends_with("it accepts: app_access_token"), "{error}");
    assert!(script.lines().is_empty());
    client.call(&users).tenant_token("t-1").unchecked().send().await.expect("the caller's choice");
}

#[tokio::test]
async fn lark_has_a_host_for_each_of_the_platforms_hosts() {
    let script = Script::new([token(TOKEN, 7200), done()]);
    let client = script.builder().lark().build().expect("a client");
    client.send(&crate::support::Request::default()).await.expect("a success");
    assert_eq!(
        script.lines(),
        [
            "POST https://open.larksuite.com/open-apis/auth/v3/tenant_access_token/internal",
            "PATCH https://www.larksuite.com/open-apis/test/v1/notes/a%2F1?mode=fast",
        ]
    );
}
