//! One endpoint as an operation of the document.

use serde_json::{Map, Value, json};

use crate::check::{faults_of_reply, faults_of_request};
use crate::export::rules;
use crate::export::shape::{Direction, Schema, Shapes, TextRule, key};
use crate::pointer;
use crate::schema::{Endpoint, ErrorCode, Field, Join, ReplyKind, Scope as Permission, TypeExpr, is_form};
use crate::states::{RuleSpace, Scope, mentions};

/// Collects the members of an operation.
pub(super) struct Operation<'a> {
    endpoint: &'a Endpoint,
    request: Shapes<'a>,
    reply: Shapes<'a>,
    out: Schema,
}

impl<'a> Operation<'a> {
    /// The operation, and the named schemas that it uses.
    pub(super) fn of(endpoint: &'a Endpoint) -> (Value, Schema) {
        let prefix = |direction: &str| format!("#/components/schemas/{}", key_prefix(endpoint, direction));
        let mut operation = Self {
            endpoint,
            request: Shapes::new(&endpoint.types, Direction::Request, &prefix("request")),
            reply: Shapes::new(&endpoint.types, Direction::Reply, &prefix("reply")),
            out: Schema::new(),
        };
        operation.describe();
        operation.parameters();
        operation.body();
        operation.responses();
        operation.extensions();
        operation.finish()
    }

    fn set(&mut self, key: &str, value: Value) {
        self.out.insert(key.to_owned(), value);
    }

    fn describe(&mut self) {
        let endpoint = self.endpoint;
        self.set("operationId", json!(endpoint.id));
        self.set("tags", json!([tag(endpoint)]));
        self.set("summary", json!(endpoint.title));
        if let Some(doc) = &endpoint.doc {
            self.set("description", json!(doc));
        }
        if let Some(source) = &endpoint.source {
            self.set("externalDocs", json!({"url": source.url}));
            self.set("x-source", json!(source));
        }
        if endpoint.deprecated {
            self.set("deprecated", json!(true));
        }
        if endpoint.http.hosts.iter().ne(["open.feishu.cn"]) {
            let servers: Vec<Value> =
                endpoint.http.hosts.iter().map(|host| json!({"url": format!("https://{host}")})).collect();
            self.set("servers", servers.into());
        }
        // An empty list says that the call needs no token.
        let schemes = if endpoint.tokens.is_empty() { json!([]) } else { json!([{"accessToken": []}]) };
        self.set("security", schemes);
    }

    fn parameters(&mut self) {
        let endpoint = self.endpoint;
        let mut out = Vec::new();
        for (name, field) in &endpoint.request.path {
            out.push(self.parameter("path", "/request/path", name, field));
        }
        for (name, field) in &endpoint.request.query {
            out.push(self.parameter("query", "/request/query", name, field));
        }
        // OpenAPI wants these two ignored as parameters: `security` and the body's media type say them.
        let said = |name: &str| {
            name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("content-type")
        };
        for (name, field) in endpoint.headers.iter().filter(|(name, _)| !said(name)) {
            out.push(self.parameter("header", "/headers", name, field));
        }
        if !out.is_empty() {
            self.set("parameters", out.into());
        }
    }

    fn parameter(&mut self, part: &str, at: &str, name: &str, field: &Field) -> Value {
        let rule = if part == "path" { TextRule::PathSegment } else { TextRule::Any };
        let schema = self.request.field(field, &pointer::join(at, name), rule);
        let mut out =
            json!({"name": name, "in": part, "required": field.required || part == "path", "schema": schema});
        if let Some(doc) = &field.doc {
            out["description"] = json!(doc);
        }
        if field.deprecated {
            out["deprecated"] = json!(true);
        }
        if part == "query" && matches!(field.ty.expr(), TypeExpr::Array(_)) {
            out["style"] = json!("form");
            out["explode"] = json!(field.join != Some(Join::Comma));
        }
        if let Some(format) = &field.format {
            out["x-format"] = json!(format);
        }
        out
    }

    fn body(&mut self) {
        let Some(fields) = &self.endpoint.request.body else { return };
        let mut schema = self.request.fields(fields, "/request/body");
        let (rules, refuses_empty) = self.body_rules();
        if !rules.is_empty() {
            schema["allOf"] = rules.into();
        }
        let is_faulty = faults_of_request(self.endpoint).iter().any(|fault| fault.at.starts_with("/body"));
        let content = content(&schema, self.endpoint.examples.request.as_ref(), is_faulty);
        let required = refuses_empty || fields.values().any(|field| field.required);
        self.set(
            "requestBody",
            json!({"required": required, "content": {media_type(self.endpoint): content}}),
        );
    }

    /// Rules about the body alone, as schemas of the body, and whether one of them refuses an empty body.
    fn body_rules(&self) -> (Vec<Value>, bool) {
        let scope = Scope::request(self.endpoint);
        let (mut schemas, mut refuses_empty) = (Vec::new(), false);
        for (id, rule) in &self.endpoint.rules {
            if mentions(rule).iter().all(|mention| mention.field.starts_with("/body/")) {
                schemas.extend(rules::one_in(&scope, id, rule, "/body"));
                let space = RuleSpace::new(&scope, [rule]);
                let empty = space.state_of(&json!({}));
                refuses_empty |= empty.is_some_and(|empty| !space.accepts(rule, &empty));
            }
        }
        (schemas, refuses_empty)
    }

