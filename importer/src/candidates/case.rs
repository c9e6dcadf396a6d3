//! Reads the condition of a sentence: `当 mode 为 1 时`.
//!
//! If a word is missing from these lists, a sentence is reported as a candidate without a proposed rule.

use model::schema::Test;
use serde_json::Value;

use super::siblings::{Sibling, Siblings};
use super::words::{behind, has, unquoted, words};
use crate::page::FieldRow;

/// A condition on a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Case<'t> {
    pub(super) name: &'t str,
    pub(super) test: Test,
    /// The condition holds if the test fails.
    pub(super) is_denied: bool,
}

/// Nouns between a field's name and its value: `mode 参数值为 1`.
const NOUNS: &[&str] = &["参数值", "字段值", "参数", "字段", "的取值", "的值", "取值", "类型", "值"];

/// Words before a value. Longer ones stand before those that they begin with.
const EQUALS: &[&str] = &[
    "设置为", "设置成", "指定为", "选择为", "被设为", "设为", "填写为", "传值为", "取值为", "值为", "等于",
    "选择", "传入", "填写", "为", "是", "==", "=", "传", "选", "填", ":", "：",
];

/// Words behind the name of a field that is present.
const GIVEN: &[&str] = &["不为空", "非空", "有值", "存在", "已填", "已传", "不为null"];

/// Words behind the name of a field that is absent.
const ABSENT: &[&str] = &[
    "为空", "不填", "未填", "不传", "未传", "没有填", "没有传", "不存在", "未设置", "没有设置", "为null",
    "未指定",
];

/// Words before the name of a field that is present. `设置了` is on 65 pages, `提供了` on 53, `传入了` on 50; without `了` the words
/// are verbs of any sentence, and count only behind an opener.
const GIVING: &[&str] = &[
    "设置了", "填写了", "填了", "传入了", "传了", "指定了", "提供了", "使用了", "设置", "填写", "传入",
    "传递", "指定", "使用", "传", "填", "有",
];

/// Words that open a condition: `当` is on 758 pages, `如果` on 580, `仅当` on 327, `若` on 207.
const OPENERS: &[&str] = &["仅当", "如果", "只有", "仅在", "当", "若", "仅"];

/// The most values that are read from a sentence, against hostile pages.
const MAX_VALUES: usize = 12;

/// The condition on another field that a sentence states, by the field's name or by the label of one of its values.
pub(super) fn on_other<'t>(text: &str, row: &FieldRow, siblings: &Siblings<'t>) -> Option<Case<'t>> {
    for (at, word) in words(text) {
        let Some(other) = siblings.other(word, row) else { continue };
        let (before, after) = (text.get(..at)?, text.get(at + word.len()..)?);
        let found =
            test_behind_name(after, other).or_else(|| Some((test_before_name(before, after)?, false)));
        if let Some((test, is_denied)) = found {
            return Some(Case { name: &other.row.name, test, is_denied });
        }
    }
    let (_, rest) = OPENERS.iter().find_map(|word| text.split_once(word))?;
    let (condition, _) = ["时", "则", "，", ","].iter().find_map(|word| rest.split_once(word))?;
    let (name, value) = siblings.labelled(condition)?;
    let is_denied = has(condition, &["不", "非", "除", "没有", "未"]);
    (name != row.name && !is_denied).then_some(Case { name, test: Test::Is(value), is_denied })
}

/// The condition that a sentence states on its own field, and the other field that it is about: `如果为false，则operator必填`.
pub(super) fn on_own<'t>(
    text: &str,
    row: &'t FieldRow,
    siblings: &Siblings<'t>,
) -> Option<(&'t str, Case<'t>)> {
    let own = siblings.get(&row.name)?;
    let (_, rest) = OPENERS.iter().find_map(|word| text.split_once(word))?;
    let rest = unquoted(rest);
    let rest = behind(rest, &["该参数", "该字段", "此字段", "此参数", "本字段", &row.name]).unwrap_or(rest);
    let rest = unquoted(rest);
    let rest = behind(rest, NOUNS).unwrap_or(rest);
    let condition = values_behind(rest, own)?;
    let subject = siblings.mentions(rest, row).into_iter().next()?;
    Some((subject, Case { name: &row.name, test: condition, is_denied: false }))
}

/// The test behind a field's name, and true if the condition holds where the test fails.
fn test_behind_name(text: &str, of: &Sibling<'_>) -> Option<(Test, bool)> {
    let text = unquoted(text);
    let text = unquoted(behind(text, NOUNS).unwrap_or(text));
    if behind(text, GIVEN).is_some() {
        return Some((Test::Present(true), false));
    }
    if behind(text, ABSENT).is_some() {
        return Some((Test::Present(false), false));
    }
    let denied = behind(text, &["不等于", "不为", "不是", "!="]);
    match denied {
        Some(rest) => values_at(rest, of).map(|test| (test, true)),
        None => values_behind(text, of).map(|test| (test, false)),
    }
}

/// The values in `为 1`, `= "a"`, `` 取值为 `a` 或 `b` ``.
fn values_behind(text: &str, of: &Sibling<'_>) -> Option<Test> {
    values_at(behind(unquoted(text), EQUALS)?, of)
}

fn values_at(text: &str, of: &Sibling<'_>) -> Option<Test> {
    let mut rest = unquoted(text);
    let mut values: Vec<Value> = Vec::new();
    while values.len() < MAX_VALUES {
        rest = unquoted(rest.trim_start_matches(['：', ':']));
        let Some((value, len)) = value_at(rest, of) else { break };
        if !values.contains(&value) {
            values.push(value);
        }
        rest = unquoted(rest.get(len..)?);
        // A remark explains the value: `1（自动）`.
        if let Some((_, after)) =
            rest.strip_prefix(['（', '(']).and_then(|inner| inner.split_once(['）', ')']))
        {
            rest = unquoted(after);
        }
        let Some(next) = behind(rest, &["或者", "或", "、", "和", "及", "/", "，", ","]) else {
            break;
        };
        rest = next;
    }
    match values.len() {
        0 => None,
        1 => values.pop().map(Test::Is),
        _ => Some(Test::In(values)),
    }
}

/// The value that the text starts with, and its length.
fn value_at(text: &str, of: &Sibling<'_>) -> Option<(Value, usize)> {
    match words(text).next() {
        Some((0, word)) => Some((of.value(word)?, word.len())),
        _ => of.member_before(text),
    }
}

/// The test in front of a field's name: `如果设置了 a`, `若不传 a`.
fn test_before_name(before: &str, after: &str) -> Option<Test> {
    let before = before.trim_end_matches(['`', '"', '“', '「', ' ']);
    let given = GIVING.iter().find_map(|word| before.strip_suffix(word))?;
    let after = unquoted(after).trim_start_matches(['”', '」']);
    let after = behind(after, NOUNS).unwrap_or(after);
    let is_closed =
        after.is_empty() || behind(after, &["时", "，", ",", "则", "后", "且", "的情况"]).is_some();
    let denied = ["没有", "未", "不"].iter().find_map(|word| given.strip_suffix(word));
    let opened = denied.unwrap_or(given).trim_end();
    let is_opened = OPENERS.iter().any(|word| opened.ends_with(word));
    (is_opened && is_closed).then_some(Test::Present(denied.is_none()))
}
