//! Waiting no longer than until the deadline.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Instant;

use super::runtime::{Runtime, Task};

/// What the future brings, or `None` when the deadline comes first. The future is asked first, so that what is ready at the
/// deadline counts.
pub(super) async fn until<T>(
    runtime: &dyn Runtime,
    deadline: Instant,
    mut future: Pin<&mut (dyn Future<Output = T> + Send)>,
) -> Option<T> {
    // Most futures that are waited for here take time, but one that does not costs no timer.
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
