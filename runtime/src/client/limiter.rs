//! The opt-in rate limiter: calls wait until the documented rate limits permit them.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::keyed_cache::KeyedCache;
use super::runtime::{Runtime, Task};
use crate::request::operation::{Operation, RateLimit, Window};

/// Longest time for which a response closes an endpoint. After it calls are sent again, because a single wrong header, such as
/// one that asks for 30 days, must not stop a process for longer.
const MAX_BLOCK: Duration = Duration::from_secs(5 * 60);

/// Keeps calls within the documented rate limits, which the platform counts per endpoint, app and tenant.
///
/// All windows of an endpoint apply together. A call that would exceed one waits in a first-come, first-served queue, or
/// fails at once with [`fail_fast`](Self::fail_fast). It fails with
/// [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited) as soon as it is known that its turn comes after its deadline.
/// The limiter also respects the header `x-ogw-ratelimit-reset`, even for endpoints that document no limit: other
/// processes may share the app's limits. A wait of more than five minutes is cut to that.
///
/// Clones share their counts; give a clone to each client of an app.
///
/// ```
/// # #[cfg(feature = "reqwest")]
/// # fn main() -> Result<(), feishu_runtime::BuildError> {
/// use feishu_runtime::{Client, Limiter};
///
/// let client = Client::builder("cli_a1", "app secret").limiter(Limiter::new()).build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "reqwest"))]
/// # fn main() {}
/// ```
#[derive(Clone, Default)]
pub struct Limiter {
    queues: Arc<Mutex<KeyedCache<Key, Mutex<Queue>>>>,
    fails_fast: bool,
}

/// The key by which the platform counts a request.
#[derive(Clone, Copy)]
pub(super) struct RateKey<'a> {
    pub(super) operation: &'static Operation,
    pub(super) app: &'a str,
    pub(super) tenant: &'a str,
}

/// Endpoint, app and tenant.
type Key = (&'static str, String, String);

impl Limiter {
    /// Creates a limiter that makes calls wait.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a call fail at once if it would have to wait.
    #[must_use]
    pub fn fail_fast(mut self) -> Self {
        self.fails_fast = true;
        self
    }

    /// Waits for a permit to send a request. If it would come too late, returns how far off it is.
    pub(super) async fn permit(
        &self,
        key: RateKey<'_>,
        deadline: Instant,
        runtime: &dyn Runtime,
    ) -> Result<(), Duration> {
        let queue = self.queue(key, runtime.now());
        let ticket = locked(&queue).join();
        let latest = if self.fails_fast { None } else { Some(deadline) };
        Permit { queue, ticket, latest, runtime, timer: None }.await
    }

    /// Blocks a queue for a wait that the server asked for.
    pub(super) fn block(&self, key: RateKey<'_>, wait: Duration, now: Instant) {
        if let Some(until) = now.checked_add(wait.min(MAX_BLOCK)) {
            locked(&self.queue(key, now)).block(until);
        }
    }

    fn queue(&self, RateKey { operation, app, tenant }: RateKey<'_>, now: Instant) -> Arc<Mutex<Queue>> {
        let key = (operation.id, app.to_owned(), tenant.to_owned());
        let new = |_: &Key| Mutex::new(Queue::new(operation.rate_limits));
        locked(&self.queues).get(key, new, |queue| locked(queue).is_idle(now))
    }
}

/// Locks a mutex. No code that can panic runs under these locks, so a poisoned one guards consistent data.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does not show tenants.
impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("fails_fast", &self.fails_fast).finish_non_exhaustive()
    }
}

/// A future that completes when its request may be sent. Dropped early, it leaves the queue.
struct Permit<'a> {
    queue: Arc<Mutex<Queue>>,
    ticket: u64,
    /// The latest acceptable time; `None` if the permit must be granted at once.
    latest: Option<Instant>,
    runtime: &'a dyn Runtime,
    timer: Option<(Instant, Task)>,
}

impl Permit<'_> {
    /// Polls a timer for `at`, replacing one for another time.
    fn has_come(&mut self, at: Instant, context: &mut Context<'_>) -> bool {
        let timer = match &mut self.timer {
            Some((set, timer)) if *set == at => timer,
            timer => &mut timer.insert((at, self.runtime.sleep_until(at))).1,
        };
        timer.as_mut().poll(context).is_ready()
    }
}

impl Future for Permit<'_> {
    /// The error says how far off the permit is.
    type Output = Result<(), Duration>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let now = self.runtime.now();
            let answer = locked(&self.queue).ask(self.ticket, now, context.waker());
            let (at, wake_at) = match answer {
                Answer::Granted => return Poll::Ready(Ok(())),
                Answer::First(at) => (at, Some(at)),
                // Woken when it becomes the first; until then only the deadline matters.
                Answer::Queued(at) => (at, self.latest),
            };
            if self.latest.is_none_or(|latest| latest < at || latest <= now) {
                return Poll::Ready(Err(at.saturating_duration_since(now)));
            }
            let Some(wake_at) = wake_at else { return Poll::Pending };
            if !self.has_come(wake_at, context) {
                return Poll::Pending;
            }
            self.timer = None;
        }
    }
}

/// Wakes the request that is first now, whether this one was sent or gave up.
impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let first = {
            let mut queue = locked(&self.queue);
            queue.leave(self.ticket);
            queue.first_waker()
        };
        if let Some(first) = first {
            first.wake();
        }
    }
}

