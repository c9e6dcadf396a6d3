//! Merged schemas as one OpenAPI 3.1 document.
//!
//! Extensions hold the facts that OpenAPI cannot express:
//!
//! - `x-error-codes`: documented codes with HTTP status, message and advice. Feishu answers many of them with status
//!   200, so they are not separate responses: `4XX` and `default` stand for all of them.
//! - `x-rate-limits`, `x-tokens`, `x-app-types`, `x-scopes` (`any_of`, `all_of`) and `x-field-scopes`: OpenAPI ties
//!   scopes to OAuth flows and has no "one of".
//! - `x-rules`: every rule between fields as a JSON Schema of `{path, query, body}`, or the reason why that is impossible. A rule that
//!   names body fields only also stands in `allOf` of the body's schema, where validators see it.
//! - `x-not-expressible`: conditions that neither expresses.
//! - `x-read-only`: the call only reads, whatever its method.
//! - On fields `x-enum` (labels and meanings of members), `x-scopes`, `x-role`, `x-sensitive`, `x-idempotency-key` and
//!   `x-format` (composition of a header's value).
//! - `x-source`: page and date. `x-concepts` (of the document): the enums of concept pages.
//! - `x-page-example`: an example of the page that contradicts the page's own tables or rules. Other examples are `example` and `examples`.
//!
//! Omitted on purpose: the Rust names of fields and types, which are not part of the API; and required members and limits
//! of replies, because a client should not reject a response over them.
//!
//! A path parameter is a whole segment, and OpenAPI cannot forbid `.` and `..` in a template: the parameter's schema
//! does. Query and header values are written as text; their schemas describe the value before that.

mod operation;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::shape::{Schema, object};
use crate::document::SchemaSet;
use crate::schema::{Endpoint, PathTemplate, Segment};
use operation::{Operation, error_code_entry, failure_response, tag};

/// All endpoints of the set as one document. Where two endpoints share method and path, a finding of the checks, the
/// first stands.
#[must_use]
pub fn openapi(set: &SchemaSet) -> Value {
    let mut out = Document::default();
    for document in &set.endpoints {
        out.endpoint(&document.schema);
    }
    out.finish(set)
}

#[derive(Default)]
struct Document {
    paths: Map<String, Value>,
    components: Schema,
    tags: BTreeSet<String>,
}

impl Document {
    fn endpoint(&mut self, endpoint: &Endpoint) {
        let (operation, components) = Operation::of(endpoint);
        self.tags.insert(tag(endpoint));
        self.components.extend(components);
        let path = self.paths.entry(template(&endpoint.http.path)).or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            methods.entry(endpoint.http.method.as_str().to_lowercase()).or_insert(operation);
        }
    }

    fn finish(mut self, set: &SchemaSet) -> Value {
        let tags: Vec<Value> = self.tags.iter().map(|name| tag_object(name)).collect();
        self.components.insert("Error".to_owned(), error_schema());
        let mut out = json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Feishu Open Platform",
                "version": newest_date(set),
                "description": "Endpoints of the platform, as their documentation pages describe them.",
                "contact": {"url": "https://open.feishu.cn"}
            },
            "servers": [{"url": "https://open.feishu.cn"}],
            "tags": tags,
            "paths": self.paths,
            "components": {
                "schemas": self.components,
                "responses": {"Error": failure_response(&json!({"$ref": "#/components/schemas/Error"}))},
                "securitySchemes": {"accessToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A tenant, user or app access token; `x-tokens` of an operation says which."
                }}
            }
        });
        let concepts = concepts(set);
        if !concepts.is_empty() {
            out["x-concepts"] = Value::Object(concepts);
        }
        if let Some(common) = &set.common {
            out["x-error-codes"] =
                json!(common.schema.errors.iter().map(error_code_entry).collect::<Map<_, _>>());
        }
        out
    }
}

/// The date of the newest page: the document changes when a page does, and only then.
fn newest_date(set: &SchemaSet) -> String {
    let dates = set
        .endpoints
        .iter()
        .filter_map(|document| document.schema.source.as_ref())
        .map(|source| &source.date);
    dates.max().cloned().unwrap_or_else(|| "unversioned".to_owned())
}

fn concepts(set: &SchemaSet) -> Map<String, Value> {
    let mut out = Map::new();
    for page in &set.concepts {
        for (heading, concept) in &page.schema.concepts {
            out.insert(format!("{}#{heading}", page.id), json!(concept));
        }
    }
    out
}

/// The envelope of a failure: all members are optional, and others may follow.
fn error_schema() -> Value {
    let texts = |names: &[&str]| {
        let properties = names.iter().map(|name| ((*name).to_owned(), json!({"type": "string"})));
        Value::Object(object(properties.collect(), []))
    };
    let list = |items: Value| json!({"type": "array", "items": items});
    let mut violation = texts(&["field", "description"]);
    violation["properties"]["value"] = json!({"description": "The rejected value."});
    let mut detail = texts(&["log_id", "troubleshooter"]);
    detail["properties"]["field_violations"] = list(violation);
    detail["properties"]["permission_violations"] = list(texts(&["type", "subject", "description"]));
    detail["properties"]["helps"] = list(texts(&["url", "description"]));
    let code = json!({"type": "integer", "description": "The error code."});
    let msg = json!({"type": "string", "description": "The error message."});
    json!({"type": "object", "properties": {"code": code, "msg": msg, "error": detail}})
}

fn tag_object(name: &str) -> Value {
    let (service, version) = name.split_once('/').unwrap_or((name, ""));
    json!({"name": name, "description": format!("The service `{service}`, version `{version}`.")})
}

/// `:name` segments as `{name}`.
fn template(path: &PathTemplate) -> String {
    let segment = |segment| match segment {
        Segment::Parameter(name) => format!("{{{name}}}"),
        Segment::Literal(text) => text.to_owned(),
    };
    path.segments().map(segment).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests;
