//! How long the server asks its callers to wait.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// The longest wait that is believed. Windows of eight days have been seen; `1e30` seconds have been, too.
const MAX_WAIT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The wait that the reply asks for: the longer of `x-ogw-ratelimit-reset` and `Retry-After`. What is no wait, as `NaN`, `-1`
/// and absurd ones, is passed over. A date is counted from the server's own, because clocks differ.
pub(super) fn asked_for(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
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

    use super::asked_for;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const NOW: Duration = Duration::from_secs(784_111_777);

    fn asked(pairs: &[(&'static str, &'static str)]) -> Option<f64> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, http::HeaderValue::from_static(value));
        }
        asked_for(&headers, SystemTime::UNIX_EPOCH + NOW).map(|wait| wait.as_secs_f64())
    }

    #[test]
    fn waits_are_read_as_they_are_seen_in_the_wild() {
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
    fn the_longer_wait_holds() {
        assert_eq!(asked(&[("x-ogw-ratelimit-reset", "3"), ("retry-after", "5")]), Some(5.0));
        assert_eq!(asked(&[("x-ogw-ratelimit-reset", "7"), ("retry-after", "NaN")]), Some(7.0));
        assert_eq!(asked(&[]), None);
    }

    #[test]
    fn a_date_is_counted_from_the_servers_own() {
        let date = ("date", "Tue, 15 Nov 1994 08:12:31 GMT");
        assert_eq!(asked(&[("retry-after", "Tue, 15 Nov 1994 08:12:41 GMT"), date]), Some(10.0));
    }
}
