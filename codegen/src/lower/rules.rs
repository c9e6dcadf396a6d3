//! Rules between fields to expressions that say when a rule is broken.

use indexmap::IndexMap;
use model::document::Document;
use model::load::pointer::escape;
use model::schema::{
    Assertion, Compare, CompareAs, CompareOp, Condition, Custom, Endpoint, Field, FieldSet, Fields, Request,
    Rule, Test, TypeExpr, When, WhenValues, parse_type,
};
use serde_json::Value;

use super::types::{Object, Types};
use super::{fields, naming};
use crate::ir::{self, Access, AccessStep, Direction, Expr, Literal, Presence, Ty, TypePath};
use crate::names::{Case, Name};

/// Where a rule's pointers start.
enum Root<'a> {
    /// At the request.
    Request(&'a Request),
    /// At the fields of an object, which stand at the pointer.
    Object(&'a Fields, &'a str),
}

/// A field that a pointer names.
struct Target<'a> {
    access: Access,
    keys: Vec<String>,
    /// Where the field stands in the schema.
    pointer: String,
    field: &'a Field,
}

/// The rules of the request.
pub(super) fn lower_request(types: &mut Types<'_>) -> Vec<ir::Rule> {
    let endpoint = &types.document.schema;
    lower_all(types, &endpoint.rules, "/rules", &Root::Request(&endpoint.request))
}

/// The rules of an object type.
pub(super) fn lower_object(
    types: &mut Types<'_>,
    rules: &IndexMap<String, Rule>,
    pointer: &str,
    object: &Object<'_>,
) -> Vec<ir::Rule> {
    lower_all(types, rules, pointer, &Root::Object(object.fields, &object.pointer))
}

fn lower_all(
    types: &mut Types<'_>,
    rules: &IndexMap<String, Rule>,
    pointer: &str,
    root: &Root<'_>,
) -> Vec<ir::Rule> {
    let mut out = Vec::new();
    for (id, rule) in rules {
        let at = format!("{pointer}/{}", escape(id));
        let mut lowering = Lowering { types, root, at: &at };
        if let Some(lowered) = lowering.rule(id, rule) {
            out.push(lowered);
        }
    }
    out
}

/// One rule on its way; every fault is reported at the rule.
struct Lowering<'t, 'a, 'r> {
    types: &'t mut Types<'a>,
    root: &'r Root<'r>,
    at: &'r str,
}

impl<'r, 'a: 'r> Lowering<'_, 'a, 'r> {
    fn rule(&mut self, id: &str, rule: &Rule) -> Option<ir::Rule> {
        let broken = self.broken(&rule.assert)?;
        let report = match &rule.report_on {
            Some(pointer) => self.target(pointer)?.keys,
            None => self.target(rule.assert.fields().first()?)?.keys,
        };
        Some(ir::Rule { id: id.to_owned(), doc: rule.doc.clone(), report, broken })
    }

