//! Evaluates rules in a state: the meaning of each kind of rule, written once.

use serde_json::Value;

use super::domain::same_value;
use super::space::{Atom, RuleSpace, State};
use crate::schema::{Assertion, Condition, Field, FieldSet, Rule, Test, TypeExpr, When, WhenValues};

impl RuleSpace<'_> {
    /// Returns true if the state satisfies the rule. Comparisons accept every state, because they need the values
    /// themselves.
    #[must_use]
    pub fn accepts(&self, rule: &Rule, state: &State) -> bool {
        let view = View { space: self, state };
        match &rule.assert {
            Assertion::AtLeastOne(set) => view.count(set) >= 1,
            Assertion::ExactlyOne(set) => view.count(set) == 1,
            Assertion::AtMostOne(set) => view.count(set) <= 1,
            Assertion::AllOrNone(set) => view.count(set) == 0 || view.count(set) == set.fields.len(),
            Assertion::Require(when) => !view.holds(&when.when, &when.unless) || view.supplied(when),
            Assertion::Forbid(when) => !view.holds(&when.when, &when.unless) || !view.present(&when.field),
            Assertion::Allow(allow) => !view.holds(&allow.when, &allow.unless) || view.allowed(allow),
            Assertion::Compare(_) => true,
        }
    }
}

/// The values that one state gives to the fields.
struct View<'s> {
    space: &'s RuleSpace<'s>,
    state: &'s State,
}

impl<'s> View<'s> {
    /// The value that the caller gave.
    fn value(&self, pointer: &str) -> Option<&'s Value> {
        match self.space.atom(self.state, pointer)? {
            Atom::Absent => None,
            Atom::Value(value) | Atom::Other(value) => Some(value),
        }
    }

    fn present(&self, pointer: &str) -> bool {
        self.value(pointer).is_some()
    }

    fn count(&self, set: &FieldSet) -> usize {
        set.fields.iter().filter(|pointer| self.present(pointer)).count()
    }

    fn supplied(&self, when: &When) -> bool {
        let Some(value) = self.value(&when.field) else { return false };
        !when.non_empty || !self.space.field(&when.field).is_some_and(|field| is_empty(value, field))
    }

    fn allowed(&self, allow: &WhenValues) -> bool {
        self.value(&allow.field).is_none_or(|value| is_one_of(value, &allow.values))
    }

    /// Returns true if all of `when` and not all of `unless` hold; an empty `unless` is ignored.
    fn holds(&self, when: &Condition, unless: &Condition) -> bool {
        self.all(when) && (unless.is_empty() || !self.all(unless))
    }

    fn all(&self, condition: &Condition) -> bool {
        condition.iter().all(|(pointer, test)| self.test(pointer, test))
    }

    fn test(&self, pointer: &str, test: &Test) -> bool {
        match test {
            Test::Is(expected) => self.effective(pointer).is_some_and(|value| same_value(value, expected)),
            Test::In(expected) => self.effective(pointer).is_some_and(|value| is_one_of(value, expected)),
            Test::Present(expected) => self.present(pointer) == *expected,
        }
    }

    /// The value that a condition reads: the default of an absent field counts.
    fn effective(&self, pointer: &str) -> Option<&'s Value> {
        self.value(pointer).or_else(|| self.space.field(pointer)?.default.as_ref())
    }
}

fn is_one_of(value: &Value, values: &[Value]) -> bool {
    values.iter().any(|other| same_value(value, other))
}

/// Returns true for an empty string, array or map.
fn is_empty(value: &Value, field: &Field) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty() && matches!(field.ty.expr(), TypeExpr::Map(_)),
        _ => false,
    }
}
