//! Retries are a small part of all calls: a server in trouble is not given more to do.

use std::sync::{Mutex, PoisonError};

/// What a call brings in, and what a retry costs.
const CALL: u32 = 1;
const RETRY: u32 = 5;

/// Retries that a client may make at once, when it has saved for them.
const MOST_RETRIES: u32 = 100;

/// One retry for each five calls, and up to a hundred at once.
pub(super) struct Budget(Mutex<u32>);

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(MOST_RETRIES * RETRY))
    }
}

impl Budget {
    pub(super) fn earn(&self) {
        self.with(|saved| *saved = saved.saturating_add(CALL).min(MOST_RETRIES * RETRY));
    }

    /// Pays for a retry; false when there is not enough.
    pub(super) fn spend(&self) -> bool {
        self.with(|saved| match saved.checked_sub(RETRY) {
            Some(rest) => {
                *saved = rest;
                true
            }
            None => false,
        })
    }

    fn with<R>(&self, act: impl FnOnce(&mut u32) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn a_fifth_of_the_calls_may_be_tried_again_and_a_hundred_at_once() {
        let budget = Budget::default();
        assert_eq!((0..1000).filter(|_| budget.spend()).count(), 100);
        let spent = (0..1000).filter(|_| {
            budget.earn();
            budget.spend()
        });
        assert_eq!(spent.count(), 200);
        (0..10_000).for_each(|_| budget.earn());
        assert_eq!((0..1000).filter(|_| budget.spend()).count(), 100, "it does not save for ever");
    }
}
