//! Responses that are no list or page: nothing changes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use test_server::{Answer, Server};

use super::site::{
    LISTS, Page, answer, desk, endpoint, event, old, pages, serve, site_but, site_with, update,
};

type Special = Box<dyn FnMut() -> Answer + Send>;

#[test]
fn a_response_that_is_not_the_page_changes_nothing() {
    let ok = |body: Value| move || Answer::bare(200, body.to_string());
    let with = |member: &str, value: Value| {
        let mut detail = endpoint().edited().detail();
        detail["data"][member] = value;
        detail
    };
    let cases: Vec<(&str, Special)> = vec![
        ("HTTP status 404", Box::new(|| Answer::bare(404, "gone"))),
        ("HTTP status 503", Box::new(|| Answer::bare(503, "").with_header("retry-after", "0"))),
        (
            "the response is HTML, not JSON",
            Box::new(|| Answer::bare(200, "<!DOCTYPE html><title>Feishu</title>")),
        ),
        (
            "the site reports error 99: `please log in`",
            Box::new(ok(json!({"code": 99, "msg": "please log in"}))),
        ),
        ("the response is empty", Box::new(|| Answer::bare(200, ""))),
        ("the response is not JSON", Box::new(|| Answer::bare(200, &b"\xff\xfe"[..]))),
        ("the response has no `code`", Box::new(ok(json!([])))),
        ("the response has another shape", Box::new(ok(json!({"code": 0, "data": null})))),
        ("the response has another shape", Box::new(ok(with("content", json!(null))))),
        ("is no time", Box::new(ok(with("updateTime", json!("today"))))),
        ("the page is empty", Box::new(ok(with("content", json!(" \n"))))),
        (
            "the page does not describe `PUT /open-apis/",
            Box::new(ok(with("content", json!("<html>Log in</html>")))),
        ),
        (
            "the response is another page, `/old/shelves`",
            Box::new(ok(with("fullPath", json!("/old/shelves")))),
        ),
        (
            "the page describes `POST /depot/openapi/v1/shelves/find`, not",
            Box::new(ok(with("content", json!(old().content)))),
        ),
        (
            "the site redirects to `https://example.com/login`, which is not followed",
            Box::new(|| Answer::bare(302, "").with_header("location", "https://example.com/login")),
        ),
    ];
    for (reason, special) in cases {
        let desk = desk(&pages());
        let before = desk.tree_of("schemas");
        let site = site_with(&endpoint().edited(), special);
        let ended = update(&desk, &site, &["--part", "3"]);
        assert_eq!(ended.code, Some(1), "{reason}: {ended:?}");
        assert!(ended.stdout.starts_with("error[not-fetched]: "), "{ended:?}");
        assert!(ended.stdout.contains(reason), "{reason}: {ended:?}");
        assert!(ended.stdout.contains("`depot/v2/parcel_route/move` stays as it was"), "{ended:?}");
        assert!(
            ended.stdout.contains("--> https://open.feishu.cn/document/docs/depot-v2/parcel/move"),
            "{ended:?}"
        );
        assert_eq!(desk.tree_of("schemas"), before, "{reason}");
        let attempts = if reason.ends_with("503") { 4 } else { 1 };
        assert_eq!(site.requests().len(), 2 + attempts, "{reason}");
    }
}

#[test]
fn a_huge_response_is_not_read_whole() {
    const ANNOUNCED: usize = 100 << 20;
    let desk = desk(&pages());
    let before = desk.tree_of("schemas");
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    let site = site_with(&endpoint().edited(), move || {
        let counter = Arc::clone(&counter);
        Answer::play(move |to| {
            use std::io::Write as _;
            write!(to, "HTTP/1.1 200 OK\r\ncontent-length: {ANNOUNCED}\r\n\r\n")?;
            let block = vec![b' '; 1 << 16];
            while counter.load(Ordering::Relaxed) < ANNOUNCED {
                to.write_all(&block)?;
                counter.fetch_add(block.len(), Ordering::Relaxed);
            }
            Ok(())
        })
    });
    let ended = update(&desk, &site, &["--part", "3"]);
    assert!(ended.stdout.contains("the response has more than 16777216 bytes"), "{ended:?}");
    assert_eq!(ended.code, Some(1));
    assert_eq!(desk.tree_of("schemas"), before);
    drop(site);
    assert!(sent.load(Ordering::Relaxed) < ANNOUNCED / 2, "{sent:?}");
}

