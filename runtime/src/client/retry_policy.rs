//! How often a call is tried, and how long it waits in between.

use std::time::Duration;

/// How often a call is tried, and how long it waits in between.
///
/// It says how often at most; whether a failed call may be sent again at all depends on what became of it, see
/// [`Client::send`](crate::Client::send).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first: Duration,
    max: Duration,
}

impl RetryPolicy {
    /// Three attempts; waits of up to one second, then two, and so on up to 20.
    #[must_use]
    pub const fn new() -> Self {
        Self { attempts: 3, first: Duration::from_secs(1), max: Duration::from_secs(20) }
    }

    /// One attempt.
    #[must_use]
    pub const fn none() -> Self {
        Self::new().attempts(1)
    }

    /// The most attempts, the first included; at least one. A call that is sent again with a new token, because the server
    /// refused the old one, is the same attempt.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The longest wait after the first attempt, and the longest of all. It doubles from one to the other; each wait is a
    /// random part of it, so that callers that failed together do not come back together. A server that asks for a longer
    /// wait gets it.
    #[must_use]
    pub const fn backoff(mut self, first: Duration, max: Duration) -> Self {
        self.first = first;
        self.max = max;
        self
    }

    pub(crate) const fn max_attempts(&self) -> u32 {
        self.attempts
    }

    /// The wait after so many attempts, of which `random` says the part.
    pub(crate) fn wait_after(&self, attempts: u32, random: u64) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        let ceiling = self.first.saturating_mul(1 << doublings).min(self.max);
        let nanos = ceiling.as_nanos().saturating_mul(u128::from(random)) >> u64::BITS;
        u64::try_from(nanos).map_or(self.max, Duration::from_nanos).min(ceiling)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RetryPolicy;

    #[test]
    fn a_wait_is_any_part_of_a_ceiling_that_doubles() {
        let policy = RetryPolicy::new();
        for (attempts, seconds) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 20), (7, 20), (u32::MAX, 20)]
        {
            let ceiling = Duration::from_secs(seconds);
            assert_eq!(policy.wait_after(attempts, 0), Duration::ZERO);
            assert_eq!(policy.wait_after(attempts, 1 << 63), ceiling / 2);
            let longest = policy.wait_after(attempts, u64::MAX);
            assert!(longest < ceiling && longest.abs_diff(ceiling) < Duration::from_micros(1), "{longest:?}");
        }
    }

    #[test]
    fn absurd_settings_are_bounded() {
        let policy = RetryPolicy::new().attempts(0).backoff(Duration::MAX, Duration::MAX);
        assert_eq!(policy.max_attempts(), 1);
        assert!(policy.wait_after(u32::MAX, u64::MAX) <= Duration::MAX);
        assert_eq!(RetryPolicy::none().max_attempts(), 1);
    }
}
