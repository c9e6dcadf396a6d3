//! Lists page by page: every page and item once, an end that is never silent, and a token to go on with.

use std::future::poll_fn;
use std::pin::Pin;

use crate::support::list::{List, Server, page, reply};
use feishu_runtime as rt;
use futures_core::Stream;
use proptest::prelude::*;
use rt::ErrorKind;

fn pages(server: &Server, request: &List) -> rt::Pages<List> {
    server.client().retry(rt::RetryPolicy::none()).build().expect("a client").pages(request)
}

/// A server of these pages, each but the last naming the next: `p1`, `p2` and so on.
fn server_of(pages: Vec<Vec<String>>) -> Server {
    Server::new(move |query| {
        let number = query.strip_prefix("page_token=p").map_or(0, |number| number.parse().expect("a page"));
        let items = serde_json::to_string(&pages[number]).expect("JSON");
        let has_more = number + 1 < pages.len();
        // A server may send a token with the last page, too, and the same again.
        page(&format!(
            r#""items":{items},"page_token":"p{}","has_more":{has_more}"#,
            number + usize::from(has_more)
        ))
    })
}

/// Polls as a stream's user does.
async fn all<S: Stream + Unpin>(mut stream: S) -> Vec<S::Item> {
    let mut out = Vec::new();
    while let Some(item) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        out.push(item);
    }
    out
}

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

#[tokio::test]
async fn every_item_comes_once_and_in_order() {
    let server = server_of(vec![texts(&["a", "b"]), texts(&[]), texts(&["c"])]);
    let items = all(pages(&server, &List::default()).items()).await;
    let items: Vec<String> = items.into_iter().map(|item| item.expect("an item")).collect();
    assert_eq!(items, ["a", "b", "c"]);
    assert_eq!(server.queries(), ["", "page_token=p1", "page_token=p2"]);
}

#[tokio::test]
async fn a_page_is_asked_for_when_it_is_wanted() {
    let server = server_of(vec![texts(&["a"]), texts(&["b"])]);
    let mut pages = pages(&server, &List::default());
    assert!(server.queries().is_empty());
    let first = pages.next().await.expect("a page").expect("a reply");
    assert_eq!((first.data.items, first.log_id.as_deref()), (Some(texts(&["a"])), Some("L1")));
    assert_eq!((server.queries().len(), pages.resume_token(), pages.is_ended()), (1, Some("p1"), false));
    pages.next().await.expect("a page").expect("a reply");
    assert_eq!((pages.resume_token(), pages.is_ended()), (None, true));
    assert!(pages.next().await.is_none());
    assert!(pages.next().await.is_none(), "it stays ended");
    assert_eq!(server.queries().len(), 2);
}

