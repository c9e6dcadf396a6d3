//! Any id is refused, or is exactly one segment of the path that an independent URL parser reads, and decodes to the id.

use std::sync::{Arc, Mutex};
use std::thread;

use bytes::Bytes;
use client_tests::calls::SECRET;
use fastrand::Rng;
use feishu_openapi::approval::v4::instance::get;
use feishu_openapi::corehr::v2::process_approver;
use feishu_openapi::{Client, ErrorKind, Transport, TransportFuture, TransportRequest, Validate};
use percent_encoding::percent_decode_str;
use url::Url;

const ORIGIN: &str = "https://open.feishu.cn";

/// Random ids, in pairs.
const PAIRS: usize = 100_000;

/// Dangerous parts of paths.
const PIECES: [&str; 32] = [
    ".", "..", "%2e", "%2E", "%252e", "/", "\\", "%2f", "%5c", "?", "#", "@", ":", ";", "&", "=", "+", " ",
    "%", "%00", "//", "https://", "\u{200b}", "\u{ff0e}", "\u{2024}", "中", "é", "😀", "a", "Z9", "_~-",
    "\u{feff}",
];

/// The ids of the goal, and whether each can be a segment.
fn listed() -> [(String, bool); 18] {
    let long = "a".repeat(1 << 20);
    [
        ("", false),
        (".", false),
        ("..", false),
        ("%2e%2e", true),
        ("../..", true),
        ("a/b", true),
        ("a\\b", true),
        ("a?x=1", true),
        ("a#f", true),
        ("\r\n", false),
        ("a\r\nX-Injected: 1", false),
        ("a\nb", false),
        ("\0", false),
        ("a\0b", false),
        (long.as_str(), false),
        ("中文", true),
        ("NzR3/+==", true),
        ("a@b", true),
    ]
    .map(|(id, is_segment)| (id.to_owned(), is_segment))
}

/// Segments of a path, decoded, as an independent parser reads them. The URL must hold the path only.
fn segments(path_and_query: &str) -> Vec<String> {
    let url = Url::parse(&format!("{ORIGIN}{path_and_query}")).expect("a URL");
    assert_eq!(url.origin().ascii_serialization(), ORIGIN);
    assert_eq!((url.username(), url.password(), url.query(), url.fragment()), ("", None, None, None));
    assert_eq!(url.path(), path_and_query, "the parser changes nothing");
    let segments = url.path_segments().expect("a path");
    segments.map(|segment| percent_decode_str(segment).decode_utf8().expect("UTF-8").into_owned()).collect()
}

/// Restated from the goal, not from the code under test.
fn must_be_refused(id: &str) -> bool {
    matches!(id, "" | "." | "..") || id.len() > 4096 || id.chars().any(char::is_control)
}

/// Notes where requests go, and answers with a token whatever they are.
#[derive(Clone, Default)]
struct Noting(Arc<Mutex<Vec<String>>>);

impl Transport for Noting {
    fn send(&self, outgoing: TransportRequest) -> TransportFuture<'_> {
        let path = outgoing.request.uri().path_and_query().map(ToString::to_string);
        self.0.lock().expect("not poisoned").extend(path);
        let body = r#"{"code":0,"msg":"ok","tenant_access_token":"t","expire":7200,"data":{}}"#;
        Box::pin(async move { Ok(http::Response::new(Bytes::from_static(body.as_bytes()))) })
    }
}

#[tokio::test]
async fn a_listed_id_is_a_clear_error_or_one_segment_that_decodes_to_it() {
    for (id, is_segment) in listed() {
        let noted = Noting::default();
        let client = Client::builder("cli_1", SECRET).transport(noted.clone()).build().expect("a client");
        let request = get::Request::new(get::Required { instance_id: id.clone() });
        // The check of documented limits is off: the path has to be safe by itself.
        let sent = client.send_unchecked(&request).await;
        let paths = noted.0.lock().expect("not poisoned").clone();
        let shown: String = id.chars().take(20).collect();
        if is_segment {
            sent.expect("a success");
            let expected = ["open-apis", "approval", "v4", "instances", id.as_str()];
            assert_eq!(segments(paths.last().expect("a call")), expected, "{shown:?}");
        } else {
            let error = sent.expect_err("a refusal");
            assert_eq!(error.kind(), ErrorKind::Path, "{shown:?}");
            assert!(!error.may_have_executed());
            assert!(error.to_string().starts_with("path parameter `instance_id` "), "{error}");
            assert!(!paths.iter().any(|path| path.contains("/instances")), "{shown:?} was sent");
        }
    }
}

fn random_id(rng: &mut Rng) -> String {
    let length = rng.usize(0..8);
    match rng.u8(0..4) {
        0 => (0..length).map(|_| rng.char(..)).collect(),
        1 => (0..length).map(|_| char::from(rng.u8(..))).collect(),
        2 => (0..length).map(|_| PIECES[rng.usize(..8)]).collect(),
        _ => (0..length).map(|_| PIECES[rng.usize(..PIECES.len())]).collect(),
    }
}

/// Sends pairs of random ids through an endpoint with two path parameters; how many pairs were written.
fn random_pairs(seed: u64, pairs: usize) -> usize {
    let mut rng = Rng::with_seed(seed);
    let mut written = 0;
    for _ in 0..pairs {
        let ids = [random_id(&mut rng), random_id(&mut rng)];
        let [process_id, approver_id] = ids.clone();
        let request = process_approver::update::Request::new(process_approver::update::Required {
            process_id,
            approver_id,
            status: process_approver::update::Status::Approve,
        })
        .system_approval(true);
        assert_eq!(request.validate().is_ok(), feishu_openapi::encode(&request).is_ok(), "{ids:?}");
        match feishu_openapi::encode(&request) {
            Ok(encoded) => {
                let expected = ["open-apis", "corehr", "v2", "processes", &ids[0], "approvers", &ids[1]];
                assert_eq!(segments(&encoded.path_and_query()), expected);
                let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_~-.%".contains(&byte);
                assert!(
                    encoded.path.bytes().all(is_plain) && !encoded.path.contains(".."),
                    "{}",
                    encoded.path
                );
                assert!(!ids.iter().any(|id| must_be_refused(id)), "{ids:?} is written");
                written += 1;
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Path);
                assert!(ids.iter().any(|id| must_be_refused(id)), "{ids:?} is refused: {error}");
            }
        }
    }
    written
}

#[test]
fn random_ids_are_refused_or_one_segment_that_decodes_to_each() {
    let parts = thread::available_parallelism().map_or(1, usize::from);
    let written: usize = thread::scope(|scope| {
        let begun: Vec<_> =
            (0..parts).map(|part| scope.spawn(move || random_pairs(part as u64, PAIRS / parts))).collect();
        begun.into_iter().map(|part| part.join().expect("no panic")).sum()
    });
    assert!(written > PAIRS / 4, "only {written} pairs were written");
}
