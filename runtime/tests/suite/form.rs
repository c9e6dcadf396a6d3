//! Forms with files: what goes over the wire, read back by the rules of RFC 7578.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use feishu_runtime::{Body, FilePart, Form, FormStream, Multipart};
use futures_core::Stream;

/// A stream that is not ready every other time.
struct Halting {
    chunks: Vec<io::Result<Vec<u8>>>,
    is_ready: bool,
}

impl Stream for Halting {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.is_ready = !self.is_ready;
        if !self.is_ready {
            return Poll::Pending;
        }
        Poll::Ready((!self.chunks.is_empty()).then(|| self.chunks.remove(0)))
    }
}

fn halting(chunks: &[&str]) -> Halting {
    Halting { chunks: chunks.iter().map(|chunk| Ok(chunk.as_bytes().to_vec())).collect(), is_ready: true }
}

/// All that a stream brings.
fn read(mut stream: FormStream) -> io::Result<Vec<u8>> {
    let mut context = Context::from_waker(Waker::noop());
    let mut out = Vec::new();
    loop {
        match Pin::new(&mut stream).poll_next(&mut context) {
            Poll::Pending => {}
            Poll::Ready(Some(chunk)) => out.extend(chunk?),
            Poll::Ready(None) => return Ok(out),
        }
    }
}

/// The parts of a body, each a head and a content, by the boundary that the content type states.
fn parts(form: &Multipart, body: &[u8]) -> Vec<(String, String)> {
    let content_type = form.content_type();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
    let text = std::str::from_utf8(body).expect("text in these tests");
    let inner = text.strip_suffix(&format!("\r\n--{boundary}--\r\n")).expect("a closing boundary");
    let inner = inner.strip_prefix(&format!("--{boundary}\r\n")).expect("an opening boundary");
    inner
        .split(&format!("\r\n--{boundary}\r\n"))
        .map(|part| part.split_once("\r\n\r\n").expect("a head and a content"))
        .map(|(head, content)| (head.to_owned(), content.to_owned()))
        .collect()
}

fn of_file(file: &FilePart) -> Multipart {
    let mut form = Form::new();
    form.file("file", file).expect("a file");
    form.finish()
}

#[test]
fn texts_json_and_files_are_parts_in_order() {
    let mut form = Form::new();
    form.text("size", &-5_i64);
    form.text("empty", &"");
    form.json("extra", &["a", "b"]).expect("JSON");
    form.file("file", &FilePart::new("a.txt", b"one\r\ntwo".to_vec())).expect("a file");
    form.file("photo", &FilePart::new("b.png", Vec::new()).with_content_type("image/png")).expect("a file");
    let form = form.finish();
    let body = form.to_bytes().expect("all is in memory");
    let file = |name: &str, file: &str, content_type: &str| {
        format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: {content_type}"
        )
    };
    let text = |name: &str| format!("Content-Disposition: form-data; name=\"{name}\"");
    assert_eq!(
        parts(&form, &body),
        [
            (text("size"), "-5".to_owned()),
            (text("empty"), String::new()),
            (text("extra"), r#"["a","b"]"#.to_owned()),
            (file("file", "a.txt", "application/octet-stream"), "one\r\ntwo".to_owned()),
            (file("photo", "b.png", "image/png"), String::new()),
        ]
    );
    assert_eq!(form.content_length(), u64::try_from(body.len()).ok());
    assert_eq!(read(form.open().expect("unread")).expect("whole"), body);
    assert!(form.is_replayable());
}

#[test]
fn names_end_neither_the_quotes_nor_the_header() {
    let hostile = FilePart::new("a\"; name=\"b\r\nX-Evil: 1\r\n\r\nc", b"x".to_vec());
    let form = of_file(&hostile);
    let parts = parts(&form, &form.to_bytes().expect("in memory"));
    let head = "Content-Disposition: form-data; name=\"file\"; \
                filename=\"a%22; name=%22b%0D%0AX-Evil: 1%0D%0A%0D%0Ac\"\r\n\
                Content-Type: application/octet-stream";
    assert_eq!(parts, [(head.to_owned(), "x".to_owned())]);
    let mut form = Form::new();
    let error = form.file("file", &FilePart::new("a", b"".to_vec()).with_content_type("a/b\r\nX-Evil: 1"));
    assert_eq!(
        error.expect_err("refused").to_string(),
        "the content type of a file contains control characters"
    );
}

