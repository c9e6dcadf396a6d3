//! The server over no wire at all: a transport in memory, with the delays of a network, for a clock that can be paused.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use feishu_openapi::{Transport, TransportBody, TransportError, TransportFuture, TransportRequest};
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use tokio::time::{Instant, sleep, timeout_at};

use crate::fault::{Ending, Unconnected};
use crate::reply::Reply;
use crate::server::{Arrived, Played, Server};
use crate::tokens::Grant;

/// One way of a request or a reply.
const WAY: Duration = Duration::from_millis(15);

/// Time after which a transport gives up connecting.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

/// Longer than any call.
const NEVER: Duration = Duration::from_secs(24 * 3600);

/// Carries requests to the server of a run.
pub struct Memory {
    /// The server.
    pub server: Arc<Server>,
    /// True if it keeps the deadline, as a transport must.
    pub heeds_deadline: bool,
}

impl Transport for Memory {
    fn send(&self, outgoing: TransportRequest) -> TransportFuture<'_> {
        Box::pin(self.exchange(outgoing))
    }
}

impl Memory {
    async fn exchange(&self, outgoing: TransportRequest) -> Result<Response<Bytes>, TransportError> {
        let deadline =
            if self.heeds_deadline { Instant::from_std(outgoing.deadline) } else { Instant::now() + NEVER };
        let is_token = Grant::of(outgoing.request.uri().path()).is_some();
        if let Some(fault) = self.server.connect(is_token) {
            return Err(unconnected(fault, deadline).await);
        }
        let limit = outgoing.max_reply_bytes;
        let (head, body) = outgoing.request.into_parts();
        let TransportBody::Bytes(body) = body else {
            return Err(TransportError::not_sent("a stream"));
        };
        let exchange = async {
            sleep(WAY).await;
            let played = self.receive(&head, &body);
            sleep(WAY).await;
            delivered(played, limit).await
        };
        timeout_at(deadline, exchange).await.unwrap_or(Err(TransportError::deadline(true)))
    }

    fn receive(&self, head: &Parts, body: &[u8]) -> Played {
        let authorization = head.headers.get(AUTHORIZATION);
        self.server.receive(Arrived {
            method: head.method.as_str(),
            path: head.uri.path(),
            authorization: authorization.and_then(|value| value.to_str().ok()),
            body,
        })
    }
}

async fn unconnected(fault: Unconnected, deadline: Instant) -> TransportError {
    if fault == Unconnected::Hangs {
        let given_up = sleep(CONNECT_TIMEOUT);
        return match timeout_at(deadline, given_up).await {
            Ok(()) => TransportError::not_sent("connecting took too long"),
            Err(_) => TransportError::deadline(false),
        };
    }
    TransportError::not_sent(match fault {
        Unconnected::Refused => "connection refused",
        Unconnected::NoAddress => "no address",
        _ => "the handshake failed",
    })
}

/// Returns what a correct transport reports.
async fn delivered(played: Played, limit: usize) -> Result<Response<Bytes>, TransportError> {
    match played {
        Played::Unconnected(_) => Err(TransportError::not_sent("connection refused")),
        Played::HalfRequest | Played::NoReply { reset: true } => {
            Err(TransportError::interrupted("connection reset by peer"))
        }
        Played::NoReply { reset: false } => Err(TransportError::interrupted("connection closed")),
        Played::NotHttp(_) => Err(TransportError::interrupted("invalid HTTP version parsed")),
        Played::Hangs => std::future::pending().await,
        Played::Reply(reply, ending) => replied(&reply, ending, limit).await,
    }
}

async fn replied(reply: &Reply, ending: Ending, limit: usize) -> Result<Response<Bytes>, TransportError> {
    let (status, headers) = head(reply);
    let broken = |text: &str| Err(TransportError::interrupted(text).with_reply_head(status, &headers));
    match ending {
        Ending::HeadCut => return Err(TransportError::interrupted("connection closed")),
        Ending::BodyCut | Ending::BadChunk => return broken("end of file before the message's length"),
        Ending::BodyReset => return broken("connection reset by peer"),
        Ending::HeadHangs | Ending::BodyHangs => std::future::pending().await,
        Ending::Whole => {}
        Ending::Late(wait) | Ending::Drips(wait) => sleep(Duration::from_millis(wait)).await,
    }
    if reply.body.len() > limit {
        return Err(TransportError::too_large().with_reply_head(status, &headers));
    }
    let mut response = Response::new(reply.body.clone());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// Status and headers, without those that HTTP cannot carry.
fn head(reply: &Reply) -> (StatusCode, HeaderMap) {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let headers = reply.headers.iter().filter_map(|(name, value)| {
        let value = value.replace("{elsewhere}", "https://elsewhere.example");
        Some((HeaderName::from_static(name), HeaderValue::try_from(value).ok()?))
    });
    (status, headers.collect())
}