/// The error comes after the page that does not lead on, once, and the walk can go on where it was.
#[tokio::test]
async fn a_list_that_does_not_lead_on_is_an_error() {
    for (last, message) in [
        (r#""items":["b"],"has_more":true"#, "the page announces another page and has no page token"),
        (r#""items":["b"],"has_more":true,"page_token":"""#, "the page announces another page"),
        (
            r#""items":["b"],"has_more":true,"page_token":"p1""#,
            "the page token repeats that of an earlier page",
        ),
    ] {
        let server = Server::new(move |query| match query {
            "" => page(r#""items":["a"],"has_more":true,"page_token":"p1""#),
            _ => page(last),
        });
        let mut items = pages(&server, &List::default()).items();
        assert_eq!(items.next().await.expect("an item").expect("a"), "a");
        assert_eq!(items.next().await.expect("an item").expect("b"), "b");
        let error = items.next().await.expect("never silent").expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{error}");
        assert_eq!((error.http_status(), error.log_id()), (Some(200), Some("L1")));
        assert!(error.to_string().contains(message), "{error}");
        assert!(items.next().await.is_none());
        assert_eq!((items.resume_token(), items.is_ended()), (Some("p1"), false), "that page again");
        assert_eq!(server.queries().len(), 2, "never in a circle");
    }
}

/// Where a part that fits nothing was left out, neither an item nor the end of the list may be taken for missing.
#[tokio::test]
async fn a_list_with_a_part_left_out_is_never_complete() {
    for last in [
        r#""items":["b",{}],"has_more":false"#,
        r#""items":{"0":"b"},"has_more":false"#,
        r#""items":["b"],"has_more":"yes","page_token":{}"#,
    ] {
        let server = Server::new(move |query| match query {
            "" => page(r#""items":["a",1],"has_more":true,"page_token":"p1""#),
            _ => page(last),
        });
        let mut items = pages(&server, &List::default()).items();
        assert_eq!(items.next().await.expect("an item").expect("a"), "a");
        assert_eq!(items.next().await.expect("an item").expect("converted"), "1");
        let error = items.next().await.expect("never silent").expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{last}: {error}");
        assert!(items.next().await.is_none());
        assert!(!items.is_ended(), "{last}");
    }
    let server = Server::new(|_| reply(200, r#"{"code":0,"data":["a"]}"#));
    let found = all(pages(&server, &List::default())).await;
    assert!(matches!(found.as_slice(), [Ok(_), Err(_)]), "{found:?}");
}

#[tokio::test]
async fn the_page_that_one_begins_with_may_not_come_again() {
    let server = Server::new(|_| page(r#""items":[],"has_more":true,"page_token":"start""#));
    let request = List { page_token: Some("start".to_owned()) };
    let found = all(pages(&server, &request)).await;
    assert!(matches!(found.as_slice(), [Ok(_), Err(_)]), "{found:?}");
    assert_eq!(server.queries(), ["page_token=start"]);
}

#[tokio::test]
async fn after_an_error_one_can_go_on_with_the_page_that_failed() {
    let server = Server::new(|query| match query {
        "" => page(r#""items":["a"],"has_more":true,"page_token":"p1""#),
        _ => reply(400, r#"{"code":404001,"msg":"gone"}"#),
    });
    let mut walk = pages(&server, &List::default());
    walk.next().await.expect("a page").expect("a reply");
    let error = walk.next().await.expect("a page").expect_err("an error");
    assert_eq!(error.raw_code(), Some(404_001));
    assert!(walk.next().await.is_none(), "an error ends it");
    let token = walk.resume_token().expect("where it was").to_owned();
    let again = List { page_token: Some(token) };
    assert!(pages(&server, &again).next().await.expect("a page").is_err());
    assert_eq!(server.queries(), ["", "page_token=p1", "page_token=p1"]);
}

/// Without `has_more`, the token says whether there is another page.
#[tokio::test]
async fn a_token_alone_leads_on() {
    let server = Server::new(|query| match query {
        "" => page(r#""items":["a"],"page_token":"p1""#),
        _ => page(r#""items":["b"],"page_token":"""#),
    });
    assert_eq!(all(pages(&server, &List::default()).items()).await.len(), 2);
}

#[tokio::test]
async fn each_page_is_a_call_with_the_settings_of_the_first() {
    let server = server_of(vec![texts(&["a"]), texts(&["b"])]);
    let client = server.client().build().expect("a client");
    let found = all(client.call(&List::default()).user_token("u-1").pages()).await;
    assert_eq!(found.len(), 2);
    let found = all(client.call(&List::default()).user_token("bad\ntoken").pages()).await;
    let [Err(error)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(error.kind(), ErrorKind::Token, "{error}");
    assert_eq!(server.authorizations(), [Some("Bearer u-1".to_owned()), Some("Bearer u-1".to_owned())]);
}

proptest! {
    /// After a stop at any item, the token leads back to the page of the next one, so no item is lost.
    #[test]
    fn paging_resumes_without_loss(
        sizes in proptest::collection::vec(0_usize..4, 1..6), stop in 0_usize..12
    ) {
        let mut number = 0;
        let list: Vec<Vec<String>> = sizes.iter().map(|size| {
            (0..*size).map(|_| { number += 1; number.to_string() }).collect()
        }).collect();
        let server = server_of(list.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(async {
            let mut items = pages(&server, &List::default()).items();
            let mut had = Vec::new();
            while had.len() < stop {
                let Some(item) = items.next().await else { break };
                had.push(item.expect("an item"));
            }
            if items.is_ended() {
                assert_eq!(had, list.concat());
                return;
            }
            let request = List { page_token: items.resume_token().map(ToOwned::to_owned) };
            let rest: Vec<String> =
                all(pages(&server, &request).items()).await.into_iter().map(|item| item.expect("an item")).collect();
            let new = rest.iter().filter(|item| !had.contains(item)).cloned();
            let whole: Vec<String> = had.iter().cloned().chain(new).collect();
            assert_eq!(whole, list.concat());
        });
    }
}
