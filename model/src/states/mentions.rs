//! Lists the fields that a rule mentions, with the places and the values in the rule.

use serde_json::Value;

use crate::pointer::{Pointer, element, join};
use crate::schema::{Assertion, Compare, Condition, FieldSet, Rule, Test, When, WhenValues};

/// One place of a rule that names a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention<'a> {
    /// The pointer to the field, as the rule writes it.
    pub field: &'a str,
    /// Pointer to the mention from the rule: to a key for a condition, else to a value.
    pub at: Pointer,
    /// The property of the field that the rule reads.
    pub kind: MentionKind<'a>,
}

/// The property of a field that a rule reads.
#[derive(Debug, Clone, PartialEq)]
pub enum MentionKind<'a> {
    /// Its presence.
    Presence,
    /// Its presence with a value that is not empty.
    NonEmpty,
    /// A condition that compares it with these values.
    Tested(Vec<ValueAt<'a>>),
    /// Its presence, in a condition.
    TestedPresence,
    /// The values that it may have.
    Allowed(Vec<ValueAt<'a>>),
    /// Its order relative to another field.
    Compared,
    /// No property: the violation is reported on it.
    Named,
}

/// A value that a rule compares a field with, and its pointer from the rule.
pub type ValueAt<'a> = (&'a Value, Pointer);

/// The mentions of a rule, in the order in which it is written.
#[must_use]
pub fn mentions(rule: &Rule) -> Vec<Mention<'_>> {
    let mut out = of_assertion(&rule.assert);
    if let Some(field) = &rule.report_on {
        out.push(Mention { field, at: join("", "report_on"), kind: MentionKind::Named });
    }
    out
}

/// Returns true if the presence and the mentioned values of fields decide the rule; `compare` needs all values.
#[must_use]
pub fn is_decided(rule: &Rule) -> bool {
    !matches!(rule.assert, Assertion::Compare(_))
}

fn of_assertion(assertion: &Assertion) -> Vec<Mention<'_>> {
    match assertion {
        Assertion::AtLeastOne(set) => of_set(set, "/assert/at_least_one"),
        Assertion::ExactlyOne(set) => of_set(set, "/assert/exactly_one"),
        Assertion::AtMostOne(set) => of_set(set, "/assert/at_most_one"),
        Assertion::AllOrNone(set) => of_set(set, "/assert/all_or_none"),
        Assertion::Require(when) => of_when(when, "/assert/require"),
        Assertion::Forbid(when) => of_when(when, "/assert/forbid"),
        Assertion::Allow(allow) => of_allow(allow, "/assert/allow"),
        Assertion::Compare(compare) => of_compare(compare),
    }
}

fn of_set<'a>(set: &'a FieldSet, at: &str) -> Vec<Mention<'a>> {
    let mut out: Vec<_> = set
        .fields
        .iter()
        .enumerate()
        .map(|(index, field)| Mention {
            field,
            at: join(at, "fields").element(index),
            kind: MentionKind::Presence,
        })
        .collect();
    if let Some(field) = &set.prefer {
        out.push(Mention { field, at: join(at, "prefer"), kind: MentionKind::Named });
    }
    out
}

fn of_when<'a>(when: &'a When, at: &str) -> Vec<Mention<'a>> {
    let kind = if when.non_empty { MentionKind::NonEmpty } else { MentionKind::Presence };
    let mut out = vec![Mention { field: &when.field, at: join(at, "field"), kind }];
    out.extend(of_condition(&when.when, &join(at, "when")));
    out.extend(of_condition(&when.unless, &join(at, "unless")));
    out
}

fn of_allow<'a>(allow: &'a WhenValues, at: &str) -> Vec<Mention<'a>> {
    let kind = MentionKind::Allowed(values_at(&allow.values, &join(at, "values")));
    let mut out = vec![Mention { field: &allow.field, at: join(at, "field"), kind }];
    out.extend(of_condition(&allow.when, &join(at, "when")));
    out.extend(of_condition(&allow.unless, &join(at, "unless")));
    out
}

fn of_condition<'a>(condition: &'a Condition, at: &str) -> Vec<Mention<'a>> {
    condition
        .iter()
        .map(|(field, test)| {
            let at = join(at, field);
            let kind = match test {
                Test::Is(value) => MentionKind::Tested(vec![(value, at.join("is"))]),
                Test::In(values) => MentionKind::Tested(values_at(values, &at.join("in"))),
                Test::Present(_) => MentionKind::TestedPresence,
            };
            Mention { field, at, kind }
        })
        .collect()
}

fn values_at<'a>(values: &'a [Value], at: &str) -> Vec<ValueAt<'a>> {
    values.iter().enumerate().map(|(index, value)| (value, element(at, index))).collect()
}

fn of_compare(compare: &Compare) -> Vec<Mention<'_>> {
    let side =
        |field, name| Mention { field, at: join("/assert/compare", name), kind: MentionKind::Compared };
    vec![side(&compare.left, "left"), side(&compare.right, "right")]
}
