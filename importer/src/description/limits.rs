//! The limits of a field, as lines of its description state them: `- 长度范围：1 ～ 20 字符`.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::Number;

use super::bounds::{self, Bounds, Form};
use crate::markdown::lines::item;
use crate::phrases::Phrases;

/// Documented limits, before the field's type tells what they count.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// The least length: 长度范围, 最小长度.
    pub min_len: Option<u64>,
    /// The greatest length: 长度范围, 最大长度.
    pub max_len: Option<u64>,
    /// The unit of the length.
    pub unit: Option<Unit>,
    /// The least value: 取值范围, 最小值.
    pub min: Option<Number>,
    /// The greatest value: 取值范围, 最大值.
    pub max: Option<Number>,
    /// The pattern: 正则校验.
    pub pattern: Option<String>,
    /// `min` itself is excluded.
    pub above_min: bool,
    /// `max` itself is excluded.
    pub below_max: bool,
    /// The line of the first limit.
    pub line: u32,
    /// Lines that name a limit whose bounds cannot be read.
    pub unread: Vec<(u32, String)>,
    /// Lines that contradict a limit of a line before.
    pub conflicts: Vec<(u32, LimitKind)>,
    /// The name of a limit whose bounds the next line may state.
    pending: Option<(u32, Name, String)>,
}

/// The unit of a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 字符
    Chars,
    /// 字节
    Bytes,
}

/// The property that a limit restricts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKind {
    /// The length.
    Length,
    /// The value.
    Range,
    /// The text, by a pattern.
    Pattern,
}

/// The name of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Length,
    MinLength,
    MaxLength,
    Range,
    Min,
    Max,
    Pattern,
}

/// The names of limits that a line may start with, before a colon. The longest counts.
///
/// `长度范围` is on 640 lines of 186 pages, `取值范围` on 333 of 143, `最大值` on 171 of 90, `最小值` on 72 of 24, `正则校验` on
/// 36 of 26. A name that is missing leaves its line in the prose, and the field without a limit.
pub(super) const NAMES: &[(Name, &[&str])] = &[
    (
        Name::Length,
        &[
            "长度范围", "字符长度", "字段长度", "文本长度", "列表长度", "数组长度", "长度限制", "长度要求",
            "字符数限制", "字符数",
        ],
    ),
    (Name::MinLength, &["最小字符数", "最小长度", "最短长度"]),
    (
        Name::MaxLength,
        &["最大字符数", "最大长度限制", "最大长度", "最长长度", "字符上限", "长度上限", "最大元素个数"],
    ),
    (Name::Range, &["取值范围", "取值区间", "数值范围"]),
    (Name::Min, &["最小值"]),
    (Name::Max, &["最大值"]),
    (Name::Pattern, &["正则校验", "正则表达式", "校验正则"]),
];

static NAME: LazyLock<Phrases<Name>> = LazyLock::new(|| Phrases::new(NAMES));

impl Limits {
    /// No limits, as a sentence on the line may state some.
    pub(super) fn at(line: u32) -> Self {
        Self { line, ..Self::default() }
    }

    /// Takes the limit of a line; false if the line neither names a limit nor states the bounds of the one that the line
    /// before names.
    pub(super) fn take(&mut self, line: u32, text: &str) -> bool {
        let text = without_bold(item(text).unwrap_or(text));
        let text = text.trim();
        let ruled = text.strip_prefix("数据校验规则").and_then(behind_colon);
        let text = ruled.unwrap_or(text);
        let (name, stated) =
            match NAME.at_start(text).and_then(|(name, rest)| Some((name, behind_colon(rest)?))) {
                Some((name, "")) if name != Name::Pattern => {
                    self.settle_pending();
                    self.pending = Some((line, name, text.to_owned()));
                    return true;
                }
                Some(found) => found,
                None => match self.pending.take() {
                    Some((_, name, _)) if bounds::read(text).is_some() => (name, text),
                    pending => {
                        self.pending = pending;
                        self.settle_pending();
                        return self.take_signed(line, text, ruled.is_some());
                    }
                },
            };
        self.settle_pending();
        self.begin(line);
        if !self.set(line, name, stated) {
            self.unread.push((line, text.to_owned()));
        }
        true
    }

