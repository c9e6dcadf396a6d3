//! Events that the mock sends: to a webhook, and over a long connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use feishu_runtime as rt;
use rt::event::{
    CardReply, ConnectionState, Dispatcher, EventContext, EventVersion, LongConnection, Receiver, ToastKind,
    Webhook,
};
use rt::mock::{Mock, MockEvent, WebhookSender};
use serde_json::json;

fn webhook(key: Option<&str>, dispatcher: Dispatcher) -> Webhook {
    let builder = Receiver::builder().verification_token("token");
    let builder = key.into_iter().fold(builder, rt::event::ReceiverBuilder::encrypt_key);
    Webhook::new(builder.build().expect("a receiver"), dispatcher)
}

#[tokio::test(start_paused = true)]
async fn an_event_is_delivered_as_the_platform_does() {
    for key in [None, Some("key")] {
        let count = Arc::<AtomicU32>::default();
        let counted = Arc::clone(&count);
        let dispatcher = Dispatcher::new().rest(move |_: EventContext| {
            let before = counted.fetch_add(1, Ordering::SeqCst);
            async move { if before < 2 { Err("not yet") } else { Ok(()) } }
        });
        let webhook = webhook(key, dispatcher);
        let sender = WebhookSender::new("token");
        let sender = key.into_iter().fold(sender, WebhookSender::encrypt_key);
        let begun = tokio::time::Instant::now();
        let event = MockEvent::new(EventVersion::V1, "approval_instance", json!({ "status": "APPROVED" }));
        let send =
            async |headers, body: bytes::Bytes| webhook.answer(&headers, &body).await.status().as_u16();
        assert_eq!(sender.deliver(&event, send).await, [Some(500), Some(500), Some(200)]);
        assert_eq!(begun.elapsed().as_secs(), 315);
        assert_eq!(sender.deliver(&event, send).await, [Some(200)]);
        assert_eq!(count.load(Ordering::SeqCst), 3, "it was handled before");
        let (headers, body) = sender.address_check("c");
        assert_eq!(webhook.answer(&headers, &body).await.status(), 200);
        let other = WebhookSender::new("another token");
        assert_eq!(other.deliver(&event, send).await, [Some(401); 5]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_connection_to_the_mock_receives_and_answers() {
    let mock = Arc::new(Mock::start([], 0).expect("a mock"));
    let client = rt::Client::builder("cli_1", "secret").base_url(mock.base_url()).build().expect("a client");
    let dispatcher = Dispatcher::new().rest(|context: EventContext| async move {
        let text = context.envelope().event().text().len().to_string();
        CardReply::new().toast(ToastKind::Info, text)
    });
    let connection = LongConnection::new(&client, dispatcher);
    let mut states = connection.states();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(connection.run_until(async { drop(stopped.await) }));
    while states.next().await != Some(ConnectionState::Open) {}
    let payload = json!({ "text": "x".repeat(100_000) });
    let send = |mock: Arc<Mock>, event_type: &'static str, payload| {
        tokio::task::spawn_blocking(move || {
            mock.send_event(&MockEvent::new(EventVersion::V2, event_type, payload))
        })
    };
    // The server opens its end after the client does.
    let answer = loop {
        let answer = send(Arc::clone(&mock), "card.action.trigger", payload.clone()).await.expect("no panic");
        if let Some(answer) = answer {
            break answer;
        }
    };
    assert_eq!(answer.code, 200);
    assert_eq!(answer.data, Some(json!({ "toast": { "type": "info", "content": "100011" } })));
    stop.send(()).expect("it runs");
    running.await.expect("no panic").expect("it was stopped");
    assert_eq!(send(mock, "t", json!({})).await.expect("no panic"), None);
}

#[test]
fn a_webhook_on_this_machine_is_posted_to() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0))).expect("a free port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let webhook = webhook(Some("key"), Dispatcher::new());
    let axum_webhook = webhook.clone();
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let webhook = webhook.clone();
            let service = hyper::service::service_fn(move |request| {
                let webhook = webhook.clone();
                async move { Ok::<_, std::convert::Infallible>(webhook.serve(request).await) }
            });
            let stream = hyper_util::rt::TokioIo::new(stream);
            tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(stream, service));
        }
    });
    let sender = WebhookSender::new("token").encrypt_key("key");
    let event = MockEvent::new(EventVersion::V2, "t", json!({}));
    assert_eq!(
        WebhookSender::post(&url, sender.request(&event)).expect("a response"),
        (200, "{}".to_owned())
    );
    let checked = WebhookSender::post(&url, sender.address_check("a\"b")).expect("a response");
    assert_eq!(checked, (200, r#"{"challenge":"a\"b"}"#.to_owned()));
    let forged = WebhookSender::new("token").encrypt_key("another");
    assert_eq!(WebhookSender::post(&url, forged.request(&event)).expect("a response").0, 401);
    for url in ["https://127.0.0.1/", "http://192.0.2.1/", "http://127.0.0.1:1/a b"] {
        WebhookSender::post(url, sender.request(&event)).expect_err("not this machine");
    }
    // With axum.
    let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0))).expect("a free port");
    let route = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let router = axum::Router::new().route("/hook", axum_webhook.route());
    runtime.spawn(async { axum::serve(listener, router).await });
    assert_eq!(WebhookSender::post(&route, sender.request(&event)).expect("a response").0, 200);
    assert_eq!(WebhookSender::post(&route, forged.request(&event)).expect("a response").0, 401);
    // Over HTTP, for other languages.
    let mock = Mock::start([], 0).expect("a mock");
    let asked = json!({ "type": "t", "version": "1.0", "event": {}, "url": url, "verification_token": "token", "encrypt_key": "key" });
    let control = format!("{}/mock/events", mock.base_url());
    let (status, body) = WebhookSender::post(&control, (http::HeaderMap::new(), asked.to_string().into()))
        .expect("a response");
    assert_eq!(status, 200);
    assert!(body.contains(r#""status":200"#), "{body}");
    std::mem::drop(runtime.enter());
    runtime.shutdown_timeout(Duration::ZERO);
}
