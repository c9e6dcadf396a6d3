//! A hint as a rule that can be pasted into an overlay.

use indexmap::IndexMap;
use model::schema::{Assertion, Condition, FieldSet, Rule, Test, When};

use super::sentence::{Hint, SetKind};
use crate::page::FieldRow;

/// The rule and an id for it.
pub(super) fn propose(hint: &Hint<'_>, row: &FieldRow, root: &str) -> (String, Rule) {
    let pointer = |name: &str| format!("{root}/{}", name.replace('~', "~0").replace('/', "~1"));
    let (id, doc, assert) = match hint {
        Hint::Required { subject, when: (name, value) } => (
            format!("{subject}_when_{name}"),
            format!("give `{subject}` when `{name}` is {value}"),
            Assertion::Require(When {
                field: pointer(subject),
                non_empty: false,
                when: Condition::from([(pointer(name), Test::Is(value.clone()))]),
                unless: IndexMap::new(),
            }),
        ),
        Hint::Optional { subject, unless: (name, value) } => (
            format!("{subject}_unless_{name}"),
            format!("give `{subject}` unless `{name}` is {value}"),
            Assertion::Require(When {
                field: pointer(subject),
                non_empty: false,
                when: IndexMap::new(),
                unless: Condition::from([(pointer(name), Test::Is(value.clone()))]),
            }),
        ),
        Hint::Set { kind, others, prefer } => {
            let names: Vec<&str> = std::iter::once(row.name.as_str()).chain(others.iter().copied()).collect();
            let set = FieldSet {
                fields: names.iter().map(|name| pointer(name)).collect(),
                prefer: prefer.map(pointer),
            };
            let listed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let (word, doc, assert) = of_set(*kind, &listed, set);
            (format!("{word}_{}", names.join("_")), doc, assert)
        }
    };
    (id.to_lowercase().replace('-', "_"), Rule { doc, assert, report_on: None })
}

fn of_set(kind: SetKind, listed: &str, set: FieldSet) -> (&'static str, String, Assertion) {
    match kind {
        SetKind::AtLeastOne => {
            ("some_of", format!("give at least one of {listed}"), Assertion::AtLeastOne(set))
        }
        SetKind::ExactlyOne => {
            ("one_of", format!("give exactly one of {listed}"), Assertion::ExactlyOne(set))
        }
        SetKind::AtMostOne => {
            ("not_both", format!("give at most one of {listed}"), Assertion::AtMostOne(set))
        }
        SetKind::AllOrNone => {
            ("together", format!("give all of {listed}, or none"), Assertion::AllOrNone(set))
        }
    }
}
