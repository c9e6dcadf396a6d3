//! Data that is not of its documented type: what fits is kept, and each mismatch is named.

use crate::support::script::{Script, TOKEN, reply, token};
use crate::support::{Code, Request};
use feishu_runtime as rt;

#[derive(Clone, Debug, Default, PartialEq)]
struct Item {
    id: Option<String>,
    size: Option<i64>,
    share: Option<f64>,
    done: Option<bool>,
    tags: Option<Vec<String>>,
    rows: Option<Vec<Vec<i64>>>,
    names: Option<rt::Map<String>>,
    next: Option<Box<Item>>,
    items: Option<Vec<Item>>,
    state: Option<State>,
    states: Option<Vec<State>>,
    level: Option<Level>,
}
rt::reply_object!(Item {
    0 "id" => value id, 1 "size" => value size, 2 "share" => value share, 3 "done" => value done, 4 "tags" => list tags,
    5 "rows" => list rows, 6 "names" => value names, 7 "a/b~" => value next, 8 "items" => list items,
    9 "state" => value state, 10 "states" => list states, 11 "level" => value level
});

#[derive(Clone, Debug, PartialEq)]
enum State {
    Open,
    Closed,
    Unknown(rt::UnknownValue),
}
rt::int_enum!(State { 1 => Open, 2 => Closed });

#[derive(Clone, Debug, PartialEq)]
enum Level {
    First,
    Unknown(rt::UnknownValue),
}
rt::text_enum!(Level { "1" => First });

struct Get;

impl rt::Validate for Get {
    fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
}

impl rt::Endpoint for Get {
    type Data = Item;
    type Code = Code;
    const OPERATION: &'static rt::Operation = <Request as rt::Endpoint>::OPERATION;
}

/// An endpoint whose data stands beside the code.
struct Flat;

impl rt::Validate for Flat {
    fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
}

impl rt::Endpoint for Flat {
    type Data = Item;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &<Request as rt::Endpoint>::OPERATION.envelope(rt::Envelope::Flat);
}

