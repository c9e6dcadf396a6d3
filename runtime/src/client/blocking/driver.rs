//! A thread with an async runtime on it, on which callers that are not async wait for their calls.

use std::io;
use std::sync::Arc;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::Notify;

use crate::error::call_error::Error;
use crate::error::failure::Failure;

/// Drives timers, sockets and whatever runs beside the calls, until it is dropped.
pub(super) struct Driver {
    handle: Handle,
    end: Arc<Notify>,
}

/// The caller is on a thread of an async runtime, which a wait would stop.
#[derive(Debug)]
pub(super) struct InsideRuntime;

impl Driver {
    pub(super) fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (handle, end) = (runtime.handle().clone(), Arc::new(Notify::new()));
        let ended = Arc::clone(&end);
        thread::Builder::new()
            .name("feishu-blocking".to_owned())
            .spawn(move || runtime.block_on(ended.notified()))?;
        Ok(Self { handle, end })
    }

    /// Waits for what becomes of a call.
    pub(super) fn outcome<T, C>(
        &self,
        call: impl Future<Output = Result<T, Error<C>>>,
    ) -> Result<T, Error<C>> {
        self.wait(call).unwrap_or_else(|InsideRuntime| Err(Failure::InsideRuntime.into()))
    }

    /// Waits for the future, on the thread of the caller.
    pub(super) fn wait<T>(&self, future: impl Future<Output = T>) -> Result<T, InsideRuntime> {
        match Handle::try_current() {
            Err(fault) if fault.is_missing_context() => Ok(self.handle.block_on(future)),
            // Waiting would be a panic: inside a runtime, and on a thread that is being taken down.
            Ok(_) | Err(_) => Err(InsideRuntime),
        }
    }
}

/// The thread ends by itself: whoever drops this may be on a thread that must not wait.
impl Drop for Driver {
    fn drop(&mut self) {
        self.end.notify_one();
    }
}
