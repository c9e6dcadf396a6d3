//! A thread with an async runtime, which drives the calls of blocking callers.

use std::io;
use std::sync::Arc;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::Notify;

use crate::error::Error;
use crate::error::failure::Failure;

/// Drives timers, sockets and background tasks until it is dropped.
pub(super) struct Driver {
    handle: Handle,
    end: Arc<Notify>,
}

/// The caller is on a thread of an async runtime, which a blocking wait would stall.
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

    /// Blocks until a call completes.
    pub(super) fn outcome<T, C>(
        &self,
        call: impl Future<Output = Result<T, Error<C>>>,
    ) -> Result<T, Error<C>> {
        self.wait(call).unwrap_or_else(|InsideRuntime| Err(Failure::InsideRuntime.into()))
    }

    /// Blocks the calling thread until the future completes.
    pub(super) fn wait<T>(&self, future: impl Future<Output = T>) -> Result<T, InsideRuntime> {
        match Handle::try_current() {
            Err(fault) if fault.is_missing_context() => Ok(self.handle.block_on(future)),
            // `block_on` would panic: inside a runtime, and on a thread whose locals are being destroyed.
            Ok(_) | Err(_) => Err(InsideRuntime),
        }
    }
}

/// Does not join the thread: the dropping thread may be one that must not block.
impl Drop for Driver {
    fn drop(&mut self) {
        self.end.notify_one();
    }
}
