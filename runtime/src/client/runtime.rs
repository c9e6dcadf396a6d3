//! What the client asks of an async runtime: the time, a sleep, a task that nobody waits for.

use std::future::Future;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::time::{Instant, SystemTime};

/// Work that brings nothing but its end.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The async runtime that the client runs on. The client itself has no threads, no timers and no clock.
///
/// With the feature `reqwest` it is tokio unless the client is given another one.
pub trait Runtime: Send + Sync + 'static {
    /// The time by which deadlines are kept.
    fn now(&self) -> Instant;

    /// Ends at this time, or at once when it has passed.
    fn sleep_until(&self, at: Instant) -> Task;

    /// Runs a task to its end, whether or not anybody waits for it: a token is fetched once for all who need it, and
    /// callers come and go.
    fn spawn(&self, task: Task);

    /// The time on the wall, by which the lives of tokens are told to other processes.
    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    /// 64 bits that nobody can foretell and that no other process makes: idempotency keys are made of them, and waits
    /// between attempts. The default takes them from the system's randomness; a platform where the standard library has
    /// none needs an implementation of its own.
    fn random(&self) -> u64 {
        // The keys of a `RandomState` are drawn once per thread and then counted; a forked process would count the same.
        RandomState::new().hash_one(process_id())
    }
}

#[cfg(not(target_family = "wasm"))]
fn process_id() -> u32 {
    std::process::id()
}

/// There are no other processes.
#[cfg(target_family = "wasm")]
const fn process_id() -> u32 {
    0
}
