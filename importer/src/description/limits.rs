//! Limits in all the spellings that pages use.

use serde_json::Number;

use super::interval::{self, Form, Interval};
use crate::portal::lines::item;

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
    /// 取值范围 does not hold its least number itself.
    pub above_min: bool,
    /// 取值范围 does not hold its greatest number itself.
    pub below_max: bool,
    /// The line of the first limit.
    pub line: u32,
    /// Lines that announce a limit but give none that can be read.
    pub unread: Vec<(u32, String)>,
    /// Lines that say of a limit something else than a line before.
    pub twice: Vec<(u32, Limited)>,
    /// An announcement whose value may stand on the next line.
    pending: Option<(u32, Announced, String)>,
}

/// What a length is said to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 字符
    Chars,
    /// 字节
    Bytes,
}

/// What a limit is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// The length.
    Length,
    /// The value.
    Range,
    /// The pattern.
    Pattern,
}

/// What words announce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announced {
    Length,
    MinLength,
    MaxLength,
    Range,
    Min,
    Max,
    Pattern,
}

/// Longer words stand before those that they begin with.
const ANNOUNCED: &[(&str, Announced)] = &[
    ("长度范围", Announced::Length),
    ("字符长度", Announced::Length),
    ("字段长度", Announced::Length),
    ("文本长度", Announced::Length),
    ("列表长度", Announced::Length),
    ("数组长度", Announced::Length),
    ("长度限制", Announced::Length),
    ("长度要求", Announced::Length),
    ("字符数限制", Announced::Length),
    ("字符数", Announced::Length),
    ("最小字符数", Announced::MinLength),
    ("最小长度", Announced::MinLength),
    ("最短长度", Announced::MinLength),
    ("最大字符数", Announced::MaxLength),
    ("最大长度限制", Announced::MaxLength),
    ("最大长度", Announced::MaxLength),
    ("最长长度", Announced::MaxLength),
    ("字符上限", Announced::MaxLength),
    ("长度上限", Announced::MaxLength),
    ("最大元素个数", Announced::MaxLength),
    ("取值范围", Announced::Range),
    ("取值区间", Announced::Range),
    ("数值范围", Announced::Range),
    ("最小值", Announced::Min),
    ("最大值", Announced::Max),
    ("正则校验", Announced::Pattern),
    ("正则表达式", Announced::Pattern),
    ("校验正则", Announced::Pattern),
];

/// What the text starts by announcing, and what follows.
pub(super) fn announced(text: &str) -> Option<(Announced, &str)> {
    ANNOUNCED.iter().find_map(|(word, announced)| Some((*announced, text.strip_prefix(word)?)))
}

impl Limits {
    /// None so far, of a line.
    pub(super) fn at(line: u32) -> Self {
        Self { line, ..Self::default() }
    }

    /// Takes the limit of a line, if it announces one or is the value that the line before it announced.
    pub(super) fn take(&mut self, line: u32, text: &str) -> bool {
        let before = self.clone();
        let is_taken = self.take_line(line, text);
        self.twice.extend(self.contradictions(&before).map(|limited| (line, limited)));
        is_taken
    }

    /// What was known before, and differs now.
    fn contradictions(&self, before: &Self) -> impl Iterator<Item = Limited> + use<> {
        fn differs<T: PartialEq>(before: Option<&T>, now: Option<&T>) -> bool {
            before.is_some() && before != now
        }
        let length = differs(before.min_len.as_ref(), self.min_len.as_ref())
            || differs(before.max_len.as_ref(), self.max_len.as_ref())
            || differs(before.unit.as_ref(), self.unit.as_ref());
        let range = differs(before.min.as_ref(), self.min.as_ref())
            || differs(before.max.as_ref(), self.max.as_ref())
            || before.min.is_some() && before.above_min != self.above_min
            || before.max.is_some() && before.below_max != self.below_max;
        let pattern = differs(before.pattern.as_ref(), self.pattern.as_ref());
        [(length, Limited::Length), (range, Limited::Range), (pattern, Limited::Pattern)]
            .into_iter()
            .filter_map(|(differs, limited)| differs.then_some(limited))
    }

    /// Whether lines contradict each other.
    pub(crate) fn is_twice(&self, limited: Limited) -> bool {
        self.twice.iter().any(|(_, twice)| *twice == limited)
    }

    fn take_line(&mut self, line: u32, text: &str) -> bool {
        let text = item(text).unwrap_or(text).replace("**", "");
        let text = text.trim();
        let text = text.strip_prefix("数据校验规则").and_then(behind_colon).unwrap_or(text);
        let found = match announced(text).and_then(|(what, rest)| Some((what, behind_colon(rest)?))) {
            Some((what, "")) if what != Announced::Pattern => {
                self.settle_pending();
                self.pending = Some((line, what, text.to_owned()));
                return true;
            }
            Some(found) => found,
            None => match self.pending.take() {
                Some((_, what, _)) if interval::read(text).is_some() => (what, text),
                pending => {
                    self.pending = pending;
                    self.settle_pending();
                    return self.take_signed(line, text);
                }
            },
        };
        self.settle_pending();
        self.begin(line);
        if !self.set(found.0, found.1) {
            self.unread.push((line, text.to_owned()));
        }
        true
    }

