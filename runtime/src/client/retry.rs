//! The conditions of a retry: the policy, the client's retry budget, and the wait that a server asks for.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// Limits the number of attempts of a call and the waits between them.
///
/// Whether a failed call may be repeated at all depends on its failure; see [`Client::send`](crate::Client::send).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first: Duration,
    max: Duration,
}

impl RetryPolicy {
    /// Creates the default policy: three attempts, with a wait of up to 1 second after the first, 2 after the second, and so
    /// on up to 20 seconds.
    #[must_use]
    pub const fn new() -> Self {
        Self { attempts: 3, first: Duration::from_secs(1), max: Duration::from_secs(20) }
    }

    /// Creates a policy without retries.
    #[must_use]
    pub const fn none() -> Self {
        Self::new().attempts(1)
    }

    /// Sets the maximum number of attempts, including the first; 0 counts as 1. Sending a request again with a refreshed
    /// token, after the server refused the old one, belongs to the same attempt.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// Sets the maximum wait after the first attempt, and the maximum of any wait. The maximum doubles with each attempt.
    /// Each wait is a random fraction of it, so that callers that failed together do not retry together. A server that asks
    /// for a longer wait gets it.
    #[must_use]
    pub const fn backoff(mut self, first: Duration, max: Duration) -> Self {
        self.first = first;
        self.max = max;
        self
    }