#[test]
fn names_are_sent_as_they_are_but_for_what_breaks_or_hides_them() {
    for (name, sent) in [
        ("报销 单.pdf", "报销 单.pdf"),
        ("a\\", "a%5C"),
        ("a\\\"b", "a%5C%22b"),
        ("a\0b\u{7f}", "a%00b%7F"),
        ("fdp\u{202e}.exe", "fdp%E2%80%AE.exe"),
        ("50%.txt", "50%.txt"),
    ] {
        let form = of_file(&FilePart::new(name, b"x".to_vec()));
        let parts = parts(&form, &form.to_bytes().expect("in memory"));
        assert!(parts[0].0.contains(&format!("filename=\"{sent}\"\r\n")), "{}", parts[0].0);
    }
}

#[test]
fn boundaries_differ_each_time() {
    let file = FilePart::new("a", b"x".to_vec());
    assert_ne!(of_file(&file).content_type(), of_file(&file).content_type());
}

#[test]
fn a_stream_can_be_read_once() {
    let file = FilePart::stream("a.txt", halting(&["one", "", "two"])).with_length(6);
    let form = of_file(&file);
    assert_eq!((form.to_bytes(), form.is_replayable()), (None, false));
    let stream = form.open().expect("unread");
    let length = stream.content_length().expect("all lengths are known");
    let body = read(stream).expect("whole");
    assert_eq!(u64::try_from(body.len()).ok(), Some(length));
    assert_eq!(parts(&form, &body)[0].1, "onetwo");
    for spent in [form, of_file(&file.clone())] {
        let error = spent.open().expect_err("read before");
        assert_eq!(error.to_string(), "the content of a file is a stream that has already been consumed");
    }
}

#[test]
fn a_file_that_is_opened_anew_can_be_sent_again() {
    let form = of_file(&FilePart::reopened("a.txt", || halting(&["one", "two"])));
    assert_eq!((form.is_replayable(), form.content_length()), (true, None));
    for _ in 0..2 {
        let body = read(form.open().expect("anew")).expect("whole");
        assert_eq!(parts(&form, &body)[0].1, "onetwo");
    }
}

#[test]
fn a_stream_of_another_length_breaks_off() {
    for (length, chunks) in [(5, ["one", "two"]), (7, ["one", "two"])] {
        let form = of_file(&FilePart::stream("a", halting(&chunks)).with_length(length));
        let error = read(form.open().expect("unread")).expect_err("not what was announced");
        assert_eq!(error.to_string(), "a file does not have its declared length");
    }
    let failing = Halting { chunks: vec![Err(io::Error::other("disk"))], is_ready: true };
    let form = of_file(&FilePart::stream("a", failing));
    assert_eq!(read(form.open().expect("unread")).expect_err("the disk's").to_string(), "disk");
}

#[test]
fn debug_output_shows_no_file() {
    let file = FilePart::new("canary.txt", b"canary".to_vec()).with_content_type("text/canary");
    let stream = FilePart::stream("canary.txt", halting(&["canary"]));
    let mut form = Form::new();
    form.text("canary", &"canary");
    form.file("canary", &file).expect("a file");
    let shown = format!("{file:?} {stream:?} {form:?} {:?}", Body::form(form.clone()));
    assert_eq!(shown, "FilePart(6 bytes) FilePart(stream) Form(2 parts) Multipart(2 parts)");
}

#[test]
fn files_are_equal_by_content_and_streams_by_identity() {
    let file = FilePart::new("a", b"x".to_vec());
    assert_eq!(file, FilePart::new("a", b"x".to_vec()));
    assert_ne!(file, FilePart::new("a", b"y".to_vec()));
    assert_ne!(file, FilePart::new("b", b"x".to_vec()));
    let stream = FilePart::stream("a", halting(&["x"]));
    assert_eq!(stream, stream.clone());
    assert_ne!(stream, FilePart::stream("a", halting(&["x"])));
}
