//! The bounds of a limit, in the spellings of pages: `1 ~ 20`, `(0, 5000]`, `at most 50`.

use std::sync::LazyLock;

use serde_json::Number;

use crate::phrases::Phrases;

/// The numbers between which a length or a value may be.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Bounds {
    pub(super) min: Option<Number>,
    pub(super) max: Option<Number>,
    /// The least number itself is excluded.
    pub(super) above_min: bool,
    /// The greatest number itself is excluded.
    pub(super) below_max: bool,
    /// The kind of these numbers.
    pub(super) form: Form,
    /// The words behind the last number: the unit that is counted.
    pub(super) unit: String,
}

/// The kind of numbers that a text states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// They are bounds.
    #[default]
    Bounds,
    /// There is one number, and the text does not say which end it is.
    Alone,
    /// There is a lower bound; the upper one is not a number: `0 ~ content.length`.
    Unfinished,
}

/// Marks between two bounds. The portal writes `～` (869 lines of 280 pages) and `~`; `至` and `到` are mostly words of other
/// sentences, and count only between two numbers.
const BETWEEN: &[&str] = &["～", "~", "〜", "∼", "–", "—", "－", "-", "至", "到", "...", "..", "…"];

/// The end of the range that the number behind a word is.
#[derive(Clone, Copy)]
enum Sign {
    Min,
    Above,
    Max,
    Below,
    Both,
}

/// Words before a number, by the end of the range that they make of it. The longest counts.
///
/// `最小` is on 198 lines of 78 pages, `至少` on 116 of 59, `大于` on 95 of 62, `小于` on 90 of 55. A word in the wrong group
/// moves a limit by one, or turns it round: `大于` excludes its number, `大于等于` does not.
const SIGNS: &[(Sign, &[&str])] = &[
    (
        Sign::Min,
        &[
            "大于或等于", "大于等于", "不得小于", "不能小于", "不小于", "不得少于", "不能少于", "不少于",
            "不得低于", "不低于", "至少为", "至少", "最小为", "最小", "最少", "最短", "下限为", ">=", "≥",
        ],
    ),
    (Sign::Above, &["大于", ">"]),
    (
        Sign::Max,
        &[
            "小于或等于", "小于等于", "不得大于", "不能大于", "不可大于", "不大于", "不得多于", "不能多于",
            "不多于", "不得超过", "不能超过", "不可超过", "不允许超过", "不要超过", "不超过", "不得高于",
            "不高于", "至多", "最大支持", "最大不超过", "最大为", "最大", "最多可输入", "最多支持", "最多为",
            "最多", "最长支持", "最长为", "最长", "上限为", "上限", "<=", "≤",
        ],
    ),
    (Sign::Below, &["小于", "<"]),
    (Sign::Both, &["固定长度为", "固定长度", "固定为"]),
];

static SIGN: LazyLock<Phrases<Sign>> = LazyLock::new(|| Phrases::new(SIGNS));

/// The longest text, in characters, that is read as bounds. Bounds are tried at many places of a line, so that without this
/// end a hostile line would take quadratic time.
const MAX_LEN: usize = 120;

/// Reads the bounds that the text starts with; `None` if it does not start with numbers that can be told apart.
pub(super) fn read(text: &str) -> Option<Bounds> {
    let text: String = text.trim_start().chars().filter(|c| *c != '`').take(MAX_LEN).map(narrow).collect();
    let text = text.trim();
    match text.strip_prefix(['[', '(']) {
        _ if sign(text).is_some() => signed(text),
        Some(inner) => bracketed(inner, text.starts_with('(')),
        None => plain(text),
    }
}

/// Returns true if the text starts with a word that makes an end of the number behind it.
pub(super) fn starts(text: &str) -> bool {
    sign(text).is_some()
}

/// The places in the text where such a word starts.
pub(super) fn signs_in(text: &str) -> impl Iterator<Item = usize> {
    SIGN.all_in(text).map(|(at, _, _)| at)
}

/// Full-width signs as their ASCII ones.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        '−' | '﹣' => '-',
        '＞' => '>',
        '＜' => '<',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '（' => '(',
        '）' => ')',
        c => c,
    }
}

/// The sign that the text starts with, and the text behind it.
fn sign(text: &str) -> Option<(Sign, &str)> {
    SIGN.at_start(text)
}

