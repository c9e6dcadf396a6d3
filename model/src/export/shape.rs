//! Fields and types as JSON Schema, for both exports.

use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value, json};

use super::rules;
use crate::check::is_value_of;
use crate::pointer::{self, join};
use crate::schema::{Field, Fields, Len, LenUnit, ObjectType, TypeExpr};
use crate::states::{Scope, member_value};

/// Direction of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// To the server: required fields, limits and closed enums hold.
    Request,
    /// From the server: members are optional, limits do not apply, and enums are open.
    Reply,
}

/// Conditions of a text beyond its documented limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextRule {
    /// No further condition.
    Any,
    /// One segment of a URL's path.
    PathSegment,
}

/// A named type that was used.
pub(super) struct Definition {
    /// Its key among the definitions, which references end in.
    pub(super) key: String,
    pub(super) schema: Value,
}

/// Makes schemas of fields, and remembers the named types that they use.
pub(super) struct Shapes<'a> {
    pub(super) types: &'a IndexMap<String, ObjectType>,
    pub(super) direction: Direction,
    prefix: String,
    used: IndexSet<Used>,
    pub(super) not_expressible: Vec<String>,
}

/// A named type, or the variant of a union with that tag.
pub(super) type Used = (String, Option<String>);

/// A JSON Schema object.
pub(super) type Schema = Map<String, Value>;

/// No control characters, in a form that every regular expression engine reads alike.
const NO_CONTROL_CHARACTERS: &str = r"^[^\x00-\x1F\x7F-\x9F]*$";

impl<'a> Shapes<'a> {
    pub(super) fn new(types: &'a IndexMap<String, ObjectType>, direction: Direction, prefix: &str) -> Self {
        Self {
            types,
            direction,
            prefix: prefix.to_owned(),
            used: IndexSet::new(),
            not_expressible: Vec::new(),
        }
    }

    pub(super) fn fields(&mut self, fields: &Fields, at: &str) -> Value {
        let mut properties = Map::new();
        for (name, field) in fields {
            properties.insert(name.clone(), self.field(field, &pointer::join(at, name), TextRule::Any));
        }
        let required =
            fields.iter().filter(|(_, field)| field.required && self.direction == Direction::Request);
        Value::Object(object(properties, required.map(|(name, _)| name.as_str())))
    }

    pub(super) fn field(&mut self, field: &Field, at: &str, text_rule: TextRule) -> Value {
        let expr = field.ty.expr();
        let mut schema = self.expression(expr, field, at, text_rule);
        if self.direction == Direction::Request {
            outer_limits(&mut schema, field.len, expr);
        }
        annotate(&mut schema, field);
        if let Some(example) = &field.example {
            match self.conforming(field, example) {
                Some(example) => schema.insert("examples".to_owned(), json!([example])),
                None => schema.insert("x-page-example".to_owned(), example.clone()),
            };
        }
        self.nullable(schema)
    }

    /// The example as a value of the field. Pages also write a number as text, and one element for a list.
    fn conforming(&self, field: &Field, example: &Value) -> Option<Value> {
        let parsed = example.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let values = [Some(example.clone()), parsed].into_iter().flatten();
        let lists = values.clone().map(|element| json!([element]));
        let fits = |value: &Value| is_value_of(field, value, self.types, self.direction == Direction::Reply);
        values.chain(lists).find(fits)
    }

    /// In a reply any value may be `null`.
    fn nullable(&self, schema: Schema) -> Value {
        if self.direction == Direction::Request || schema.is_empty() {
            return Value::Object(schema);
        }
        json!({"anyOf": [schema, {"type": "null"}]})
    }

    fn expression(&mut self, expr: &TypeExpr, field: &Field, at: &str, text_rule: TextRule) -> Schema {
        match expr {
            TypeExpr::Text | TypeExpr::Int if !field.members.is_empty() => self.enumeration(expr, field),
            TypeExpr::Text if field.json.is_some() => self.json_string(field, at),
            TypeExpr::Text => self.text(field, at, text_rule),
            TypeExpr::Int => self.int(field),
            TypeExpr::Float => self.float(field),
            TypeExpr::Bool => self.limited(typed("boolean"), field),
            TypeExpr::File => self.file(at),
            TypeExpr::Anonymous if field.fields.is_empty() => Schema::new(),
            TypeExpr::Anonymous => into_schema(self.fields(&field.fields, &join(at, "fields"))),
            TypeExpr::Named(name) => self.named(name),
            TypeExpr::Array(inner) => {
                let element = self.expression(inner, field, at, text_rule);
                with(typed("array"), "items", self.nullable(element))
            }
            TypeExpr::Map(inner) => {
                let value = self.expression(inner, field, at, text_rule);
                with(typed("object"), "additionalProperties", self.nullable(value))
            }
        }
    }

