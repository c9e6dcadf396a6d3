//! Retries are a small part of all calls: a server in trouble is not given more to do.

use std::sync::{Mutex, PoisonError};

/// What a call brings in, and what a retry costs.
const CALL: u32 = 1;
const RETRY: u32 = 5;

/// Retries that a client may make at once, when it has saved for them and nothing else is set.
pub(super) const MOST_RETRIES: u32 = 100;

/// One retry for each five calls, and some at once.
pub(super) struct Budget {
    saved: Mutex<u32>,
    most: u32,
}

impl Budget {
    /// A full one, which saves for this many retries.
    pub(super) fn new(most_retries: u32) -> Self {
        let most = most_retries.saturating_mul(RETRY);
        Self { saved: Mutex::new(most), most }
    }

    pub(super) fn earn(&self) {
        self.with(|saved| *saved = saved.saturating_add(CALL).min(self.most));
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
        act(&mut self.saved.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, MOST_RETRIES};

    #[test]
    fn a_fifth_of_the_calls_may_be_tried_again_and_a_hundred_at_once() {
        let budget = Budget::new(MOST_RETRIES);
        assert_eq!((0..1000).filter(|_| budget.spend()).count(), 100);
        let spent = (0..1000).filter(|_| {
            budget.earn();
            budget.spend()
        });
        assert_eq!(spent.count(), 200);
        (0..10_000).for_each(|_| budget.earn());
        assert_eq!((0..1000).filter(|_| budget.spend()).count(), 100, "it does not save for ever");
    }

    #[test]
    fn any_size_is_kept_to() {
        for size in [0, 1, 7] {
            let budget = Budget::new(size);
            (0..1000).for_each(|_| budget.earn());
            assert_eq!((0..1000).filter(|_| budget.spend()).count(), size as usize);
        }
        assert!(Budget::new(u32::MAX).spend());
    }
}