/// `at least 1, at most 20`
fn signed(text: &str) -> Option<Bounds> {
    let mut found = Bounds::default();
    let mut rest = text;
    while let Some((sign, behind)) = sign(rest) {
        let (number, behind) = number(behind.trim_start_matches([' ', '：', ':']), true)?;
        let (unit, behind) = unit(behind)?;
        match sign {
            Sign::Min | Sign::Above if found.min.is_none() => found.min = Some(number),
            Sign::Max | Sign::Below if found.max.is_none() => found.max = Some(number),
            Sign::Both => (found.min, found.max) = (Some(number.clone()), Some(number)),
            _ => return None,
        }
        found.above_min |= matches!(sign, Sign::Above);
        found.below_max |= matches!(sign, Sign::Below);
        unit.clone_into(&mut found.unit);
        rest = without_remark(behind).trim_start_matches([' ', '，', ',', '、', '且', '并', '；']);
    }
    Some(found)
}

/// The text behind a remark in brackets.
fn without_remark(text: &str) -> &str {
    let behind = text.strip_prefix('(').and_then(|inside| inside.split_once(')'));
    behind.map_or(text, |(_, behind)| behind)
}

/// `1 ~ 20`, or one number.
fn plain(text: &str) -> Option<Bounds> {
    let (first, rest) = number(text, true)?;
    let (before, rest) = unit(rest)?;
    let mut found = Bounds { min: Some(first), unit: before.to_owned(), ..Bounds::default() };
    let Some(rest) = BETWEEN.iter().find_map(|mark| rest.strip_prefix(mark)) else {
        found.form = Form::Alone;
        return Some(found);
    };
    let rest = rest.trim_start_matches(['～', '~', ' ']);
    if is_endless(rest) {
        return Some(found);
    }
    let Some((second, rest)) = number(rest, true) else {
        found.form = Form::Unfinished;
        return Some(found);
    };
    let (behind, rest) = unit(rest)?;
    // A third number makes them a date, or more than one pair of bounds.
    if BETWEEN.iter().any(|mark| rest.starts_with(mark)) {
        return None;
    }
    if !behind.is_empty() {
        behind.clone_into(&mut found.unit);
    }
    found.max = Some(second);
    Some(found)
}

/// `1, 20]` with the brackets of mathematics, or `1 ~ 20` in brackets that are punctuation. `(1, 20)` may be either, so it is
/// not read.
fn bracketed(inner: &str, is_round: bool) -> Option<Bounds> {
    let (inside, rest) = inner.split_at(inner.find([']', ')'])?);
    let is_round_behind = rest.starts_with(')');
    let Some((first, second)) = inside.split_once([',', '，']) else {
        let found = plain(inside).filter(|found| found.form == Form::Bounds)?;
        return (is_round == is_round_behind).then_some(found);
    };
    if is_round && is_round_behind || second.contains([',', '，']) {
        return None;
    }
    let whole = |text| number(text, false).filter(|(_, rest)| rest.trim().is_empty());
    let (min, max) = (whole(first)?.0, if is_endless(second.trim()) { None } else { Some(whole(second)?.0) });
    let (unit, _) = unit(rest.get(1..)?)?;
    Some(Bounds {
        min: Some(min),
        max,
        above_min: is_round,
        below_max: is_round_behind,
        unit: unit.to_owned(),
        ..Bounds::default()
    })
}

fn is_endless(text: &str) -> bool {
    ["+∞", "∞", "正无穷", "无穷", "无限", "不限"].iter().any(|word| text.starts_with(word))
}

/// A number and the text behind it. If `separated`, commas between groups of three digits are part of the number.
fn number(text: &str, separated: bool) -> Option<(Number, &str)> {
    let text = text.trim_start();
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_group = |at: usize| separated && (1..=3).all(|next| digit(at + next)) && !digit(at + 4);
    let mut end = usize::from(text.starts_with(['-', '+']));
    let start = end;
    while let Some(byte) = bytes.get(end) {
        let goes_on = end > start && digit(end - 1);
        end += match byte {
            b'0'..=b'9' => 1,
            b',' if goes_on && is_group(end) => 1,
            b'.' | b'e' | b'E' if goes_on && digit(end + 1) => 1,
            b'e' | b'E' if goes_on && matches!(bytes.get(end + 1), Some(b'-' | b'+')) && digit(end + 2) => 2,
            _ => break,
        };
    }
    let (written, rest) = text.split_at(end);
    let written = written.replace(',', "");
    let number = match written.parse::<i64>() {
        Ok(whole) => whole.into(),
        Err(_) => written.parse::<f64>().ok().and_then(Number::from_f64)?,
    };
    Some((number, rest))
}

