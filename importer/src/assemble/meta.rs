//! Reads the table that names method and URL: address, rate limits, kinds of app, scopes.

use indexmap::IndexMap;
use model::diag::{Code, quoted};
use model::schema::{AppType, Http, Per, RateLimit, Scope, Scopes};

use super::address;
use crate::finding::Finding;
use crate::outline::{MetaRow, names_type};
use crate::page::visible;
use crate::page::{Cell, Piece};
use crate::report::Report;

/// The facts of the table.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub(super) http: Option<Http>,
    pub(super) rate_limits: Vec<RateLimit>,
    pub(super) app_types: Vec<AppType>,
    pub(super) scopes: Option<Scopes>,
    pub(super) field_scopes: IndexMap<String, Scope>,
}

/// Reads the table.
pub(super) fn read(rows: &[MetaRow<'_>], report: &mut Report) -> Meta {
    let mut meta = Meta::default();
    let mut url = None;
    let mut method = None;
    for row in rows {
        let text = visible(&row.value.text());
        let mapped = match row.key.as_str() {
            "HTTP URL" => {
                url = Some((row.line, text));
                true
            }
            "HTTP Method" => {
                method = Some((row.line, text));
                true
            }
            "接口频率限制" | "频率限制" => {
                meta.rate_limits = rate_limits(&text, row.line, report);
                true
            }
            "支持的应用类型" | "应用类型" => {
                meta.app_types = app_types(row.value);
                true
            }
            key if key.starts_with("字段权限") => {
                meta.field_scopes = scopes(row.value, row.line, report);
                true
            }
            key if key.starts_with("权限要求") => {
                meta.scopes = call_scopes(row, report);
                true
            }
            _ => false,
        };
        if mapped {
            report.mapped(row.id);
        } else {
            report_other(row, report);
        }
    }
    meta.http = address::read(url, method, report);
    meta
}

/// The facts of the head table of events.
#[derive(Debug, Default)]
pub(super) struct EventMeta {
    /// The types of the events.
    pub(super) types: Vec<String>,
    pub(super) push: Vec<String>,
    pub(super) app_types: Vec<AppType>,
    pub(super) scopes: Option<Scopes>,
    pub(super) field_scopes: IndexMap<String, Scope>,
}

/// Reads the head table of events.
pub(super) fn read_event(rows: &[MetaRow<'_>], report: &mut Report) -> EventMeta {
    let mut meta = EventMeta::default();
    for row in rows {
        let text = visible(&row.value.text());
        let words =
            || text.split(|c: char| !is_of_type(c)).filter(|word| !word.is_empty()).map(str::to_owned);
        match row.key.as_str() {
            _ if names_type(row) => meta.types = words().collect(),
            "推送方式" => meta.push = words().map(|word| word.to_lowercase()).collect(),
            "支持的应用类型" | "应用类型" => meta.app_types = app_types(row.value),
            key if key.starts_with("字段权限") => {
                meta.field_scopes = scopes(row.value, row.line, report);
            }
            key if key.starts_with("权限要求") => meta.scopes = call_scopes(row, report),
            _ => {
                report_other(row, report);
                continue;
            }
        }
        report.mapped(row.id);
    }
    meta
}

/// Returns true for the characters of an event's type.
fn is_of_type(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

fn report_other(row: &MetaRow<'_>, report: &mut Report) {
    let message = format!("the row {} was not read into the schema", quoted(&row.key));
    report.push(Finding::note(Code::OtherMeta, row.line, message));
    report.reported(row.id);
}

/// Reads a list of rate limits: `1000 次/分钟、50 次/秒`.
fn rate_limits(text: &str, line: u32, report: &mut Report) -> Vec<RateLimit> {
    let mut limits = Vec::new();
    for window in windows(text).into_iter().map(str::trim).filter(|text| !text.is_empty()) {
        match rate_limit(window) {
            Some(limit) => limits.push(limit),
            None => {
                let message = format!(
                    "the rate limit {} has no number of requests and window; it was left out",
                    quoted(window)
                );
                report.push(Finding::note(Code::SpecialRateLimit, line, message));
            }
        }
    }
    limits
}

/// Splits a list of rate limits. A comma between digits is part of a number.
fn windows(text: &str) -> Vec<&str> {
    let mut windows = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['、', ',', '，', ';', '；']) {
        let end = at + mark.len();
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(end..).unwrap_or_default());
        let is_digit = |c: char| c.is_ascii_digit();
        if matches!(mark, "," | "，") && before.ends_with(is_digit) && after.starts_with(is_digit) {
            continue;
        }
        windows.extend(text.get(start..at));
        start = end;
    }
    windows.extend(text.get(start..));
    windows
}

/// Reads a rate limit: `50 次/秒`.
pub(super) fn rate_limit(text: &str) -> Option<RateLimit> {
    let (number, per) = text.split_once('次')?;
    let requests = count(number.trim())?;
    let per = match per.trim().trim_start_matches(['/', '每']).trim() {
        "秒" | "s" => Per::Second,
        "分钟" | "分" | "min" => Per::Minute,
        "小时" | "时" | "h" => Per::Hour,
        "天" | "日" => Per::Day,
        _ => return None,
    };
    Some(RateLimit { requests, per })
}

/// Reads a number of requests, perhaps with grouped thousands. A limit is greater than zero.
fn count(text: &str) -> Option<u32> {
    let mut groups = text.split([',', '，']);
    let first = groups.next()?;
    let is_grouped = text.len() > first.len();
    let is_group = |group: &str| group.len() == 3;
    if is_grouped && (first.len() > 3 || !groups.clone().all(is_group)) {
        return None;
    }
    let digits: String = std::iter::once(first).chain(groups).collect();
    digits.parse().ok().filter(|count| *count > 0)
}

/// Reads the kinds of app from the portal's tag or the site's words.
fn app_types(cell: &Cell) -> Vec<AppType> {
    let tagged = cell.pieces.iter().filter_map(|piece| match piece {
        Piece::Apps { kinds, .. } => Some(kinds),
        _ => None,
    });
    let kinds: Vec<&String> = tagged.flatten().collect();
    let text = cell.text();
    let has = |tag: &str, word: &str| kinds.iter().any(|kind| *kind == tag) || text.contains(word);
    let custom = has("custom", "自建应用").then_some(AppType::Custom);
    let store = has("isv", "商店应用").then_some(AppType::Store);
    custom.into_iter().chain(store).collect()
}

/// Reads the endpoint's scopes: any of them suffices, unless the page asks for all.
fn call_scopes(row: &MetaRow<'_>, report: &mut Report) -> Option<Scopes> {
    let named = scopes(row.value, row.line, report);
    if named.is_empty() {
        return None;
    }
    let asks_for_all = [&row.remark, &row.value.text()]
        .iter()
        .any(|text| text.contains("全部权限") || text.contains("所有权限") || text.contains("同时开启"));
    let says_any = row.remark.contains("任意一项") || row.remark.contains("任一");
    if asks_for_all && !says_any {
        return Some(Scopes { any_of: IndexMap::new(), all_of: named });
    }
    Some(Scopes { any_of: named, all_of: IndexMap::new() })
}

fn scopes(cell: &Cell, line: u32, report: &mut Report) -> IndexMap<String, Scope> {
    let mut scopes = IndexMap::new();
    for piece in &cell.pieces {
        let Piece::Scope { name, label, line } = piece else { continue };
        if name.is_empty() {
            let message = format!(
                "the page links the permission {} without naming its scope; add the scope in the overlay",
                quoted(label)
            );
            report.push(Finding::warning(Code::NamelessScope, *line, message));
        } else {
            scopes.insert(name.clone(), Scope { label: label.clone() });
        }
    }
    // Some pages list the names as text, without tags.
    if scopes.is_empty() && cell.pieces.iter().all(|piece| matches!(piece, Piece::Text { .. })) {
        let names: Option<Vec<String>> = cell.lines().map(|(_, text)| scope_name(&visible(text))).collect();
        scopes
            .extend(names.unwrap_or_default().into_iter().map(|name| (name, Scope { label: String::new() })));
    }
    let asks_for_none = matches!(visible(&cell.text()).trim(), "" | "无" | "-" | "/" | "无需权限" | "不需要");
    if scopes.is_empty()
        && !asks_for_none
        && !cell.pieces.iter().any(|piece| matches!(piece, Piece::Scope { .. }))
    {
        let message = format!("this row names no scope: {}", quoted(&visible(&cell.text())));
        report.push(Finding::note(Code::NamelessScope, line, message));
    }
    scopes
}

/// Returns the text if it is the name of a scope: `contact:user.base:readonly`.
fn scope_name(text: &str) -> Option<String> {
    let is_of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-');
    let is_word =
        |word: &str| word.starts_with(|c: char| c.is_ascii_lowercase()) && word.chars().all(is_of_name);
    let text = text.trim();
    (text.contains(':') && text.split(':').all(is_word)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_may_be_written_as_text() {
        for name in ["depot:parcel:write", "depot:parcel.base:readonly"] {
            assert_eq!(scope_name(name).as_deref(), Some(name));
        }
        for text in ["无", "https://a.b/c", "需要 depot:parcel", "12:30", "depot", "depot:"] {
            assert_eq!(scope_name(text), None, "{text}");
        }
    }

    #[test]
    fn a_comma_between_digits_is_part_of_the_number() {
        let thousand = RateLimit { requests: 1000, per: Per::Minute };
        let fifty = RateLimit { requests: 50, per: Per::Second };
        for (text, expected) in [
            ("1,000 次/分钟", &[thousand][..]),
            ("1，000 次/分钟，50 次/秒", &[thousand, fifty]),
            ("1,000 次/分钟,50 次/秒", &[thousand, fifty]),
            ("1,000,000 次/天", &[RateLimit { requests: 1_000_000, per: Per::Day }]),
        ] {
            let mut report = Report::default();
            assert_eq!(rate_limits(text, 1, &mut report), expected, "{text}");
            assert_eq!(report.findings(), [], "{text}");
        }
        for text in ["10,20 次/秒", "1000,000 次/天", "0 次/秒", "000 次/分钟"] {
            let mut report = Report::default();
            assert_eq!(rate_limits(text, 1, &mut report), [], "{text}");
            assert_eq!(report.findings()[0].code.name(), "special-rate-limit", "{text}");
        }
    }

    #[test]
    fn reads_rate_limits() {
        let mut report = Report::default();
        let limits = rate_limits("1000 次/分钟、50 次/秒", 1, &mut report);
        let expected =
            [RateLimit { requests: 1000, per: Per::Minute }, RateLimit { requests: 50, per: Per::Second }];
        assert_eq!((limits.as_slice(), report.findings().len()), (expected.as_slice(), 0));
        assert!(rate_limits("特殊频控", 1, &mut report).is_empty());
        assert_eq!(report.findings()[0].code.name(), "special-rate-limit");
    }
}
