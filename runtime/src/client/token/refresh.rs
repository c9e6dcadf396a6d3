//! A token refresh that several callers wait for.

use std::future::{Future, poll_fn};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::time::Instant;

use super::access_token::Token;
use crate::error::token_failure::TokenFailure;

/// The result of a refresh, as all its waiters receive it.
pub(super) type RefreshOutcome = Result<Token, Arc<TokenFailure>>;

/// A refresh in progress, and its waiters.
pub(super) struct Refresh {
    /// From here on the refresh is treated as abandoned: a runtime may stop without dropping its tasks.
    pub(super) abandoned_at: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    outcome: Option<RefreshOutcome>,
    waiters: Vec<Waker>,
}

impl Refresh {
    pub(super) fn new(abandoned_at: Instant) -> Self {
        Self { abandoned_at, state: Mutex::default() }
    }

    /// Sets the outcome and wakes all waiters. The first outcome stays.
    pub(super) fn complete(&self, outcome: RefreshOutcome) {
        let waiters = self.with(|state| {
            state.outcome.get_or_insert(outcome);
            std::mem::take(&mut state.waiters)
        });
        // Not under the lock: a waker may run the task that it wakes.
        waiters.into_iter().for_each(Waker::wake);
    }

    /// Waits for the outcome. Dropping the returned future has no effect on other waiters.
    pub(super) fn outcome(&self) -> impl Future<Output = RefreshOutcome> + Send + '_ {
        let mut place = None;
        poll_fn(move |context| {
            self.with(|state| match (&state.outcome, place) {
                (Some(outcome), _) => Poll::Ready(outcome.clone()),
                (None, None) => {
                    place = Some(state.waiters.len());
                    state.waiters.push(context.waker().clone());
                    Poll::Pending
                }
                (None, Some(place)) => {
                    if let Some(waker) = state.waiters.get_mut(place) {
                        waker.clone_from(context.waker());
                    }
                    Poll::Pending
                }
            })
        })
    }

    fn with<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        // No code that can panic runs under the lock, so a poisoned lock guards consistent data.
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
