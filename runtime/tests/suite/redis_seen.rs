//! The memory of events in Redis, against a real server: `tests/redis/run` starts one and runs the tests of `with_server`.

/// Tests that need a server.
mod with_server {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use feishu_runtime as rt;
    use rt::event::{Claim, Dispatcher, EventContext, EventEnvelope, RedisSeen, Seen as _, SeenKey};

    async fn seen(prefix: &str) -> RedisSeen {
        let url = std::env::var("FEISHU_RUNTIME_TEST_REDIS")
            .expect("the address of a Redis server, from tests/redis/run");
        RedisSeen::connect(&url).await.expect("a connection").prefix(prefix)
    }

    #[tokio::test]
    #[ignore = "needs a Redis server"]
    async fn workers_share_what_they_have_handled() {
        let (one, other) = (seen("share:").await, seen("share:").await);
        let key = |id: &str, owner| SeenKey::new(id.to_owned(), owner);
        let lease = Duration::from_secs(60);
        assert_eq!(one.claim(&key("a", 1), lease).await.expect("a claim"), Claim::New);
        assert_eq!(other.claim(&key("a", 2), lease).await.expect("a claim"), Claim::Running);
        other.release(&key("a", 2)).await.expect("no effect");
        assert_eq!(other.claim(&key("a", 2), lease).await.expect("a claim"), Claim::Running);
        one.release(&key("a", 1)).await.expect("released");
        assert_eq!(other.claim(&key("a", 2), lease).await.expect("a claim"), Claim::New);
        other.finish(&key("a", 2)).await.expect("stored");
        assert_eq!(one.claim(&key("a", 3), lease).await.expect("a claim"), Claim::Handled);
        // The process of a claim that is over has stopped.
        assert_eq!(one.claim(&key("b", 1), Duration::ZERO).await.expect("a claim"), Claim::New);
        while other.claim(&key("b", 2), lease).await.expect("a claim") == Claim::Running {
            tokio::task::yield_now().await;
        }
    }

    /// Eight workers get the same 100 events at the same time.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    #[ignore = "needs a Redis server"]
    async fn each_event_is_handled_by_one_worker() {
        let count = Arc::<AtomicU32>::default();
        let mut workers = Vec::new();
        for _ in 0..8 {
            let counted = Arc::clone(&count);
            let dispatcher = Dispatcher::new().seen(seen("once:").await).rest(move |_: EventContext| {
                counted.fetch_add(1, Ordering::SeqCst);
                async {}
            });
            workers.push(tokio::spawn(async move {
                for id in 0..100 {
                    let header = serde_json::json!({ "event_id": format!("e{id}"), "event_type": "t" });
                    let event = serde_json::json!({ "schema": "2.0", "header": header, "event": {} });
                    let envelope = EventEnvelope::parse(event.to_string().as_bytes()).expect("an envelope");
                    let status = dispatcher.dispatch(envelope).await.status();
                    assert!(matches!(status, 200 | 500), "{status}");
                }
            }));
        }
        for worker in workers {
            worker.await.expect("no panic");
        }
        assert_eq!(count.load(Ordering::SeqCst), 100);
    }
}
