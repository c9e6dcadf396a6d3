//! Harmful replies: each ends in a typed error, in bounded memory, and the client never follows one to another host.

use std::io::Write;
use std::time::Duration;

use client_tests::calls::SECRET;
use client_tests::reply::compressed;
use feishu_openapi::approval::v4::instance::get;
use feishu_openapi::{Client, Error, ErrorKind};
use test_server::{Answer, Server};

/// The client's default, and what reading and growing may add to it.
const LIMIT: u64 = 10_000_000;
const PEAK: u64 = 4 * LIMIT;

const MEGABYTE: usize = 1 << 20;
const DEPTH: usize = 1_000_000;

/// Writes a reply to a call; the text is the address of another host.
type Play = fn(&mut dyn Write, &str) -> std::io::Result<()>;

fn reply(stream: &mut dyn Write, headers: &str, body: &[u8]) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n", body.len())?;
    stream.write_all(body)
}

/// Calls such a server, in bounded memory.
fn outcome(play: Play) -> Result<(), Error> {
    let stranger = Server::start([]);
    // Another host by its name.
    let elsewhere = stranger.base_url().replace("127.0.0.1", "localhost");
    // Reading may be tried again. The threads of the servers, and so their memory, are not the client's.
    let answers = std::iter::repeat_n(elsewhere, 5);
    let server = Server::start(answers.map(|elsewhere| Answer::play(move |stream| play(stream, &elsewhere))));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let client =
        Client::builder("cli_1", SECRET).base_url(server.base_url()).timeout(Duration::from_secs(60));
    let client = client.build().expect("a client");
    let mut outcome = Ok(());
    let memory = allocation_counter::measure(|| {
        let request = get::Request::new(get::Required { instance_id: "1".into() });
        outcome = runtime.block_on(client.send(&request)).map(drop);
    });
    assert!(stranger.requests().is_empty(), "the client went to another host");
    assert!(memory.count_total > 0, "memory is counted");
    assert!(memory.bytes_max < PEAK, "{} bytes at once", memory.bytes_max);
    outcome.map_err(Error::from)
}

/// The kind of error that such replies end in.
fn kind(play: Play) -> ErrorKind {
    let error = outcome(play).expect_err("a failure");
    assert!(error.to_string().len() < 1000, "a short message");
    assert!(error.may_have_executed());
    error.kind()
}

#[test]
fn a_body_of_200_megabytes_is_too_large() {
    assert_eq!(kind(two_hundred_megabytes), ErrorKind::TooLarge);
}

fn two_hundred_megabytes(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 200 * MEGABYTE)?;
    (0..200).try_for_each(|_| stream.write_all(&vec![b' '; MEGABYTE]))
}

#[test]
fn a_body_without_an_end_is_too_large() {
    assert_eq!(kind(endless), ErrorKind::TooLarge);
}

fn endless(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
    loop {
        stream.write_all(b"400\r\n")?;
        stream.write_all(&[b' '; 0x400])?;
        stream.write_all(b"\r\n")?;
    }
}

#[test]
fn an_endless_head_is_an_interruption() {
    assert!(matches!(kind(endless_head), ErrorKind::Interrupted));
}

fn endless_head(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\n")?;
    (0..).try_for_each(|number| write!(stream, "x-{number}: {}\r\n", "a".repeat(1000)))
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    for redirect in [redirect_301, redirect_307, redirect_308] {
        assert_eq!(kind(redirect), ErrorKind::Unreadable);
    }
}

fn redirect_301(stream: &mut dyn Write, elsewhere: &str) -> std::io::Result<()> {
    redirect(stream, 301, elsewhere)
}

fn redirect_307(stream: &mut dyn Write, elsewhere: &str) -> std::io::Result<()> {
    redirect(stream, 307, elsewhere)
}

fn redirect_308(stream: &mut dyn Write, elsewhere: &str) -> std::io::Result<()> {
    redirect(stream, 308, elsewhere)
}

fn redirect(stream: &mut dyn Write, status: u16, elsewhere: &str) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status} Moved\r\nlocation: {elsewhere}/open-apis/x\r\ncontent-length: 0\r\n\r\n"
    )
}

#[test]
fn a_decompression_bomb_is_not_decompressed() {
    assert_eq!(kind(bomb), ErrorKind::Unreadable);
}

fn bomb(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    reply(stream, "content-encoding: gzip\r\ncontent-type: application/json\r\n", &compressed(40 * MEGABYTE))
}

#[test]
fn a_million_levels_in_place_of_the_envelope_are_unreadable() {
    assert_eq!(kind(deep_envelope), ErrorKind::Unreadable);
}

#[test]
fn a_million_levels_in_the_data_are_left_out() {
    for deep in [deep_arrays, deep_objects] {
        assert!(outcome(deep).is_ok());
    }
}

fn deep_arrays(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    let (open, close) = ("[".repeat(DEPTH), "]".repeat(DEPTH));
    reply(stream, "", format!(r#"{{"code":0,"data":{{"task_list":{open}{close}}}}}"#).as_bytes())
}

fn deep_objects(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    let (open, close) = (r#"{"a":"#.repeat(DEPTH), "}".repeat(DEPTH));
    reply(stream, "", format!(r#"{{"code":0,"data":{{"undocumented":{open}1{close}}}}}"#).as_bytes())
}

fn deep_envelope(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    reply(stream, "", "[".repeat(DEPTH).as_bytes())
}

/// A program with a reqwest of its own, without features for TLS, has those of this crate's: they must not make its client
/// panic. It did with `rustls-no-provider`.
#[tokio::test]
async fn a_reqwest_client_of_the_callers_works_beside_this_crate() {
    let server = Server::start([Answer::success()]);
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let reply = client.get(format!("{}/anything", server.base_url())).send().await.expect("a reply");
    assert_eq!(reply.status(), 200);
}
