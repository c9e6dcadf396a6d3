//! One documented example, and variants that keep only one of its faults each.

use std::collections::BTreeMap;

use model::check::{ExampleFault, FaultKind, faults_of_reply, faults_of_request};
use model::document::Document;
use model::pointer::{join, split_last};
use model::schema::{Endpoint, Field, Fields, ReplyKind, TypeExpr, is_form, is_sent_header};
use serde_json::{Map, Value};

use super::place::{Side, locate, sample, sample_object};

/// One documented example.
pub(super) struct Case<'a> {
    pub(super) document: &'a Document<Endpoint>,
    pub(super) side: Side,
    /// The faults that the lints report, by place.
    pub(super) groups: BTreeMap<String, Vec<ExampleFault>>,
    /// The first has all faults corrected; each other one keeps the faults of one place.
    pub(super) variants: Vec<Variant>,
}

/// The example with all faults corrected except those of one place.
pub(super) struct Variant {
    pub(super) left: Option<String>,
    pub(super) json: Value,
    /// True if the example differs from the page.
    pub(super) is_mended: bool,
    /// Pointers to values that the page does not show.
    pub(super) made_up: Vec<String>,
}

/// The JSON examples of an endpoint. Forms and files have none.
pub(super) fn cases(document: &Document<Endpoint>) -> Vec<Case<'_>> {
    let schema = &document.schema;
    let mut out = Vec::new();
    if let Some((json, made_up)) = request(schema).filter(|_| !is_form(schema)) {
        let whole = Variant { left: None, json, is_mended: false, made_up };
        out.push(case(document, Side::Request, faults_of_request(schema), &whole));
    }
    if let Some(reply) = schema.examples.reply.as_ref().filter(|_| schema.reply_kind == ReplyKind::Json) {
        let whole = Variant { left: None, json: reply.clone(), is_mended: false, made_up: Vec::new() };
        out.push(case(document, Side::Reply, faults_of_reply(schema), &whole));
    }
    out
}

fn case<'a>(
    document: &'a Document<Endpoint>,
    side: Side,
    faults: Vec<ExampleFault>,
    whole: &Variant,
) -> Case<'a> {
    let mut groups: BTreeMap<String, Vec<ExampleFault>> = BTreeMap::new();
    for fault in faults {
        groups.entry(place_of(&fault)).or_default().push(fault);
    }
    let mut case = Case { document, side, groups, variants: Vec::new() };
    let lefts = std::iter::once(None).chain(case.groups.keys().cloned().map(Some));
    case.variants = lefts.map(|left| case.variant(left, whole)).collect();
    case
}

/// The place at which a fault is corrected.
fn place_of(fault: &ExampleFault) -> String {
    match &fault.kind {
        FaultKind::Missing(name) => join(&fault.at, name).into(),
        _ => fault.at.clone(),
    }
}

impl Case<'_> {
    fn variant(&self, left: Option<String>, whole: &Variant) -> Variant {
        let (json, made_up) = (whole.json.clone(), whole.made_up.clone());
        let mut variant = Variant { left, json, is_mended: false, made_up };
        // Inner places first: an enclosing value may be replaced later.
        for (at, faults) in self.groups.iter().rev() {
            let is_left = variant.left.as_ref() == Some(at);
            if !is_left && faults.iter().any(|fault| !matches!(fault.kind, FaultKind::Rule(_))) {
                variant.is_mended = true;
                self.mend(at, &mut variant);
            }
        }
        variant
    }

    /// Removes the value if it is optional, and replaces it otherwise.
    fn mend(&self, at: &str, variant: &mut Variant) {
        let schema = &self.document.schema;
        if self.side == Side::Reply && at == "/code" {
            // A response without `code` is not a response.
            return put(&mut variant.json, at, Some(0.into()));
        }
        let place = locate(schema, self.side, at);
        let must_stay = |is_field: bool, required: bool| {
            !is_field || self.side == Side::Request && (required || at.starts_with("/path/"))
        };
        let replacement = place
            .filter(|place| must_stay(place.is_field(), place.field.required))
            .map(|place| sample(schema, place));
        if replacement.is_some() {
            variant.made_up.push(at.to_owned());
        }
        put(&mut variant.json, at, replacement);
    }
}

/// Puts a value at the pointer, or removes the one there.
fn put(json: &mut Value, at: &str, value: Option<Value>) {
    let Some((parent, name)) = split_last(at) else { return };
    match (json.pointer_mut(parent), value) {
        (Some(Value::Object(members)), Some(value)) => drop(members.insert(name.into_owned(), value)),
        (Some(Value::Object(members)), None) => drop(members.shift_remove(name.as_ref())),
        (Some(Value::Array(elements)), Some(value)) => {
            if let Some(element) = name.parse::<usize>().ok().and_then(|index| elements.get_mut(index)) {
                *element = value;
            }
        }
        _ => {}
    }
}

/// Builds the request from the page's examples. Also returns the places without an example; `None` if all lack one.
fn request(schema: &Endpoint) -> Option<(Value, Vec<String>)> {
    let mut whole = Map::new();
    let mut made_up = Vec::new();
    let mut shown = schema.examples.request.is_some();
    let headers = schema.headers.iter().filter(|(name, _)| is_sent_header(name));
    let headers: Fields = headers.map(|(name, field)| (name.clone(), field.clone())).collect();
    let parts = [("headers", &headers), ("path", &schema.request.path), ("query", &schema.request.query)];
    for (part, fields) in parts {
        let mut members = Map::new();
        for (name, field) in fields {
            let at = join(&format!("/{part}"), name);
            if let Some(example) = &field.example {
                shown = true;
                members.insert(name.clone(), from_bare(field, example));
            } else if (part == "path" || field.required)
                && let Some(place) = locate(schema, Side::Request, &at)
            {
                members.insert(name.clone(), sample(schema, place));
                made_up.push(at.into());
            }
        }
        if !fields.is_empty() {
            whole.insert(part.to_owned(), members.into());
        }
    }
    match (&schema.examples.request, &schema.request.body) {
        (Some(example), _) => drop(whole.insert("body".to_owned(), example.clone())),
        (None, Some(body)) => {
            whole.insert("body".to_owned(), sample_object(schema, body));
            made_up.push("/body".to_owned());
        }
        (None, None) => {}
    }
    shown.then(|| (whole.into(), made_up))
}

/// Examples of a URL are text; the types need numbers, booleans and lists.
fn from_bare(field: &Field, example: &Value) -> Value {
    match (field.ty.expr(), example) {
        (TypeExpr::Array(inner), Value::String(text)) => Value::Array(vec![typed(inner, text)]),
        (expr, Value::String(text)) => typed(expr, text),
        _ => example.clone(),
    }
}

fn typed(expr: &TypeExpr, text: &str) -> Value {
    match expr {
        TypeExpr::Int | TypeExpr::Float | TypeExpr::Bool => {
            let read = serde_json::from_str::<Value>(text).ok();
            read.filter(|value| value.is_number() || value.is_boolean()).unwrap_or_else(|| text.into())
        }
        _ => text.into(),
    }
}
