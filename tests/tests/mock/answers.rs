//! Replies that a test orders.

use feishu_openapi::approval::v4::instance::get;
use feishu_openapi::approval::v4::instance::overview_approval_instance::InstanceStatus;
use feishu_openapi::mock::{self, Mock, OrderError, Route};
use feishu_openapi::{Client, ErrorKind};
use serde_json::{Value, json};

use crate::http;

const GET: &str = "approval/v4/instance/get";

async fn status(client: &Client) -> Result<Option<InstanceStatus>, feishu_openapi::Error> {
    let request = get::Request::new(get::Required { instance_id: "1".into() });
    Ok(client.call(&request).retry(feishu_openapi::RetryPolicy::none()).send().await?.data.status)
}

fn client(mock: &Mock) -> Client {
    Client::builder("cli_1", "secret-canary").base_url(mock.base_url()).build().expect("a client")
}

#[tokio::test]
async fn a_status_changes_and_the_last_one_stays() {
    let mock = mock::start().expect("a server");
    let client = client(&mock);
    let mut data = get::Data::default();
    data.status = Some(InstanceStatus::Pending);
    mock.answer::<get::Request>(&data).expect("documented data");
    mock.order(GET, 99_991_400).expect("a common code");
    data.status = Some(InstanceStatus::Approved);
    mock.answer::<get::Request>(&data).expect("documented data");

    assert_eq!(status(&client).await.expect("a reply"), Some(InstanceStatus::Pending));
    assert_eq!(status(&client).await.expect_err("ordered").kind(), ErrorKind::RateLimited);
    for _ in 0..2 {
        assert_eq!(status(&client).await.expect("a reply"), Some(InstanceStatus::Approved));
    }
    mock.clear();
    assert!(mock.calls().is_empty());
    assert_eq!(status(&client).await.expect("the example"), Some(InstanceStatus::Pending));
}

#[test]
fn data_is_checked_and_all_faults_are_named() {
    let mock = mock::start().expect("a server");
    let data = json!({
        "status": "APPROVED",
        "statsu": "APPROVED",
        "start_time": 1_564_590_532_967_u64,
        "reverted": "false",
        "user_id": null,
        "task_list": [null, {"id": "1", "title": 7}, {"id": [], "node": "x"}],
        "comment_list": {"id": "1"},
    });
    let error = mock.answer_json(GET, data).expect_err("faults");
    let OrderError::Data(id, faults) = &error else { panic!("{error}") };
    let mut places: Vec<&str> = faults.iter().map(mock::Fault::pointer).collect();
    places.sort_unstable();
    let expected = [
        "/comment_list", "/reverted", "/start_time", "/statsu", "/task_list/1/title", "/task_list/2/id",
        "/task_list/2/node",
    ];
    assert_eq!((id.as_str(), places), (GET, expected.to_vec()), "{error}");
    let said = error.to_string();
    assert!(said.contains("/start_time: expected a string, found integer"), "{said}");
    assert!(said.contains("/statsu: is not documented"), "{said}");

    let unknown = mock.answer_json("corehr/v2/nothing", json!({})).expect_err("no such endpoint");
    assert_eq!(unknown.to_string(), "the mock server has no endpoint `corehr/v2/nothing`");
    assert!(mock.answer_json(GET, json!([])).is_err(), "an array is no object");
}

/// The data of a page's example. Endpoints without data have none.
fn example(route: &Route) -> Option<Value> {
    let reply: Value = serde_json::from_str(route.reply()?).expect("JSON");
    reply.get("data").cloned().filter(|data| !data.is_null())
}

#[test]
fn the_examples_of_the_pages_can_be_ordered() {
    let mock = mock::start().expect("a server");
    let order = |route: &Route| mock.answer_json(route.operation().id, example(route)?).err();
    let refused: Vec<OrderError> = mock::routes().iter().filter_map(order).collect();
    assert_eq!(refused, []);
}

#[test]
fn other_languages_order_over_http() {
    let mock = mock::start().expect("a server");
    let order = |body: Value| http::json(&mock, "POST /mock/answers", "none", &body.to_string());
    let get = || http::json(&mock, "GET /open-apis/approval/v4/instances/1", "t-1", "").json();
    assert_eq!(order(json!({"endpoint": GET, "data": {"status": "CANCELED"}})).code(), 0);
    assert_eq!(order(json!({"endpoint": GET, "code": 99_991_400})).code(), 0);
    assert_eq!(get(), json!({"code": 0, "msg": "success", "data": {"status": "CANCELED"}}));
    assert_eq!(get()["code"], 99_991_400);
    assert_eq!(get()["data"]["status"], "CANCELED");
    assert_eq!(http::json(&mock, "DELETE /mock/answers", "none", "").code(), 0);
    assert_eq!(get()["data"]["status"], "PENDING");

    let faults = order(json!({"endpoint": GET, "data": {"serial_number": 1, "x": 2}}));
    let places: Vec<String> = faults.violations().into_iter().map(|(field, _)| field).collect();
    assert_eq!((faults.status, places), (400, vec!["/data/serial_number".to_owned(), "/data/x".to_owned()]));
    for (body, place) in [
        (json!({"endpoint": "corehr/v2/nothing", "data": {}}), "/endpoint"),
        (json!({"data": {}}), "/endpoint"),
        (json!({"endpoint": GET, "code": 7}), "/code"),
        (json!({"endpoint": GET}), ""),
        (json!({"endpoint": GET, "data": {}, "code": 7}), ""),
        (json!({"endpoint": GET, "data": {}, "times": 2}), ""),
        (json!([GET]), ""),
    ] {
        let answer = order(body.clone());
        let places: Vec<String> = answer.violations().into_iter().map(|(field, _)| field).collect();
        assert_eq!((answer.status, places), (400, vec![place.to_owned()]), "{body}");
    }
}