    /// An announcement that no value followed.
    pub(super) fn settle_pending(&mut self) {
        if let Some((line, _, text)) = self.pending.take() {
            self.begin(line);
            self.unread.push((line, text));
        }
    }

    /// `最小1字符，最大64字符`: nothing announces it, but it counts characters.
    fn take_signed(&mut self, line: u32, text: &str) -> bool {
        let found = interval::starts(text).then(|| interval::read(text)).flatten();
        let Some(found) = found.filter(|found| unit(&found.unit) == Counts::Chars) else { return false };
        self.begin(line);
        self.set_length(&found)
    }

    fn begin(&mut self, line: u32) {
        if self.line == 0 {
            self.line = line;
        }
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
        interval::read(text).is_some_and(|found| self.set_interval(announced, found))
    }

    /// Whether the numbers say what was announced. A lower bound counts even if the upper one cannot be read.
    pub(super) fn set_interval(&mut self, announced: Announced, mut found: Interval) -> bool {
        let is_one_end = found.min.is_none() != found.max.is_none();
        let is_alone = found.form == Form::Alone;
        match announced {
            Announced::MaxLength | Announced::Max if is_alone => found.max = found.min.take(),
            Announced::MinLength | Announced::Min if is_alone => {}
            Announced::MaxLength | Announced::Max if !(is_one_end && found.max.is_some()) => return false,
            Announced::MinLength | Announced::Min if !(is_one_end && found.min.is_some()) => return false,
            Announced::Length | Announced::Range if is_alone => return false,
            _ => {}
        }
        let is_complete = found.form != Form::Unfinished;
        let is_set = match announced {
            Announced::Length | Announced::MinLength | Announced::MaxLength => self.set_length(&found),
            _ => {
                self.above_min = if found.min.is_some() { found.above_min } else { self.above_min };
                self.below_max = if found.max.is_some() { found.below_max } else { self.below_max };
                (self.min, self.max) = (found.min.or(self.min.take()), found.max.or(self.max.take()));
                true
            }
        };
        is_set && is_complete
    }

    fn set_length(&mut self, found: &Interval) -> bool {
        let end = |number: &Option<Number>| number.as_ref().map(Number::as_u64);
        let (min, max) = (end(&found.min), end(&found.max));
        let counts = unit(&found.unit);
        if matches!(min, Some(None)) || matches!(max, Some(None)) || counts == Counts::Unknown {
            return false;
        }
        let min = min.flatten().map(|min| if found.above_min { min.saturating_add(1) } else { min });
        let max = max.flatten().map(|max| if found.below_max { max.saturating_sub(1) } else { max });
        (self.min_len, self.max_len) = (min.or(self.min_len), max.or(self.max_len));
        self.unit = match counts {
            Counts::Chars => Some(Unit::Chars),
            Counts::Bytes => Some(Unit::Bytes),
            Counts::Unsaid | Counts::Unknown => self.unit,
        };
        true
    }

    /// Nothing is said of the length.
    pub(crate) fn leaves_length_open(&self) -> bool {
        self.min_len.is_none() && self.max_len.is_none()
    }

    /// Nothing is said of the range.
    pub(crate) fn leaves_range_open(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }
}

/// What a unit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    Unsaid,
    Chars,
    Bytes,
    /// Something else, or characters of one script: nobody can say how much others count.
    Unknown,
}

pub(super) fn unit(text: &str) -> Counts {
    let text = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["汉字", "中文", "英文"]) {
        Counts::Unknown
    } else if has(&["字节", "byte"]) {
        Counts::Bytes
    } else if has(&["字符", "char", "码点"]) || matches!(text.as_str(), "字" | "个字") {
        Counts::Chars
    } else if text.chars().all(|c| matches!(c, '个' | '条' | '项' | '位' | '元' | '素' | '人' | ' ')) {
        Counts::Unsaid
    } else {
        Counts::Unknown
    }
}

fn behind_colon(text: &str) -> Option<&str> {
    Some(text.trim_start().strip_prefix(['：', ':'])?.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_contradict_each_other_are_kept_apart() {
        for (lines, expected) in [
            (["最大长度：50 字符", "最大长度：20 字符"], &[Limited::Length][..]),
            (["最大长度：50 字符", "最大长度：100 字节"], &[Limited::Length]),
            (["最大长度：50 字符", "最大长度：50 字节"], &[Limited::Length]),
            (["取值范围：1 ～ 100", "最大值：`50`"], &[Limited::Range]),
            (["取值范围：(0, 10]", "取值范围：[0, 10]"], &[Limited::Range]),
            (["正则校验：`a`", "正则校验：`b`"], &[Limited::Pattern]),
            (["取值范围：1 ～ 100", "最大值：`100`"], &[]),
            (["最小长度：1", "最大长度：50 字符"], &[]),
            (["长度范围：1 ～ 50 字符", "最大长度：50 字符"], &[]),
        ] {
            let mut limits = Limits::default();
            for (line, text) in (1..).zip(lines) {
                assert!(limits.take(line, text), "{text}");
            }
            let expected: Vec<_> = expected.iter().map(|limited| (2, *limited)).collect();
            assert_eq!(limits.twice, expected, "{lines:?}");
        }
    }

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
