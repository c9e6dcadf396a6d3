use std::task::Waker;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{Answer, Queue};
use crate::request::operation::{RateLimit, Window};

const SECOND: Duration = Duration::from_secs(1);

const fn limit(requests: u32, per: Window) -> RateLimit {
    RateLimit { requests, per }
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn queue(requests: u32) -> Queue {
    Queue::new(&[limit(requests, Window::Second)])
}

fn ask(queue: &mut Queue, ticket: u64, now: Instant) -> Answer {
    queue.ask(ticket, now, Waker::noop())
}

/// Sends a request at `now`, which [`Queue::earliest`] allowed.
fn send(queue: &mut Queue, now: Instant) {
    let ticket = queue.join();
    assert_eq!(ask(queue, ticket, now), Answer::Granted);
}

#[test]
fn permits_are_granted_in_order() {
    let (mut queue, now) = (queue(1), Instant::now());
    let [first, second, third] = [queue.join(), queue.join(), queue.join()];
    assert_eq!(ask(&mut queue, second, now), Answer::Queued(now + SECOND));
    assert_eq!(ask(&mut queue, first, now), Answer::Granted);
    assert!(queue.first_waker().is_some(), "the second waits to become the first");
    assert_eq!(ask(&mut queue, third, now), Answer::Queued(now + 2 * SECOND));
    assert_eq!(ask(&mut queue, second, now), Answer::First(now + SECOND));
    assert_eq!(ask(&mut queue, second, now + SECOND), Answer::Granted);
}

#[test]
fn a_waiter_that_leaves_is_not_counted() {
    let (mut queue, now) = (queue(1), Instant::now());
    let [first, second] = [queue.join(), queue.join()];
    assert_eq!(ask(&mut queue, second, now), Answer::Queued(now + SECOND));
    queue.leave(first);
    queue.leave(first);
    assert_eq!(ask(&mut queue, second, now), Answer::Granted, "nothing was sent");
    assert!(!queue.is_idle(now));
    assert!(queue.is_idle(now + SECOND));
}

#[test]
fn all_windows_apply_together() {
    let mut queue = Queue::new(&[limit(3, Window::Minute), limit(2, Window::Second)]);
    let start = Instant::now();
    let mut sent = Vec::new();
    let mut now = start;
    for _ in 0..5 {
        now = queue.earliest(now, 0);
        send(&mut queue, now);
        sent.push((now - start).as_secs());
    }
    assert_eq!(sent, [0, 0, 1, 60, 60]);
}

#[test]
fn a_queue_is_blocked_for_the_longest_requested_wait() {
    let mut queue = Queue::new(&[]);
    let now = Instant::now();
    assert_eq!(queue.earliest(now, 7), now, "no limit is documented");
    queue.block(now + ms(500));
    queue.block(now + ms(200));
    assert_eq!(queue.earliest(now, 0), now + ms(500));
    assert!(!queue.is_idle(now));
    assert!(queue.is_idle(now + ms(500)));
}

#[test]
fn a_limit_of_zero_permits_one_request() {
    let (mut queue, now) = (queue(0), Instant::now());
    send(&mut queue, now);
    assert_eq!(queue.earliest(now, 0), now + SECOND);
}

/// The reference: keeps every request, and counts them anew each time.
struct Naive {
    limits: Vec<RateLimit>,
    sent: Vec<Instant>,
}

impl Naive {
    /// Counts the requests in the window that ends with, and includes, `at`.
    fn within(&self, per: Window, at: Instant) -> usize {
        let length = match per {
            Window::Second => SECOND,
            Window::Minute => 60 * SECOND,
            Window::Hour => 3600 * SECOND,
            Window::Day => 86_400 * SECOND,
        };
        self.sent.iter().filter(|time| **time <= at && **time + length > at).count()
    }

    fn permits(&self, at: Instant) -> bool {
        self.limits.iter().all(|limit| self.within(limit.per, at) < limit.requests as usize)
    }
}

fn limits() -> impl Strategy<Value = Vec<RateLimit>> {
    let per = prop_oneof![Just(Window::Second), Just(Window::Minute), Just(Window::Hour), Just(Window::Day)];
    proptest::collection::vec((1_u32..12, per).prop_map(|(requests, per)| limit(requests, per)), 1..3)
}

proptest! {
    /// At any time the answer is that of the reference: no window is exceeded, and no request waits longer than necessary.
    #[test]
    fn permits_are_those_of_a_naive_count(
        limits in limits(), steps in proptest::collection::vec(0_u64..90_000, 1..60)
    ) {
        let mut queue = Queue::new(&limits);
        let mut naive = Naive { limits, sent: Vec::new() };
        let mut now = Instant::now();
        for step in steps {
            now += ms(step);
            let at = queue.earliest(now, 0);
            prop_assert!(at >= now);
            prop_assert!(naive.permits(at), "too early");
            prop_assert!(at == now || at.checked_sub(ms(1)).is_some_and(|before| !naive.permits(before)), "too late");
            if at <= now {
                send(&mut queue, now);
                naive.sent.push(now);
            }
        }
    }

    /// The time that a waiter is told is never later than its permit.
    #[test]
    fn the_estimate_for_a_waiter_is_never_too_late(
        limits in limits(), steps in proptest::collection::vec(0_u64..2000, 0..20), ahead in 0_usize..40
    ) {
        let mut queue = Queue::new(&limits);
        let mut now = Instant::now();
        for step in steps {
            now = queue.earliest(now + ms(step), 0);
            send(&mut queue, now);
        }
        let estimate = queue.earliest(now, ahead);
        let mut at = now;
        for _ in 0..ahead {
            at = queue.earliest(at, 0);
            send(&mut queue, at);
        }
        prop_assert!(estimate <= queue.earliest(at, 0));
    }

    /// Permits are granted in order and in time, whoever leaves in between: a queue of n ends within n windows.
    #[test]
    fn no_waiter_is_passed_by_or_starves(
        requests in 1_u32..4, count in 1_usize..40, leaving in proptest::collection::vec(any::<bool>(), 40)
    ) {
        let (mut queue, start) = (queue(requests), Instant::now());
        let tickets: Vec<u64> = (0..count).map(|_| queue.join()).collect();
        let mut waiting = Vec::new();
        for (ticket, leaves) in tickets.into_iter().zip(leaving) {
            if leaves { queue.leave(ticket) } else { waiting.push(ticket) }
        }
        let mut now = start;
        for (place, ticket) in waiting.iter().enumerate() {
            if let Some(behind) = waiting.get(place + 1) {
                prop_assert!(matches!(ask(&mut queue, *behind, now), Answer::Queued(_)));
            }
            if let Answer::First(at) = ask(&mut queue, *ticket, now) {
                now = at;
                prop_assert_eq!(ask(&mut queue, *ticket, now), Answer::Granted);
            }
            let windows = u32::try_from(place).unwrap() / requests;
            prop_assert_eq!(now, start + windows * SECOND);
        }
    }
}
