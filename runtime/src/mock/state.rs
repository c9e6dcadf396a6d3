//! The state of a mock server: endpoints, orders, recorded calls.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::answer::Answer;
use super::calls::Call;
use super::route::Route;
use super::tokens::{self, Refreshes};

/// Maximum number of recorded calls; the oldest are dropped.
const KEPT: usize = 10_000;

pub(super) struct State {
    pub(super) routes: &'static [Route],
    changing: Mutex<Changing>,
}

#[derive(Default)]
struct Changing {
    calls: VecDeque<Call>,
    orders: Vec<(String, i64)>,
    refreshes: Refreshes,
    answered: u64,
}

impl State {
    pub(super) fn new(routes: &'static [Route]) -> Self {
        Self { routes, changing: Mutex::default() }
    }

    /// Locks the state. No code that can panic runs under the lock, so a poisoned one guards consistent data.
    fn lock(&self) -> MutexGuard<'_, Changing> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn log_id(&self) -> String {
        let mut changing = self.lock();
        changing.answered += 1;
        format!("mock-{:06}", changing.answered)
    }

    pub(super) fn record(&self, call: Call) {
        let mut changing = self.lock();
        if changing.calls.len() == KEPT {
            changing.calls.pop_front();
        }
        changing.calls.push_back(call);
    }

    pub(super) fn calls(&self) -> Vec<Call> {
        self.lock().calls.iter().cloned().collect()
    }

    pub(super) fn clear(&self) {
        let mut changing = self.lock();
        changing.calls.clear();
        changing.orders.clear();
    }

    /// Orders an error for the next accepted call of the endpoint.
    pub(super) fn order(&self, endpoint: &str, code: i64) -> Result<(), OrderError> {
        // Token endpoints are not in the table; they respond with codes of the whole platform.
        if !tokens::ids().any(|id| id == endpoint) {
            let route = self.routes.iter().find(|route| route.operation.id == endpoint);
            let route = route.ok_or_else(|| OrderError::Endpoint(endpoint.to_owned()))?;
            (route.info)(code).ok_or_else(|| OrderError::Code(endpoint.to_owned(), code))?;
        }
        self.lock().orders.push((endpoint.to_owned(), code));
        Ok(())
    }

    /// Removes and returns the first order for the endpoint.
    pub(super) fn ordered(&self, endpoint: &str) -> Option<i64> {
        let mut changing = self.lock();
        let first = changing.orders.iter().position(|(id, _)| id == endpoint)?;
        Some(changing.orders.remove(first).1)
    }

    /// Responds to a token request.
    pub(super) fn token(&self, id: &str, body: &[u8], log_id: &str) -> Answer {
        tokens::answer(id, body, &mut self.lock().refreshes, log_id)
    }
}

/// An error that cannot be ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OrderError {
    /// The server does not have this endpoint.
    Endpoint(String),
    /// The endpoint does not document this code.
    Code(String, i64),
}

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(id) => write!(f, "the mock server has no endpoint `{id}`"),
            Self::Code(id, code) => write!(f, "`{id}` does not document the code {code}"),
        }
    }
}

impl std::error::Error for OrderError {}
