//! A platform that renews the tokens of one user.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The platform for one user: a refresh token works once, and an access token is over when it comes.
pub(super) struct Platform {
    pub(super) address: String,
    state: Arc<Mutex<Issued>>,
}

#[derive(Default)]
pub(super) struct Issued {
    /// The number of the only refresh token that works.
    pub(super) newest: u64,
    /// The refresh tokens that were used although they did not work any more.
    pub(super) dead_uses: Vec<u64>,
}

impl Platform {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(Issued::default()));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                // The other end may be killed at any moment.
                thread::spawn(move || drop(answer(&connection, &shared)));
            }
        });
        Self { address, state }
    }

    pub(super) fn issued(&self) -> std::sync::MutexGuard<'_, Issued> {
        self.state.lock().expect("whole")
    }
}

/// Answers one request.
fn answer(mut connection: &TcpStream, state: &Mutex<Issued>) -> io::Result<()> {
    let mut reader = BufReader::new(connection);
    let (mut target, mut length) = (String::new(), 0);
    for line in reader.by_ref().lines() {
        let line = line?;
        if target.is_empty() {
            target.clone_from(&line);
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let reply = if target.contains("/authen/v2/oauth/token") {
        refreshed(&String::from_utf8_lossy(&body), state)
    } else {
        r#"{"code":0,"msg":"success","data":{}}"#.to_owned()
    };
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", reply.len());
    connection.write_all(format!("{head}{reply}").as_bytes())
}

fn refreshed(body: &str, state: &Mutex<Issued>) -> String {
    let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
    let token =
        body["refresh_token"].as_str().and_then(|token| token.strip_prefix("r-")).expect("a refresh token");
    let used: u64 = token.parse().expect("a number");
    let mut issued = state.lock().expect("whole");
    if used != issued.newest {
        issued.dead_uses.push(used);
        return r#"{"code":20037,"msg":"the refresh token is of no use"}"#.to_owned();
    }
    issued.newest += 1;
    let newest = issued.newest;
    format!(
        r#"{{"code":0,"access_token":"u-{newest}","expires_in":1,"refresh_token":"r-{newest}","token_type":"Bearer"}}"#
    )
}
