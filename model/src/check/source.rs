//! Checks `source`: the address and the date of the page.

use super::http::is_host_name;
use crate::diag::{Code, Diagnostic, quoted};
use crate::schema::Source;
use crate::tree::Tree;

pub(super) fn check(tree: &Tree, source: Option<&Source>, out: &mut Vec<Diagnostic>) {
    let Some(source) = source else { return };
    if !is_plain_url(&source.url) {
        let message = format!("{} is not a plain HTTPS address", quoted(&source.url));
        out.push(Diagnostic::error(Code::BadSourceUrl, message, tree.value_span("/source/url")).help(
            "write `https://`, a host name and the rest of the address in ASCII, escaped where needed",
        ));
    }
    if !is_date(&source.date) {
        let message = format!("{} is not a date", quoted(&source.date));
        out.push(
            Diagnostic::error(Code::BadSourceDate, message, tree.value_span("/source/date"))
                .help("write a day of the calendar as `YYYY-MM-DD`"),
        );
    }
}

/// `https://host/rest`, of characters that every reader of URLs takes as they are.
fn is_plain_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    let is_plain = |byte: u8| {
        byte.is_ascii_graphic()
            && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
    };
    is_host_name(host) && rest.bytes().all(is_plain)
}

/// A day that the calendar has, written `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |text: &str, digits: usize| {
        let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| is_number)
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    (1..=days_of(year, month)).contains(&day)
}

/// Returns the number of days of a month; 0 for an invalid month.
fn days_of(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{ERROR, Found, clean, expect, of_endpoint};

    fn with(url: &str, date: &str) -> Vec<Found> {
        of_endpoint(&json!({"source": {"url": url, "date": date}}))
    }

    #[test]
    fn addresses_are_plain_and_https() {
        for url in
            ["https://open.feishu.cn/document/a?b=c#d", "https://open.feishu.cn", "https://a.b/%E5%AE%A1"]
        {
            clean(&with(url, "2025-04-21"));
        }
        for url in [
            "http://open.feishu.cn/document",
            "javascript:alert(1)",
            "open.feishu.cn/document",
            "https://",
            "https://user@open.feishu.cn/a",
            "https://open.feishu.cn:443/a",
            "https://open.feishu.cn/a b",
            "https://open.feishu.cn/a>b",
            "https://open.feishu.cn/审批",
            "",
        ] {
            expect(&with(url, "2025-04-21"), &[(ERROR, "bad-source-url", &format!("\"{url}\""))]);
        }
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        for date in ["2024-02-29", "2000-02-29", "2025-12-31", "2025-04-30"] {
            clean(&with("https://open.feishu.cn/a", date));
        }
        for date in [
            "2025-02-29",
            "1900-02-29",
            "2025-04-31",
            "2025-13-01",
            "2025-00-01",
            "2025-01-00",
            "2025-1-1",
            "25-01-01",
            "2025/01/01",
            "2025-01-01T00",
            "+202-01-01",
            "",
        ] {
            let found = with("https://open.feishu.cn/a", date);
            expect(&found, &[(ERROR, "bad-source-date", &format!("\"{date}\""))]);
        }
    }
}
