//! Lists: each of them ends, for this crate's client and for the iterators of Feishu's SDKs.

use std::collections::BTreeSet;

use feishu_openapi::approval::v4::instance::list;
use feishu_openapi::mock::{self, Mock};
use feishu_openapi::{Client, Paged, TokenKind};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::every_endpoint::{accepted, call, endpoints};

/// Walks through a list with this request.
type Walked = fn(&Mock, Value) -> usize;

include!(concat!(env!("OUT_DIR"), "/lists.rs"));

fn client(mock: &Mock) -> Client {
    Client::builder("cli_1", "secret-canary").base_url(mock.base_url()).build().expect("a client")
}

fn walk<E: Paged + DeserializeOwned + Send + Sync + 'static>(mock: &Mock, request: Value) -> usize {
    let request: E = serde_json::from_value(request).expect(E::OPERATION.id);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let client = client(mock);
        let call = client.call(&request);
        let is_of_users = !E::OPERATION.tokens.contains(&TokenKind::Tenant);
        let mut pages = if is_of_users { call.user_token("u-1") } else { call }.pages();
        let mut count = 0;
        while let Some(page) = pages.next().await {
            page.unwrap_or_else(|error| panic!("{}: {error}", E::OPERATION.id));
            count += 1;
        }
        count
    })
}

/// Walks as the iterator of Feishu's Node SDK does.
fn walk_as_sdk(mock: &Mock, endpoint: &model::schema::Endpoint, mut request: Value) -> usize {
    for page in 1..10 {
        let data = call(mock, endpoint, &request).json()["data"].clone();
        if data["has_more"] != true {
            return page;
        }
        request["query"]["page_token"] = data["page_token"].clone();
    }
    panic!("{} does not end", endpoint.id);
}

#[test]
fn every_list_ends() {
    let mock = mock::start().expect("a server");
    let endpoints = endpoints();
    let mut seen = BTreeSet::new();
    for (id, walk) in LISTS {
        let endpoint = endpoints.iter().find(|endpoint| endpoint.id == *id).expect("an endpoint");
        let mut request = accepted(endpoint);
        if let Some(query) = request["query"].as_object_mut() {
            query.remove("page_token");
        }
        // The mock serves a second page where the example of the page says that there is more.
        let has_more =
            endpoint.examples.reply.as_ref().is_some_and(|reply| reply["data"]["has_more"] == true);
        let expected = if has_more { 2 } else { 1 };
        let walked = (walk(&mock, request.clone()), walk_as_sdk(&mock, endpoint, request));
        assert_eq!(walked, (expected, expected), "{id}");
        seen.insert(expected);
    }
    assert_eq!(seen, BTreeSet::from([1, 2]));
}

#[tokio::test]
async fn ordered_pages_are_walked_in_turn() {
    let mock = mock::start().expect("a server");
    for (code, next) in [("1", "b"), ("2", "c"), ("3", "c")] {
        let page = json!({"instance_code_list": [code], "has_more": true, "page_token": next});
        mock.answer_json("approval/v4/instance/list", page).expect("a page");
    }
    let request = list::Request::new(list::Required {
        approval_code: "7C468A54-8745-2245-9675-08B7C63E7A85".into(),
        start_time: "1567690398020".into(),
        end_time: "1567690398020".into(),
    });
    let mut items = client(&mock).pages(&request).items();
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.push(item.expect("an item"));
    }
    // The third page leads to itself, so it is the last.
    assert_eq!(found, ["1", "2", "3"]);
    let calls = mock.calls();
    let asked: Vec<_> =
        calls.iter().skip(1).map(|call| call.request()["query"]["page_token"].clone()).collect();
    assert_eq!(asked, [Value::Null, json!("b"), json!("c")]);
}
