//! One endpoint: its request, its reply, its error codes and its facts.

use std::collections::BTreeMap;

use model::document::Document;
use model::schema::{Endpoint, Fields};

use super::context::Findings;
use super::shared::Shared;
use super::types::Types;
use super::{codes, docs, example, mock_route, modules, paging, reply, request, rules};
use crate::ir::{
    self, Contents, Envelope, Idempotency, IdempotencyKey, Module, Operation, Part, Presence, Ty,
};

/// The module of an endpoint.
pub(super) fn module(document: &Document<Endpoint>, shared: &Shared) -> (Module, Findings) {
    let schema = &document.schema;
    let path = modules::of(&document.id);
    let mut types = Types::new(&document.tree, &schema.types, shared);
    let parts = request::parts(&mut types, schema);
    let (required, setters) = request::values(&mut types, &parts);
    let rules = rules::of_request(&mut types, schema);
    let reply = reply::lower(&mut types, schema);
    let paging = paging::lower(&parts, &reply.data);
    let codes = codes::of_endpoint(&mut types.context, &schema.errors, shared);
    let (types, findings) = types.finish();
    let (query, body) = (request::query(&parts, &schema.request.query), request::body(&parts));
    let example = example::of_request(schema, &path, (&required, &setters), (&types, shared));
    let doc = docs::endpoint(schema, idempotency(schema), paging.as_ref());
    let endpoint = ir::Endpoint {
        operation: operation(schema, reply.envelope),
        idempotency_key: idempotency_key(schema, &parts),
        paging,
        request_doc: docs::request(schema, example),
        path: request::path(&parts),
        mock: mock_route::lower(schema, &parts, &query, &body),
        query,
        headers: request::headers(&parts),
        body,
        parts,
        required,
        setters,
        rules,
        inner_status: reply.inner_status,
        data: reply.data,
        codes,
        types,
    };
    let origin = format!("schemas/{}.json", document.id);
    (
        Module {
            path,
            origin,
            doc,
            contents: Contents::Endpoint(Box::new(endpoint)),
            shared: BTreeMap::new(),
        },
        findings,
    )
}

fn operation(schema: &Endpoint, envelope: Envelope) -> Operation {
    Operation {
        id: schema.id.clone(),
        method: schema.http.method,
        host: schema.http.hosts.first().cloned().unwrap_or_default(),
        path: schema.http.path.to_string(),
        tokens: schema.tokens.clone(),
        rate_limits: schema.rate_limits.clone(),
        idempotency: idempotency(schema),
        envelope,
        deprecated: schema.deprecated,
    }
}

fn idempotency(endpoint: &Endpoint) -> Idempotency {
    if endpoint.http.method == model::schema::Method::Get || endpoint.read_only {
        Idempotency::Read
    } else if keyed_parts(endpoint).any(|(_, fields)| fields.values().any(|field| field.idempotency_key)) {
        Idempotency::Keyed
    } else {
        Idempotency::Unkeyed
    }
}

/// The field of the idempotency key. The checks report keys that are not plain text.
fn idempotency_key(endpoint: &Endpoint, parts: &[Part]) -> Option<IdempotencyKey> {
    let is_key = |fields: &Fields, wire: &str| fields.get(wire).is_some_and(|field| field.idempotency_key);
    keyed_parts(endpoint).find_map(|(member, fields)| {
        let mut lowered = request::fields_of(parts, member).iter();
        let field = lowered.find(|field| is_key(fields, &field.wire) && field.ty == Ty::Text)?;
        let optional = field.presence == Presence::Optional;
        Some(IdempotencyKey { part: crate::names::Name::own(member), name: field.name.clone(), optional })
    })
}

/// The parts of a request that may hold an idempotency key.
fn keyed_parts(endpoint: &Endpoint) -> impl Iterator<Item = (&'static str, &Fields)> {
    let request = &endpoint.request;
    std::iter::once(("query", &request.query)).chain(request.body.iter().map(|body| ("body", body)))
}
