//! Limits that a sentence states: `Name, at most 20 characters.`

use super::interval::{self, Form, Interval};
use super::limits::{Announced, Counts, Limits, announced, unit};

/// What a sentence says of a limit.
#[derive(Debug, PartialEq)]
pub(super) enum Worded {
    /// It states the limit of the field, whatever the case.
    Limit(Limits),
    /// A number with an end to it stands there; of what, and when, is for a person to say.
    Hint,
    /// Nothing.
    Silent,
}

/// A sentence with such a word speaks of some case, of something else than the field's value, or of what the server makes of
/// a value beyond the limit.
const CASES: &[&str] = &[
    "当", "若", "如", "时，", "时,", "仅", "每次", "每个", "每条", "每人", "单次", "单个", "单条", "一次",
    "请求", "接口", "场景", "模式", "其中", "总", "例如", "建议", "推荐", "否则", "目前", "不足", "视为",
    "自动", "则",
];

/// A sentence with such a word compares two fields.
const BETWEEN_TWO: &[&str] = &["间隔", "跨度", "相差"];

/// No sentence about a field is nearly as long, in bytes.
const MAX_LINE: usize = 2000;

/// Reads a line of a description, as a reader sees it.
pub(super) fn read(line: u32, text: &str) -> Worded {
    let mut is_hint = false;
    if text.len() > MAX_LINE {
        return Worded::Silent;
    }
    for sentence in text.split(['。', '；', ';', '\n']).filter(|sentence| sentence.contains(char::is_numeric))
    {
        if !CASES.iter().any(|word| sentence.contains(word))
            && let Some(limits) = clauses(sentence).find_map(|start| limit(line, sentence.get(start..)?))
        {
            return Worded::Limit(limits);
        }
        let compares = BETWEEN_TWO.iter().any(|word| sentence.contains(word));
        is_hint |= !compares && has_number_with_an_end(sentence);
    }
    if is_hint { Worded::Hint } else { Worded::Silent }
}

/// Where the clauses of a sentence start: at its start, and behind each comma or bracket.
pub(super) fn clauses(sentence: &str) -> impl Iterator<Item = usize> {
    let behind = |(at, c): (usize, char)| at + c.len_utf8();
    let marks = sentence
        .char_indices()
        .filter(|(_, c)| matches!(c, '，' | ',' | '（' | '(' | '【' | '：' | ':' | ' '));
    std::iter::once(0).chain(marks.map(behind))
}

/// The limit that a clause is.
fn limit(line: u32, clause: &str) -> Option<Limits> {
    let clause = clause.trim_start();
    let mut limits = Limits::at(line);
    let (what, found) = named(clause).or_else(|| counted(clause))?;
    (limits.set_interval(what, found)).then_some(limits)
}