    pub(super) const fn max_attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the wait after this many attempts: the fraction `random / 2^64` of the maximum.
    pub(super) fn wait_after(&self, attempts: u32, random: u64) -> Duration {
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

/// The credit that a call adds to the budget, and the cost of a retry: one retry for every five calls. A server in trouble gets at
/// most a fifth more load than without retries.
const CALL_CREDIT: u32 = 1;
const RETRY_COST: u32 = 5;

/// Retries that a full budget pays for at once.
pub(super) const DEFAULT_RETRY_BUDGET: u32 = 100;

/// Bounds the retries of all calls of a client together.
pub(super) struct RetryBudget {
    credit: Mutex<u32>,
    max: u32,
}

impl RetryBudget {
    /// Creates a full budget for this many retries at once.
    pub(super) fn new(retries: u32) -> Self {
        let max = retries.saturating_mul(RETRY_COST);
        Self { credit: Mutex::new(max), max }
    }

    /// Adds the credit of a call.
    pub(super) fn earn(&self) {
        self.with(|credit| *credit = credit.saturating_add(CALL_CREDIT).min(self.max));
    }

    /// Takes the cost of a retry; returns false if the credit is too low.
    pub(super) fn spend(&self) -> bool {
        self.with(|credit| match credit.checked_sub(RETRY_COST) {
            Some(rest) => {
                *credit = rest;
                true
            }
            None => false,
        })
    }

    fn with<R>(&self, act: impl FnOnce(&mut u32) -> R) -> R {
        act(&mut self.credit.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Longest requested wait that is taken seriously. Windows of eight days have been seen, and so have `1e30` seconds.
const MAX_WAIT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Returns the wait that the response asks for: the longer of `x-ogw-ratelimit-reset` and `Retry-After`. Invalid values (`NaN`,
/// `-1`, more than 30 days) are ignored. A date is relative to the response's own `Date`, because clocks differ.
pub(super) fn requested_wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let reset = text(headers, "x-ogw-ratelimit-reset").and_then(seconds);
    let retry_after = text(headers, RETRY_AFTER.as_str())
        .and_then(|value| seconds(value).or_else(|| until(value, headers, now)));
    reset.max(retry_after)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn seconds(text: &str) -> Option<Duration> {
    let wait = Duration::try_from_secs_f64(text.parse().ok()?).ok()?;
    (wait <= MAX_WAIT).then_some(wait)
}

fn until(date: &str, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let date = httpdate::parse_http_date(date).ok()?;
    let now = text(headers, DATE.as_str()).and_then(|now| httpdate::parse_http_date(now).ok()).unwrap_or(now);
    let wait = date.duration_since(now).unwrap_or_default();
    (wait <= MAX_WAIT).then_some(wait)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::HeaderMap;

    use super::{DEFAULT_RETRY_BUDGET, RetryBudget, RetryPolicy, requested_wait};

    #[test]
    fn waits_are_a_random_part_of_a_doubling_maximum() {
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
    fn extreme_settings_are_bounded() {
        let policy = RetryPolicy::new().attempts(0).backoff(Duration::MAX, Duration::MAX);
        assert_eq!(policy.max_attempts(), 1);
        assert!(policy.wait_after(u32::MAX, u64::MAX) <= Duration::MAX);
        assert_eq!(RetryPolicy::none().max_attempts(), 1);
    }

    #[test]
    fn a_fifth_of_the_calls_and_a_hundred_at_once_may_be_retried() {
        let budget = RetryBudget::new(DEFAULT_RETRY_BUDGET);
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
    fn the_size_of_the_budget_is_respected() {
        for size in [0, 1, 7] {
            let budget = RetryBudget::new(size);
            (0..1000).for_each(|_| budget.earn());
            assert_eq!((0..1000).filter(|_| budget.spend()).count(), size as usize);
        }
        assert!(RetryBudget::new(u32::MAX).spend());
    }

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const NOW: Duration = Duration::from_secs(784_111_777);

    fn asked(pairs: &[(&'static str, &'static str)]) -> Option<f64> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, http::HeaderValue::from_static(value));
        }
        requested_wait(&headers, SystemTime::UNIX_EPOCH + NOW).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn requested_waits_are_parsed() {
        let far = "Fri, 31 Dec 9999 23:59:59 GMT";
        for (value, reset, retry_after) in [
            ("52", Some(52.0), Some(52.0)),
            (" 7 ", Some(7.0), Some(7.0)),
            ("0", Some(0.0), Some(0.0)),
            ("-0", Some(0.0), Some(0.0)),
            ("1.5", Some(1.5), Some(1.5)),
            ("691200", Some(691_200.0), Some(691_200.0)),
            ("2592000", Some(2_592_000.0), Some(2_592_000.0)),
            ("2592001", None, None),
            ("1e2", Some(100.0), Some(100.0)),
            ("1e30", None, None),
            ("1e999", None, None),
            ("NaN", None, None),
            ("Inf", None, None),
            ("-inf", None, None),
            ("-1", None, None),
            ("", None, None),
            ("soon", None, None),
            ("5, 6", None, None),
            ("99999999999999999999999", None, None),
            ("Sun, 06 Nov 1994 08:49:47 GMT", None, Some(10.0)),
            ("Sunday, 06-Nov-94 08:49:47 GMT", None, Some(10.0)),
            ("Sun Nov  6 08:49:47 1994", None, Some(10.0)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", None, Some(0.0)),
            ("Sun, 99 Nov 1994 08:00:00 GMT", None, None),
            (far, None, None),
        ] {
            assert_eq!(asked(&[("x-ogw-ratelimit-reset", value)]), reset, "reset {value:?}");
            assert_eq!(asked(&[("retry-after", value)]), retry_after, "retry-after {value:?}");
        }
    }

    #[test]
    fn the_longer_wait_applies() {
        assert_eq!(asked(&[("x-ogw-ratelimit-reset", "3"), ("retry-after", "5")]), Some(5.0));
        assert_eq!(asked(&[("x-ogw-ratelimit-reset", "7"), ("retry-after", "NaN")]), Some(7.0));
        assert_eq!(asked(&[]), None);
    }

    #[test]
    fn a_date_is_relative_to_the_response_date() {
        let date = ("date", "Tue, 15 Nov 1994 08:12:31 GMT");
        assert_eq!(asked(&[("retry-after", "Tue, 15 Nov 1994 08:12:41 GMT"), date]), Some(10.0));
    }
}