fn read(data: &str) -> rt::Reply<Item> {
    let body = format!(r#"{{"code":0,"msg":"","data":{data}}}"#);
    rt::decode::<Get>(200, &|_| None, body.as_bytes()).expect("a success")
}

fn lines(reply: &rt::Reply<Item>) -> Vec<String> {
    reply.mismatches.iter().map(ToString::to_string).collect()
}

fn item(read: &str) -> Item {
    serde_json::from_str(read).expect("an item")
}

#[test]
fn values_that_fit_are_converted() {
    for (sent, meant, mismatch) in [
        (
            r#"{"id":1564590532967}"#,
            r#"{"id":"1564590532967"}"#,
            "/data/id: expected a string, found integer",
        ),
        (
            r#"{"id":12345678901234567890.12}"#,
            r#"{"id":"12345678901234567890.12"}"#,
            "/data/id: expected a string, found floating",
        ),
        (r#"{"id":true}"#, r#"{"id":"true"}"#, "/data/id: expected a string, found boolean"),
        (r#"{"size":"-7"}"#, r#"{"size":-7}"#, "/data/size: expected i64, found string"),
        (r#"{"size":5.0}"#, r#"{"size":5}"#, "/data/size: expected i64, found floating"),
        (r#"{"share":"0.5"}"#, r#"{"share":0.5}"#, "/data/share: expected f64, found string"),
        (r#"{"done":"true"}"#, r#"{"done":true}"#, "/data/done: expected a boolean, found string"),
        (r#"{"done":0}"#, r#"{"done":false}"#, "/data/done: expected a boolean, found integer"),
        (r#"{"tags":{}}"#, r#"{"tags":[]}"#, "/data/tags: expected a JSON array, found map"),
        (r#"{"names":[ ]}"#, r#"{"names":{}}"#, "/data/names: expected a map, found sequence"),
        (
            r#"{"a/b~":{"size":"1"}}"#,
            r#"{"a/b~":{"size":1}}"#,
            "/data/a~1b~0/size: expected i64, found string",
        ),
        (
            r#"{"names":{"canary":1,"b":"x"}}"#,
            r#"{"names":{"canary":"1","b":"x"}}"#,
            "/data/names: expected a string, found integer",
        ),
        (
            r#"{"rows":[[1],[2,"3"]]}"#,
            r#"{"rows":[[1],[2,3]]}"#,
            "/data/rows/1/1: expected i64, found string",
        ),
    ] {
        let reply = read(sent);
        assert_eq!(reply.data, item(meant), "{sent}");
        assert_eq!(lines(&reply), [format!("{mismatch} (converted)")]);
        assert!(reply.mismatches.iter().all(rt::Mismatch::is_kept));
    }
}

#[test]
fn a_documented_value_of_an_enum_is_converted_and_another_one_is_kept() {
    for (sent, meant, mismatch) in [
        (r#"{"state":"2"}"#, r#"{"state":2}"#, "/data/state: expected an integer of an enum, found string"),
        (r#"{"state":2.0}"#, r#"{"state":2}"#, "/data/state: expected an integer of an enum, found floating"),
        (r#"{"level":1}"#, r#"{"level":"1"}"#, "/data/level: expected a string of an enum, found integer"),
    ] {
        let reply = read(sent);
        assert_eq!(reply.data, item(meant), "{sent}");
        assert_eq!(lines(&reply), [format!("{mismatch} (converted)")]);
    }
    let reply = read(r#"{"states":["2","new",[],1],"state":"7","level":7}"#);
    let Item { states, state, level, .. } = reply.data;
    let unknown = |value: &str| serde_json::from_str::<State>(value).expect("any value");
    assert_eq!(states, Some(vec![State::Closed, unknown("\"new\""), unknown("[]"), State::Open]));
    assert_eq!(state, Some(unknown("\"7\"")));
    assert_eq!(level.map(|level| level.to_string()).as_deref(), Some("7"));
    assert_eq!(reply.mismatches.len(), 1);
}

#[test]
fn other_values_are_left_out_and_the_rest_is_kept() {
    for (sent, meant, mismatch) in [
        (r#"{"id":"a","size":"7x"}"#, r#"{"id":"a"}"#, "/data/size: expected i64, found string"),
        (r#"{"id":"a","size":5.5}"#, r#"{"id":"a"}"#, "/data/size: expected i64, found floating"),
        (
            r#"{"id":"a","size":9223372036854775808}"#,
            r#"{"id":"a"}"#,
            "/data/size: expected i64, found integer",
        ),
        (r#"{"id":"a","share":1e999}"#, r#"{"id":"a"}"#, "/data/share: not of the documented type"),
        (r#"{"id":["canary"],"size":1}"#, r#"{"size":1}"#, "/data/id: expected a string, found sequence"),
        (r#"{"id":"\ud800","size":1}"#, r#"{"size":1}"#, "/data/id: not of the documented type"),
        // The zeros of an identifier count, and so do all digits of an amount.
        (r#"{"id":"a","size":"007"}"#, r#"{"id":"a"}"#, "/data/size: expected i64, found string"),
        (
            r#"{"id":"a","share":"1234567890.1234567"}"#,
            r#"{"id":"a"}"#,
            "/data/share: expected f64, found string",
        ),
        (
            r#"{"tags":["a",["b"],"c"]}"#,
            r#"{"tags":["a","c"]}"#,
            "/data/tags/1: expected a string, found sequence",
        ),
        (r#"{"tags":{"a":1},"size":1}"#, r#"{"size":1}"#, "/data/tags: expected a JSON array, found map"),
        (r#"{"rows":[[1,null,2]]}"#, r#"{"rows":[[1,2]]}"#, "/data/rows/0/1: expected i64, found null"),
        (
            r#"{"names":{"a":"x","b":null}}"#,
            r#"{"names":{"a":"x"}}"#,
            "/data/names: expected a string, found null",
        ),
        (r#"["canary"]"#, "{}", "/data: expected a JSON object, found sequence"),
        (r#""canary""#, "{}", "/data: expected a JSON object, found string"),
    ] {
        let reply = read(sent);
        assert_eq!(reply.data, item(meant), "{sent}");
        assert_eq!(lines(&reply), [format!("{mismatch} (left out)")]);
        assert!(!format!("{:?}", reply.mismatches).contains("canary"));
    }
}

#[test]
fn each_mismatch_is_named_and_has_its_value() {
    let sent =
        r#"{"id":1,"size":"x","items":[{"id":"a","size":2},{"id":3,"size":"4"},{"id":5,"done":"no"}]}"#;
    let reply = read(sent);
    assert_eq!(
        reply.data,
        item(r#"{"id":"1","items":[{"id":"a","size":2},{"id":"3","size":4},{"id":"5"}]}"#)
    );
    let told = reply.mismatches.iter().map(|found| (found.pointer(), found.value().text(), found.is_kept()));
    let mut told: Vec<_> = told.collect();
    told.sort_unstable();
    let expected = [
        ("/data/id", "1", true),
        ("/data/items/1/id", "3", true),
        ("/data/items/1/size", r#""4""#, true),
        ("/data/items/2/done", r#""no""#, false),
        ("/data/items/2/id", "5", true),
        ("/data/size", r#""x""#, false),
    ];
    assert_eq!(told, expected);
}

#[test]
fn data_beside_the_code_is_repaired_too() {
    let reply = rt::decode::<Flat>(200, &|_| None, br#"{"code":0,"id":7}"#).expect("a success");
    assert_eq!((reply.data.id.as_deref(), reply.mismatches[0].pointer()), (Some("7"), "/id"));
}

#[test]
fn the_data_of_a_raw_request_is_read_strictly() {
    let body = br#"{"code":0,"data":{"id":"a","size":"7"}}"#;
    let error = rt::decode::<rt::RawRequest<Item>>(200, &|_| None, body).expect_err("not an integer");
    assert_eq!(error.kind(), rt::ErrorKind::Unreadable);
    assert!(error.to_string().contains("/data/size: expected i64, found string"), "{error}");
}

#[test]
fn a_long_list_is_repaired_at_once() {
    let items = vec![r#"{"id":1,"size":"2","done":"true"}"#; 20_000].join(",");
    let reply = read(&format!(r#"{{"items":[{items}]}}"#));
    let items = reply.data.items.expect("items");
    assert_eq!(items.len(), 20_000);
    assert!(items.iter().all(|read| *read == item(r#"{"id":"1","size":2,"done":true}"#)));
    assert_eq!(reply.mismatches.len(), 1000, "no more are listed");
}

/// Which parts of a list can be trusted depends on what was left out at the top of the data.
#[test]
fn a_value_left_out_at_the_top_is_listed_whatever_else_is() {
    let items = vec![r#"{"size":"2"}"#; 2000].join(",");
    let reply = read(&format!(r#"{{"items":[{items}],"size":{{}}}}"#));
    let last = reply.mismatches.last().expect("a mismatch");
    assert_eq!((reply.mismatches.len(), last.pointer(), last.is_kept()), (1000, "/data/size", false));
    assert_eq!(reply.data.items.map(|items| items.len()), Some(2000));
}

#[test]
fn too_many_kinds_of_mismatches_leave_out_all_data() {
    let mut data = r#"{"id":1}"#.to_owned();
    for _ in 0..70 {
        data = format!(r#"{{"id":1,"a/b~":{data}}}"#);
    }
    let reply = read(&data);
    assert_eq!(reply.data, Item::default());
    let [whole] = reply.mismatches.as_slice() else { panic!("{:?}", reply.mismatches) };
    assert_eq!((whole.pointer(), whole.value().text()), ("/data", data.as_str()));
}

#[test]
fn a_correct_response_has_no_mismatch() {
    assert!(lines(&read(r#"{"id":"1","size":null,"new":[1]}"#)).is_empty());
}

#[test]
fn a_body_that_is_not_json_keeps_its_beginning() {
    let page = format!("<html>canary 中{}", "中".repeat(1000));
    let error = rt::decode::<Request>(502, &|_| None, page.as_bytes()).expect_err("no envelope");
    assert_eq!(error.kind(), rt::ErrorKind::Unreadable);
    let excerpt = error.body_excerpt().expect("text");
    assert!(page.starts_with(excerpt) && (1020..=1024).contains(&excerpt.len()), "{excerpt}");
    assert!(!format!("{error} {error:?}").contains("canary"));
    let error = rt::decode::<Request>(200, &|_| None, br#"{"msg":"x"}"#).expect_err("no code");
    assert_eq!(error.body_excerpt(), None);
}

#[tokio::test]
async fn an_excerpt_shows_no_secret() {
    let cut_off = format!("{}{TOKEN}", "-".repeat(1024 - TOKEN.len() / 2));
    for page in [format!("<html>{TOKEN}"), cut_off] {
        let answers = std::iter::once(token(TOKEN, 7200))
            .chain(std::iter::repeat_with(|| reply(200, page.clone())).take(1));
        let error = Script::new(answers.collect::<Vec<_>>())
            .client()
            .send(&Request::default())
            .await
            .expect_err("a failure");
        assert_eq!(error.body_excerpt(), Some("[withheld: it repeats a secret]"));
    }
    let script = Script::new([token(TOKEN, 7200), reply(200, "<html>moved</html>")]);
    let error = script.client().send(&Request::default()).await.expect_err("a failure");
    assert_eq!(error.body_excerpt(), Some("<html>moved</html>"));
}

#[tokio::test]
async fn a_client_hands_on_what_fits_but_tokens_are_read_strictly() {
    let script = Script::new([token(TOKEN, 7200), reply(200, r#"{"code":0,"data":{"done":1}}"#)]);
    let reply_ = script.client().send(&Request::default()).await.expect("a success");
    assert_eq!((reply_.data.done, reply_.mismatches.len()), (Some(true), 1));

    let script = Script::new([reply(200, r#"{"code":0,"tenant_access_token":"canary","expire":"7200"}"#)]);
    let error = script.client().send(&Request::default()).await.expect_err("a failure");
    assert_eq!(error.kind(), rt::ErrorKind::Token);
}