    /// A request has a documented member; in a reply the members are known values of an open set.
    fn enumeration(&mut self, expr: &TypeExpr, field: &Field) -> Schema {
        let members: Vec<Value> = field.members.keys().filter_map(|wire| member_value(wire, expr)).collect();
        let of_type = typed(if *expr == TypeExpr::Int { "integer" } else { "string" });
        let known = with(of_type.clone(), "enum", members.into());
        match self.direction {
            Direction::Request => self.limited(known, field),
            Direction::Reply => with(Schema::new(), "anyOf", json!([known, of_type])),
        }
    }

    fn text(&mut self, field: &Field, at: &str, rule: TextRule) -> Schema {
        let mut schema = typed("string");
        if self.direction == Direction::Reply {
            return schema;
        }
        self.text_length(&mut schema, field.len, at);
        if let Some(pattern) = &field.pattern {
            schema.insert("pattern".to_owned(), json!(pattern));
        }
        if rule == TextRule::PathSegment {
            let least = field.len.and_then(|len| len.min).unwrap_or_default();
            schema.insert("minLength".to_owned(), json!(least.max(1)));
            schema.insert("not".to_owned(), json!({"enum": [".", ".."]}));
            if schema.contains_key("pattern") {
                schema.insert("allOf".to_owned(), json!([{"pattern": NO_CONTROL_CHARACTERS}]));
            } else {
                schema.insert("pattern".to_owned(), json!(NO_CONTROL_CHARACTERS));
            }
            self.cannot_say(at, "at most 4096 bytes in a path parameter: JSON Schema counts code points");
        }
        self.limited(schema, field)
    }

    fn text_length(&mut self, schema: &mut Schema, len: Option<Len>, at: &str) {
        let Some(len) = len else { return };
        match len.unit {
            LenUnit::Chars => bounds(schema, len.min, len.max, ["minLength", "maxLength"]),
            LenUnit::Bytes => self.cannot_say(at, "a length in bytes: JSON Schema counts code points"),
            LenUnit::Items => {}
        }
    }

    /// A string that carries JSON. What it carries is an annotation to JSON Schema, never a demand.
    fn json_string(&mut self, field: &Field, at: &str) -> Schema {
        let mut schema = self.text(field, at, TextRule::Any);
        schema.insert("contentMediaType".to_owned(), json!("application/json"));
        if let Some(inner) = &field.json {
            let inside = join(at, "json");
            if let Some(union) = inner.ty.expr().named().and_then(|name| self.types.get(name))
                && union.adjacent
            {
                self.cannot_say(&inside, "the JSON inside a string, whose shape a field beside it decides");
                return with(schema, "contentSchema", typed("object").into());
            }
            schema.insert("contentSchema".to_owned(), self.field(inner, &inside, TextRule::Any));
            self.cannot_say(&inside, "the JSON inside a string: `contentSchema` does not validate");
        }
        schema
    }

    fn int(&mut self, field: &Field) -> Schema {
        let mut schema = typed("integer");
        if self.direction == Direction::Request {
            let (mut least, mut greatest) = (json!(i64::MIN), json!(i64::MAX));
            if let Some(range) = &field.range {
                least = range.min.as_ref().filter(|min| is_inside(min)).map_or(least, |min| json!(min));
                greatest = range.max.as_ref().filter(|max| is_inside(max)).map_or(greatest, |max| json!(max));
            }
            schema.insert("minimum".to_owned(), least);
            schema.insert("maximum".to_owned(), greatest);
        }
        self.limited(schema, field)
    }

    fn float(&mut self, field: &Field) -> Schema {
        let mut schema = typed("number");
        if let (Some(range), Direction::Request) = (&field.range, self.direction) {
            schema.extend(range.min.as_ref().map(|min| ("minimum".to_owned(), json!(min))));
            schema.extend(range.max.as_ref().map(|max| ("maximum".to_owned(), json!(max))));
        }
        self.limited(schema, field)
    }

    /// The only value that the server accepts.
    fn limited(&self, schema: Schema, field: &Field) -> Schema {
        match &field.fixed {
            Some(fixed) if self.direction == Direction::Request => with(schema, "const", fixed.clone()),
            _ => schema,
        }
    }

    fn file(&mut self, at: &str) -> Schema {
        self.cannot_say(at, "the content of a file: it is no JSON");
        with(typed("string"), "format", json!("binary"))
    }

    fn named(&mut self, name: &str) -> Schema {
        if !self.types.contains_key(name) {
            return Schema::new();
        }
        with(Schema::new(), "$ref", json!(self.reference((name.to_owned(), None))))
    }

    /// A reference to what will be among the definitions.
    pub(super) fn reference(&mut self, used: Used) -> String {
        let reference = format!("{}{}", self.prefix, key_of(&used));
        self.used.insert(used);
        reference
    }

    /// The named types that were used so far, and those that they use in turn, in the order of first use.
    pub(super) fn definitions(&mut self) -> Vec<Definition> {
        let mut out = Vec::new();
        while let Some(used) = self.used.get_index(out.len()).cloned() {
            let schema = match &used {
                (name, None) => self.definition(name),
                (name, Some(tag)) => self.variant(name, tag),
            };
            out.push(Definition { key: key_of(&used), schema });
        }
        out
    }

