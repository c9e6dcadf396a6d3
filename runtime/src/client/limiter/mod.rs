//! The opt-in limiter: calls keep to the documented rate limits before the server has to refuse them.

mod lane;
mod turn;
mod windows;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use self::lane::Lane;
use self::turn::Turn;
use self::windows::Windows;
use super::runtime::Runtime;
use super::sharing::Sharing;
use crate::request::operation::Operation;

/// Keeps calls to the documented rate limits, which the platform counts per endpoint, app and tenant.
///
/// All windows of an endpoint hold at once. A call that would be one too many waits for its turn, first come, first served,
/// or fails at once ([`fail_fast`](Self::fail_fast)); either way it fails with
/// [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited) as soon as it is known that its turn comes after its deadline.
/// What the server says in `x-ogw-ratelimit-reset` is kept to as well, also for endpoints that document no limit: other
/// processes may share the app's.
///
/// Clones share what was counted; give one to each client of an app.
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
    lanes: Arc<Mutex<Sharing<Key, Mutex<Lane>>>>,
    fails_fast: bool,
}

/// What the platform counts a request by.
#[derive(Clone, Copy)]
pub(super) struct Counted<'a> {
    pub(super) operation: &'static Operation,
    pub(super) app: &'a str,
    pub(super) tenant: &'a str,
}

/// Endpoint, app and tenant.
type Key = (&'static str, String, String);

type Shared = Arc<Mutex<Lane>>;

impl Limiter {
    /// A limiter that lets calls wait for their turn.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Fails a call that would have to wait, instead of letting it wait.
    #[must_use]
    pub fn fail_fast(mut self) -> Self {
        self.fails_fast = true;
        self
    }

    /// Waits for the turn of a call, or says how long its turn is off when that is too long.
    pub(super) async fn turn(
        &self,
        counted: Counted<'_>,
        deadline: Instant,
        runtime: &dyn Runtime,
    ) -> Result<(), Duration> {
        let lane = self.lane(counted, runtime.now());
        let latest = if self.fails_fast { None } else { Some(deadline) };
        Turn::new(lane, latest, runtime).await
    }

    /// The server asked for a wait.
    pub(super) fn learn(&self, counted: Counted<'_>, wait: Duration, now: Instant) {
        if let Some(until) = now.checked_add(wait) {
            locked(&self.lane(counted, now)).silence(until);
        }
    }

    fn lane(&self, Counted { operation, app, tenant }: Counted<'_>, now: Instant) -> Shared {
        let key = (operation.id, app.to_owned(), tenant.to_owned());
        let new = |_: &Key| Mutex::new(Lane::new(Windows::new(operation.rate_limits)));
        locked(&self.lanes).get(key, new, |lane| locked(lane).is_idle(now))
    }
}

/// Locked for moments only, and no code that can panic runs then: what a poisoned lock guards is whole.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shows no tenants.
impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("fails_fast", &self.fails_fast).finish_non_exhaustive()
    }
}
