//! Reads a sentence: the kinds of rule that it announces, its fields and its condition.

use model::schema::{self, Compare, HintClass, Test};
use serde_json::Value;

use super::case::{self, Case};
use super::class::Cues;
use super::order;
use super::siblings::Siblings;
use super::words::{unquoted, words};
use crate::page::FieldRow;

/// A kind of rule that a sentence announces, and the statement, if it was understood.
pub(super) struct Reading<'t> {
    pub(super) class: HintClass,
    /// The other fields that the sentence names, in its order.
    pub(super) others: Vec<&'t str>,
    pub(super) statement: Option<Statement<'t>>,
}

/// A statement that a rule can be made of.
pub(super) enum Statement<'t> {
    /// The subject is required in the case; or, if `is_optional`, in all other cases.
    Needed { subject: &'t str, case: Case<'t>, is_optional: bool },
    /// The field is ignored in the case; or, if `is_effective`, in all other cases.
    Ignored { case: Case<'t>, is_effective: bool },
    /// The field and the others form a set; `prefer` wins if several are given.
    Set { prefer: Option<&'t str> },
    /// Two values are in an order.
    Ordered(Compare),
}

/// Reads a sentence of a row's description. A sentence may announce several rules.
pub(super) fn read<'t>(cues: &Cues<'_>, row: &'t FieldRow, siblings: &Siblings<'t>) -> Vec<Reading<'t>> {
    let text = cues.text();
    let others = siblings.mentions(text, row);
    let classes = cues.classes(!others.is_empty());
    let prefer = classes.contains(&HintClass::Precedence).then(|| preferred(text, row, siblings)).flatten();
    // A set with a preferred field allows several: `二选一，都传以 a 为准`.
    let is_settled = prefer.is_some() && classes.first().is_some_and(|class| is_set(*class));
    let one = |class: HintClass| {
        let statement = match class {
            HintClass::ConditionallyRequired => needed(text, row, siblings, cues),
            HintClass::EffectiveWhen => case::on_other(text, row, siblings)
                .map(|case| Statement::Ignored { case, is_effective: !cues.is_ignored() }),
            HintClass::OneOf | HintClass::AtLeastOne | HintClass::Exclusive | HintClass::Together => {
                (!others.is_empty()).then_some(Statement::Set { prefer })
            }
            HintClass::Comparison => order::read(text, row, siblings).map(Statement::Ordered),
            HintClass::Precedence => None,
        };
        let class = if is_settled && class == HintClass::OneOf { HintClass::AtLeastOne } else { class };
        Reading { class, others: others.clone(), statement }
    };
    classes
        .iter()
        .copied()
        .filter(|class| !(is_settled && *class == HintClass::Precedence))
        .map(one)
        .collect()
}

fn is_set(class: HintClass) -> bool {
    matches!(class, HintClass::OneOf | HintClass::AtLeastOne)
}

fn needed<'t>(
    text: &str,
    row: &'t FieldRow,
    siblings: &Siblings<'t>,
    cues: &Cues<'_>,
) -> Option<Statement<'t>> {
    let (subject, case) = match case::on_other(text, row, siblings) {
        Some(case) => (demanded(text, row, siblings, case.name).unwrap_or(&row.name), case),
        None => case::on_own(text, row, siblings)?,
    };
    Some(Statement::Needed { subject, case, is_optional: cues.is_optional() })
}

/// The other field that the sentence demands in place of its own: `当 a 为 1 时，内容需要传入 b 参数`.
fn demanded<'t>(text: &str, row: &FieldRow, siblings: &Siblings<'t>, condition: &str) -> Option<&'t str> {
    const DEMANDS: [&str; 6] = ["需要传入", "需传入", "需要填写", "需填写", "需要填入", "需填入"];
    words(text).find_map(|(at, word)| {
        let other = siblings.other(word, row).filter(|other| other.row.name != condition)?;
        let before = text.get(..at)?.trim_end_matches(['`', ' ', '到', '至']);
        let is_demanded = DEMANDS.iter().any(|demand| before.ends_with(demand));
        is_demanded.then_some(other.row.name.as_str())
    })
}

/// The preferred field, perhaps the row's own: `以 node_id 为准`.
fn preferred<'t>(text: &str, row: &'t FieldRow, siblings: &Siblings<'t>) -> Option<&'t str> {
    let name = |word: &str| siblings.get(word).map(|sibling| sibling.row.name.as_str());
    let first_behind = |word: &str| {
        let (_, rest) = text.rsplit_once(word)?;
        match words(unquoted(rest)).next() {
            Some((0, word)) => name(word),
            _ => None,
        }
    };
    let before = text.split_once("为准").map_or(text, |(before, _)| before);
    if before.len() < text.len() {
        let (_, named) = before.rsplit_once('以')?;
        if ["该", "此", "本"].iter().any(|own| named.trim_start().starts_with(own)) {
            return Some(&row.name);
        }
        return words(named).next().and_then(|(_, word)| name(word));
    }
    if let Some((before, _)) = ["优先于", "优先级高于"].iter().find_map(|word| text.split_once(word))
    {
        return words(before).last().and_then(|(_, word)| name(word)).or(Some(&row.name));
    }
    let before_name = ["优先使用", "优先取", "优先以", "只生效", "只使用", "仅使用", "使用", "取"];
    before_name.iter().find_map(|word| first_behind(word)).or_else(|| {
        let (before, _) = text.split_once("生效")?;
        let (at, word) = words(before).last()?;
        before.get(at + word.len()..)?.trim().is_empty().then(|| name(word)).flatten()
    })
}

impl Reading<'_> {
    /// The candidate in the form that the schema keeps.
    pub(super) fn fact(&self, row: &FieldRow) -> schema::Hint {
        let case = match &self.statement {
            Some(Statement::Needed { case, .. } | Statement::Ignored { case, .. }) => Some(case),
            _ => None,
        };
        let mut fields: Vec<String> = self.others.iter().map(|name| (*name).to_owned()).collect();
        fields.extend(
            case.map(|case| case.name.to_owned()).filter(|name| *name != row.name && !fields.contains(name)),
        );
        let values = case.map_or_else(Vec::new, |case| values(&case.test));
        schema::Hint { class: self.class, fields, values }
    }
}

fn values(test: &Test) -> Vec<Value> {
    match test {
        Test::Is(value) => vec![value.clone()],
        Test::In(values) => values.clone(),
        Test::Present(_) => Vec::new(),
    }
}
