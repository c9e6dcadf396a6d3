//! What happens when a call arrives twice.

use model::schema::{Endpoint, Fields, Method};

use crate::ir::{Idempotency, IdempotencyKey, Part, Presence, Ty};

pub(super) fn of(endpoint: &Endpoint) -> Idempotency {
    if endpoint.http.method == Method::Get || endpoint.read_only {
        Idempotency::Read
    } else if fields(endpoint).any(|(_, fields)| fields.values().any(|field| field.idempotency_key)) {
        Idempotency::Keyed
    } else {
        Idempotency::Unkeyed
    }
}

/// The field of the key. A key that is no plain text was reported by the checks, and there is none then.
pub(super) fn key(endpoint: &Endpoint, parts: &[Part]) -> Option<IdempotencyKey> {
    let is_key = |fields: &Fields, wire: &str| fields.get(wire).is_some_and(|field| field.idempotency_key);
    fields(endpoint).find_map(|(member, fields)| {
        let part = parts.iter().find(|part| part.member.as_str() == member)?;
        let field =
            part.object.fields.iter().find(|field| is_key(fields, &field.wire) && field.ty == Ty::Text)?;
        Some(IdempotencyKey {
            part: part.member.clone(),
            name: field.name.clone(),
            optional: field.presence == Presence::Optional,
        })
    })
}

/// The parts of a request that may hold a key.
fn fields(endpoint: &Endpoint) -> impl Iterator<Item = (&'static str, &Fields)> {
    let request = &endpoint.request;
    std::iter::once(("query", &request.query)).chain(request.body.iter().map(|body| ("body", body)))
}
