//! The documented windows of one endpoint, app and tenant: when the next request may go.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::request::operation::{RateLimit, Window};

/// Times that are kept of one window. Where more requests are allowed, one time stands for several.
const KEPT: u32 = 1024;

/// What was sent, and when the next request may be. Time is given, never asked for.
#[derive(Debug, Default)]
pub(super) struct Windows {
    windows: Vec<Sent>,
    /// The server asked for silence until then.
    silent_until: Option<Instant>,
}

impl Windows {
    pub(super) fn new(limits: &[RateLimit]) -> Self {
        Self { windows: limits.iter().map(|limit| Sent::new(*limit)).collect(), silent_until: None }
    }

    /// The earliest time, not before `now`, at which a request may go when so many others go before it, each as early as it
    /// may. Exact where none does; else it may be too early, and is never too late.
    pub(super) fn earliest(&self, now: Instant, ahead: usize) -> Instant {
        let floor = self.silent_until.map_or(now, |until| until.max(now));
        self.windows.iter().map(|window| window.earliest(floor, ahead)).fold(floor, Ord::max)
    }

    /// Counts a request that goes now, as [`earliest`](Self::earliest) allowed it.
    pub(super) fn count(&mut self, now: Instant) {
        for window in &mut self.windows {
            window.count(now);
        }
    }

    /// The server asks for silence until then.
    pub(super) fn silence(&mut self, until: Instant) {
        self.silent_until = self.silent_until.max(Some(until));
    }

    /// Whether nothing of what is kept matters any more.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        let is_silent = self.silent_until.is_some_and(|until| now < until);
        !is_silent && self.windows.iter().all(|window| window.is_idle(now))
    }
}

/// What was sent within one window, in groups. A group counts until the window of its latest request is over, so that
/// never too many go.
#[derive(Debug)]
struct Sent {
    length: Duration,
    /// Requests of a full group.
    size: usize,
    /// Groups that may be there at once; together they hold no more requests than documented.
    groups: usize,
    /// The time of the latest request of each group, the oldest first. All but the newest are full.
    times: VecDeque<Instant>,
    /// Requests that the newest group has room for.
    room: usize,
}

impl Sent {
    fn new(RateLimit { requests, per }: RateLimit) -> Self {
        // None at all would be a wait without end; no page says so.
        let requests = requests.max(1);
        let size = requests.div_ceil(KEPT);
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let (size, groups) = (count(size), count(requests / size));
        Self { length: length(per), size, groups, times: VecDeque::new(), room: 0 }
    }

    fn earliest(&self, floor: Instant, ahead: usize) -> Instant {
        let before = (self.times.len() * self.size - self.room).saturating_add(ahead);
        let group = before / self.size;
        // Each group begins when the one that many places before it is over.
        let (round, place) = (group / self.groups, group % self.groups);
        let Some(rounds_later) = round.checked_sub(1) else { return floor };
        let first = match self.times.get(place) {
            Some(time) => later(*time, self.length).max(floor),
            None => later(floor, self.length),
        };
        let rounds_later = u32::try_from(rounds_later).unwrap_or(u32::MAX);
        later(first, self.length.saturating_mul(rounds_later))
    }

    fn count(&mut self, now: Instant) {
        if self.room > 0
            && let Some(newest) = self.times.back_mut()
        {
            *newest = now;
            self.room -= 1;
            return;
        }
        while self.times.front().is_some_and(|time| later(*time, self.length) <= now) {
            self.times.pop_front();
        }
        self.times.push_back(now);
        self.room = self.size - 1;
    }

    fn is_idle(&self, now: Instant) -> bool {
        self.times.back().is_none_or(|time| later(*time, self.length) <= now)
    }
}

/// A time so much later, or the same where no clock reaches that far.
fn later(time: Instant, by: Duration) -> Instant {
    time.checked_add(by).unwrap_or(time)
}

