//! An HTTP server on this machine that keeps what it is sent, byte for byte, and answers from a script.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// The path of the call that gives a tenant access token.
pub(crate) const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";

/// The token that the server gives out.
pub(crate) const TOKEN: &str = "t-canary-token";

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Names as they came, in the order in which they came.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Recorded {
    /// The values of a header, whatever the case of its name.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect()
    }
}

/// One answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    /// Bytes that are announced and never sent.
    missing: usize,
}

impl Answer {
    /// With the log id `LOG1`, as the platform sends it.
    pub(crate) fn new(status: u16, body: impl Into<String>) -> Self {
        Self::bare(status, body).with_header("X-Tt-Logid", "LOG1")
    }

    /// Without a log id.
    pub(crate) fn bare(status: u16, body: impl Into<String>) -> Self {
        let body = body.into();
        Self { status, headers: Vec::new(), missing: 0, body }
    }

    /// An answer that ends before its body does.
    pub(crate) fn cut_off() -> Self {
        Self { missing: 1, ..Self::success() }
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// What the pages show as the reply of a success.
    pub(crate) fn success() -> Self {
        Self::new(200, r#"{"code":0,"msg":"success","data":{}}"#)
    }

    fn token() -> Self {
        Self::new(200, format!(r#"{{"code":0,"msg":"ok","tenant_access_token":"{TOKEN}","expire":7200}}"#))
    }
}

/// The server. It answers the call for a token by itself and every other request with the next answer of its script. It
/// stops when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    token_answer: Option<Answer>,
    answers: VecDeque<Answer>,
    requests: Vec<Recorded>,
    stopped: bool,
}

impl State {
    fn answer(&mut self, request: Recorded) -> Answer {
        let answer = if request.target == TOKEN_PATH {
            Some(self.token_answer.clone().unwrap_or_else(Answer::token))
        } else {
            self.answers.pop_front()
        };
        self.requests.push(request);
        answer.unwrap_or_else(|| Answer::new(500, "the script of the server has no answer left"))
    }
}

impl Server {
    pub(crate) fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::run(State { answers: answers.into_iter().collect(), ..State::default() })
    }

    /// A server that says yes to `count` calls.
    pub(crate) fn agreeable(count: usize) -> Self {
        Self::start(std::iter::repeat_n(Answer::success(), count))
    }

    /// A server that answers the call for a token with this.
    pub(crate) fn with_token_answer(answer: Answer) -> Self {
        Self::run(State { token_answer: Some(answer), ..State::default() })
    }

    fn run(state: State) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let thread = std::thread::spawn(move || serve(&listener, &shared));
        Self { address, state, thread: Some(thread) }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has come so far. A request is kept before it is answered.
    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.state.lock().expect("not poisoned").requests.clone()
    }

    /// The request as text: the request line, the headers by name, an empty line, the body. The port and the version of
    /// the client stand as names.
    pub(crate) fn shown(&self, request: &Recorded) -> String {
        let mut headers: Vec<String> =
            request.headers.iter().map(|(name, value)| format!("{}: {value}", name.to_lowercase())).collect();
        headers.sort();
        let mut text = format!("{} {} HTTP/1.1\n", request.method, request.target);
        for header in headers {
            let _ = writeln!(text, "{header}");
        }
        let text = text
            .replace(&self.address.to_string(), "127.0.0.1:PORT")
            .replace(concat!("feishu-runtime/", env!("CARGO_PKG_VERSION")), "feishu-runtime/VERSION");
        format!("{text}\n{}", request.body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.lock().expect("not poisoned").stopped = true;
        // Wakes the thread out of its waiting for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(std::thread::panicking() || ended.is_ok(), "the server's thread panicked");
        }
    }
}

fn serve(listener: &TcpListener, state: &Mutex<State>) {
    for connection in listener.incoming() {
        if state.lock().expect("not poisoned").stopped {
            return;
        }
        let connection = connection.expect("a connection");
        // A client that goes away in the middle is that client's affair.
        let _ = exchange(&connection, state);
    }
}

/// One request and its answer; then the connection is closed.
fn exchange(connection: &TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let request = read(&mut BufReader::new(connection))?;
    let answer = state.lock().expect("not poisoned").answer(request);
    write(connection, &answer)?;
    connection.shutdown(Shutdown::Write)
}

fn read(from: &mut BufReader<&TcpStream>) -> io::Result<Recorded> {
    let line = read_line(from)?;
    let mut parts = line.splitn(3, ' ').map(str::to_owned);
    let (method, target) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mut headers = Vec::new();
    loop {
        let line = read_line(from)?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_owned(), value.trim_start_matches(' ').to_owned()));
    }
    let mut request = Recorded { method, target, headers, body: String::new() };
    let length = request.header("content-length").first().map_or(0, |length| length.parse().unwrap_or(0));
    let mut body = vec![0; length];
    from.read_exact(&mut body)?;
    request.body = String::from_utf8(body).map_err(io::Error::other)?;
    Ok(request)
}

fn read_line(from: &mut BufReader<&TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    from.read_line(&mut line)?;
    match line.strip_suffix("\r\n") {
        Some(line) => Ok(line.to_owned()),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn write(mut to: &TcpStream, answer: &Answer) -> io::Result<()> {
    let Answer { status, headers, body, missing } = answer;
    let length = body.len() + missing;
    let mut text = format!("HTTP/1.1 {status} Answer\r\nContent-Length: {length}\r\nConnection: close\r\n");
    for (name, value) in headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    to.write_all(format!("{text}\r\n{body}").as_bytes())
}
