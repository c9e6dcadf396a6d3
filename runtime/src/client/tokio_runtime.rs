//! The runtime over tokio, which reqwest needs anyway.

use std::time::Instant;

use super::runtime::{Runtime, Task};

/// The tokio runtime that the caller runs on. Its timers must be enabled.
pub(super) struct TokioRuntime;

impl Runtime for TokioRuntime {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep_until(&self, at: Instant) -> Task {
        Box::pin(tokio::time::sleep_until(at.into()))
    }

    fn spawn(&self, task: Task) {
        // Dropped at once where there is no runtime: who waits for it is told.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(task);
        }
    }
}