const fn length(window: Window) -> Duration {
    Duration::from_secs(match window {
        Window::Second => 1,
        Window::Minute => 60,
        Window::Hour => 60 * 60,
        Window::Day => 24 * 60 * 60,
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::{KEPT, Windows, length};
    use crate::request::operation::{RateLimit, Window};

    const fn limit(requests: u32, per: Window) -> RateLimit {
        RateLimit { requests, per }
    }

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// The reference: every request is kept, and each is counted anew.
    struct Naive {
        limits: Vec<RateLimit>,
        sent: Vec<Instant>,
    }

    impl Naive {
        /// Requests in the window that ends with `at`, which is part of it.
        fn within(&self, per: Window, at: Instant) -> usize {
            let is_within = |time: &&Instant| **time <= at && **time + length(per) > at;
            self.sent.iter().filter(is_within).count()
        }

        fn may_go(&self, at: Instant) -> bool {
            self.limits.iter().all(|limit| self.within(limit.per, at) < limit.requests as usize)
        }
    }

    fn limits() -> impl Strategy<Value = Vec<RateLimit>> {
        let per = prop_oneof![Just(Window::Second), Just(Window::Minute), Just(Window::Hour)];
        proptest::collection::vec((1_u32..12, per).prop_map(|(requests, per)| limit(requests, per)), 1..3)
    }

    proptest! {
        /// Whenever somebody asks, the answer is that of the reference: no request too many in any window, and none that
        /// waits longer than it has to.
        #[test]
        fn the_windows_are_those_of_a_naive_count(
            limits in limits(), steps in proptest::collection::vec(0_u64..90_000, 1..60)
        ) {
            let start = Instant::now();
            let (mut windows, mut naive) = (Windows::new(&limits), Naive { limits: limits.clone(), sent: Vec::new() });
            let mut now = start;
            for step in steps {
                now += ms(step);
                let at = windows.earliest(now, 0);
                prop_assert!(at >= now);
                prop_assert!(naive.may_go(at), "too early");
                prop_assert!(at == now || at.checked_sub(ms(1)).is_some_and(|before| !naive.may_go(before)), "too late");
                if at <= now {
                    windows.count(now);
                    naive.sent.push(now);
                }
            }
        }

        /// What is told to somebody in a queue is never later than what comes of it.
        #[test]
        fn the_estimate_for_a_queue_is_never_too_late(
            limits in limits(), sent in proptest::collection::vec(0_u64..2000, 0..20), ahead in 0_usize..40
        ) {
            let mut windows = Windows::new(&limits);
            let mut now = Instant::now();
            for step in sent {
                now = windows.earliest(now + ms(step), 0);
                windows.count(now);
            }
            let estimate = windows.earliest(now, ahead);
            let mut at = now;
            for _ in 0..ahead {
                at = windows.earliest(at, 0);
                windows.count(at);
            }
            prop_assert!(estimate <= windows.earliest(at, 0));
        }

        /// Large windows are kept in groups, which lets fewer through and never more.
        #[test]
        fn groups_never_let_more_through(requests in 1_u32..5000, steps in proptest::collection::vec(0_u64..3, 1..4000)) {
            let per = Window::Second;
            let mut windows = Windows::new(&[limit(requests, per)]);
            let mut sent = std::collections::VecDeque::new();
            let mut now = Instant::now();
            for step in steps {
                now += ms(step);
                if windows.earliest(now, 0) > now {
                    continue;
                }
                windows.count(now);
                sent.push_back(now);
                while sent.front().is_some_and(|time| *time + length(per) <= now) {
                    sent.pop_front();
                }
                prop_assert!(sent.len() <= requests as usize);
            }
        }
    }

    #[test]
    fn both_windows_hold_at_once() {
        let mut windows = Windows::new(&[limit(3, Window::Minute), limit(2, Window::Second)]);
        let start = Instant::now();
        let mut gone = Vec::new();
        let mut now = start;
        for _ in 0..5 {
            now = windows.earliest(now, 0);
            windows.count(now);
            gone.push((now - start).as_secs());
        }
        assert_eq!(gone, [0, 0, 1, 60, 60]);
    }

    #[test]
    fn the_server_is_believed_about_its_windows() {
        let mut windows = Windows::new(&[]);
        let now = Instant::now();
        assert_eq!(windows.earliest(now, 7), now, "nothing is documented");
        windows.silence(now + ms(500));
        windows.silence(now + ms(200));
        assert_eq!(windows.earliest(now, 0), now + ms(500), "the longer silence holds");
        assert!(!windows.is_idle(now));
        assert!(windows.is_idle(now + ms(500)));
    }

    #[test]
    fn what_is_kept_is_bounded_and_ends() {
        let mut windows = Windows::new(&[limit(u32::MAX, Window::Day)]);
        let start = Instant::now();
        for number in 0..100_000_u64 {
            windows.count(start + ms(number));
        }
        assert!(windows.windows.iter().all(|window| window.times.len() <= KEPT as usize));
        assert!(!windows.is_idle(start));
        assert!(windows.is_idle(start + ms(100_000) + length(Window::Day)));
    }

    #[test]
    fn a_window_without_requests_lets_one_through() {
        assert_eq!(Windows::new(&[limit(0, Window::Second)]).windows[0].groups, 1);
    }
}
