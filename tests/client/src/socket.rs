//! The server on a socket: real bytes, right and wrong.

use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdTcpListener};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::sleep;

use crate::fault::Ending;
use crate::reply::Reply;
use crate::server::{Arrived, Played, Server};

/// A server that listens.
#[derive(Clone, Copy, Debug)]
pub struct Address(SocketAddr);

impl Address {
    /// The server's origin.
    #[must_use]
    pub fn origin(self) -> String {
        format!("http://{}", self.0)
    }

    /// The same server under the name of another host.
    fn elsewhere(self) -> String {
        format!("http://localhost:{}", self.0.port())
    }
}

/// Listens on this machine, for as long as the runtime lives.
///
/// # Errors
/// There is no free port.
///
/// # Panics
/// It is called outside a tokio runtime.
pub fn listen(server: Arc<Server>) -> io::Result<Address> {
    listen_on(&bind()?, server)
}

/// Binds a listener to a free port. Several runtimes can accept from it in turn.
///
/// # Errors
/// There is no free port.
pub fn bind() -> io::Result<StdTcpListener> {
    let listener = StdTcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Accepts from this listener, for as long as the runtime lives.
///
/// # Errors
/// The listener cannot be shared.
///
/// # Panics
/// It is called outside a tokio runtime.
pub fn listen_on(listener: &StdTcpListener, server: Arc<Server>) -> io::Result<Address> {
    let listener = TcpListener::from_std(listener.try_clone()?)?;
    let address = Address(listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let server = server.clone();
            // A client may hang up at any time.
            tokio::spawn(async move { serve(stream, &server, address).await });
        }
    });
    Ok(address)
}

/// Reserves a port without listening, for as long as the socket lives.
///
/// # Errors
/// There is no free port.
pub fn deaf() -> io::Result<(Address, TcpSocket)> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    Ok((Address(socket.local_addr()?), socket))
}

/// A request as it came.
struct Request {
    method: String,
    path: String,
    authorization: Option<String>,
    body: Vec<u8>,
}

async fn serve(mut stream: TcpStream, server: &Server, address: Address) -> io::Result<()> {
    while let Some(request) = read(&mut stream).await? {
        let played = server.receive(Arrived {
            method: &request.method,
            path: &request.path,
            authorization: request.authorization.as_deref(),
            body: &request.body,
        });
        if !play(&mut stream, played, address).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// Reads the next request; `None` at the end of the connection.
async fn read(stream: &mut TcpStream) -> io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut body = bytes.split_off(end + 4);
    let length = header(&head, "content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    while body.len() < length {
        if stream.read_buf(&mut body).await? == 0 {
            return Ok(None);
        }
    }
    let mut line = head.lines().next().unwrap_or_default().split(' ');
    let (method, target) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
    Ok(Some(Request {
        method: method.to_owned(),
        path: target.split('?').next().unwrap_or_default().to_owned(),
        authorization: header(&head, "authorization").map(str::to_owned),
        body,
    }))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Does what is to happen; whether the connection is good for another request.
async fn play(stream: &mut TcpStream, played: Played, address: Address) -> io::Result<bool> {
    match played {
        Played::HalfRequest | Played::NoReply { reset: true } => reset(stream)?,
        Played::Unconnected(_) | Played::NoReply { reset: false } => {}
        Played::Hangs => std::future::pending().await,
        Played::NotHttp(text) => stream.write_all(text.as_bytes()).await?,
        Played::Reply(reply, ending) => return answer(stream, &reply, ending, address).await,
    }
    Ok(false)
}

async fn answer(stream: &mut TcpStream, reply: &Reply, ending: Ending, address: Address) -> io::Result<bool> {
    let chunked = ending == Ending::BadChunk;
    let head = head(reply, chunked, address);
    let half = reply.body.len() / 2;
    match ending {
        Ending::Whole => write(stream, &[&head, &reply.body]).await?,
        Ending::HeadCut | Ending::HeadHangs => write(stream, &[&head[..head.len() / 2]]).await?,
        Ending::BodyCut | Ending::BodyReset | Ending::BodyHangs => {
            write(stream, &[&head, &reply.body[..half]]).await?;
        }
        Ending::BadChunk => write(stream, &[&head, b"no length\r\n", &reply.body]).await?,
        Ending::Late(wait) => {
            sleep(Duration::from_millis(wait)).await;
            write(stream, &[&head, &reply.body]).await?;
        }
        Ending::Drips(wait) => drip(stream, &head, &reply.body, Duration::from_millis(wait)).await?,
    }
    match ending {
        Ending::HeadHangs | Ending::BodyHangs => std::future::pending().await,
        Ending::BodyReset => reset(stream)?,
        _ => {}
    }
    Ok(matches!(ending, Ending::Whole | Ending::Late(_) | Ending::Drips(_)))
}

fn head(reply: &Reply, chunked: bool, address: Address) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} Status\r\n", reply.status).into_bytes();
    for (name, value) in &reply.headers {
        let value = value.replace("{elsewhere}", &address.elsewhere());
        // Writing to a vector does not fail.
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let _ = match (chunked, reply.status) {
        (true, _) => write!(head, "transfer-encoding: chunked\r\n\r\n"),
        (false, 204) => write!(head, "\r\n"),
        (false, _) => write!(head, "content-length: {}\r\n\r\n", reply.body.len()),
    };
    head
}

async fn write(stream: &mut TcpStream, parts: &[&[u8]]) -> io::Result<()> {
    stream.write_all(&parts.concat()).await
}

/// Head and then body, in ten pieces.
async fn drip(stream: &mut TcpStream, head: &[u8], body: &[u8], all: Duration) -> io::Result<()> {
    stream.write_all(head).await?;
    for piece in body.chunks(body.len().div_ceil(10).max(1)) {
        sleep(all / 10).await;
        stream.write_all(piece).await?;
    }
    Ok(())
}

/// Lets the connection end with a reset when it is dropped.
fn reset(stream: &TcpStream) -> io::Result<()> {
    stream.set_zero_linger()
}