    /// Reports the name of a limit that no bounds followed.
    pub(super) fn settle_pending(&mut self) {
        if let Some((line, _, text)) = self.pending.take() {
            self.begin(line);
            self.unread.push((line, text));
        }
    }

    /// `最小1字符，最大64字符`: a length without a name, because it counts characters. Where the line is about limits, it may also be
    /// written as `1 ~ 64 字符`.
    fn take_signed(&mut self, line: u32, text: &str, is_ruled: bool) -> bool {
        let text = text.trim_end_matches('。');
        let found = (is_ruled || bounds::starts(text)).then(|| bounds::read(text)).flatten();
        let Some(found) = found.filter(|found| unit(&found.unit) == Counts::Chars) else { return false };
        self.begin(line);
        self.set_length(line, &found)
    }

    fn begin(&mut self, line: u32) {
        if self.line == 0 {
            self.line = line;
        }
    }

    /// Sets the limit of that name; false if the text cannot be read.
    fn set(&mut self, line: u32, name: Name, text: &str) -> bool {
        if name == Name::Pattern {
            let pattern = text
                .strip_prefix('`')
                .and_then(|text| text.rsplit_once('`'))
                .map_or(text, |(inner, _)| inner);
            if self.pattern.as_ref().is_some_and(|before| before != pattern) {
                self.conflicts.push((line, LimitKind::Pattern));
            }
            self.pattern = Some(pattern.to_owned());
            return !pattern.is_empty();
        }
        bounds::read(text).is_some_and(|found| self.set_bounds(line, name, found))
    }

    /// Sets the bounds of a length or a value; false if they do not fit the name. A lower bound counts even if the upper
    /// one cannot be read.
    pub(super) fn set_bounds(&mut self, line: u32, name: Name, mut found: Bounds) -> bool {
        let is_one_end = found.min.is_none() != found.max.is_none();
        let is_alone = found.form == Form::Alone;
        match name {
            Name::MaxLength | Name::Max if is_alone => found.max = found.min.take(),
            Name::MinLength | Name::Min if is_alone => {}
            Name::MaxLength | Name::Max if !(is_one_end && found.max.is_some()) => return false,
            Name::MinLength | Name::Min if !(is_one_end && found.min.is_some()) => return false,
            Name::Length | Name::Range if is_alone => return false,
            _ => {}
        }
        let is_complete = found.form != Form::Unfinished;
        let is_set = match name {
            Name::Length | Name::MinLength | Name::MaxLength => self.set_length(line, &found),
            _ => {
                self.set_range(line, found);
                true
            }
        };
        is_set && is_complete
    }

    fn set_range(&mut self, line: u32, found: Bounds) {
        let mut differs = false;
        if let Some(min) = found.min {
            differs |=
                self.min.as_ref().is_some_and(|before| *before != min || self.above_min != found.above_min);
            (self.min, self.above_min) = (Some(min), found.above_min);
        }
        if let Some(max) = found.max {
            differs |=
                self.max.as_ref().is_some_and(|before| *before != max || self.below_max != found.below_max);
            (self.max, self.below_max) = (Some(max), found.below_max);
        }
        if differs {
            self.conflicts.push((line, LimitKind::Range));
        }
    }

