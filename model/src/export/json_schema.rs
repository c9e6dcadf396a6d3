//! A merged schema as JSON Schema, draft 2020-12.
//!
//! The instance is what rules and limits speak about: `{path, query, body}` for a request, the whole envelope for a
//! reply. Headers are not part of it. Members that the schema does not know are accepted, as servers do.

use serde_json::{Map, Value, json};

use super::rules;
use super::shape::{Direction, Shapes, TextRule, object};
use crate::pointer;
use crate::schema::{Endpoint, Fields};
use crate::states::Scope;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A JSON Schema, and what it could not say.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// The JSON Schema.
    pub schema: Value,
    /// Conditions of the merged schema that JSON Schema cannot express: `POINTER: reason`, pointers into the merged schema.
    pub not_expressible: Vec<String>,
}

/// The JSON Schema of a request: what the documentation lets a caller send.
///
/// Enums are closed, `null` does not stand for a missing field, and each rule is a member of `allOf` with its id and text.
#[must_use]
pub fn request_schema(endpoint: &Endpoint) -> Exported {
    let mut shapes = Shapes::new(&endpoint.types, Direction::Request, "#/$defs/");
    let request = &endpoint.request;
    let mut parts = Map::new();
    let mut required = Vec::new();
    if !request.path.is_empty() {
        parts.insert("path".to_owned(), path_schema(&mut shapes, &request.path));
        required.push("path");
    }
    if !request.query.is_empty() {
        parts.insert("query".to_owned(), shapes.fields(&request.query, "/request/query"));
        if request.query.values().any(|field| field.required) {
            required.push("query");
        }
    }
    if let Some(body) = &request.body {
        parts.insert("body".to_owned(), shapes.fields(body, "/request/body"));
        if body.values().any(|field| field.required) {
            required.push("body");
        }
    }
    let mut schema = object(parts, required);
    let rules = rules::all(&Scope::request(endpoint), &endpoint.rules, "/rules", &mut shapes.not_expressible);
    if !rules.is_empty() {
        schema.insert("allOf".to_owned(), rules.into());
    }
    finish(shapes, schema, &format!("{}: request", endpoint.id))
}

/// The JSON Schema of a reply, envelope included: what a tolerant reader accepts.
///
/// Every field is optional and may be `null`, enums are open, and documented limits are not demanded of the server. An
/// endpoint whose page has no reply table accepts anything.
#[must_use]
pub fn reply_schema(endpoint: &Endpoint) -> Exported {
    let mut shapes = Shapes::new(&endpoint.types, Direction::Reply, "#/$defs/");
    let schema = match shapes.fields(&endpoint.reply, "/reply") {
        Value::Object(schema) if !endpoint.reply.is_empty() => schema,
        _ => Map::new(),
    };
    finish(shapes, schema, &format!("{}: reply", endpoint.id))
}

/// Path parameters are always required, and each is one segment of the URL's path.
fn path_schema(shapes: &mut Shapes<'_>, fields: &Fields) -> Value {
    let mut properties = Map::new();
    for (name, field) in fields {
        let at = pointer::join("/request/path", name);
        properties.insert(name.clone(), shapes.field(field, &at, TextRule::PathSegment));
    }
    Value::Object(object(properties, fields.keys().map(String::as_str)))
}

fn finish(mut shapes: Shapes<'_>, schema: Map<String, Value>, title: &str) -> Exported {
    let mut out =
        Map::from_iter([("$schema".to_owned(), json!(DIALECT)), ("title".to_owned(), json!(title))]);
    out.extend(schema);
    let definitions = shapes.definitions();
    if !definitions.is_empty() {
        let named = definitions.into_iter().map(|definition| (definition.key, definition.schema)).collect();
        out.insert("$defs".to_owned(), Value::Object(named));
    }
    Exported { schema: Value::Object(out), not_expressible: shapes.not_expressible }
}

#[cfg(test)]
mod tests;
