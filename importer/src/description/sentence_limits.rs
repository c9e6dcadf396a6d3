//! Limits that a sentence states: `Name, at most 20 characters.`

use std::sync::LazyLock;

use super::bounds::{self, Bounds, Form};
use super::limits::{Counts, Limits, NAMES, Name, unit};
use crate::phrases::Phrases;

/// A line's statement about a limit.
#[derive(Debug, PartialEq)]
pub(super) enum Statement {
    /// A sentence states a limit of the field without a condition.
    Limit(Limits),
    /// A sentence has a number that is an end of a range; whether it limits the field is for a person to decide.
    Possible,
    /// The line does not state a limit.
    Absent,
}

/// Words of a sentence about a special case, about another thing than the field's value, or about how the server treats a
/// value beyond the limit.
///
/// `当` is on 758 pages, `请求` on 834, `单次` on 57, `建议` on 787. A missing word turns such a sentence into a limit that
/// refuses valid requests; a needless one only leaves the sentence to a person, as a finding.
const CASES: &[&str] = &[
    "当", "若", "如", "时，", "时,", "仅", "每次", "每个", "每条", "每人", "单次", "单个", "单条", "一次",
    "请求", "接口", "场景", "模式", "其中", "总", "例如", "建议", "推荐", "否则", "目前", "不足", "视为",
    "自动", "则",
];

/// Words of a sentence that compares two fields: `间隔` (26 lines of 21 pages), `跨度` (14 of 9), `相差` (2). Such a sentence
/// does not limit its own field, and a rule candidate may speak of it.
const BETWEEN_TWO: &[&str] = &["间隔", "跨度", "相差"];

/// Names of limits that count within a sentence only: at the start of a line, `长度` and `范围` name other things as well.
const MORE_NAMES: &[(Name, &[&str])] =
    &[(Name::Length, &["长度"]), (Name::Range, &["传值范围", "可选范围", "有效范围", "范围"])];

static NAME: LazyLock<Phrases<Name>> = LazyLock::new(|| Phrases::new(&[NAMES, MORE_NAMES].concat()));

/// The longest line, in bytes, that is searched for limits; see [`super::sentences`].
const MAX_LINE: usize = 2000;

/// Reads a line of a description, as a reader sees it.
pub(super) fn read(line: u32, text: &str) -> Statement {
    let mut is_possible = false;
    if text.len() > MAX_LINE {
        return Statement::Absent;
    }
    for sentence in text.split(['。', '；', ';', '\n']).filter(|sentence| sentence.contains(char::is_numeric))
    {
        if !has_number_with_an_end(sentence) {
            continue;
        }
        if !CASES.iter().any(|word| sentence.contains(word))
            && let Some(limits) = clauses(sentence).find_map(|start| limit(line, sentence.get(start..)?))
        {
            return Statement::Limit(limits);
        }
        is_possible |= !BETWEEN_TWO.iter().any(|word| sentence.contains(word));
    }
    if is_possible { Statement::Possible } else { Statement::Absent }
}

/// The starts of a sentence's clauses: the sentence's own, and each place behind a comma, a bracket, a colon or a blank.
pub(super) fn clauses(sentence: &str) -> impl Iterator<Item = usize> {
    let behind = |(at, c): (usize, char)| at + c.len_utf8();
    let marks = sentence
        .char_indices()
        .filter(|(_, c)| matches!(c, '，' | ',' | '（' | '(' | '【' | '：' | ':' | ' '));
    std::iter::once(0).chain(marks.map(behind))
}

/// The limit that a clause states.
fn limit(line: u32, clause: &str) -> Option<Limits> {
    let clause = clause.trim_start();
    let mut limits = Limits::at(line);
    let (name, found) = named(clause).or_else(|| counted(clause))?;
    limits.set_bounds(line, name, found).then_some(limits)
}

/// A limit behind its name: `length is 1 ~ 20`, `the greatest value is 9`.
fn named(clause: &str) -> Option<(Name, Bounds)> {
    let clause = ["列表", "数组", "字段", "参数", "该"]
        .iter()
        .find_map(|word| clause.strip_prefix(word))
        .unwrap_or(clause);
    let (name, rest) = NAME.at_start(clause)?;
    let rest = rest.trim_start();
    let rest = ["应为", "需为", "必须为", "为", "是", "支持", "应", "需", "必须"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    let found = bounds::read(rest.trim_start_matches([' ', '：', ':']))?;
    // `the length is 10` may mean each of three things.
    let is_clear = !(found.form == Form::Alone && matches!(name, Name::Length | Name::Range));
    (is_clear && ends_there(&found, name)).then_some((name, found))
}

/// A limit without a name: `at most 20 characters` is one of the length, `at most 20` one of the value.
fn counted(clause: &str) -> Option<(Name, Bounds)> {
    let found = bounds::starts(clause).then(|| bounds::read(clause)).flatten()?;
    let is_number = || found.unit.is_empty() || found.unit.trim_start_matches(['的', '正']) == "整数";
    match unit(&found.unit) {
        Counts::Chars => Some((Name::Length, found)),
        _ if is_number() => Some((Name::Range, found)),
        _ => None,
    }
}

/// Returns true if only a unit stands behind the number, not a further condition.
fn ends_there(found: &Bounds, name: Name) -> bool {
    match name {
        Name::Length | Name::MinLength | Name::MaxLength => unit(&found.unit) != Counts::Unknown,
        _ => found.unit.chars().count() <= MAX_UNIT || found.unit.ends_with("整数"),
    }
}

/// The most characters of a unit behind the bounds of a value, such as `个` or `分钟`. More text than that is a condition.
const MAX_UNIT: usize = 3;

/// Returns true if a number stands behind a word that makes it an end of a range, or behind the name of a limit.
fn has_number_with_an_end(sentence: &str) -> bool {
    let from = |at: usize| sentence.get(at..).unwrap_or_default();
    bounds::signs_in(sentence).any(|at| bounds::read(from(at)).is_some())
        || NAME.all_in(sentence).any(|(at, _, _)| named(from(at)).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::limits::Unit;
    use super::*;

    /// The length, its unit, and the range, as far as they are stated.
    fn shown(text: &str) -> Option<String> {
        let Statement::Limit(found) = read(1, text) else { return None };
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
    fn a_limit_of_one_case_is_only_possible() {
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
            assert_eq!(read(1, text), Statement::Possible, "{text}");
        }
        for text in ["名称", "长度见下", "日期范围为 1900-01-01～9999-12-31", "第 3 个", "最大不超过20M"]
        {
            assert_eq!(read(1, text), Statement::Absent, "{text}");
        }
    }
}
