//! A WebSocket server on this machine, and a client that is sent there for its long connection.

use feishu_runtime as rt;
use tokio::net::TcpListener;

use crate::support::script::{Serving, reply};

const SECRET: &str = "canary-secret";

/// A client that is given this address of a long connection, and no wait before it connects again.
pub(crate) fn client(url: &str, code: i64) -> rt::Client {
    let url = url.to_owned();
    let answer = move |request: http::Request<bytes::Bytes>| {
        assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/callback/ws/endpoint"));
        assert_eq!(request.body().as_ref(), br#"{"AppID":"cli_1","AppSecret":"canary-secret"}"#);
        let config = serde_json::json!({ "ReconnectCount": 2, "ReconnectNonce": 0, "ReconnectInterval": 1, "PingInterval": 60 });
        let body =
            serde_json::json!({ "code": code, "msg": "m", "data": { "URL": url, "ClientConfig": config } });
        std::future::ready(reply(200, body.to_string()))
    };
    let builder =
        rt::Client::builder("cli_1", SECRET).base_url("http://127.0.0.1:1").transport(Serving(answer));
    builder.build().expect("a client")
}

/// A server whose connections are answered by this, and the address of its long connections.
pub(crate) async fn server<F, O>(serve: F) -> String
where
    F: Fn(tokio::net::TcpStream) -> O + Send + 'static,
    O: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    format!("ws://{address}/ws/v2?device_id=canary&service_id=7&access_key=canary")
}
