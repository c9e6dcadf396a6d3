//! An async runtime that stops under its tasks when a fault says so, and is followed by another.

use std::future::poll_fn;
use std::mem;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::Poll;
use std::time::Instant;

use feishu_openapi::{Runtime, Task};

/// How a runtime stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Its tasks are dropped unfinished.
    Drops,
    /// Its tasks are kept and never run again, as those of a runtime that is not driven any more.
    Keeps,
}

/// Set once the runtime has stopped.
type Stopped = Arc<OnceLock<Stop>>;

/// The runtime of a run's client.
#[derive(Clone, Default)]
pub struct Mortal(Arc<Mutex<Stopped>>);

impl Mortal {
    /// Stops the runtime under its tasks. Later tasks belong to the next one.
    pub fn stop(&self, how: Stop) {
        let stopped = self.with(mem::take);
        stopped.get_or_init(|| how);
    }

    fn with<R>(&self, act: impl FnOnce(&mut Stopped) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Runtime for Mortal {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep_until(&self, at: Instant) -> Task {
        Box::pin(tokio::time::sleep_until(at.into()))
    }

    fn spawn(&self, mut task: Task) {
        let stopped = self.with(|stopped| Arc::clone(stopped));
        tokio::spawn(poll_fn(move |context| {
            if stopped.get().is_none() && task.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            match stopped.get() {
                Some(Stop::Drops) => Poll::Ready(()),
                Some(Stop::Keeps) | None => Poll::Pending,
            }
        }));
    }
}
