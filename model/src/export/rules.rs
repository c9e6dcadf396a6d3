//! Rules between fields as JSON Schema.
//!
//! A condition sees the default of an absent field: where the default fits, the test is written so that an absent
//! field passes it, and else so that the field is required.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::pointer;
use crate::schema::{Assertion, Condition, Field, FieldSet, Rule, Test, TypeExpr, When, WhenValues};
use crate::states::{Scope, same_value};

/// Each rule as a schema of the rules' root; `at` points to the rules, for what cannot be said. Rules whose pointers
/// name no field are a finding of the checks and are left out.
pub(super) fn all(
    scope: &Scope<'_>,
    rules: &IndexMap<String, Rule>,
    at: &str,
    not_expressible: &mut Vec<String>,
) -> Vec<Value> {
    let mut out = Vec::new();
    for (id, rule) in rules {
        match reason(&rule.assert) {
            Some(reason) => not_expressible.push(format!("{}: {reason}", pointer::join(at, id))),
            None => out.extend(one(scope, id, rule)),
        }
    }
    out
}

/// One rule as a schema of the rules' root; `None` when JSON Schema cannot say it.
pub(super) fn one(scope: &Scope<'_>, id: &str, rule: &Rule) -> Option<Value> {
    one_in(scope, id, rule, "")
}

/// One rule as a schema of what stands at `part`, inside which all its pointers lead.
pub(super) fn one_in(scope: &Scope<'_>, id: &str, rule: &Rule, part: &str) -> Option<Value> {
    let assertion = Writer { scope, part }.assertion(&rule.assert)?;
    let mut out = Map::from_iter([("$comment".to_owned(), json!(format!("{id}: {}", rule.doc)))]);
    out.extend(assertion);
    Some(Value::Object(out))
}

/// Why JSON Schema cannot say it.
fn reason(assertion: &Assertion) -> Option<&'static str> {
    match assertion {
        Assertion::Compare(_) => Some("a comparison of two fields"),
        _ => None,
    }
}

struct Writer<'w, 'a> {
    scope: &'w Scope<'a>,
    /// The first part of pointers, which the schema omits.
    part: &'w str,
}

type Schema = Map<String, Value>;

impl Writer<'_, '_> {
    fn assertion(&self, assertion: &Assertion) -> Option<Schema> {
        match assertion {
            Assertion::AtLeastOne(set) => Some(any_of(self.presences(set)?)),
            Assertion::ExactlyOne(set) => Some(one_of(self.presences(set)?)),
            Assertion::AtMostOne(set) => {
                let present = self.presences(set)?;
                Some(any_of(vec![none_of(present.clone()).into(), one_of(present).into()]))
            }
            Assertion::AllOrNone(set) => {
                let present = self.presences(set)?;
                Some(any_of(vec![none_of(present.clone()).into(), all_of(present).into()]))
            }
            Assertion::Require(when) => {
                let leaf = if when.non_empty { self.non_empty(&when.field)? } else { Schema::new() };
                self.conditional(&when.when, &when.unless, self.present(&when.field, leaf)?)
            }
            Assertion::Forbid(when) => self.forbid(when),
            Assertion::Allow(allow) => self.allow(allow),
            Assertion::Compare(_) => None,
        }
    }

    fn presences(&self, set: &FieldSet) -> Option<Vec<Value>> {
        set.fields.iter().map(|pointer| self.present(pointer, Schema::new()).map(Value::Object)).collect()
    }

    fn forbid(&self, when: &When) -> Option<Schema> {
        let absent = none_of(vec![self.present(&when.field, Schema::new())?.into()]);
        self.conditional(&when.when, &when.unless, absent)
    }

    fn allow(&self, allow: &WhenValues) -> Option<Schema> {
        let values = Map::from_iter([("enum".to_owned(), json!(allow.values))]);
        self.conditional(&allow.when, &allow.unless, self.if_present(&allow.field, values)?)
    }

