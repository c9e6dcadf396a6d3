//! Whether a state keeps a rule: the meaning of the rule kinds, written once.

use serde_json::{Map, Value};

use super::space::{Atom, RuleSpace, State};
use crate::schema::{Assertion, Condition, Field, FieldSet, Rule, Test, TypeExpr, When, WhenValues};

/// Whether states decide the rule. `compare` and `custom` look at values that no state tells apart.
#[must_use]
pub fn is_decided(rule: &Rule) -> bool {
    !matches!(rule.assert, Assertion::Compare(_) | Assertion::Custom(_))
}

pub(super) fn accepts(space: &RuleSpace<'_>, assertion: &Assertion, state: &State) -> bool {
    let eye = Eye { space, state };
    match assertion {
        Assertion::AtLeastOne(set) => eye.count(set) >= 1,
        Assertion::ExactlyOne(set) => eye.count(set) == 1,
        Assertion::AtMostOne(set) => eye.count(set) <= 1,
        Assertion::AllOrNone(set) => eye.count(set) == 0 || eye.count(set) == set.fields.len(),
        Assertion::Require(when) => !eye.holds(&when.when, &when.unless) || eye.supplied(when),
        Assertion::Forbid(when) => !eye.holds(&when.when, &when.unless) || !eye.present(&when.field),
        Assertion::Allow(allow) => !eye.holds(&allow.when, &allow.unless) || eye.allowed(allow),
        Assertion::Compare(_) | Assertion::Custom(_) => true,
    }
}

/// Looks at one state.
struct Eye<'s> {
    space: &'s RuleSpace<'s>,
    state: &'s State,
}

impl<'s> Eye<'s> {
    /// The value that the caller supplied.
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

    /// All of `when` hold, and not all of `unless` do; an empty side says nothing.
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

    /// The value that a condition sees: an absent field has its default.
    fn effective(&self, pointer: &str) -> Option<&'s Value> {
        self.value(pointer).or_else(|| self.space.field(pointer)?.default.as_ref())
    }
}

fn is_one_of(value: &Value, values: &[Value]) -> bool {
    values.iter().any(|other| same_value(value, other))
}

/// Whether a string, array or map is empty; nothing else is.
fn is_empty(value: &Value, field: &Field) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty() && matches!(field.ty.expr(), TypeExpr::Map(_)),
        _ => false,
    }
}

/// Whether two JSON values are equal as JSON Schema sees it: numbers by value, members in any order.
#[must_use]
pub fn same_value(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || !(left.is_i64() && right.is_i64()) && left.as_f64() == right.as_f64()
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_value(left, right))
        }
        (Value::Object(left), Value::Object(right)) => same_members(left, right),
        _ => left == right,
    }
}

fn same_members(left: &Map<String, Value>, right: &Map<String, Value>) -> bool {
    left.len() == right.len()
        && left.iter().all(|(name, value)| right.get(name).is_some_and(|twin| same_value(value, twin)))
}