    fn definition(&mut self, name: &str) -> Value {
        let Some(object_type) = self.types.get(name) else { return Value::Bool(true) };
        let at = pointer::join("/types", name);
        let mut schema = match &object_type.tag {
            None => into_schema(self.fields(&object_type.fields, &at.join("fields"))),
            Some(tag) => self.union(name, tag, object_type),
        };
        schema.insert("title".to_owned(), json!(name));
        if let Some(doc) = &object_type.doc {
            schema.insert("description".to_owned(), json!(doc));
        }
        if self.direction == Direction::Request {
            let scope = Scope::object(&object_type.fields, self.types);
            let rules = rules::all(&scope, &object_type.rules, &at.join("rules"), &mut self.not_expressible);
            if !rules.is_empty() {
                schema.insert("allOf".to_owned(), rules.into());
            }
        }
        Value::Object(schema)
    }

    fn cannot_say(&mut self, at: &str, reason: &str) {
        self.not_expressible.push(format!("{at}: {reason}"));
    }
}

/// Adds texts and flags that do not affect validation.
fn annotate(schema: &mut Schema, field: &Field) {
    let set = |flag: bool| flag.then(|| json!(true));
    let annotations = [
        ("description", field.doc.as_ref().map(|doc| json!(doc))),
        ("default", field.default.clone()),
        ("deprecated", set(field.deprecated)),
        ("x-enum", (!field.members.is_empty()).then(|| json!(field.members))),
        ("x-scopes", (!field.scopes.is_empty()).then(|| json!(field.scopes))),
        ("x-role", field.role.map(|role| json!(role))),
        ("x-sensitive", set(field.sensitive)),
        ("x-idempotency-key", set(field.idempotency_key)),
    ];
    schema.extend(annotations.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
}

/// An object with these properties; `required` is left out when it is empty.
pub(super) fn object<'n>(properties: Schema, required: impl IntoIterator<Item = &'n str>) -> Schema {
    let mut schema = with(typed("object"), "properties", Value::Object(properties));
    let required: Vec<&str> = required.into_iter().collect();
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}

/// The length of a list or a map; other lengths belong to the elements.
fn outer_limits(schema: &mut Schema, len: Option<Len>, expr: &TypeExpr) {
    let Some(len) = len.filter(|len| len.unit == LenUnit::Items) else { return };
    match expr {
        TypeExpr::Array(_) => bounds(schema, len.min, len.max, ["minItems", "maxItems"]),
        TypeExpr::Map(_) => bounds(schema, len.min, len.max, ["minProperties", "maxProperties"]),
        _ => {}
    }
}

fn bounds(schema: &mut Schema, min: Option<u64>, max: Option<u64>, [least, greatest]: [&str; 2]) {
    schema.extend(min.map(|min| (least.to_owned(), json!(min))));
    schema.extend(max.map(|max| (greatest.to_owned(), json!(max))));
}

/// Returns true if a bound fits 64 bits. A field cannot hold a value beyond any other bound.
fn is_inside(bound: &serde_json::Number) -> bool {
    bound.is_i64() || bound.as_f64().is_some_and(|bound| bound.abs() < 9_223_372_036_854_775_808.0)
}

fn typed(name: &str) -> Schema {
    with(Schema::new(), "type", json!(name))
}

pub(super) fn with(mut schema: Schema, key: &str, value: Value) -> Schema {
    schema.insert(key.to_owned(), value);
    schema
}

pub(super) fn into_schema(value: Value) -> Schema {
    match value {
        Value::Object(schema) => schema,
        _ => Schema::new(),
    }
}

/// The key of a type or a variant. No type has a single colon in its name.
fn key_of((name, tag): &Used) -> String {
    match tag {
        None => key(name),
        Some(tag) => format!("{}-3a-{}", key(name), key(tag)),
    }
}

/// A named type's key among the definitions: `[A-Za-z0-9_-]+`, as OpenAPI wants it, and as a reference can hold it without
/// escapes. Two colons become two hyphens, and any other character its code point in hex between hyphens. There are no dots,
/// which generators of Python take for modules.
pub(super) fn key(name: &str) -> String {
    let parts = name.split("::").map(|part| {
        let escaped = part.chars().map(|c| match c {
            c if c.is_ascii_alphanumeric() || c == '_' => c.to_string(),
            c => format!("-{:x}-", u32::from(c)),
        });
        escaped.collect::<String>()
    });
    parts.collect::<Vec<_>>().join("--")
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn keys_keep_names_apart() {
        for (name, expected) in [
            ("process_form_variable_v2", "process_form_variable_v2"),
            ("approval::v4::form::Control", "approval--v4--form--Control"),
            ("item@body.list", "item-40-body-2e-list"),
            ("a-40-b", "a-2d-40-2d-b"),
            ("a--b", "a-2d--2d-b"),
            ("类型", "-7c7b--578b-"),
        ] {
            assert_eq!(key(name), expected);
        }
    }
}