    fn conditional(&self, when: &Condition, unless: &Condition, then: Schema) -> Option<Schema> {
        let mut tests = self.tests(when)?;
        if !unless.is_empty() {
            tests.push(not(all_of(self.tests(unless)?)).into());
        }
        if tests.is_empty() {
            return Some(then);
        }
        Some(Map::from_iter([("if".to_owned(), all_of(tests).into()), ("then".to_owned(), then.into())]))
    }

    fn tests(&self, condition: &Condition) -> Option<Vec<Value>> {
        condition.iter().map(|(pointer, test)| self.test(pointer, test).map(Value::Object)).collect()
    }

    fn test(&self, pointer: &str, test: &Test) -> Option<Schema> {
        match test {
            Test::Is(value) => self.has_one_of(pointer, std::slice::from_ref(value)),
            Test::In(values) => self.has_one_of(pointer, values),
            Test::Present(true) => self.present(pointer, Schema::new()),
            Test::Present(false) => self.present(pointer, Schema::new()).map(not),
        }
    }

    fn has_one_of(&self, pointer: &str, values: &[Value]) -> Option<Schema> {
        let leaf = Map::from_iter([("enum".to_owned(), json!(values))]);
        let default = self.field(pointer)?.default.as_ref();
        if default.is_some_and(|default| values.iter().any(|value| same_value(value, default))) {
            self.if_present(pointer, leaf)
        } else {
            self.present(pointer, leaf)
        }
    }

    /// The field is present, and the leaf holds.
    fn present(&self, pointer: &str, leaf: Schema) -> Option<Schema> {
        self.nested(pointer, leaf, true)
    }

    /// The leaf holds if the field is present.
    fn if_present(&self, pointer: &str, leaf: Schema) -> Option<Schema> {
        self.nested(pointer, leaf, false)
    }

    fn nested(&self, pointer: &str, leaf: Schema, required: bool) -> Option<Schema> {
        self.field(pointer)?;
        let mut schema = leaf;
        let inside = pointer.strip_prefix(self.part)?;
        for name in pointer::tokens(inside).ok()?.iter().rev() {
            let mut outer = Schema::new();
            if required {
                outer.insert("required".to_owned(), json!([name]));
            }
            // Redocly wants the property of a required name in the same schema, and closes objects that do not say
            // that they are open.
            outer.insert("properties".to_owned(), json!({&**name: schema}));
            outer.insert("additionalProperties".to_owned(), json!(true));
            schema = outer;
        }
        Some(schema)
    }

    fn non_empty(&self, pointer: &str) -> Option<Schema> {
        let keyword = match self.field(pointer)?.ty.expr() {
            TypeExpr::Text => "minLength",
            TypeExpr::Array(_) => "minItems",
            TypeExpr::Map(_) => "minProperties",
            _ => return Some(Schema::new()),
        };
        Some(Map::from_iter([(keyword.to_owned(), json!(1))]))
    }

    fn field(&self, pointer: &str) -> Option<&Field> {
        self.scope.find(pointer).ok().map(|target| target.field)
    }
}

fn any_of(schemas: Vec<Value>) -> Schema {
    Map::from_iter([("anyOf".to_owned(), schemas.into())])
}

fn one_of(schemas: Vec<Value>) -> Schema {
    Map::from_iter([("oneOf".to_owned(), schemas.into())])
}

/// One schema needs no list around it.
fn all_of(schemas: Vec<Value>) -> Schema {
    match <[Value; 1]>::try_from(schemas) {
        Ok([Value::Object(schema)]) => schema,
        Ok(other) => Map::from_iter([("allOf".to_owned(), json!(other))]),
        Err(schemas) => Map::from_iter([("allOf".to_owned(), schemas.into())]),
    }
}

fn none_of(schemas: Vec<Value>) -> Schema {
    not(any_of(schemas))
}

fn not(schema: Schema) -> Schema {
    Map::from_iter([("not".to_owned(), schema.into())])
}
