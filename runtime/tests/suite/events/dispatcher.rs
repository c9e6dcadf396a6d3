//! The dispatcher: each event is handled once, and callbacks are answered in time.

use std::sync::Mutex;

use rt::event::{CardReply, Claim, MemorySeen, Seen, SeenKey, ToastKind};

use super::*;

#[tokio::test(start_paused = true)]
async fn each_event_is_handled_once() {
    let (count, dispatcher) = counting(|_| async { Ok(()) });
    for (id, handled) in [("e1", 1), ("e1", 1), ("e2", 2), ("e1", 2)] {
        assert_eq!(dispatcher.dispatch(envelope(id, Made::TYPE)).await.status(), 200);
        assert_eq!(count.load(Ordering::SeqCst), handled);
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_whose_handler_failed_is_handled_at_its_next_delivery() {
    let (count, dispatcher) = counting(|before| async move {
        match before {
            0 => Err("canary"),
            1 => panic!("canary"),
            2 => {
                tokio::time::sleep(Duration::from_secs(3600)).await;
                Ok(())
            }
            _ => Ok(()),
        }
    });
    let mut answers = Vec::new();
    for wait in [0, 15, 300, 3600, 6 * 3600] {
        tokio::time::sleep(Duration::from_secs(wait)).await;
        let begun = tokio::time::Instant::now();
        answers.push(dispatcher.dispatch(envelope("e1", Made::TYPE)).await.status());
        assert!(begun.elapsed() < Duration::from_secs(3));
    }
    assert_eq!((answers, count.load(Ordering::SeqCst)), (vec![500, 500, 500, 200, 200], 4));
}

#[tokio::test(start_paused = true)]
async fn a_delivery_beside_a_slow_handler_is_refused_and_the_handler_runs_on() {
    let (count, dispatcher) = counting(|_| async {
        tokio::time::sleep(Duration::from_secs(10)).await;
        Ok(())
    });
    assert_eq!(dispatcher.dispatch(envelope("e1", Made::TYPE)).await.status(), 500);
    assert_eq!(dispatcher.dispatch(envelope("e1", Made::TYPE)).await.status(), 500);
    tokio::time::sleep(Duration::from_secs(15)).await;
    assert_eq!(dispatcher.dispatch(envelope("e1", Made::TYPE)).await.status(), 200);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn an_early_acknowledgement_does_not_wait() {
    let (count, dispatcher) = counting(|_| async {
        tokio::time::sleep(Duration::from_secs(10)).await;
        Ok(())
    });
    let dispatcher = dispatcher.acknowledge_early();
    let begun = tokio::time::Instant::now();
    assert_eq!(dispatcher.dispatch(envelope("e1", Made::TYPE)).await.status(), 200);
    assert_eq!(begun.elapsed(), Duration::ZERO);
    tokio::time::sleep(Duration::from_secs(11)).await;
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn types_without_a_function_are_acknowledged_or_go_to_the_rest() {
    let rest = Arc::<Mutex<Vec<String>>>::default();
    let seen = Arc::clone(&rest);
    let (_, dispatcher) = counting(|_| async { Ok(()) });
    assert_eq!(dispatcher.dispatch(envelope("e1", "other")).await.status(), 200);
    let dispatcher = dispatcher.rest(move |context: EventContext| {
        seen.lock().expect("not poisoned").push(context.envelope().event_type().to_owned());
        async {}
    });
    assert_eq!(dispatcher.dispatch(envelope("e2", "other")).await.status(), 200);
    assert_eq!(dispatcher.dispatch(envelope("e3", Made::TYPE)).await.status(), 200);
    assert_eq!(*rest.lock().expect("not poisoned"), ["other"]);
}

#[tokio::test(start_paused = true)]
async fn a_callback_is_answered_in_time_with_its_reply() {
    let dispatcher = Dispatcher::new().on(|pressed: Pressed, context: EventContext| async move {
        if context.envelope().id() == "slow" {
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        CardReply::new().toast(ToastKind::Success, pressed.name.unwrap_or_default())
    });
    let answer = dispatcher.dispatch(envelope("e1", Pressed::TYPE)).await;
    let body: rt::Value = serde_json::from_str(answer.body()).expect("JSON");
    let expected = serde_json::json!({ "toast": { "type": "success", "content": "canary name" } });
    assert_eq!((answer.status(), body), (200, expected));
    let begun = tokio::time::Instant::now();
    let answer = dispatcher.dispatch(envelope("slow", Pressed::TYPE)).await;
    assert_eq!((answer.status(), answer.body()), (200, "{}"), "neutral");
    assert_eq!(begun.elapsed(), Duration::from_millis(2500));
}

#[tokio::test(start_paused = true)]
async fn a_leave_approval_is_handled_once_if_asked() {
    let leave = |id: &str, event_type: &str| {
        let event = serde_json::json!({
            "uuid": id, "token": TOKEN, "ts": "1502199207.7171419", "type": "event_callback",
            "event": { "type": event_type, "instance_code": "I1" }
        });
        EventEnvelope::parse(event.to_string().as_bytes()).expect("an envelope")
    };
    for (merges, expected) in [(false, 2), (true, 1)] {
        let count = Arc::<AtomicU32>::default();
        let counted = Arc::clone(&count);
        let dispatcher = Dispatcher::new().rest(move |_: EventContext| {
            counted.fetch_add(1, Ordering::SeqCst);
            async {}
        });
        let dispatcher = if merges { dispatcher.merge_leave_approvals() } else { dispatcher };
        for (id, event_type) in [("u1", "leave_approval"), ("u2", "leave_approvalV2")] {
            assert_eq!(dispatcher.dispatch(leave(id, event_type)).await.status(), 200);
        }
        assert_eq!(count.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn the_memory_of_events_is_bounded_and_ends() {
    let seen = MemorySeen::new(2, Duration::from_secs(8 * 3600));
    let lease = Duration::from_secs(60);
    let key = |id: &str, owner| SeenKey::new(id.to_owned(), owner);
    for id in ["a", "b"] {
        assert_eq!(seen.claim(&key(id, 1), lease).await.expect("a claim"), Claim::New);
    }
    seen.claim(&key("c", 1), lease).await.expect_err("both are running");
    seen.finish(&key("a", 1)).await.expect("stored");
    assert_eq!(seen.claim(&key("a", 2), lease).await.expect("a claim"), Claim::Handled);
    assert_eq!(seen.claim(&key("c", 1), lease).await.expect("a claim"), Claim::New, "`a` is forgotten");
    assert_eq!(seen.claim(&key("b", 2), lease).await.expect("a claim"), Claim::Running);
    seen.release(&key("b", 2)).await.expect("stored");
    assert_eq!(
        seen.claim(&key("b", 2), lease).await.expect("a claim"),
        Claim::Running,
        "of another delivery"
    );
    tokio::time::advance(lease).await;
    assert_eq!(
        seen.claim(&key("b", 3), lease).await.expect("a claim"),
        Claim::New,
        "its process has stopped"
    );
    seen.finish(&key("b", 3)).await.expect("stored");
    tokio::time::advance(Duration::from_secs(8 * 3600 - 1)).await;
    assert_eq!(seen.claim(&key("b", 4), lease).await.expect("a claim"), Claim::Handled);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(seen.claim(&key("b", 4), lease).await.expect("a claim"), Claim::New);
}
