//! Something that is fetched once, and waited for by many.

use std::future::{Future, poll_fn};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::time::Instant;

use super::access::Token;
use super::fault::TokenFault;

/// What all who wait are told.
pub(super) type Landed = Result<Token, Arc<TokenFault>>;

/// A token on its way.
pub(super) struct Flight {
    /// When it is taken for lost: a runtime may stop without a word.
    pub(super) lost: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    landed: Option<Landed>,
    waiting: Vec<Waker>,
}

impl Flight {
    pub(super) fn new(lost: Instant) -> Self {
        Self { lost, state: Mutex::default() }
    }

    /// Tells everybody. What was told first stays.
    pub(super) fn land(&self, landed: Landed) {
        let waiting = self.with(|state| {
            state.landed.get_or_insert(landed);
            std::mem::take(&mut state.waiting)
        });
        // Not under the lock: a waker may run what it wakes.
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Waits until it lands. Who stops waiting is forgotten then, and changes nothing for others.
    pub(super) fn landed(&self) -> impl Future<Output = Landed> + Send + '_ {
        let mut place = None;
        poll_fn(move |context| {
            self.with(|state| match (&state.landed, place) {
                (Some(landed), _) => Poll::Ready(landed.clone()),
                (None, None) => {
                    place = Some(state.waiting.len());
                    state.waiting.push(context.waker().clone());
                    Poll::Pending
                }
                (None, Some(place)) => {
                    if let Some(waker) = state.waiting.get_mut(place) {
                        waker.clone_from(context.waker());
                    }
                    Poll::Pending
                }
            })
        })
    }

    fn with<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        // No code that can panic runs under the lock, so what a poisoned lock guards is whole.
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
