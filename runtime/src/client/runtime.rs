//! The interface to an async runtime: clock, timers, tasks and randomness.

use std::future::{Future, poll_fn};
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::task::Poll;
use std::time::{Instant, SystemTime};

/// A boxed future without output: a timer or a background task.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The async runtime that a client runs on. The client has no threads, timers or clock of its own.
///
/// With the feature `reqwest`, tokio is the default.
pub trait Runtime: Send + Sync + 'static {
    /// Returns the current time of a monotonic clock. Deadlines are measured with it.
    fn now(&self) -> Instant;

    /// Returns a future that completes at `at`, or immediately if that time has passed.
    fn sleep_until(&self, at: Instant) -> Task;

    /// Runs a task in the background until it completes. Token refreshes run here, because they must outlive the call
    /// that started them.
    fn spawn(&self, task: Task);

    /// Returns why calls cannot be made where this is called, if so. Such a call fails with this reason, and is not sent.
    ///
    /// # Errors
    /// The default never fails.
    fn check(&self) -> Result<(), &'static str> {
        Ok(())
    }

    /// Returns the current wall-clock time. Token expiry times that are shared with other processes are measured with it.
    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    /// Returns 64 random bits that are unpredictable and unique across processes. Idempotency keys and waits between
    /// attempts are made of them.
    ///
    /// The default uses the system's randomness through the standard library. Targets without it in the standard library,
    /// such as `wasm32-unknown-unknown`, need an implementation of their own.
    fn random(&self) -> u64 {
        // A `RandomState` draws its keys once per thread and then counts up; after a fork, both processes would count the
        // same. Hashing the process id separates them.
        RandomState::new().hash_one(process_id())
    }
}

#[cfg(not(target_family = "wasm"))]
fn process_id() -> u32 {
    std::process::id()
}

/// Wasm has no other processes.
#[cfg(target_family = "wasm")]
const fn process_id() -> u32 {
    0
}

/// Awaits the future until the deadline; returns `None` if the deadline comes first. A future that is ready at the deadline
/// still counts.
pub(super) async fn until<T>(
    runtime: &dyn Runtime,
    deadline: Instant,
    mut future: Pin<&mut (dyn Future<Output = T> + Send)>,
) -> Option<T> {
    // Created on the first pending poll only: a future that is ready at once costs no timer.
    let mut alarm: Option<Task> = None;
    poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        let alarm = alarm.get_or_insert_with(|| runtime.sleep_until(deadline));
        alarm.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// The tokio runtime of the calling task.
#[cfg(feature = "reqwest")]
pub(super) struct TokioRuntime;

#[cfg(feature = "reqwest")]
impl TokioRuntime {
    /// Returns a timer; `None` outside of a tokio runtime, or if its timers are not enabled.
    fn timer(at: Instant) -> Option<tokio::time::Sleep> {
        tokio::runtime::Handle::try_current().ok()?;
        // Tokio has no other way to ask for timers than to create one, which panics.
        std::panic::catch_unwind(|| tokio::time::sleep_until(at.into())).ok()
    }
}

#[cfg(feature = "reqwest")]
impl Runtime for TokioRuntime {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep_until(&self, at: Instant) -> Task {
        match Self::timer(at) {
            Some(timer) => Box::pin(timer),
            // Calls are refused by `check`; what else waits is over at once.
            None => Box::pin(std::future::ready(())),
        }
    }

    fn check(&self) -> Result<(), &'static str> {
        let reason = "no tokio runtime with timers: call from within one, built with `enable_all`";
        Self::timer(self.now()).map(drop).ok_or(reason)
    }

    fn spawn(&self, task: Task) {
        // Outside of a tokio runtime the task is dropped, which its waiters notice.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(task);
        }
    }
}
