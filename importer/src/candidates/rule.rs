//! Turns a sentence that was understood into a rule for an overlay.

use indexmap::IndexMap;
use model::schema::{Assertion, Compare, CompareOp, Condition, FieldSet, HintClass, Rule, Test, When};

use super::case::Case;
use super::sentence::{Reading, Statement};
use super::siblings::Siblings;
use crate::page::FieldRow;

/// The rule and an id for it; `None` if the sentence was not understood, or if the rule would always hold.
pub(super) fn propose(
    reading: &Reading<'_>,
    row: &FieldRow,
    siblings: &Siblings<'_>,
) -> Option<(String, Rule)> {
    let (id, doc, assert) = match reading.statement.as_ref()? {
        Statement::Needed { subject, case, is_optional } => {
            // The required column demands it in all cases.
            let is_required = siblings.get(subject)?.row.required == Some(true);
            if is_required {
                return None;
            }
            let (word, assert) = conditional(subject, case, *is_optional, siblings)?;
            let doc = format!("give `{subject}` {word} {}", condition(case));
            (format!("{subject}_{word}_{}", case.name), doc, Assertion::Require(assert))
        }
        Statement::Ignored { case, is_effective } => {
            let (word, assert) = conditional(&row.name, case, *is_effective, siblings)?;
            let doc = format!("leave `{}` out {word} {}", row.name, condition(case));
            (format!("no_{}_{word}_{}", row.name, case.name), doc, Assertion::Forbid(assert))
        }
        Statement::Set { prefer } => set(reading, row, *prefer, siblings)?,
        Statement::Ordered(compare) => ordered(compare),
    };
    Some((id.to_lowercase().replace(['-', '.'], "_"), Rule { doc, assert, report_on: None }))
}

/// A rule about a field under a condition: `when` it holds, or `unless` it does.
fn conditional(
    subject: &str,
    case: &Case<'_>,
    is_unless: bool,
    siblings: &Siblings<'_>,
) -> Option<(&'static str, When)> {
    let is_unless = is_unless != case.is_denied;
    let field = siblings.get(subject)?.pointer()?;
    let other = siblings.get(case.name)?;
    let is_always_there = other.row.required == Some(true) && matches!(case.test, Test::Present(_));
    if subject == case.name || is_always_there {
        return None;
    }
    let condition = Condition::from([(other.pointer()?, case.test.clone())]);
    let none = IndexMap::new();
    Some(if is_unless {
        ("unless", When { field, non_empty: false, when: none, unless: condition })
    } else {
        ("when", When { field, non_empty: false, when: condition, unless: none })
    })
}

fn condition(case: &Case<'_>) -> String {
    let name = case.name;
    match &case.test {
        Test::Is(value) => format!("`{name}` is {value}"),
        Test::In(values) => {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            format!("`{name}` is one of {}", values.join(", "))
        }
        Test::Present(true) => format!("`{name}` is given"),
        Test::Present(false) => format!("`{name}` is left out"),
    }
}

/// A rule about a set of fields. The fields are in the order of the page, so that each of them proposes the same rule.
fn set(
    reading: &Reading<'_>,
    row: &FieldRow,
    prefer: Option<&str>,
    siblings: &Siblings<'_>,
) -> Option<(String, String, Assertion)> {
    let mut members = Vec::new();
    for name in std::iter::once(row.name.as_str()).chain(reading.others.iter().copied()) {
        members.push(siblings.get(name)?);
    }
    members.sort_by_key(|member| member.row.id);
    // A field that is always present decides the rule.
    if members.iter().any(|member| member.row.required == Some(true)) {
        return None;
    }
    let names: Vec<&str> = members.iter().map(|member| member.row.name.as_str()).collect();
    let fields = members.iter().map(|member| member.pointer()).collect::<Option<Vec<_>>>()?;
    let prefer = prefer.filter(|name| names.contains(name)).and_then(|name| siblings.get(name)?.pointer());
    let listed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let set = FieldSet { fields, prefer };
    let (word, doc, assert) = match reading.class {
        HintClass::AtLeastOne => {
            ("some_of", format!("give at least one of {listed}"), Assertion::AtLeastOne(set))
        }
        HintClass::OneOf => ("one_of", format!("give exactly one of {listed}"), Assertion::ExactlyOne(set)),
        HintClass::Exclusive => {
            ("not_both", format!("give at most one of {listed}"), Assertion::AtMostOne(set))
        }
        HintClass::Together => {
            ("together", format!("give all of {listed}, or none"), Assertion::AllOrNone(set))
        }
        _ => return None,
    };
    Some((format!("{word}_{}", names.join("_")), doc, assert))
}

fn ordered(compare: &Compare) -> (String, String, Assertion) {
    let name = |pointer: &str| pointer.rsplit('/').next().unwrap_or_default().to_owned();
    let (left, right) = (name(&compare.left), name(&compare.right));
    let doc = match compare.op {
        CompareOp::Less => format!("`{left}` must be less than `{right}`"),
        CompareOp::LessOrEqual => format!("`{left}` must not exceed `{right}`"),
    };
    (format!("{left}_before_{right}"), doc, Assertion::Compare(compare.clone()))
}
