//! Rules between fields as expressions that are true if a rule is broken.

mod logic;
mod target;

use indexmap::IndexMap;
use model::pointer::join;
use model::schema::{
    Assertion, Compare, CompareAs, CompareOp, Condition, Endpoint, FieldSet, Fields, Rule, Test, When,
    WhenValues,
};
use model::states::{Scope, same_value};
use serde_json::Value;

use self::logic::{all, any, not, present};
use self::target::{Root, Target};
use super::naming::{self, wire_text};
use super::types::Types;
use crate::ir::{self, Expr, Literal, Ty, TypePath};

/// The rules of the request.
pub(super) fn of_request(types: &mut Types<'_>, endpoint: &Endpoint) -> Vec<ir::Rule> {
    let root = Root { scope: Scope::request(endpoint), at: "/request", has_parts: true };
    lower_all(types, &endpoint.rules, "/rules", root)
}

/// The rules of an object type.
pub(super) fn of_object(
    types: &mut Types<'_>,
    rules: &IndexMap<String, Rule>,
    pointer: &str,
    (fields, fields_pointer): (&Fields, &str),
) -> Vec<ir::Rule> {
    let root = Root { scope: Scope::object(fields, types.page), at: fields_pointer, has_parts: false };
    lower_all(types, rules, pointer, root)
}

fn lower_all(
    types: &mut Types<'_>,
    rules: &IndexMap<String, Rule>,
    pointer: &str,
    root: Root<'_>,
) -> Vec<ir::Rule> {
    let mut out = Vec::new();
    for (id, rule) in rules {
        let at = join(pointer, id);
        let mut lowering = Lowering { types, root, at: &at };
        if let Some(lowered) = lowering.rule(id, rule) {
            out.push(lowered);
        }
    }
    out
}

/// The lowering of one rule.
struct Lowering<'t, 'a, 'r> {
    types: &'t mut Types<'a>,
    root: Root<'r>,
    at: &'r str,
}