    /// Sets the length; false if the bounds are not whole numbers, or count something else.
    fn set_length(&mut self, line: u32, found: &Bounds) -> bool {
        let end = |number: &Option<Number>| number.as_ref().map(Number::as_u64);
        let (min, max) = (end(&found.min), end(&found.max));
        let counts = unit(&found.unit);
        if matches!(min, Some(None)) || matches!(max, Some(None)) || counts == Counts::Unknown {
            return false;
        }
        let min = min.flatten().map(|min| if found.above_min { min.saturating_add(1) } else { min });
        let max = max.flatten().map(|max| if found.below_max { max.saturating_sub(1) } else { max });
        let unit = match counts {
            Counts::Chars => Some(Unit::Chars),
            Counts::Bytes => Some(Unit::Bytes),
            Counts::Unsaid | Counts::Unknown => None,
        };
        let differs =
            [replace(&mut self.min_len, min), replace(&mut self.max_len, max), replace(&mut self.unit, unit)];
        if differs.contains(&true) {
            self.conflicts.push((line, LimitKind::Length));
        }
        true
    }

    /// Returns true if lines state different limits of the kind.
    pub(crate) fn has_conflict(&self, kind: LimitKind) -> bool {
        self.conflicts.iter().any(|(_, conflict)| *conflict == kind)
    }

    /// Returns true if a limit of the length is known.
    pub(crate) fn has_length(&self) -> bool {
        self.min_len.is_some() || self.max_len.is_some()
    }

    /// Returns true if a limit of the value is known.
    pub(crate) fn has_range(&self) -> bool {
        self.min.is_some() || self.max.is_some()
    }
}

/// Replaces the value by one that is known; true if it was another before.
fn replace<T: PartialEq>(value: &mut Option<T>, now: Option<T>) -> bool {
    let differs = now.is_some() && value.is_some() && *value != now;
    if now.is_some() {
        *value = now;
    }
    differs
}

fn without_bold(text: &str) -> Cow<'_, str> {
    if text.contains("**") { Cow::Owned(text.replace("**", "")) } else { Cow::Borrowed(text) }
}

fn behind_colon(text: &str) -> Option<&str> {
    Some(text.trim_start().strip_prefix(['：', ':'])?.trim())
}

/// The things that a length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    Unsaid,
    Chars,
    Bytes,
    /// Something else, or characters of one script: then it is unknown how others are counted.
    Unknown,
}

/// The things that a unit counts.
pub(super) fn unit(text: &str) -> Counts {
    if text.is_empty() {
        return Counts::Unsaid;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_contradict_each_other_are_listed() {
        for (lines, expected) in [
            (["最大长度：50 字符", "最大长度：20 字符"], &[LimitKind::Length][..]),
            (["最大长度：50 字符", "最大长度：100 字节"], &[LimitKind::Length]),
            (["最大长度：50 字符", "最大长度：50 字节"], &[LimitKind::Length]),
            (["取值范围：1 ～ 100", "最大值：`50`"], &[LimitKind::Range]),
            (["取值范围：(0, 10]", "取值范围：[0, 10]"], &[LimitKind::Range]),
            (["正则校验：`a`", "正则校验：`b`"], &[LimitKind::Pattern]),
            (["取值范围：1 ～ 100", "最大值：`100`"], &[]),
            (["最小长度：1", "最大长度：50 字符"], &[]),
            (["长度范围：1 ～ 50 字符", "最大长度：50 字符"], &[]),
        ] {
            let mut limits = Limits::default();
            for (line, text) in (1..).zip(lines) {
                assert!(limits.take(line, text), "{text}");
            }
            let expected: Vec<_> = expected.iter().map(|kind| (2, *kind)).collect();
            assert_eq!(limits.conflicts, expected, "{lines:?}");
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
            ("**数据校验规则：** 1 ~ 100 个字符。", Some(1), Some(100), chars),
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
    fn lists_lines_that_cannot_be_read() {
        let limits = taken("- 取值范围：0 ~ content.length");
        assert_eq!(limits.unread, [(3, "取值范围：0 ~ content.length".to_owned())]);
        assert!(!Limits::default().take(1, "长度范围见下"));
    }
}