#[test]
fn a_site_that_is_busy_is_asked_again_unless_it_wants_a_long_wait() {
    for (wait, attempts, code) in [("0", 2, 0), ("3600", 1, 1)] {
        let desk = desk(&pages());
        let newer = endpoint().edited();
        let mut answers = vec![
            Answer::bare(200, newer.detail().to_string()),
            Answer::bare(429, "").with_header("retry-after", wait),
        ];
        let site = site_with(&newer, move || answers.pop().unwrap());
        let ended = update(&desk, &site, &["--part", "3"]);
        assert_eq!((ended.code, site.requests().len()), (Some(code), 2 + attempts), "{wait}: {ended:?}");
        assert_eq!(ended.stdout.contains("HTTP status 429"), code == 1, "{ended:?}");
    }
}

#[test]
fn a_site_that_fails_all_the_time_is_left_alone() {
    let desk = desk(&[event()]);
    let entry = |n| Page { path: format!("/docs/{n}"), ..endpoint() }.entry();
    let list = json!({"code": 0, "data": {"apis": (0..40).map(entry).collect::<Vec<_>>()}}).to_string();
    let site = Server::choosing(move |request| {
        if request.target == "/api/tools/server-side-api/list" {
            return Answer::bare(200, list.clone());
        }
        if request.target.contains("get_detail") {
            Answer::bare(404, "")
        } else {
            answer(&pages(), &request.target)
        }
    });
    let ended = update(&desk, &site, &["--new", "depot"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.stdout.matches("error[not-fetched]").count(), 40, "the event is known");
    assert!(ended.stdout.contains("it was not asked for, because 10 requests in a row failed"), "{ended:?}");
    // Three more may be on their way when the tenth fails.
    let asked = site.requests().len() - LISTS.len();
    assert!((10..=13).contains(&asked), "{asked}");
}

#[test]
fn a_list_that_cannot_be_read_stops_the_run() {
    let bodies = ["<html>", r#"{"code":0,"data":{}}"#, r#"{"code":0,"data":{"apis":[],"events":[]}}"#, ""];
    for list in LISTS {
        for body in bodies {
            let desk = desk(&pages());
            let before = desk.tree();
            let site = site_but(pages(), list, move || Answer::bare(200, body));
            let ended = update(&desk, &site, &["--part", "2"]);
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{body}");
            assert!(ended.stderr.contains(list.trim_start_matches("GET ")), "{ended:?}");
            assert_eq!(desk.tree(), before, "{body}");
        }
    }
}

#[test]
fn a_page_with_another_address_is_left_to_a_person() {
    let desk = desk(&pages());
    let before = desk.tree_of("schemas");
    let moved = Page { path: "/docs/depot-v3/parcel/move".to_owned(), ..endpoint() };
    let ended = update(&desk, &serve(vec![moved, old(), event()]), &["--part", "3"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stdout.contains("error[other-page]"), "{ended:?}");
    assert_eq!(desk.tree_of("schemas"), before);
}

#[test]
fn what_a_site_says_reaches_no_terminal_and_no_workflow() {
    let desk = desk(&pages());
    let hostile = json!({"code": 1, "msg": "\u{1b}[31m\u{202e}\n::error::x"});
    let site = site_with(&endpoint().edited(), move || Answer::bare(200, hostile.to_string()));
    for format in ["text", "github"] {
        let ended = update(&desk, &site, &["--part", "3", "--format", format]);
        assert!(ended.stdout.contains(r"`\u{1b}[31m\u{202e}\u{a}::error::x`"), "{ended:?}");
    }
}

#[test]
fn only_https_and_this_machine_are_asked() {
    let desk = desk(&pages());
    let addresses = [
        "http://example.com",
        "ftp://127.0.0.1",
        "https://user@example.com",
        "https://example.com/path",
        "https://example.com?a=b",
        "http://127.0.0.1.example.com",
        "example.com",
        "",
    ];
    for address in addresses {
        let ended = desk.xtask(&["update", "--schemas", "schemas", "--pages", "docs", "--site", address]);
        assert_eq!(ended.code, Some(2), "{address}: {ended:?}");
        assert!(ended.stderr.contains("is no address of a site"), "{address}: {ended:?}");
    }
}
