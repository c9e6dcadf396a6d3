//! Waiting for one's turn. A call that is dropped while it waits leaves the queue.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::lane::Answer;
use super::{Shared, locked};
use crate::client::runtime::{Runtime, Task};

/// The turn of one call.
pub(super) struct Turn<'a> {
    lane: Shared,
    ticket: u64,
    /// The latest time at which the turn may come; `None` when it has to come at once.
    latest: Option<Instant>,
    runtime: &'a dyn Runtime,
    alarm: Option<(Instant, Task)>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(lane: Shared, latest: Option<Instant>, runtime: &'a dyn Runtime) -> Self {
        let ticket = locked(&lane).join();
        Self { lane, ticket, latest, runtime, alarm: None }
    }

    /// Whether the alarm of that time has gone off.
    fn has_come(&mut self, at: Instant, context: &mut Context<'_>) -> bool {
        let alarm = match &mut self.alarm {
            Some((set, alarm)) if *set == at => alarm,
            alarm => &mut alarm.insert((at, self.runtime.sleep_until(at))).1,
        };
        alarm.as_mut().poll(context).is_ready()
    }
}

impl Future for Turn<'_> {
    /// How far the turn is off, when that is too far.
    type Output = Result<(), Duration>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let now = self.runtime.now();
            let answer = locked(&self.lane).ask(self.ticket, now, context.waker());
            let (at, wake_at) = match answer {
                Answer::Go => return Poll::Ready(Ok(())),
                Answer::At(at) => (at, Some(at)),
                // Woken when it is first; until then only the deadline matters.
                Answer::Behind(at) => (at, self.latest),
            };
            if self.latest.is_none_or(|latest| latest < at || latest <= now) {
                return Poll::Ready(Err(at.saturating_duration_since(now)));
            }
            let Some(wake_at) = wake_at else { return Poll::Pending };
            if !self.has_come(wake_at, context) {
                return Poll::Pending;
            }
            self.alarm = None;
        }
    }
}

/// Whoever is first now is told, whether this one went or gave up.
impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let first = {
            let mut lane = locked(&self.lane);
            lane.leave(self.ticket);
            lane.first()
        };
        if let Some(first) = first {
            first.wake();
        }
    }
}
