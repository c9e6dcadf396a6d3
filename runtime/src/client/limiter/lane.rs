//! The queue before one endpoint, app and tenant: whoever came first goes first.

use std::collections::VecDeque;
use std::task::Waker;
use std::time::Instant;

use super::windows::Windows;

/// Who waits, and what was sent. Time is given, never asked for.
#[derive(Debug, Default)]
pub(super) struct Lane {
    windows: Windows,
    /// Sorted by ticket.
    queue: VecDeque<Waiting>,
    next_ticket: u64,
}

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    waker: Option<Waker>,
}

/// What somebody who waits is told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Go now: it is counted, and the ticket is gone.
    Go,
    /// You are first; ask again then.
    At(Instant),
    /// Others are before you: not before then. You are woken when you are first.
    Behind(Instant),
}

impl Lane {
    pub(super) fn new(windows: Windows) -> Self {
        Self { windows, ..Self::default() }
    }

    /// Joins the queue.
    pub(super) fn join(&mut self) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.queue.push_back(Waiting { ticket, waker: None });
        ticket
    }

    /// Whether it is the ticket's turn. The first in the queue after one that went has to be woken: see
    /// [`first`](Self::first).
    pub(super) fn ask(&mut self, ticket: u64, now: Instant, waker: &Waker) -> Answer {
        let ahead = self.place(ticket);
        let at = self.windows.earliest(now, ahead);
        if ahead > 0 {
            if let Some(waiting) = self.queue.get_mut(ahead) {
                waiting.waker = Some(waker.clone());
            }
            return Answer::Behind(at);
        }
        if at > now {
            return Answer::At(at);
        }
        self.windows.count(now);
        self.queue.pop_front();
        Answer::Go
    }

    /// Leaves the queue.
    pub(super) fn leave(&mut self, ticket: u64) {
        let place = self.place(ticket);
        if self.queue.get(place).is_some_and(|waiting| waiting.ticket == ticket) {
            self.queue.remove(place);
        }
    }

    /// Who is first now, if anybody waits to be.
    pub(super) fn first(&mut self) -> Option<Waker> {
        self.queue.front_mut()?.waker.take()
    }

    /// The server asks for silence until then.
    pub(super) fn silence(&mut self, until: Instant) {
        self.windows.silence(until);
    }

    /// Whether nobody waits and nothing of what is kept matters any more.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        self.queue.is_empty() && self.windows.is_idle(now)
    }

    /// How many are before the ticket.
    fn place(&self, ticket: u64) -> usize {
        self.queue.partition_point(|waiting| waiting.ticket < ticket)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::{Answer, Lane, Windows};
    use crate::request::operation::{RateLimit, Window};

    const SECOND: Duration = Duration::from_secs(1);

    fn lane(requests: u32) -> Lane {
        Lane::new(Windows::new(&[RateLimit { requests, per: Window::Second }]))
    }

    fn ask(lane: &mut Lane, ticket: u64, now: Instant) -> Answer {
        lane.ask(ticket, now, Waker::noop())
    }

    #[test]
    fn whoever_came_first_goes_first() {
        let (mut lane, now) = (lane(1), Instant::now());
        let [first, second, third] = [lane.join(), lane.join(), lane.join()];
        assert_eq!(ask(&mut lane, second, now), Answer::Behind(now + SECOND));
        assert_eq!(ask(&mut lane, first, now), Answer::Go);
        assert!(lane.first().is_some(), "the second waits to be first");
        assert_eq!(ask(&mut lane, third, now), Answer::Behind(now + 2 * SECOND));
        assert_eq!(ask(&mut lane, second, now), Answer::At(now + SECOND));
        assert_eq!(ask(&mut lane, second, now + SECOND), Answer::Go);
    }

    #[test]
    fn who_leaves_takes_nothing_along() {
        let (mut lane, now) = (lane(1), Instant::now());
        let [first, second] = [lane.join(), lane.join()];
        assert_eq!(ask(&mut lane, second, now), Answer::Behind(now + SECOND));
        lane.leave(first);
        lane.leave(first);
        assert_eq!(ask(&mut lane, second, now), Answer::Go, "nothing was sent");
        assert!(!lane.is_idle(now));
        assert!(lane.is_idle(now + SECOND));
    }

    proptest! {
        /// Tickets are served in order and in time, whoever leaves in between: a queue of n ends within n windows.
        #[test]
        fn nobody_is_passed_by_and_nobody_starves(
            requests in 1_u32..4, count in 1_usize..40, leaving in proptest::collection::vec(any::<bool>(), 40)
        ) {
            let (mut lane, start) = (lane(requests), Instant::now());
            let tickets: Vec<u64> = (0..count).map(|_| lane.join()).collect();
            let mut waiting = Vec::new();
            for (ticket, leaves) in tickets.into_iter().zip(leaving) {
                if leaves { lane.leave(ticket) } else { waiting.push(ticket) }
            }
            let mut now = start;
            for (place, ticket) in waiting.iter().enumerate() {
                if let Some(behind) = waiting.get(place + 1) {
                    prop_assert!(matches!(ask(&mut lane, *behind, now), Answer::Behind(_)));
                }
                if let Answer::At(at) = ask(&mut lane, *ticket, now) {
                    now = at;
                    prop_assert_eq!(ask(&mut lane, *ticket, now), Answer::Go);
                }
                let windows = u32::try_from(place).unwrap() / requests;
                prop_assert_eq!(now, start + windows * SECOND);
            }
        }
    }
}
