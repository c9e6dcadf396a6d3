//! HTTP without a client: what is sent is what the test says.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use feishu_openapi::mock::Mock;
use serde_json::Value;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The head, in lower case.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The code in the envelope; 0 for a file, which has no envelope.
    pub(crate) fn code(&self) -> i64 {
        if self.status == 200 && !self.head.contains("content-type: application/json") {
            return 0;
        }
        self.json()["code"].as_i64().expect("a code")
    }

    /// The reported violations: field and description.
    pub(crate) fn violations(&self) -> Vec<(String, String)> {
        let json = self.json();
        let found = json["error"]["field_violations"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        found.iter().map(|found| (text(&found["field"]), text(&found["description"]))).collect()
    }
}

/// Sends bytes and reads until the server is done.
pub(crate) fn exchange(mock: &Mock, request: &[u8]) -> Answer {
    let address = mock.base_url().replace("http://", "");
    let mut stream = TcpStream::connect(address).expect("the server listens");
    // A server that refuses early does not read to the end.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8(bytes[..end].to_vec()).expect("a head is text").to_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head, body: bytes[end + 4..].to_vec() }
}

/// A request with a body and these lines of headers.
pub(crate) fn send(mock: &Mock, line: &str, headers: &str, body: &[u8]) -> Answer {
    let head = format!(
        "{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    exchange(mock, &[head.as_bytes(), body].concat())
}

/// A JSON request with this token.
pub(crate) fn json(mock: &Mock, line: &str, token: &str, body: &str) -> Answer {
    let headers = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n");
    send(mock, line, &headers, body.as_bytes())
}