    /// When the assertion is broken.
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
            Assertion::Custom(custom) => self.custom(custom),
        }
    }

    fn presences(&mut self, set: &FieldSet) -> Option<Vec<Expr>> {
        set.fields.iter().map(|pointer| self.target(pointer).map(|target| present(target.access))).collect()
    }

    fn applies(&mut self, when: &When) -> Option<Expr> {
        self.condition(&when.when, &when.unless)
    }

    /// All of `when` hold, and not all of `unless` do; an empty side says nothing.
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
        let absent = target.field.default.as_ref().is_some_and(|default| values.contains(default));
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

    fn custom(&mut self, custom: &Custom) -> Option<Expr> {
        for pointer in &custom.fields {
            self.target(pointer)?;
        }
        match Name::chosen(&custom.function, Case::Snake) {
            Ok(name) => Some(Expr::Custom(name)),
            Err(_) => self.refuse(format!("`{}` is no name of a Rust function", custom.function)),
        }
    }

    /// The field that a pointer names.
    fn target(&mut self, pointer: &str) -> Option<Target<'r>> {
        let Ok(tokens) = model::load::pointer::tokens(pointer) else {
            return self.refuse(format!("`{pointer}` is no JSON Pointer"));
        };
        let keys: Vec<String> = tokens.into_iter().map(Into::into).collect();
        let (mut steps, mut open, mut at, rest) = self.start(pointer, &keys)?;
        let mut found = None;
        for (index, key) in rest.iter().enumerate() {
            let Some(field) = open.get(key) else {
                return self.refuse(format!("the rule names `{pointer}`, which is no field"));
            };
            at = format!("{at}/{}", escape(key));
            let always =
                keys.first().is_some_and(|part| part == "path") && matches!(self.root, Root::Request(_));
            let optional =
                !always && fields::presence(field.required, Direction::Request) == Presence::Optional;
            steps.push(AccessStep { name: naming::field(key, field), optional });
            if index + 1 == rest.len() {
                found = Some(field);
            } else {
                (open, at) = self.inside(pointer, field, at)?;
            }
        }
        let field = found?;
        Some(Target { access: Access { steps }, keys, pointer: at, field })
    }

    /// The fields among which the pointer's first field stands, and the keys that are left.
    #[expect(clippy::type_complexity, reason = "a tuple of four that lives for one line")]
    fn start<'k>(
        &mut self,
        pointer: &str,
        keys: &'k [String],
    ) -> Option<(Vec<AccessStep>, &'r Fields, String, &'k [String])> {
        match self.root {
            Root::Object(fields, at) => Some((Vec::new(), fields, (*at).to_owned(), keys)),
            Root::Request(request) => {
                let (part, rest) = keys.split_first()?;
                let (name, fields) = match part.as_str() {
                    "path" => ("path", Some(&request.path)),
                    "query" => ("query", Some(&request.query)),
                    "body" => ("body", request.body.as_ref()),
                    _ => {
                        return self.refuse(format!(
                            "the rule names `{pointer}`, which is not in path, query or body"
                        ));
                    }
                };
                let Some(fields) = fields else {
                    return self.refuse(format!("the rule names `{pointer}`, but there is no body"));
                };
                let step = AccessStep { name: Name::own(name), optional: false };
                Some((vec![step], fields, format!("/request/{name}"), rest))
            }
        }
    }

    /// The fields of the object that a field holds.
    fn inside(&mut self, pointer: &str, field: &'r Field, at: String) -> Option<(&'r Fields, String)> {
        match parse_type(&field.type_text) {
            Ok(TypeExpr::Anonymous) => Some((&field.fields, format!("{at}/fields"))),
            Ok(TypeExpr::Named(name)) => self.named(pointer, &name),
            _ => self.refuse(format!(
                "the rule names `{pointer}`, which passes through a value that is no object"
            )),
        }
    }

    fn named(&mut self, pointer: &str, name: &str) -> Option<(&'r Fields, String)> {
        let document: &'a Document<Endpoint> = self.types.document;
        match document.schema.types.get(name) {
            Some(object) => Some((&object.fields, format!("/types/{}/fields", escape(name)))),
            None => self.refuse(format!(
                "the rule names `{pointer}`, which passes through the unknown type `{name}`"
            )),
        }
    }

    /// A value as Rust writes it.
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
            return self.refuse(format!("`{}` cannot have the value {value}", target.keys.join("/")));
        }
        literal
    }

    fn variant(&self, path: &TypePath, target: &Target<'_>, wire: &str) -> Option<Literal> {
        let shared = target.field.use_type.as_ref().and_then(|text| self.types.shared.get(text));
        let name = match shared {
            Some(shared) => shared.variants.get(wire)?.clone(),
            None => naming::variant(wire, target.field.members.get(wire)?),
        };
        Some(Literal::Variant(path.clone(), name))
    }

    fn refuse<T>(&mut self, message: String) -> Option<T> {
        self.types.report("rule", message, self.at);
        None
    }
}

/// The text of an enum member's value.
fn wire_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn present(access: Access) -> Expr {
    if access.is_certain() { Expr::True } else { Expr::Present(access) }
}

fn not(expr: Expr) -> Expr {
    match expr {
        Expr::True => Expr::False,
        Expr::False => Expr::True,
        Expr::Not(inner) => *inner,
        other => Expr::Not(Box::new(other)),
    }
}

fn all(parts: Vec<Expr>) -> Expr {
    let mut left: Vec<Expr> = parts.into_iter().filter(|part| !matches!(part, Expr::True)).collect();
    if left.iter().any(|part| matches!(part, Expr::False)) {
        return Expr::False;
    }
    match (left.pop(), left.is_empty()) {
        (None, _) => Expr::True,
        (Some(only), true) => only,
        (Some(last), false) => {
            left.push(last);
            Expr::All(left)
        }
    }
}

fn any(parts: Vec<Expr>) -> Expr {
    let mut left: Vec<Expr> = parts.into_iter().filter(|part| !matches!(part, Expr::False)).collect();
    if left.iter().any(|part| matches!(part, Expr::True)) {
        return Expr::True;
    }
    match (left.pop(), left.is_empty()) {
        (None, _) => Expr::False,
        (Some(only), true) => only,
        (Some(last), false) => {
            left.push(last);
            Expr::Any(left)
        }
    }
}
