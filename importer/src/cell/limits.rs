//! Limits in all the spellings that pages use.

use serde_json::Number;

/// Documented limits, before the field's type tells what they count.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// 长度范围, 最小长度
    pub min_len: Option<u64>,
    /// 长度范围, 最大长度
    pub max_len: Option<u64>,
    /// The unit behind the numbers.
    pub unit: Option<Unit>,
    /// 取值范围, 最小值
    pub min: Option<Number>,
    /// 取值范围, 最大值
    pub max: Option<Number>,
    /// 正则校验
    pub pattern: Option<String>,
    /// The line of the first limit.
    pub line: u32,
    /// Lines that announce a limit but give none that can be read.
    pub unread: Vec<(u32, String)>,
}

/// What a length is said to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 字符
    Chars,
    /// 字节
    Bytes,
}

/// What a line announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Announced {
    Length,
    MinLength,
    MaxLength,
    Range,
    Min,
    Max,
    Pattern,
}

const ANNOUNCED: &[(&str, Announced)] = &[
    ("长度范围", Announced::Length),
    ("字符长度", Announced::Length),
    ("最小长度", Announced::MinLength),
    ("最大长度", Announced::MaxLength),
    ("取值范围", Announced::Range),
    ("数值范围", Announced::Range),
    ("最小值", Announced::Min),
    ("最大值", Announced::Max),
    ("正则校验", Announced::Pattern),
];

impl Limits {
    /// Takes the limit of a line, if it announces one.
    pub(super) fn take(&mut self, line: u32, text: &str) -> bool {
        let text = text.strip_prefix("- ").unwrap_or(text).replace("**", "");
        let text = text.trim();
        if let Some((min, max)) = least_and_greatest(text) {
            (self.min_len, self.max_len, self.unit) = (Some(min), Some(max), Some(Unit::Chars));
            self.line = line;
            return true;
        }
        let Some((announced, rest)) = ANNOUNCED.iter().find_map(|(word, announced)| {
            let rest = text.strip_prefix(word)?.trim_start().strip_prefix(['：', ':'])?;
            Some((*announced, rest.trim()))
        }) else {
            return false;
        };
        if self.line == 0 {
            self.line = line;
        }
        if !self.set(announced, rest) {
            self.unread.push((line, text.to_owned()));
        }
        true
    }

    /// Whether the limit could be read.
    fn set(&mut self, announced: Announced, text: &str) -> bool {
        if announced == Announced::Pattern {
            let pattern = text
                .strip_prefix('`')
                .and_then(|text| text.rsplit_once('`'))
                .map_or(text, |(inner, _)| inner);
            self.pattern = Some(pattern.to_owned());
            return !pattern.is_empty();
        }
        let (first, second, rest) = numbers(text);
        match announced {
            Announced::Length => {
                (self.min_len, self.max_len) = (whole(first.as_deref()), whole(second.as_deref()));
                self.unit(rest);
                self.min_len.is_some() && self.max_len.is_some()
            }
            Announced::MinLength => {
                self.min_len = whole(first.as_deref());
                self.unit(rest);
                self.min_len.is_some()
            }
            Announced::MaxLength => {
                self.max_len = whole(first.as_deref());
                self.unit(rest);
                self.max_len.is_some()
            }
            Announced::Range => {
                (self.min, self.max) = (number(first.as_deref()), number(second.as_deref()));
                self.min.is_some() && self.max.is_some()
            }
            Announced::Min => {
                self.min = number(first.as_deref());
                self.min.is_some()
            }
            Announced::Max => {
                self.max = number(first.as_deref());
                self.max.is_some()
            }
            Announced::Pattern => false,
        }
    }

    fn unit(&mut self, rest: &str) {
        if rest.contains("字符") {
            self.unit = Some(Unit::Chars);
        } else if rest.contains("字节") {
            self.unit = Some(Unit::Bytes);
        }
    }
}

