//! Large requests: others are served meanwhile.

use std::fmt::Write as _;
use std::thread;
use std::time::{Duration, Instant};

use feishu_openapi::mock::{self, Mock};

use crate::http;

/// Returns the duration of a request, and of the slowest small one that was sent meanwhile.
fn timed(large: impl FnOnce(&Mock) -> http::Answer + Send) -> (http::Answer, Duration, Duration) {
    let mock = mock::start().expect("a server");
    thread::scope(|scope| {
        let large = scope.spawn(|| {
            let start = Instant::now();
            (large(&mock), start.elapsed())
        });
        let mut slowest = Duration::ZERO;
        while !large.is_finished() {
            let start = Instant::now();
            assert_eq!(http::json(&mock, "GET /", "none", "").status, 404);
            slowest = slowest.max(start.elapsed());
        }
        let (answer, duration) = large.join().expect("an answer");
        (answer, duration, slowest)
    })
}

fn is_served_meanwhile(large: impl FnOnce(&Mock) -> http::Answer + Send) -> http::Answer {
    let (answer, duration, slowest) = timed(large);
    // A server that works on one request at a time lets the small one wait to the end.
    assert!(duration < Duration::from_millis(200) || slowest < duration / 2, "{slowest:?} of {duration:?}");
    answer
}

#[test]
fn a_body_with_many_unknown_members() {
    let mut body = String::from("{\"status\":3,\"user_id\":\"u\"");
    for number in 0..100_000 {
        let _ = write!(body, ",\"u{number}\":1");
    }
    body.push('}');
    let line = "PUT /open-apis/corehr/v2/processes/1/approvers/2";
    let answer = is_served_meanwhile(|mock| http::json(mock, line, "t-1", &body));
    assert_eq!((answer.code(), answer.violations().len()), (99_992_402, 1000), "the first are reported");
}

#[test]
fn a_form_with_many_parts() {
    let part = "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n";
    let body = part.repeat(30_000) + "--b--\r\n";
    let headers = "Authorization: Bearer t-1\r\nContent-Type: multipart/form-data; boundary=b\r\n";
    let line = "POST /approval/openapi/v2/file/upload";
    let answer = is_served_meanwhile(|mock| http::send(mock, line, headers, body.as_bytes()));
    assert_eq!((answer.code(), answer.violations().len()), (99_992_402, 1000), "the first are reported");
}