/// The unit behind a number, and the text behind the unit. `None` if the words multiply the number (`1 万`, `10 MB`) or
/// continue it: a date, a time, a fraction, a list.
fn unit(text: &str) -> Option<(&str, &str)> {
    const FACTORS: &[&str] = &["k", "w", "m", "g", "kb", "mb", "gb", "tb", "kib", "mib", "gib"];
    let text = text.trim_start();
    let digit_behind = |marks: &[char]| {
        text.strip_prefix(marks).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = text.get(..letters)?.to_lowercase();
    if digit_behind(&[':', '/', '.', ',', 'x'])
        || text.starts_with(['^', '*', '×', '%', '万', '千', '百', '亿', '倍'])
        || FACTORS.contains(&word.as_str())
    {
        return None;
    }
    let is_unit = |c: char| (c.is_alphanumeric() || c == ' ') && !matches!(c, '至' | '到' | '且' | '并');
    let end = text
        .char_indices()
        .find(|(at, c)| !is_unit(*c) || text.get(*at..).is_some_and(|rest| sign(rest).is_some()))
        .map_or(text.len(), |(at, _)| at);
    let (unit, rest) = text.split_at(end);
    Some((unit.trim(), rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let found = read(text)?;
        let bound = |number: &Option<Number>| number.as_ref().map_or("*".to_owned(), Number::to_string);
        let (open, close) =
            (if found.above_min { '(' } else { '[' }, if found.below_max { ')' } else { ']' });
        let marks = match found.form {
            Form::Bounds => "",
            Form::Alone => "!",
            Form::Unfinished => "?",
        };
        let (min, max) = (bound(&found.min), bound(&found.max));
        Some(format!("{open}{min} {max}{close}{marks} {}", found.unit).trim_end().to_owned())
    }

    #[test]
    fn reads_bounds_in_every_spelling() {
        for (text, expected) in [
            ("`1` ～ `20`", "[1 20]"),
            ("`1` 字符 ～ `20` 字符", "[1 20] 字符"),
            ("0~100,000 字节", "[0 100000] 字节"),
            ("-10 - -1", "[-10 -1]"),
            ("1至20个", "[1 20] 个"),
            ("1 到 1e+20", "[1 1e+20]"),
            ("０—２", "[0 2]"),
            ("[1,100]", "[1 100]"),
            ("【0，500】", "[0 500]"),
            ("(0, 5000]", "(0 5000]"),
            ("[0.5,1) 秒", "[0.5 1) 秒"),
            ("（1～9）", "[1 9]"),
            ("[0, +∞)", "[0 *)"),
            ("0 ～ 无穷大", "[0 *]"),
            ("1,000", "[1000 *]!"),
            ("64 个字符", "[64 *]! 个字符"),
            ("0 ~ content.length", "[0 *]?"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_sign_says_which_end_a_number_is() {
        for (text, expected) in [
            (">= 1", "[1 *]"),
            ("≤ 20 字符", "[* 20] 字符"),
            ("大于 0 小于等于100的整数", "(0 100] 的整数"),
            ("最小1字符，最大64字符", "[1 64] 字符"),
            ("最短 43 字符，最长 128 字符", "[43 128] 字符"),
            ("不超过 300 个", "[* 300] 个"),
            ("最小19字符（含空格），最大19字符", "[19 19] 字符"),
            ("小于 14", "[* 14)"),
            ("固定长度：10 个字符", "[10 10] 个字符"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not_bounds() {
        for text in [
            "",
            "见下",
            "1 万",
            "10w",
            "20 MB",
            "100%",
            "10^9",
            "1900-01-01 ～ 9999-12-31",
            "00:00～23:59",
            "1.2.3",
            "1~5,10~20",
            "(0, 100)",
            "[1,10,000]",
            "[5]",
            "不超过上限",
            "大于 1 大于 2",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