    fn responses(&mut self) {
        let endpoint = self.endpoint;
        let mut failure = json!({"$ref": "#/components/responses/Error"});
        let success = match endpoint.reply_kind {
            ReplyKind::Json => {
                let schema = if endpoint.reply.is_empty() {
                    json!({})
                } else {
                    self.reply.fields(&endpoint.reply, "/reply")
                };
                if endpoint.reply.contains_key("error") {
                    failure = own_failure(&schema);
                }
                let is_faulty = !faults_of_reply(endpoint).is_empty();
                let content = content(&schema, endpoint.examples.reply.as_ref(), is_faulty);
                let description = "The call succeeded if `code` is 0; else `x-error-codes` says why.";
                json!({"description": description, "content": {"application/json": content}})
            }
            ReplyKind::File => {
                json!({"description": "The content of a file.", "content": {"application/octet-stream": {}}})
            }
            ReplyKind::Browser => json!({"description": "What a browser shows, or where it is sent."}),
        };
        self.set("responses", json!({"200": success, "4XX": failure, "default": failure}));
    }

    fn extensions(&mut self) {
        let endpoint = self.endpoint;
        let codes: Map<_, _> = endpoint.errors.iter().map(error_code_entry).collect();
        for (key, value) in [
            ("x-rate-limits", json!(endpoint.rate_limits)),
            ("x-app-types", json!(endpoint.app_types)),
            ("x-tokens", json!(endpoint.tokens)),
            ("x-read-only", if endpoint.read_only { json!(true) } else { Value::Null }),
            ("x-scopes", json!(endpoint.scopes)),
            ("x-field-scopes", json!(labels(&endpoint.field_scopes))),
            ("x-error-codes", json!(codes)),
        ] {
            if ![Value::Null, json!([]), json!({})].contains(&value) {
                self.set(key, value);
            }
        }
        self.rules();
    }

    fn rules(&mut self) {
        let scope = Scope::request(self.endpoint);
        let mut out = Map::new();
        for (id, rule) in &self.endpoint.rules {
            let schema = rules::one(&scope, id, rule);
            out.insert(id.clone(), json!({"description": rule.doc, "assert": rule.assert, "schema": schema}));
        }
        if !out.is_empty() {
            self.set("x-rules", Value::Object(out));
        }
        rules::all(&scope, &self.endpoint.rules, "/rules", &mut self.request.not_expressible);
    }

    fn finish(mut self) -> (Value, Schema) {
        let mut components = Schema::new();
        for (direction, shapes) in [("request", &mut self.request), ("reply", &mut self.reply)] {
            for definition in shapes.definitions() {
                components.insert(key_prefix(self.endpoint, direction) + &definition.key, definition.schema);
            }
        }
        let lost: Vec<String> = [self.request.not_expressible, self.reply.not_expressible].concat();
        if !lost.is_empty() {
            self.out.insert("x-not-expressible".to_owned(), json!(lost));
        }
        (Value::Object(self.out), components)
    }
}

/// Prefix of the keys of an endpoint's named types.
fn key_prefix(endpoint: &Endpoint, direction: &str) -> String {
    format!("{}--{direction}--", key(&endpoint.id.replace('/', "::")))
}

/// A media type; an example that contradicts its schema is no `example`.
fn content(schema: &Value, example: Option<&Value>, is_faulty: bool) -> Value {
    let mut out = json!({"schema": schema});
    if let Some(example) = example {
        out[if is_faulty { "x-page-example" } else { "example" }] = example.clone();
    }
    out
}

/// A response to a call that failed.
pub(super) fn failure_response(schema: &Value) -> Value {
    let description = "The call failed; `x-error-codes` of the operation and of the document say why.";
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}

/// The failure of a call whose page documents `error` among the members of the reply, as that of OAuth does. What refuses a
/// call before it reaches the endpoint has the platform's envelope.
fn own_failure(reply: &Value) -> Value {
    failure_response(&json!({"anyOf": [reply, {"$ref": "#/components/schemas/Error"}]}))
}

/// What `Content-Type` is documented to be.
fn media_type(endpoint: &Endpoint) -> String {
    if is_form(endpoint) {
        return "multipart/form-data".to_owned();
    }
    let header = endpoint.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let fixed = header.and_then(|(_, field)| field.fixed.as_ref()).and_then(Value::as_str);
    fixed.unwrap_or("application/json; charset=utf-8").to_owned()
}

/// A documented error code: its number, and what the page says about it.
pub(super) fn error_code_entry((number, code): (&String, &ErrorCode)) -> (String, Value) {
    (number.clone(), json!(code))
}

fn labels(scopes: &indexmap::IndexMap<String, Permission>) -> Map<String, Value> {
    scopes.iter().map(|(name, scope)| (name.clone(), json!(scope.label))).collect()
}

/// The service and version that the id starts with.
pub(super) fn tag(endpoint: &Endpoint) -> String {
    endpoint.id.split('/').take(2).collect::<Vec<_>>().join("/")
}
