//! Which events have been handled: the platform sends an event until it is answered in time, and some of them twice.

use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::future::ready;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hmac_sha256::Hash;
use tokio::time::Instant;

/// How long a handled event is remembered by default. The platform sends an event for the last time about 7 hours after the
/// first time.
pub(crate) const REMEMBERED: Duration = Duration::from_secs(8 * 3600);

/// Maximum number of events that are remembered in memory by default; each takes about 150 bytes.
const CAPACITY: usize = 100_000;

/// A future of a [`Seen`].
pub type SeenFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// An event and the delivery of it that is being handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenKey {
    id: String,
    owner: u64,
}

impl SeenKey {
    /// Creates a key. A dispatcher does this for each delivery; tests of a [`Seen`] may, too.
    #[must_use]
    pub const fn new(id: String, owner: u64) -> Self {
        Self { id, owner }
    }

    /// Returns the id of the event. It is as long as the platform makes it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns a number that no other delivery has.
    #[must_use]
    pub const fn owner(&self) -> u64 {
        self.owner
    }
}

/// What is known of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Claim {
    /// It was not handled before, and is now claimed for this delivery.
    New,
    /// Another delivery of it is being handled.
    Running,
    /// It has been handled.
    Handled,
}

/// Remembers which events have been handled, so that each is handled once. Processes that share a webhook's address or an app's
/// long connections must share it, for example in Redis (`RedisSeen`, feature `redis`).
pub trait Seen: Send + Sync + 'static {
    /// Claims an event for the delivery, unless it has been handled or another delivery has claimed it. A claim ends after
    /// `lease`, which is longer than a handler may run: its process has stopped.
    fn claim<'a>(&'a self, key: &'a SeenKey, lease: Duration) -> SeenFuture<'a, Claim>;

    /// Marks a claimed event as handled.
    fn finish<'a>(&'a self, key: &'a SeenKey) -> SeenFuture<'a, ()>;

    /// Gives up a claim after a failure, so that the next delivery is handled. Has no effect on the claim of another delivery.
    fn release<'a>(&'a self, key: &'a SeenKey) -> SeenFuture<'a, ()>;
}

/// Several dispatchers of one process may share a memory.
impl<S: Seen + ?Sized> Seen for Arc<S> {
    fn claim<'a>(&'a self, key: &'a SeenKey, lease: Duration) -> SeenFuture<'a, Claim> {
        (**self).claim(key, lease)
    }

    fn finish<'a>(&'a self, key: &'a SeenKey) -> SeenFuture<'a, ()> {
        (**self).finish(key)
    }

    fn release<'a>(&'a self, key: &'a SeenKey) -> SeenFuture<'a, ()> {
        (**self).release(key)
    }
}

/// Remembers events in memory, for a single process: 100,000 events for 8 hours, unless set otherwise. What a process remembers
/// is gone when it ends.
#[derive(Debug)]
pub struct MemorySeen {
    capacity: usize,
    remembered: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By the hash of the id, so that an entry has one size.
    entries: BTreeMap<[u8; 32], Entry>,
    /// Handled events in the order of their end.
    handled: VecDeque<([u8; 32], Instant)>,
}

#[derive(Debug, Clone, Copy)]
enum Entry {
    Running { owner: u64, until: Instant },
    Handled,
}

impl Default for MemorySeen {
    fn default() -> Self {
        Self::new(CAPACITY, REMEMBERED)
    }
}

impl MemorySeen {
    /// Creates a memory of at most `capacity` events, which are remembered for this time. When it is full, the events that were
    /// handled first are forgotten.
    #[must_use]
    pub fn new(capacity: usize, remembered: Duration) -> Self {
        Self { capacity, remembered, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn claimed(&self, key: &SeenKey, lease: Duration) -> Result<Claim, Box<dyn Error + Send + Sync>> {
        let (now, hash) = (Instant::now(), Hash::hash(key.id.as_bytes()));
        let mut state = self.state();
        state.forget(|_, ended| ended + self.remembered <= now);
        match state.entries.get(&hash) {
            Some(Entry::Handled) => return Ok(Claim::Handled),
            Some(Entry::Running { until, .. }) if *until > now => return Ok(Claim::Running),
            Some(Entry::Running { .. }) => {}
            None => state.forget(|state, _| state.entries.len() >= self.capacity),
        }
        if state.entries.len() >= self.capacity.max(1) && !state.entries.contains_key(&hash) {
            return Err("as many events are being handled as can be remembered".into());
        }
        state.entries.insert(hash, Entry::Running { owner: key.owner, until: now + lease });
        Ok(Claim::New)
    }

    fn finished(&self, key: &SeenKey) {
        let hash = Hash::hash(key.id.as_bytes());
        let mut state = self.state();
        if !matches!(state.entries.insert(hash, Entry::Handled), Some(Entry::Handled)) {
            state.handled.push_back((hash, Instant::now()));
        }
    }

    fn released(&self, key: &SeenKey) {
        let hash = Hash::hash(key.id.as_bytes());
        let mut state = self.state();
        if matches!(state.entries.get(&hash), Some(Entry::Running { owner, .. }) if *owner == key.owner) {
            state.entries.remove(&hash);
        }
    }
}

impl State {
    /// Forgets the events that were handled first, while `is_over` says so of when the first of them ended.
    fn forget(&mut self, is_over: impl Fn(&Self, Instant) -> bool) {
        while let Some((hash, ended)) = self.handled.front().copied() {
            if !is_over(self, ended) {
                break;
            }
            self.handled.pop_front();
            self.entries.remove(&hash);
        }
    }
}

impl Seen for MemorySeen {
    fn claim<'a>(&'a self, key: &'a SeenKey, lease: Duration) -> SeenFuture<'a, Claim> {
        Box::pin(ready(self.claimed(key, lease)))
    }

    fn finish<'a>(&'a self, key: &'a SeenKey) -> SeenFuture<'a, ()> {
        self.finished(key);
        Box::pin(ready(Ok(())))
    }

    fn release<'a>(&'a self, key: &'a SeenKey) -> SeenFuture<'a, ()> {
        self.released(key);
        Box::pin(ready(Ok(())))
    }
}