/// `length is 1 ~ 20`, `the greatest value is 9`
fn named(clause: &str) -> Option<(Announced, Interval)> {
    let clause = ["列表", "数组", "字段", "参数", "该"]
        .iter()
        .find_map(|word| clause.strip_prefix(word))
        .unwrap_or(clause);
    let (what, rest) = announced(clause).or_else(|| {
        let spelt =
            [("长度", Announced::Length), ("传值范围", Announced::Range), ("可选范围", Announced::Range)];
        let range = [("有效范围", Announced::Range), ("范围", Announced::Range)];
        spelt.into_iter().chain(range).find_map(|(word, what)| Some((what, clause.strip_prefix(word)?)))
    })?;
    let rest = rest.trim_start();
    let rest = ["应为", "需为", "必须为", "为", "是", "支持", "应", "需", "必须"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    let found = interval::read(rest.trim_start_matches([' ', '：', ':']))?;
    // `the length is 10` may mean each of three things.
    let is_clear = !(found.form == Form::Alone && matches!(what, Announced::Length | Announced::Range));
    (is_clear && ends_there(&found, what)).then_some((what, found))
}

/// `at most 20 characters`, or of a number, `at most 20`: nothing names it, and what it counts tells what it is.
fn counted(clause: &str) -> Option<(Announced, Interval)> {
    let found = interval::starts(clause).then(|| interval::read(clause)).flatten()?;
    let is_number = || found.unit.is_empty() || found.unit.trim_start_matches(['的', '正']) == "整数";
    match unit(&found.unit) {
        Counts::Chars => Some((Announced::Length, found)),
        _ if is_number() => Some((Announced::Range, found)),
        _ => None,
    }
}

/// Behind the number stands what it counts, and no further condition.
fn ends_there(found: &Interval, what: Announced) -> bool {
    match what {
        Announced::Length | Announced::MinLength | Announced::MaxLength => {
            unit(&found.unit) != Counts::Unknown
        }
        _ => found.unit.chars().count() <= MAX_UNIT || found.unit.ends_with("整数"),
    }
}

/// No unit of a number has more characters.
const MAX_UNIT: usize = 3;

/// Whether a number stands behind a word that says which end it is, or behind the name of a limit.
fn has_number_with_an_end(sentence: &str) -> bool {
    sentence.char_indices().any(|(at, _)| {
        let rest = sentence.get(at..).unwrap_or_default();
        named(rest).is_some() || interval::starts(rest) && interval::read(rest).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::super::limits::Unit;
    use super::*;

    /// The length, its unit, and the range, as far as they are stated.
    fn shown(text: &str) -> Option<String> {
        let Worded::Limit(found) = read(1, text) else { return None };
        let bound = |bound: Option<String>| bound.unwrap_or_else(|| "*".to_owned());
        let len = [found.min_len, found.max_len].map(|end| bound(end.map(|end| end.to_string()))).join(" ");
        let range = [found.min, found.max].map(|end| bound(end.map(|end| end.to_string()))).join(" ");
        let unit = found.unit.map_or("", |unit| if unit == Unit::Chars { "chars" } else { "bytes" });
        Some(if range == "* *" {
            format!("len {len} {unit}").trim_end().to_owned()
        } else {
            format!("range {range}")
        })
    }

    #[test]
    fn a_clause_may_state_a_length() {
        for (text, expected) in [
            ("名称，最多 30 个字符。", "len * 30 chars"),
            ("名称。最小1字符，最大200字符", "len 1 200 chars"),
            ("名称。最少1个字符，最多200个字符", "len 1 200 chars"),
            ("长度不能超过 64 字符。", "len * 64 chars"),
            ("别名，长度为 1 ~ 64 个字符", "len 1 64 chars"),
            ("列表最大长度为 200", "len * 200"),
            ("编号，长度小于 14", "len * 13"),
            ("名称（最大长度100个字符）", "len * 100 chars"),
            ("数据长度限制：最短 43 字符，最长 128 字符", "len 43 128 chars"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_clause_may_state_a_range() {
        for (text, expected) in [
            ("红 ，取值范围[0,255]", "range 0 255"),
            ("页码，最大值为 100", "range * 100"),
            ("分钟数，范围：[1, 100]", "range 1 100"),
            ("优先级，可选范围为 0~4", "range 0 4"),
            ("比例，大于0小于等于100的正整数", "range 0 100"),
            ("序号，int32 范围（ 1~2147483647）内的正整数", "range 1 2147483647"),
            ("条数 注:不得大于100", "range * 100"),
            ("分页大小, 不能超过 200", "range * 200"),
            ("每页大小，范围为：[1, 100]", "range 1 100"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_holds_in_some_case_is_a_hint() {
        for text in [
            "当类型为 1 时，最大值为 9",
            "名称的长度不能超过 100 字符",
            "单次最多 50 个",
            "最小值为 50，不足时取 50",
            "名称不能超过 60 个字符",
            "最多 5 个",
            "长度不超过 20 个汉字",
            "每页最多 100 个字符",
        ] {
            assert_eq!(read(1, text), Worded::Hint, "{text}");
        }
        for text in ["名称", "长度见下", "日期范围为 1900-01-01～9999-12-31", "第 3 个", "最大不超过20M"]
        {
            assert_eq!(read(1, text), Worded::Silent, "{text}");
        }
    }
}
