//! A long connection from the request for its address to its end, against a WebSocket server on this machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::socket::{client, server};
use feishu_runtime as rt;
use rt::event::{ConnectionState, Dispatcher, LongConnection, LongConnectionError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

#[tokio::test]
async fn a_lost_connection_is_opened_again_until_it_is_stopped() {
    let opened = Arc::<AtomicU32>::default();
    let count = Arc::clone(&opened);
    let url = server(move |stream| {
        let count = Arc::clone(&count);
        async move {
            let socket = tokio_tungstenite::accept_async(stream).await.expect("a handshake");
            // The first connection ends at once, the second stays.
            if count.fetch_add(1, Ordering::SeqCst) > 0 {
                std::future::pending::<()>().await;
            }
            drop(socket);
        }
    })
    .await;
    let connection = LongConnection::new(&client(&url, 0), Dispatcher::new());
    assert!(!format!("{connection:?}").contains("canary"));
    let mut states = connection.states();
    let stop = async move {
        let mut lost = 0;
        while let Some(state) = states.next().await {
            assert!(!format!("{state:?}").contains("canary"), "{state:?}");
            lost += u32::from(matches!(state, ConnectionState::Lost(_)));
            if lost > 0 && state == ConnectionState::Open {
                return;
            }
        }
    };
    connection.run_until(stop).await.expect("it was stopped");
    assert_eq!(opened.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_refused_app_and_a_foreign_address_are_final() {
    for (url, code, expected) in [
        ("ws://127.0.0.1:1/ws", 10_003, "10003"),
        ("wss://evil.example/ws?access_key=canary", 0, "not one of the platform"),
        ("ws://msg-frontier.feishu.cn/ws?access_key=canary", 0, "not one of the platform"),
    ] {
        let error =
            LongConnection::new(&client(url, code), Dispatcher::new()).run().await.expect_err("final");
        let text = format!("{error} {error:?}");
        assert!(text.contains(expected) && !text.contains("canary"), "{text}");
    }
    let client = rt::Client::without_secret("cli_1").build().expect("a client");
    let error = LongConnection::new(&client, Dispatcher::new()).run().await.expect_err("no secret");
    assert!(matches!(error, LongConnectionError::Refused(_)), "{error:?}");
}

#[tokio::test]
async fn a_refused_handshake_is_final_if_it_says_so() {
    for (headers, expected) in [
        ("HTTP/1.1 403 Forbidden\r\n", Some((403, None))),
        ("HTTP/1.1 200 OK\r\nHandshake-Status: 403\r\n", Some((403, None))),
        (
            "HTTP/1.1 200 OK\r\nHandshake-Status: 514\r\nHandshake-Autherrcode: 1000040350\r\n",
            Some((514, Some(1_000_040_350))),
        ),
        ("HTTP/1.1 200 OK\r\nHandshake-Status: 514\r\nHandshake-Autherrcode: 1000040340\r\n", None),
        ("HTTP/1.1 500 Error\r\n", None),
    ] {
        let url = server(move |mut stream| async move {
            let mut request = vec![0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(format!("{headers}content-length: 0\r\n\r\n").as_bytes()).await;
        })
        .await;
        let error = LongConnection::new(&client(&url, 0), Dispatcher::new()).run().await.expect_err("an end");
        match (error, expected) {
            (LongConnectionError::Handshake { status, code }, Some(expected)) => {
                assert_eq!((status, code), expected);
            }
            (LongConnectionError::GaveUp { attempts }, None) => assert_eq!(attempts, 2),
            (error, _) => panic!("{headers}: {error:?}"),
        }
    }
}