impl Lowering<'_, '_, '_> {
    fn rule(&mut self, id: &str, rule: &Rule) -> Option<ir::Rule> {
        let broken = self.broken(&rule.assert)?;
        let report = match &rule.report_on {
            Some(pointer) => self.target(pointer)?.keys,
            None => self.target(rule.assert.fields().first()?)?.keys,
        };
        Some(ir::Rule { id: id.to_owned(), doc: rule.doc.clone(), report, broken })
    }

    /// An expression that is true if the assertion is broken.
    fn broken(&mut self, assertion: &Assertion) -> Option<Expr> {
        match assertion {
            Assertion::AtLeastOne(set) => Some(not(any(self.presences(set)?))),
            Assertion::ExactlyOne(set) => {
                let present = self.presences(set)?;
                Some(any(vec![not(any(present.clone())), Expr::MoreThan(1, present)]))
            }
            Assertion::AtMostOne(set) => Some(Expr::MoreThan(1, self.presences(set)?)),
            Assertion::AllOrNone(set) => {
                let present = self.presences(set)?;
                Some(all(vec![any(present.clone()), not(all(present))]))
            }
            Assertion::Require(when) => {
                let (condition, present) = (self.applies(when)?, self.supplied(when)?);
                Some(all(vec![condition, not(present)]))
            }
            Assertion::Forbid(when) => {
                let (condition, target) = (self.applies(when)?, self.target(&when.field)?);
                Some(all(vec![condition, present(target.access)]))
            }
            Assertion::Allow(values) => self.allow(values),
            Assertion::Compare(compare) => self.compare(compare),
        }
    }

    fn presences(&mut self, set: &FieldSet) -> Option<Vec<Expr>> {
        set.fields.iter().map(|pointer| self.target(pointer).map(|target| present(target.access))).collect()
    }

    fn applies(&mut self, when: &When) -> Option<Expr> {
        self.condition(&when.when, &when.unless)
    }

    /// All of `when` hold, and not all of `unless` do; an empty side is left out.
    fn condition(&mut self, when: &Condition, unless: &Condition) -> Option<Expr> {
        let mut parts = self.tests(when)?;
        if !unless.is_empty() {
            parts.push(not(all(self.tests(unless)?)));
        }
        Some(all(parts))
    }

    fn tests(&mut self, condition: &Condition) -> Option<Vec<Expr>> {
        condition.iter().map(|(pointer, test)| self.test(pointer, test)).collect()
    }

    fn test(&mut self, pointer: &str, test: &Test) -> Option<Expr> {
        let target = self.target(pointer)?;
        match test {
            Test::Is(value) => self.one_of(target, std::slice::from_ref(value)),
            Test::In(values) => self.one_of(target, values),
            Test::Present(true) => Some(present(target.access)),
            Test::Present(false) => Some(not(present(target.access))),
        }
    }

    /// The field has one of the values; an absent one has its default.
    fn one_of(&mut self, target: Target<'_>, values: &[Value]) -> Option<Expr> {
        let is_default =
            |value| target.field.default.as_ref().is_some_and(|default| same_value(default, value));
        let absent = values.iter().any(is_default);
        let values = values.iter().map(|value| self.literal(&target, value)).collect::<Option<Vec<_>>>()?;
        Some(Expr::OneOf { access: target.access, values, absent })
    }

    fn supplied(&mut self, when: &When) -> Option<Expr> {
        let target = self.target(&when.field)?;
        let can_be_empty = matches!(
            self.types.type_at(&target.pointer),
            Some(Ty::Text | Ty::List(_) | Ty::Map(_) | Ty::JsonString(_))
        );
        Some(if when.non_empty && can_be_empty {
            Expr::NonEmpty(target.access)
        } else {
            present(target.access)
        })
    }

    fn allow(&mut self, allow: &WhenValues) -> Option<Expr> {
        let condition = self.condition(&allow.when, &allow.unless)?;
        let target = self.target(&allow.field)?;
        let values =
            allow.values.iter().map(|value| self.literal(&target, value)).collect::<Option<Vec<_>>>()?;
        let allowed = Expr::OneOf { access: target.access, values, absent: true };
        Some(all(vec![condition, not(allowed)]))
    }

    fn compare(&mut self, compare: &Compare) -> Option<Expr> {
        let (left, right) = (self.target(&compare.left)?.access, self.target(&compare.right)?.access);
        let or_equal = compare.op == CompareOp::Less;
        Some(match compare.read_as {
            CompareAs::Number => Expr::NumberAfter { left, right, or_equal },
            CompareAs::Text => Expr::TextAfter { left, right, or_equal },
        })
    }

    /// A value that has the type of the field.
    fn literal(&mut self, target: &Target<'_>, value: &Value) -> Option<Literal> {
        let ty = self.types.type_at(&target.pointer).cloned();
        let literal = match (&ty, value) {
            (Some(Ty::Enum(path)), value) => self.variant(path, target, &wire_text(value)),
            (Some(Ty::Text), Value::String(text)) => Some(Literal::Text(text.clone())),
            (Some(Ty::Int), Value::Number(number)) => number.as_i64().map(Literal::Int),
            (Some(Ty::Float), Value::Number(number)) => number.as_f64().map(Literal::Float),
            (Some(Ty::Bool), Value::Bool(value)) => Some(Literal::Bool(*value)),
            _ => None,
        };
        if literal.is_none() {
            return self.unchecked();
        }
        literal
    }

    fn variant(&self, path: &TypePath, target: &Target<'_>, wire: &str) -> Option<Literal> {
        let shared = target.field.use_type.as_ref().and_then(|text| self.types.shared.get(text));
        let name = match shared {
            Some(shared) => shared.variants.get(wire)?.clone(),
            None => naming::variant(wire, &target.field.members)?,
        };
        Some(Literal::Variant(path.clone(), name))
    }

    fn unchecked<T>(&mut self) -> Option<T> {
        self.types.context.unchecked(self.at);
        None
    }
}
