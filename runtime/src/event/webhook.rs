//! A receiver and a dispatcher behind an HTTP server.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};

use super::answer::Answer;
use super::dispatcher::Dispatcher;
use super::receiver::{Received, Receiver};

/// Answers the requests that the platform posts to a webhook's address, for any HTTP server whose requests are those of the crate
/// `http`:
///
/// ```
/// # use feishu_runtime::event::{Dispatcher, Receiver, Webhook};
/// # use http_body_util::Full;
/// # use bytes::Bytes;
/// # async fn example(request: http::Request<Full<Bytes>>) -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = Receiver::builder().encrypt_key("the encrypt key").build()?;
/// let webhook = Webhook::new(receiver, Dispatcher::new());
/// // With hyper: `service_fn(move |request| { let webhook = webhook.clone(); async move { Ok::<_, Infallible>(webhook.serve(request).await) } })`.
/// let response = webhook.serve(request).await;
/// # let _ = response;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Webhook {
    receiver: Receiver,
    dispatcher: Dispatcher,
}

impl Webhook {
    /// Creates a webhook.
    #[must_use]
    pub const fn new(receiver: Receiver, dispatcher: Dispatcher) -> Self {
        Self { receiver, dispatcher }
    }

    /// Reads a request, handles its event, and returns the response. A body over the receiver's limit is not read to its end. The
    /// server bounds the time that a client may take to send its request.
    pub async fn serve<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: http_body::Body<Data: Send> + Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (head, body) = request.into_parts();
        if head.method != http::Method::POST {
            return empty(StatusCode::METHOD_NOT_ALLOWED);
        }
        let body = std::pin::pin!(Limited::new(body, self.receiver.max_body_bytes()));
        match body.collect().await {
            Ok(body) => self.answer(&head.headers, &body.to_bytes()).await,
            Err(_) => empty(StatusCode::UNAUTHORIZED),
        }
    }

    /// Returns the webhook as a route of axum, for POST requests: `Router::new().route("/events", webhook.route())`.
    #[cfg(feature = "axum")]
    pub fn route<S: Clone + Send + Sync + 'static>(self) -> axum::routing::MethodRouter<S> {
        axum::routing::post(|request: axum::extract::Request| async move { self.serve(request).await })
    }

    /// Handles a request that has been read, and returns the response.
    pub async fn answer(&self, headers: &HeaderMap, body: &[u8]) -> Response<Full<Bytes>> {
        let answer = match self.receiver.receive(headers, body) {
            Ok(Received::AddressCheck(check)) => Answer::ok(check.answer()),
            Ok(Received::Event(envelope) | Received::Callback(envelope)) => {
                self.dispatcher.dispatch(envelope).await
            }
            Err(_) => Answer::refused(),
        };
        response(&answer)
    }
}

fn empty(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

fn response(answer: &Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::copy_from_slice(answer.body().as_bytes())));
    *response.status_mut() =
        StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}