/// `最小1字符，最大64字符`
fn least_and_greatest(text: &str) -> Option<(u64, u64)> {
    let (min, rest) = text.strip_prefix("最小")?.split_once("字符")?;
    let (_, max) = rest.split_once("最大")?;
    let (max, _) = max.split_once("字符")?;
    Some((min.trim().parse().ok()?, max.trim().parse().ok()?))
}

/// One number, or two with a tilde between them; and what follows.
fn numbers(text: &str) -> (Option<String>, Option<String>, &str) {
    let (first, rest) = take_number(text);
    let bare = rest.trim_start().trim_start_matches(['字', '符', '节', '个']).trim_start();
    match bare.strip_prefix(['～', '~', '〜', '-', '—', '至']) {
        Some(rest) => {
            let (second, rest) = take_number(rest.trim_start_matches(['～', '~']).trim_start());
            (first, second, rest)
        }
        None => (first, None, rest),
    }
}

/// A number in or without a code span, thousands separators left out.
fn take_number(text: &str) -> (Option<String>, &str) {
    let text = text.trim_start();
    let inner = text.strip_prefix('`').unwrap_or(text);
    let end = inner
        .char_indices()
        .find(|(at, c)| {
            !(c.is_ascii_digit()
                || matches!(c, '.' | ',' | 'e' | 'E')
                || (matches!(c, '-' | '+') && *at == 0))
        })
        .map_or(inner.len(), |(at, _)| at);
    let (number, rest) = inner.split_at(end);
    let number = number.replace(',', "");
    (Some(number).filter(|number| !number.is_empty()), rest.strip_prefix('`').unwrap_or(rest))
}

fn whole(text: Option<&str>) -> Option<u64> {
    text?.parse().ok()
}

fn number(text: Option<&str>) -> Option<Number> {
    let text = text?;
    match text.parse::<i64>() {
        Ok(whole) => Some(whole.into()),
        Err(_) => text.parse::<f64>().ok().and_then(Number::from_f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> Limits {
        let mut limits = Limits::default();
        assert!(limits.take(3, text), "{text}");
        Limits { line: 0, ..limits }
    }

    #[test]
    fn reads_every_spelling_of_a_length() {
        let chars = Some(Unit::Chars);
        for (text, min, max, unit) in [
            ("- 长度范围：`1` ～ `20`", Some(1), Some(20), None),
            ("- 长度范围：`0` ～ `100,000` 字符", Some(0), Some(100_000), chars),
            ("- 长度范围：1~5 字节", Some(1), Some(5), Some(Unit::Bytes)),
            ("- 长度范围：`1` 字符 ～ `100` 字符", Some(1), Some(100), chars),
            ("- 最大长度：`1000` 字符", None, Some(1000), chars),
            ("- 最大长度：`7`", None, Some(7), None),
            ("- 最小长度：`2` 字符", Some(2), None, chars),
            ("最小1字符，最大64字符", Some(1), Some(64), chars),
        ] {
            let expected = Limits { min_len: min, max_len: max, unit, ..Limits::default() };
            assert_eq!(taken(text), expected, "{text}");
        }
    }

    #[test]
    fn reads_every_spelling_of_a_range() {
        let number = |text: &str| serde_json::from_str::<Number>(text).ok();
        for (text, min, max) in [
            ("- 取值范围：`-10` ～ `52428800`", number("-10"), number("52428800")),
            ("- 取值范围：`0.5` ～ `1e20`", number("0.5"), number("1e20")),
            ("- 最大值：`10`", None, number("10")),
            ("- **最小值**：-1", number("-1"), None),
        ] {
            assert_eq!(taken(text), Limits { min, max, ..Limits::default() }, "{text}");
        }
    }

    #[test]
    fn reads_patterns_with_ticks_inside() {
        assert_eq!(taken("- 正则校验：`^[a-z`]+$`").pattern.as_deref(), Some("^[a-z`]+$"));
    }

    #[test]
    fn keeps_what_it_cannot_read() {
        let limits = taken("- 取值范围：0 ~ content.length");
        assert_eq!(limits.unread, [(3, "取值范围：0 ~ content.length".to_owned())]);
        assert!(!Limits::default().take(1, "长度范围见下"));
    }
}
