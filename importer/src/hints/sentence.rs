//! What a sentence says about the presence of fields.

use model::schema::{self, HintClass};
use serde_json::Value;

use super::Siblings;
use crate::page::FieldRow;

/// A sentence that reads like a rule.
pub(super) enum Hint<'t> {
    /// The subject is needed when the other field has the value.
    Required { subject: &'t str, when: (&'t str, Value) },
    /// The subject is needed unless the other field has the value.
    Optional { subject: &'t str, unless: (&'t str, Value) },
    /// The row's field and others belong together in some way.
    Set { kind: SetKind, others: Vec<&'t str>, prefer: Option<&'t str> },
}

/// How fields belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SetKind {
    AtLeastOne,
    ExactlyOne,
    AtMostOne,
    AllOrNone,
}

impl Hint<'_> {
    /// What was recognised, as the schema keeps it.
    pub(super) fn fact(&self, row: &FieldRow) -> schema::Hint {
        let names = |names: &[&str]| {
            names.iter().filter(|name| **name != row.name).map(|name| (*name).to_owned()).collect()
        };
        match self {
            Self::Required { subject, when: (name, value) }
            | Self::Optional { subject, unless: (name, value) } => schema::Hint {
                class: HintClass::ConditionallyRequired,
                fields: names(&[subject, name]),
                values: vec![value.clone()],
            },
            Self::Set { kind, others, .. } => {
                let class = match kind {
                    SetKind::AtLeastOne => HintClass::AtLeastOne,
                    SetKind::ExactlyOne => HintClass::OneOf,
                    SetKind::AtMostOne => HintClass::Exclusive,
                    SetKind::AllOrNone => HintClass::Together,
                };
                schema::Hint { class, fields: names(others), values: Vec::new() }
            }
        }
    }
}

/// Fields that one sentence speaks of; it would take a longer one to name more.
const MAX_OTHERS: usize = 8;

/// Reads a sentence of a row's description.
pub(super) fn read<'t>(text: &str, row: &'t FieldRow, siblings: &Siblings<'t>) -> Option<Hint<'t>> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let is_optional = has(&["可以不填", "可不填", "无需填写", "非必填", "可不传", "可以不传"]);
    let is_required = !is_optional && has(&["必填", "必传", "必须填", "必须传", "不能为空"]);
    let is_conditional = has(&["当", "如果", "若", "时"]);
    if (is_optional || is_required) && is_conditional {
        return conditional(text, row, siblings, is_required);
    }
    let kind = set_kind(text)?;
    let others = mentions(text, row, siblings);
    if others.is_empty() {
        return None;
    }
    let prefer = preferred(text, row, siblings);
    let kind = if prefer.is_some() && kind == SetKind::ExactlyOne { SetKind::AtLeastOne } else { kind };
    Some(Hint::Set { kind, others, prefer })
}

fn set_kind(text: &str) -> Option<SetKind> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["二选一", "三选一", "多选一", "任选其一"]) {
        Some(SetKind::ExactlyOne)
    } else if text.contains("至少") && has(&["一个", "其一", "一项"]) {
        Some(SetKind::AtLeastOne)
    } else if has(&["互斥"]) || (text.contains("同时") && has(&["不能", "不可", "不允许", "不支持"]))
    {
        Some(SetKind::AtMostOne)
    } else if text.contains("同时") && has(&["同时传", "同时填", "同时设置", "同时提供"]) {
        Some(SetKind::AllOrNone)
    } else {
        None
    }
}

fn conditional<'t>(
    text: &str,
    row: &'t FieldRow,
    siblings: &Siblings<'t>,
    is_required: bool,
) -> Option<Hint<'t>> {
    let (subject, condition) = match condition(text, row, siblings) {
        Some(condition) => (row.name.as_str(), condition),
        None => own_condition(text, row, siblings)?,
    };
    Some(if is_required {
        Hint::Required { subject, when: condition }
    } else {
        Hint::Optional { subject, unless: condition }
    })
}

/// Another field and its value; or a label that only one value of one field has.
fn condition<'t>(text: &str, row: &'t FieldRow, siblings: &Siblings<'t>) -> Option<(&'t str, Value)> {
    for (at, word) in words(text) {
        if let Some(other) = siblings.other(word, row)
            && let Some(value) = value_behind(text.get(at + word.len()..)?, other)
        {
            return Some((&other.name, value));
        }
    }
    let (_, rest) = text.split_once('当').or_else(|| text.split_once("如果"))?;
    let (condition, _) = rest.split_once('时').or_else(|| rest.split_once('则'))?;
    let mut meant = siblings.labels.iter().filter(|(label, _)| condition.contains(label.as_str()));
    match (meant.next(), meant.next()) {
        (Some((_, Some((name, value)))), None) if *name != row.name => Some((name, value.clone())),
        _ => None,
    }
}

/// `如果为false，则operator必填`: the row's own value is the condition, the subject another field.
fn own_condition<'t>(
    text: &str,
    row: &'t FieldRow,
    siblings: &Siblings<'t>,
) -> Option<(&'t str, (&'t str, Value))> {
    let (_, rest) = ["如果", "当", "若"].iter().find_map(|word| text.split_once(word))?;
    let value = value_behind(rest, row)?;
    let subject = mentions(rest, row, siblings).into_iter().next()?;
    Some((subject, (&row.name, value)))
}

/// The value in `为 1`, `= "a"`, `` 取值为 `true` ``.
fn value_behind(text: &str, of: &FieldRow) -> Option<Value> {
    let text = text.trim_start_matches(['`', '"', '”', '“', '*', ' ']);
    let text = ["取值为", "的值为", "值为", "等于", "为", "是", "==", "="]
        .iter()
        .find_map(|word| text.strip_prefix(word))?;
    let text = text.trim_start_matches(['`', '"', '”', '“', '*', ' ', ':', '：']);
    let (at, word) = words(text).next()?;
    if at == 0 { literal(word, of) } else { None }
}

/// A word as a value of a field, by the field's type.
pub(super) fn literal(word: &str, of: &FieldRow) -> Option<Value> {
    match of.type_text.as_str() {
        "string" | "String" => Some(Value::String(word.to_owned())),
        "int" | "int64" | "integer" => word.parse::<i64>().ok().map(Value::from),
        "boolean" | "bool" => word.parse::<bool>().ok().map(Value::Bool),
        _ => None,
    }
}

/// Other fields that the text names, in its order.
fn mentions<'t>(text: &str, row: &FieldRow, siblings: &Siblings<'t>) -> Vec<&'t str> {
    let mut found: Vec<&str> = Vec::new();
    for (_, word) in words(text) {
        if found.len() < MAX_OTHERS
            && let Some(other) = siblings.other(word, row)
            && !found.contains(&other.name.as_str())
        {
            found.push(&other.name);
        }
    }
    found
}

/// The field in `以 node_id 为准`, the row's own included.
fn preferred<'t>(text: &str, row: &'t FieldRow, siblings: &Siblings<'t>) -> Option<&'t str> {
    let (before, _) = text.split_once("为准")?;
    let (_, named) = before.rsplit_once('以')?;
    let (_, word) = words(named).next()?;
    if word == row.name {
        Some(&row.name)
    } else {
        siblings.other(word, row).map(|other| other.name.as_str())
    }
}

/// Words of letters, digits and `_`, with where they start.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_word)?;
        let rest = text.get(start..)?;
        at = start + rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        Some((start, text.get(start..at)?))
    })
}