/// The queue of one endpoint, app and tenant. It has no clock: every method takes the time.
#[derive(Debug, Default)]
struct Queue {
    windows: Vec<SlidingWindow>,
    /// The server asked for no requests until then.
    blocked_until: Option<Instant>,
    /// Sorted by ticket.
    waiters: VecDeque<Waiter>,
    next_ticket: u64,
}

#[derive(Debug)]
struct Waiter {
    ticket: u64,
    waker: Option<Waker>,
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// The request may be sent now. It is counted, and its ticket is gone.
    Granted,
    /// The ticket is first in the queue, and its request may be sent at this time.
    First(Instant),
    /// Others are ahead: not before this time. The waker is called when the ticket is first.
    Queued(Instant),
}

impl Queue {
    fn new(limits: &[RateLimit]) -> Self {
        Self { windows: limits.iter().copied().map(SlidingWindow::new).collect(), ..Self::default() }
    }

    /// Joins the queue; returns a ticket.
    fn join(&mut self) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.waiters.push_back(Waiter { ticket, waker: None });
        ticket
    }

    /// Asks whether the ticket's request may be sent. After one is granted, the next in the queue has to be woken: see
    /// [`first_waker`](Self::first_waker).
    fn ask(&mut self, ticket: u64, now: Instant, waker: &Waker) -> Answer {
        let ahead = self.place(ticket);
        let at = self.earliest(now, ahead);
        if ahead > 0 {
            if let Some(waiter) = self.waiters.get_mut(ahead) {
                waiter.waker = Some(waker.clone());
            }
            return Answer::Queued(at);
        }
        if at > now {
            return Answer::First(at);
        }
        self.windows.iter_mut().for_each(|window| window.count(now));
        self.waiters.pop_front();
        Answer::Granted
    }

    /// Leaves the queue.
    fn leave(&mut self, ticket: u64) {
        let place = self.place(ticket);
        if self.waiters.get(place).is_some_and(|waiter| waiter.ticket == ticket) {
            self.waiters.remove(place);
        }
    }

    fn first_waker(&mut self) -> Option<Waker> {
        self.waiters.front_mut()?.waker.take()
    }

    /// Extends the time without requests.
    fn block(&mut self, until: Instant) {
        self.blocked_until = self.blocked_until.max(Some(until));
    }

    /// Returns true if the queue can be forgotten: it is empty, unblocked, and all counted requests have left their windows.
    fn is_idle(&self, now: Instant) -> bool {
        let is_blocked = self.blocked_until.is_some_and(|until| now < until);
        self.waiters.is_empty() && !is_blocked && self.windows.iter().all(|window| window.is_idle(now))
    }

    /// Returns the number of waiters before the ticket.
    fn place(&self, ticket: u64) -> usize {
        self.waiters.partition_point(|waiter| waiter.ticket < ticket)
    }

    /// Returns the earliest time, not before `now`, at which a request may be sent if `ahead` others are sent before it as
    /// early as possible. Exact if `ahead` is 0; else a lower bound.
    fn earliest(&self, now: Instant, ahead: usize) -> Instant {
        let floor = self.blocked_until.map_or(now, |until| until.max(now));
        self.windows.iter().map(|window| window.earliest(floor, ahead)).fold(floor, Ord::max)
    }
}

/// The requests that were sent within one window of time. Counted on 689 pages, the largest documented limit is 1,000
/// requests per minute, so every request's time is kept.
#[derive(Debug)]
struct SlidingWindow {
    length: Duration,
    requests: usize,
    /// The oldest first; at most as many as `requests`.
    times: VecDeque<Instant>,
}

impl SlidingWindow {
    fn new(RateLimit { requests, per }: RateLimit) -> Self {
        // A limit of 0 would block forever; no page documents one.
        let requests = usize::try_from(requests).unwrap_or(usize::MAX).max(1);
        let length = Duration::from_secs(match per {
            Window::Second => 1,
            Window::Minute => 60,
            Window::Hour => 60 * 60,
            Window::Day => 24 * 60 * 60,
        });
        Self { length, requests, times: VecDeque::new() }
    }

    fn earliest(&self, floor: Instant, ahead: usize) -> Instant {
        // A request may be sent when the one `requests` places before it has left the window.
        let before = self.times.len().saturating_add(ahead);
        let (round, place) = (before / self.requests, before % self.requests);
        let Some(rounds_later) = round.checked_sub(1) else { return floor };
        let first = match self.times.get(place) {
            Some(time) => later(*time, self.length).max(floor),
            None => later(floor, self.length),
        };
        let rounds_later = u32::try_from(rounds_later).unwrap_or(u32::MAX);
        later(first, self.length.saturating_mul(rounds_later))
    }

    fn count(&mut self, now: Instant) {
        while self.times.front().is_some_and(|time| later(*time, self.length) <= now) {
            self.times.pop_front();
        }
        self.times.push_back(now);
    }

    fn is_idle(&self, now: Instant) -> bool {
        self.times.back().is_none_or(|time| later(*time, self.length) <= now)
    }
}

/// Returns a later time, or the same if the clock cannot represent it.
fn later(time: Instant, by: Duration) -> Instant {
    time.checked_add(by).unwrap_or(time)
}

#[cfg(test)]
mod tests;
