//! The reply of an endpoint.

use model::pointer::join;
use model::schema::{Endpoint, Field as SchemaField, Fields, ReplyKind, Role, TypeExpr};

use super::naming;
use super::types::{Object, Types, Value};
use crate::ir::{Data, Direction, Doc, Envelope, InnerStatus, Ty};
use crate::names::Name;

/// `Data`, and its place in the reply.
pub(super) struct Reply {
    pub(super) data: Data,
    pub(super) envelope: Envelope,
    pub(super) inner_status: Option<InnerStatus>,
}

pub(super) fn lower(types: &mut Types<'_>, schema: &Endpoint) -> Reply {
    let said = match schema.reply_kind {
        ReplyKind::Json => None,
        ReplyKind::File => Some("The content of the file in the response."),
        ReplyKind::Browser => Some("The page at the address, which is meant for a browser."),
    };
    if let Some(said) = said {
        return Reply { data: Data::File(Doc::text(said)), envelope: Envelope::File, inner_status: None };
    }
    match schema.reply.get("data") {
        Some(data) if !is_object(types, data) => bare_value(types, data),
        _ => object(types, schema),
    }
}

/// Returns true if `data` is an object; it is one too if its type is not documented.
fn is_object(types: &Types<'_>, data: &SchemaField) -> bool {
    match data.ty.expr() {
        TypeExpr::Anonymous => true,
        // A union is a single value.
        TypeExpr::Named(name) => types.page.get(name).is_none_or(|object| object.tag.is_none()),
        _ => false,
    }
}

/// `data` of another type: a list, a map or a single value.
fn bare_value(types: &mut Types<'_>, data: &SchemaField) -> Reply {
    // The name of objects in it.
    let (wire, owner) = ("data_item", Name::own("Data"));
    let value = Value {
        wire,
        field: data,
        pointer: "/reply/data",
        owner: &owner,
        siblings: &Fields::new(),
        direction: Direction::Reply,
    };
    let (ty, _) = types.value(value);
    let doc = |text: &str| Doc::text(text);
    let data = match ty {
        Ty::List(_) | Ty::Map(_) => {
            Data::Collection(doc("Response data; empty if the response has no data."), ty)
        }
        ty => Data::Value(doc("Response data; `None` if the response has no data."), ty),
    };
    Reply { data, envelope: Envelope::Data, inner_status: None }
}

fn object(types: &mut Types<'_>, schema: &Endpoint) -> Reply {
    let (fields, pointer, envelope) = match schema.reply.get("data") {
        Some(data) => data_fields(types, data),
        None => (envelope_rest(&schema.reply), "/reply".to_owned(), Envelope::Flat),
    };
    // A reply that documents only the envelope has empty data.
    let envelope = if fields.is_empty() { Envelope::Data } else { envelope };
    let data = types.object(Object {
        name: Name::own("Data"),
        plain: Name::own("Data"),
        doc: Doc::text("Response data. Any field may be missing."),
        fields: &fields,
        pointer,
        direction: Direction::Reply,
        rules: None,
        constructor: false,
    });
    let inner_status = inner_status(&fields);
    Reply { inner_status, data: Data::Object(Box::new(data)), envelope }
}

/// The fields of `data`: its own children, or those of the type that it names.
fn data_fields(types: &Types<'_>, data: &SchemaField) -> (Fields, String, Envelope) {
    match types.page.get(data.ty.text()) {
        Some(object) => {
            (object.fields.clone(), join("/types", data.ty.text()).join("fields").into(), Envelope::Data)
        }
        None => (data.fields.clone(), "/reply/data/fields".to_owned(), Envelope::Data),
    }
}

fn envelope_rest(reply: &Fields) -> Fields {
    let is_rest = |wire: &str| !matches!(wire, "code" | "msg" | "message" | "error");
    reply
        .iter()
        .filter(|(wire, _)| is_rest(wire))
        .map(|(wire, field)| (wire.clone(), field.clone()))
        .collect()
}

fn inner_status(fields: &Fields) -> Option<InnerStatus> {
    let with_role = |role: Role| fields.iter().find(|(_, field)| field.role == Some(role));
    let (wire, _) = with_role(Role::InnerCode)?;
    let message = with_role(Role::InnerMessage).map(|(wire, _)| naming::field(wire, fields));
    Some(InnerStatus { code: naming::field(wire, fields), message })
}
