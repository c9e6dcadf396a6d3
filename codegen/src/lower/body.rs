//! How a request's headers and body are written.

use model::schema::{Endpoint, Fields, is_sent_header};

use crate::ir::{BodyKind, Direction, Field, FormPart, HeaderParameter, Part, PartStyle, Presence, Ty};

/// Documented headers that the caller gives; the client sets the others.
pub(super) fn documented(endpoint: &Endpoint) -> Fields {
    let headers = endpoint.headers.iter().filter(|(name, _)| is_sent_header(name));
    headers.map(|(name, field)| (name.clone(), field.clone())).collect()
}

pub(super) fn headers(fields: &[Field]) -> Vec<HeaderParameter> {
    let header = |field: &Field| HeaderParameter {
        wire: field.wire.clone(),
        name: field.name.clone(),
        optional: field.presence == Presence::Optional,
        sensitive: matches!(field.ty, Ty::Sensitive(_)),
    };
    fields.iter().map(header).collect()
}

pub(super) fn body(parts: &[Part]) -> BodyKind {
    match parts.iter().find(|part| part.member.as_str() == "body") {
        None => BodyKind::None,
        Some(part) if part.object.direction == Direction::Form => {
            BodyKind::Form(part.object.fields.iter().map(form_part).collect())
        }
        Some(_) => BodyKind::Json,
    }
}

fn form_part(field: &Field) -> FormPart {
    let (ty, sensitive) = match &field.ty {
        Ty::Sensitive(inner) => (&**inner, true),
        ty => (ty, false),
    };
    FormPart {
        wire: field.wire.clone(),
        name: field.name.clone(),
        optional: field.presence == Presence::Optional,
        sensitive,
        style: part_style(ty),
    }
}

/// Objects and lists have no other form than JSON; what is JSON in a string already is sent as that string.
fn part_style(ty: &Ty) -> PartStyle {
    match ty {
        Ty::Text | Ty::Int | Ty::Float | Ty::Bool | Ty::Enum(_) => PartStyle::Text,
        Ty::JsonString(_) => PartStyle::JsonText,
        Ty::File => PartStyle::File,
        Ty::List(inner) if **inner == Ty::File => PartStyle::Files,
        _ => PartStyle::Json,
    }
}
