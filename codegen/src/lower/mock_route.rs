//! Facts for the mock server: how a request is read back from the wire, and the page's example reply.

use model::schema::{Endpoint, Fields, ReplyKind, TypeExpr};
use serde_json::Value;

use super::request::fields_of;
use crate::ir::{
    BodyKind, Field, MockKind, MockParameter, MockPart, MockWire, Part, Presence, QueryParameter, QueryStyle,
    Ty,
};

/// The facts of one endpoint.
pub(super) fn lower(
    schema: &Endpoint,
    parts: &[Part],
    query: &[QueryParameter],
    body: &BodyKind,
) -> MockWire {
    let request = &schema.request;
    let is_plain = |value: &MockParameter| value.kind == MockKind::Text && value.style == QueryStyle::Single;
    let single = |_: &Field| QueryStyle::Single;
    let joined = |field: &Field| {
        let parameter = query.iter().find(|parameter| parameter.wire == field.wire);
        parameter.map_or(QueryStyle::Single, |parameter| parameter.style)
    };
    let mut path = values(parts, "path", &request.path, &single);
    let mut query = values(parts, "query", &request.query, &joined);
    path.retain(|value| !is_plain(value));
    query.retain(|value| !is_plain(value));
    MockWire {
        headers: values(parts, "headers", &schema.headers, &single),
        path,
        query,
        form: matches!(body, BodyKind::Form(_)).then(|| form(parts, request.body.as_ref())),
        reply: reply(schema),
    }
}

/// The page's example reply. Files have no example.
fn reply(schema: &Endpoint) -> Option<String> {
    let reply = schema.examples.reply.as_ref()?;
    let is_shown = schema.reply_kind == ReplyKind::Json && reply.is_object();
    is_shown.then(|| Value::to_string(reply))
}

fn values(
    parts: &[Part],
    member: &str,
    schema: &Fields,
    style: &dyn Fn(&Field) -> QueryStyle,
) -> Vec<MockParameter> {
    let value = |field: &Field| {
        let (wire, style) = (field.wire.clone(), style(field));
        let element = match (&field.ty, style) {
            (Ty::List(element), QueryStyle::Repeated | QueryStyle::Joined) => element,
            (ty, _) => ty,
        };
        MockParameter { kind: kind(element, is_number(schema, &wire)), wire, style }
    };
    fields_of(parts, member).iter().map(value).collect()
}

fn form(parts: &[Part], schema: Option<&Fields>) -> Vec<MockPart> {
    let files = |field: &Field| match &field.ty {
        Ty::List(element) if **element == Ty::File => QueryStyle::Repeated,
        _ => QueryStyle::Single,
    };
    let none = Fields::default();
    let values = values(parts, "body", schema.unwrap_or(&none), &files);
    let part = |(field, value): (&Field, MockParameter)| MockPart {
        value,
        name: field.name.clone(),
        optional: field.presence == Presence::Optional,
    };
    fields_of(parts, "body").iter().zip(values).map(part).collect()
}

/// Returns true if the members of an enum are integers.
fn is_number(schema: &Fields, wire: &str) -> bool {
    schema.get(wire).is_some_and(|field| *field.ty.expr().leaf() == TypeExpr::Int)
}

fn kind(ty: &Ty, is_number: bool) -> MockKind {
    match ty {
        Ty::Int => MockKind::Int,
        Ty::Float => MockKind::Float,
        Ty::Bool => MockKind::Bool,
        Ty::File => MockKind::File,
        Ty::Enum(_) if is_number => MockKind::Int,
        Ty::Text | Ty::JsonString(_) | Ty::Enum(_) => MockKind::Text,
        Ty::Sensitive(inner) => kind(inner, is_number),
        Ty::Json | Ty::List(_) | Ty::Map(_) | Ty::Struct(_) | Ty::Boxed(_) | Ty::Shared(_) => MockKind::Json,
    }
}
