//! An HTTP server on this machine that keeps what it is sent, byte for byte, and answers from a script.
//!
//! It plays the platform: the call for a tenant access token gets a token, every other request the next answer of the
//! script. One connection carries one request, and one request is answered at a time, so a test knows what came when.

#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a fault in here is a failed test")]

mod answer;
mod recorded;

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, BufReader};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

pub use answer::Answer;
pub use recorded::Recorded;

/// The path of the call that gives a tenant access token.
pub const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";

/// The token that the server gives. Tests that look for secrets look for `canary`.
pub const TOKEN: &str = "t-canary-token";

/// The server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

/// Chooses the answer to a request.
type Choose = Box<dyn FnMut(&Recorded) -> Answer + Send>;

#[derive(Default)]
struct State {
    /// Answers to calls for a token; after the last one, the server gives [`TOKEN`].
    tokens: VecDeque<Answer>,
    answers: VecDeque<Answer>,
    /// Takes the place of the script.
    choose: Option<Choose>,
    requests: Vec<Recorded>,
    /// The connection that is being answered.
    connection: Option<TcpStream>,
    stopped: bool,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("requests", &self.requests).finish_non_exhaustive()
    }
}

impl State {
    fn answer(&mut self, request: Recorded) -> Answer {
        let answer = if request.target == TOKEN_PATH {
            Some(self.tokens.pop_front().unwrap_or_else(Answer::token))
        } else if let Some(choose) = &mut self.choose {
            Some(choose(&request))
        } else {
            self.answers.pop_front()
        };
        self.requests.push(request);
        answer.unwrap_or_else(|| Answer::new(500, "the script of the server has no answer left"))
    }
}

impl Server {
    /// A server with these answers, in this order.
    pub fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::run(State { answers: answers.into_iter().collect(), ..State::default() })
    }

    /// A server that answers each request as `choose` says, for clients whose requests have no fixed order.
    pub fn choosing(choose: impl FnMut(&Recorded) -> Answer + Send + 'static) -> Self {
        Self::run(State { choose: Some(Box::new(choose)), ..State::default() })
    }

    /// A server that reports success to `count` calls.
    #[must_use]
    pub fn agreeable(count: usize) -> Self {
        Self::start(std::iter::repeat_with(Answer::success).take(count))
    }

    /// A server that answers the first call for a token with this.
    #[must_use]
    pub fn with_token_answer(answer: Answer) -> Self {
        Self::run(State { tokens: [answer].into(), ..State::default() })
    }

    fn run(state: State) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let thread = std::thread::spawn(move || serve(&listener, &shared));
        Self { address, state, thread: Some(thread) }
    }

    /// Host and port.
    #[must_use]
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// The URL to give to a client.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, those for a token included. A request is kept before it is answered.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.state).requests.clone()
    }

    /// A request as text for a snapshot: the request line, the headers by name, an empty line, the body. The port and the
    /// version of the client are left out.
    #[must_use]
    pub fn shown(&self, request: &Recorded) -> String {
        let line = |(name, value): (&str, &str)| match value.split_once('/') {
            Some((client @ "feishu-runtime", _)) => format!("{}: {client}/VERSION\n", name.to_lowercase()),
            _ => format!("{}: {value}\n", name.to_lowercase()),
        };
        let mut lines: Vec<String> = request.headers().into_iter().map(line).collect();
        lines.sort();
        let text = format!("{} {} HTTP/1.1\n{}", request.method, request.target, lines.concat());
        format!("{}\n{}", text.replace(&self.host(), "127.0.0.1:PORT"), request.body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that panics may hold what an answer waits for.
        if std::thread::panicking() {
            return;
        }
        let mut state = lock(&self.state);
        state.stopped = true;
        // Ends an answer that is endless. The client's end may stay open: its runtime may be blocked in here.
        if let Some(connection) = &state.connection {
            let _ = connection.shutdown(Shutdown::Both);
        }
        drop(state);
        // Wakes the thread, which waits for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server's thread ends");
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(listener: &TcpListener, state: &Mutex<State>) {
    for connection in listener.incoming() {
        let Ok(connection) = connection else { continue };
        {
            let mut state = lock(state);
            if state.stopped {
                return;
            }
            state.connection = connection.try_clone().ok();
        }
        // A client may hang up at any time.
        let _ = exchange(connection, state);
        lock(state).connection = None;
    }
}

/// One request and its answer; then the connection is closed.
fn exchange(mut connection: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let request = Recorded::read(&mut BufReader::new(&connection))?;
    let answer = lock(state).answer(request);
    answer.write(&mut connection)?;
    connection.shutdown(Shutdown::Write)
}
