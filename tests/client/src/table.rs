//! The one table of all faults. The server plays it, the runs go through it, and the printed table is made from it.

use crate::fault::{Answer, Content, Ending, Executes, Family, Fault, Seat, Stop, Unconnected, Wire};
use Content::{Bomb, Bytes, Code, Deep, Echo, EchoRefused, Huge, Refused, Text, Token, Zipped};
use Ending::{BadChunk, BodyCut, BodyHangs, BodyReset, Drips, HeadCut, HeadHangs, Late, Whole};
use Executes::{Always, Maybe, Never};

const HTML: Content = Text("<html><head><title>nginx</title></head><body>canary-page</body></html>");
const SUCCESS: Content = Text(r#"{"code":0,"msg":"success","data":{}}"#);
const JSON: Headers = &[("content-type", "application/json; charset=utf-8")];
const PAGE: Headers = &[("content-type", "text/html")];
const THROTTLED: Content = Code(99_991_400);

type Headers = &'static [(&'static str, &'static str)];

const fn fault(family: Family, executes: Executes, name: &'static str, wire: Wire) -> Fault {
    Fault { name, family, seat: Seat::Call, executes, wire }
}

const fn transport(executes: Executes, name: &'static str, wire: Wire) -> Fault {
    fault(Family::Transport, executes, name, wire)
}

const fn broken(name: &'static str, executes: Executes, ending: Ending) -> Fault {
    transport(executes, name, answer(200, JSON, SUCCESS, ending))
}

const fn gateway(
    executes: Executes,
    name: &'static str,
    status: u16,
    headers: Headers,
    content: Content,
) -> Fault {
    fault(Family::Gateway, executes, name, answer(status, headers, content, Whole))
}

const fn throttled(name: &'static str, headers: Headers) -> Fault {
    gateway(Never, name, 429, headers, THROTTLED)
}

const fn body(executes: Executes, name: &'static str, content: Content) -> Fault {
    fault(Family::Body, executes, name, answer(200, JSON, content, Whole))
}

const fn text(name: &'static str, text: &'static str) -> Fault {
    body(Maybe, name, Text(text))
}

/// A call that is refused because of its token, or of what the token may.
const fn refused(name: &'static str, status: u16, code: i64, renewed: bool) -> Fault {
    fault(Family::Token, Never, name, answer(status, JSON, Refused { code, renewed }, Whole))
}

const fn fetch(executes: Executes, name: &'static str, wire: Wire) -> Fault {
    Fault { name, family: Family::Token, seat: Seat::Token, executes, wire }
}

const fn fetched(name: &'static str, text: &'static str) -> Fault {
    fetch(Maybe, name, answer(200, JSON, Text(text), Whole))
}

const fn expiring(name: &'static str, expire: &'static str) -> Fault {
    fetch(Always, name, answer(200, JSON, Token(expire), Whole))
}

const fn answer(status: u16, headers: Headers, content: Content, ending: Ending) -> Wire {
    Wire::Answer(Answer { status, headers, content }, ending)
}

/// Each code at each of the statuses that it was seen with.
macro_rules! refused_at_each_status {
    ($($code:literal),* $(,)?) => {
        [$(
            refused(concat!("200, code ", $code), 200, $code, true),
            refused(concat!("400, code ", $code), 400, $code, true),
            refused(concat!("401, code ", $code), 401, $code, true),
        )*]
    };
}

const TRANSPORT: [Fault; 22] = [
    transport(Never, "connection refused", Wire::Unconnected(Unconnected::Refused)),
    transport(Never, "no address for the name", Wire::Unconnected(Unconnected::NoAddress)),
    transport(Never, "TLS fails", Wire::Unconnected(Unconnected::NoTls)),
    transport(Never, "connecting hangs", Wire::Unconnected(Unconnected::Hangs)),
    // Not played as a reply: its runs stop the server, which closes the connection.
    Fault {
        seat: Seat::Idle,
        ..transport(Never, "closed while idle, the runtime not driven", Wire::NoReply { reset: false })
    },
    transport(Never, "reset within the request", Wire::HalfRequest),
    transport(Maybe, "closed before the reply", Wire::NoReply { reset: false }),
    transport(Maybe, "reset before the reply", Wire::NoReply { reset: true }),
    transport(Maybe, "no reply, ever", Wire::Hangs),
    transport(Maybe, "a reply that is no HTTP", Wire::NotHttp("SSH-2.0-canary\r\n")),
    transport(Maybe, "a status that is no number", Wire::NotHttp("HTTP/1.1 2x0 OK\r\n\r\n")),
    transport(
        Maybe,
        "two lengths that differ",
        Wire::NotHttp("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
    ),
    broken("closed within the head", Maybe, HeadCut),
    broken("hangs within the head", Maybe, HeadHangs),
    broken("closed within the body", Maybe, BodyCut),
    broken("reset within the body", Maybe, BodyReset),
    broken("hangs within the body", Maybe, BodyHangs),
    broken("a chunk without a length", Maybe, BadChunk),
    broken("a late reply, in time", Always, Late(400)),
    broken("a reply after the deadline", Always, Late(90_000)),
    broken("a slow body, in time", Always, Drips(400)),
    broken("a body slower than the deadline", Always, Drips(90_000)),
];

const GATEWAY: [Fault; 45] = [
    gateway(Maybe, "500, page", 500, PAGE, HTML),
    gateway(Maybe, "502, page", 502, PAGE, HTML),
    gateway(Maybe, "502, empty", 502, &[], Text("")),
    gateway(Maybe, "503, page", 503, PAGE, HTML),
    gateway(Maybe, "503, page, retry-after", 503, &[("retry-after", "1")], HTML),
    gateway(Maybe, "503, empty", 503, &[], Text("")),
    gateway(Maybe, "504, page", 504, PAGE, HTML),
    gateway(Maybe, "504, JSON without a code", 504, JSON, Text(r#"{"message":"upstream timed out"}"#)),
    gateway(Maybe, "500, unknown code", 500, JSON, Code(1_234_567)),
    gateway(Maybe, "502, unknown code", 502, JSON, Code(5_000)),
    gateway(Maybe, "500, code 0", 500, JSON, SUCCESS),
    gateway(Maybe, "200, unknown code", 200, JSON, Code(1_234_567)),
    gateway(Maybe, "400, unknown code", 400, JSON, Code(1_234_567)),
    gateway(Maybe, "404, page", 404, PAGE, HTML),
    gateway(Maybe, "403, page", 403, PAGE, HTML),
    gateway(Maybe, "401, page", 401, PAGE, HTML),
    gateway(Maybe, "407, page", 407, PAGE, HTML),
    gateway(Maybe, "408, page", 408, PAGE, HTML),
    gateway(Maybe, "413, page", 413, PAGE, HTML),
    gateway(Maybe, "425, empty", 425, &[], Text("")),
    gateway(Maybe, "429, page", 429, PAGE, HTML),
    gateway(Maybe, "429, empty, retry-after", 429, &[("retry-after", "1")], Text("")),
    gateway(Maybe, "429, code of a failure that advises a lower rate", 429, JSON, Code(1_395_001)),
    gateway(Maybe, "429, code of a daily quota", 429, JSON, Code(1_236_007)),
    throttled("429, throttled, no headers", JSON),
    throttled("429, throttled, reset 1", &[("x-ogw-ratelimit-reset", "1"), ("x-ogw-ratelimit-limit", "50")]),
    throttled("429, throttled, reset 0", &[("x-ogw-ratelimit-reset", "0")]),
    throttled("429, throttled, reset 0.5", &[("x-ogw-ratelimit-reset", "0.5")]),
    throttled("429, throttled, reset -1", &[("x-ogw-ratelimit-reset", "-1")]),
    throttled("429, throttled, reset NaN", &[("x-ogw-ratelimit-reset", "NaN")]),
    throttled("429, throttled, reset Inf", &[("x-ogw-ratelimit-reset", "Inf")]),
    throttled("429, throttled, reset 1e30", &[("x-ogw-ratelimit-reset", "1e30")]),
    throttled("429, throttled, reset in eight days", &[("x-ogw-ratelimit-reset", "691200")]),
    throttled(
        "429, throttled, reset is a date",
        &[("x-ogw-ratelimit-reset", "Wed, 21 Oct 2026 07:28:00 GMT")],
    ),
    throttled("429, throttled, retry-after 2", &[("retry-after", "2")]),
    throttled("429, throttled, retry-after is a date", &[("retry-after", "Wed, 21 Oct 2099 07:28:00 GMT")]),
    throttled("429, throttled, both headers", &[("x-ogw-ratelimit-reset", "1"), ("retry-after", "3")]),
    gateway(Never, "400, throttled", 400, JSON, THROTTLED),
    gateway(Never, "200, throttled", 200, JSON, THROTTLED),
    gateway(Maybe, "301 to another host", 301, &[("location", "{elsewhere}/stolen")], HTML),
    gateway(Maybe, "302 to another host", 302, &[("location", "{elsewhere}/stolen")], Text("")),
    gateway(Maybe, "307 to another host", 307, &[("location", "{elsewhere}/stolen")], Text("")),
    gateway(Maybe, "308 to another host", 308, &[("location", "{elsewhere}/stolen")], SUCCESS),
    gateway(Maybe, "204, empty", 204, &[], Text("")),
    gateway(Maybe, "200, a page of another network", 200, PAGE, HTML),
];

const BODY: [Fault; 38] = [
    text("empty", ""),
    text("an array for the envelope", r#"[0,"ok",null]"#),
    text("null", "null"),
    text("a number", "0"),
    text("a string", r#""success""#),
    text("no code", r#"{"msg":"success","data":{}}"#),
    text("code is a string", r#"{"code":"0","msg":"success","data":{}}"#),
    text("code is null", r#"{"code":null,"msg":"success","data":{}}"#),
    text("code is true", r#"{"code":true,"msg":"success","data":{}}"#),
    text("code is 0.0", r#"{"code":0.0,"msg":"success","data":{}}"#),
    text("code is beyond 64 bits", r#"{"code":18446744073709551616,"msg":"success","data":{}}"#),
    text("code is 0, then throttled", r#"{"code":0,"msg":"success","code":99991400}"#),
    text("code is throttled, then 0", r#"{"code":99991400,"msg":"success","code":0}"#),
    text("code is 0, then a refused token", r#"{"code":0,"msg":"success","code":99991663}"#),
    body(Always, "data is an array", Text(r#"{"code":0,"msg":"success","data":[]}"#)),
    body(Always, "data is a string", Text(r#"{"code":0,"msg":"success","data":"{}"}"#)),
    body(Always, "data is null", Text(r#"{"code":0,"msg":"success","data":null}"#)),
    body(Always, "no data", Text(r#"{"code":0,"msg":"success"}"#)),
    body(Always, "unknown members", Text(r#"{"code":0,"msg":"ok","data":{"x":[{}]},"y":{"code":7}}"#)),
    body(
        Always,
        "members of other types",
        Text(
            r#"{"code":0,"msg":"ok","data":{"start_time":1564590532967,"status":{},"task_list":{},"reverted":"true","instance_code":[]}}"#,
        ),
    ),
    fault(
        Family::Body,
        Always,
        "right, with a file name in raw UTF-8",
        answer(200, &[("content-disposition", "attachment; filename=\"报销单.json\"")], SUCCESS, Whole),
    ),
    fault(
        Family::Body,
        Always,
        "right, but called text/plain",
        answer(200, &[("content-type", "text/plain")], SUCCESS, Whole),
    ),
    fault(
        Family::Body,
        Maybe,
        "called gzip, and plain",
        answer(200, &[("content-encoding", "gzip")], Text("canary"), Whole),
    ),
    text("truncated", r#"{"code":0,"msg":"suc"#),
    text("two objects", r#"{"code":0}{"code":0}"#),
    text("trailing text", r#"{"code":0,"msg":"success","data":{}} canary"#),
    text("a comma too many", r#"{"code":0,"msg":"success","data":{},}"#),
    text("a byte order mark", "\u{feff}{\"code\":0,\"msg\":\"success\",\"data\":{}}"),
    text("NUL bytes", "\0\0\0\0\0\0\0\0"),
    body(Maybe, "not UTF-8", Bytes(b"{\"code\":0,\"msg\":\"\xff\xfe\xc0\",\"data\":{}}")),
    body(Maybe, "UTF-16", Bytes(b"{\x00\"\x00c\x00o\x00d\x00e\x00\"\x00:\x000\x00}\x00")),
    body(Always, "arrays 200 deep", Deep(200)),
    body(Always, "arrays 20,000 deep", Deep(20_000)),
    body(Always, "longer than the client takes", Huge),
    fault(
        Family::Body,
        Maybe,
        "a decompression bomb",
        answer(200, &[("content-encoding", "gzip")], Bomb, Whole),
    ),
    fault(
        Family::Body,
        Always,
        "gzip that was not asked for",
        answer(200, &[("content-encoding", "gzip")], Zipped, Whole),
    ),
    body(Maybe, "a failure that repeats the credentials", Echo(1_234_567)),
    body(Never, "a refused token, and a failure that repeats it", EchoRefused(1_234_567)),
];

/// Codes that ask for a new token, and codes that a new token does not mend.
const REFUSED: [Fault; 42] = refused_at_each_status!(
    99_991_663, 99_991_664, 99_991_665, 99_991_671, 20_013, 20_014, 99_991_661, 99_991_668, 99_991_672,
    99_991_677, 20_005, 20_006, 99_991_401, 99_991_403,
);

/// The token is refused, and asking for a new one brings the same.
const UNCHANGED: [Fault; 3] = [
    refused("200, code 99991663, and the same token again", 200, 99_991_663, false),
    refused("400, code 99991663, and the same token again", 400, 99_991_663, false),
    refused("401, code 99991663, and the same token again", 401, 99_991_663, false),
];

/// Faults of fetching a token. Whether the token was given does not matter to a call that ends without one: it is not executed.
/// But a person's refresh token is used up.
const FETCH: [Fault; 31] = [
    fetch(Never, "token: connection refused", Wire::Unconnected(Unconnected::Refused)),
    fetch(Never, "token: connecting hangs", Wire::Unconnected(Unconnected::Hangs)),
    fetch(Maybe, "token: closed before the reply", Wire::NoReply { reset: false }),
    fetch(Maybe, "token: reset before the reply", Wire::NoReply { reset: true }),
    fetch(Maybe, "token: no reply, ever", Wire::Hangs),
    fetch(Maybe, "token: the client's runtime ends", Wire::RuntimeStops(Stop::Drops)),
    fetch(Maybe, "token: the client's runtime is not driven any more", Wire::RuntimeStops(Stop::Keeps)),
    fetch(Always, "token: closed within the body", answer(200, JSON, Token("7200"), BodyCut)),
    fetch(Always, "token: late, in time", answer(200, JSON, Token("7200"), Late(400))),
    fetch(Always, "token: after the deadline", answer(200, JSON, Token("7200"), Late(90_000))),
    fetch(Maybe, "token: 502, page", answer(502, PAGE, HTML, Whole)),
    fetch(Maybe, "token: 500, unknown code", answer(500, JSON, Code(1_234_567), Whole)),
    fetch(Never, "token: 429, throttled", answer(429, &[("x-ogw-ratelimit-reset", "1")], THROTTLED, Whole)),
    fetch(Never, "token: 400, throttled", answer(400, JSON, THROTTLED, Whole)),
    fetch(Never, "token: 200, wrong secret", answer(200, JSON, Echo(10_014), Whole)),
    fetch(Never, "token: 400, wrong secret", answer(400, JSON, Echo(10_014), Whole)),
    fetch(Never, "token: 401, wrong secret", answer(401, JSON, Echo(10_014), Whole)),
    fetch(
        Maybe,
        "token: 307 to another host",
        answer(307, &[("location", "{elsewhere}/stolen")], Text(""), Whole),
    ),
    fetched("token: empty", ""),
    fetched("token: none", r#"{"code":0,"msg":"ok","expire":7200}"#),
    fetched("token: an empty one", r#"{"code":0,"msg":"ok","tenant_access_token":"","expire":7200}"#),
    fetched("token: null", r#"{"code":0,"msg":"ok","tenant_access_token":null,"expire":7200}"#),
    fetched("token: a number", r#"{"code":0,"msg":"ok","tenant_access_token":7,"expire":7200}"#),
    fetched(
        "token: one that no header holds",
        r#"{"code":0,"tenant_access_token":"canary\n","expire":7200}"#,
    ),
    fetched("token: in an array", r#"[0,"ok","canary-token",7200]"#),
    fetched("token: in data", r#"{"code":0,"data":{"tenant_access_token":"canary-t","expire":7200}}"#),
    expiring("token: expires at once", "0"),
    expiring("token: expired before", "-1"),
    expiring("token: never expires", "9223372036854775807"),
    expiring("token: expiry is a string", "\"7200\""),
    expiring("token: expiry is null", "null"),
];

/// All faults.
pub static FAULTS: [Fault; COUNT] = joined([&TRANSPORT, &GATEWAY, &BODY, &REFUSED, &UNCHANGED, &FETCH]);

const COUNT: usize =
    TRANSPORT.len() + GATEWAY.len() + BODY.len() + REFUSED.len() + UNCHANGED.len() + FETCH.len();

/// One array of the parts, in their order.
const fn joined(parts: [&[Fault]; 6]) -> [Fault; COUNT] {
    let mut all = [TRANSPORT[0]; COUNT];
    let (mut part, mut next) = (0, 0);
    while part < parts.len() {
        let mut at = 0;
        while at < parts[part].len() {
            all[next] = parts[part][at];
            at += 1;
            next += 1;
        }
        part += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::FAULTS;
    use crate::fault::{Executes, Wire};

    #[test]
    fn there_are_enough_faults_and_each_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.name).collect();
        assert!(FAULTS.len() >= 60);
        assert_eq!(names.len(), FAULTS.len());
    }

    #[test]
    fn what_does_not_arrive_is_not_executed() {
        for fault in &FAULTS {
            if matches!(fault.wire, Wire::Unconnected(_) | Wire::HalfRequest) {
                assert_eq!(fault.executes, Executes::Never, "{}", fault.name);
            }
        }
    }
}
