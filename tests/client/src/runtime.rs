//! An async runtime that stops under its tasks when a fault says so, and is followed by another.

use std::future::poll_fn;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Instant;

use feishu_openapi::{Runtime, Task};
use tokio::task::AbortHandle;

use crate::fault::Stop;

/// The runtime of a run's client.
#[derive(Clone, Default)]
pub struct StoppableRuntime(Arc<Mutex<Current>>);

/// The runtime that has not stopped yet.
#[derive(Default)]
struct Current {
    tasks: Vec<AbortHandle>,
    is_stopped: Arc<AtomicBool>,
}

impl StoppableRuntime {
    /// Stops the runtime under its tasks. Later tasks belong to the next one.
    pub fn stop(&self, how: Stop) {
        let stopped = self.with(mem::take);
        stopped.is_stopped.store(true, Ordering::SeqCst);
        if how == Stop::Drops {
            stopped.tasks.iter().for_each(AbortHandle::abort);
        }
    }

    fn with<R>(&self, act: impl FnOnce(&mut Current) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Runtime for StoppableRuntime {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep_until(&self, at: Instant) -> Task {
        Box::pin(tokio::time::sleep_until(at.into()))
    }

    fn spawn(&self, mut task: Task) {
        self.with(|current| {
            let is_stopped = Arc::clone(&current.is_stopped);
            let running = tokio::spawn(poll_fn(move |context| {
                if is_stopped.load(Ordering::SeqCst) { Poll::Pending } else { task.as_mut().poll(context) }
            }));
            current.tasks.push(running.abort_handle());
        });
    }
}
