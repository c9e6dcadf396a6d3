//! One endpoint: the parts of its request, and how they travel in the URL.

use std::collections::BTreeSet;

use model::diag::Diagnostic;
use model::document::Document;
use model::schema::{Endpoint, Field as SchemaField, Fields, Join, is_form};

use super::fields::is_list;
use super::shared::Shared;
use super::types::{Object, Types};
use super::{body, codes, docs, example, idempotency, mock_route, modules, paging, reply, rules};
use crate::ir::{
    self, Check, Contents, Direction, Doc, Envelope, FieldCheck, Idempotency, Module, Operation, Part,
    PathParameter, Presence, QueryParameter, QueryStyle, RequestValue, Setter, Struct, Ty,
};
use crate::names::{Case, Name, Origin, Table};

/// The module of an endpoint.
pub(super) fn lower(
    document: &Document<Endpoint>,
    shared: &Shared,
    findings: &mut Vec<Diagnostic>,
) -> Module {
    let schema = &document.schema;
    let path = modules::of(&document.id);
    let mut types = Types::new(&document.tree, &schema.types, shared);
    let parts = parts(&mut types, schema);
    let (required, setters) = request_values(&mut types, &parts);
    let request_rules = rules::lower_request(&mut types, schema);
    let reply = reply::lower(&mut types, schema);
    let paging = paging::lower(&parts, &reply.data);
    let codes = codes::lower(document, shared, &mut types.findings);
    let (query, body) = (query_parameters(&parts, &schema.request.query), body::body(&parts));
    let doc = docs::endpoint(schema, paging.as_ref());
    let uses_common = codes.has_common || types.uses_common;
    let (types, mut found) = types.finish();
    findings.append(&mut found);
    let example = example::of_request(schema, &path, (&required, &setters), (&types, shared));
    let contents = ir::Endpoint {
        uses_common,
        operation: operation(schema, idempotency::of(schema), reply.envelope),
        idempotency_key: idempotency::key(schema, &parts),
        paging,
        request_doc: docs::request(schema, example.as_ref()),
        path: path_parameters(&parts),
        mock: mock_route::lower(schema, &parts, &query, &body),
        query,
        headers: body::headers(fields_of(&parts, "headers")),
        body,
        parts,
        required,
        setters,
        rules: request_rules,
        inner_status: reply.inner_status,
        data: reply.data,
        codes,
        types,
    };
    Module {
        path,
        origin: format!("schemas/{}.json", document.id),
        doc,
        contents: Contents::Endpoint(Box::new(contents)),
    }
}

fn operation(schema: &Endpoint, idempotency: Idempotency, envelope: Envelope) -> Operation {
    Operation {
        id: schema.id.clone(),
        method: schema.http.method,
        host: schema.http.hosts.first().cloned().unwrap_or_default(),
        path: schema.http.path.clone(),
        tokens: schema.tokens.clone(),
        rate_limits: schema.rate_limits.clone(),
        idempotency,
        envelope,
        deprecated: schema.deprecated,
    }
}

/// `Headers`, `Path`, `Query` and `Body`, as far as the endpoint has them.
fn parts(types: &mut Types<'_>, schema: &Endpoint) -> Vec<Part> {
    let request = &schema.request;
    let mut out = Vec::new();
    let headers = body::documented(schema);
    if !headers.is_empty() {
        let mut object = part(types, "headers", "Headers", "Documented headers.", &headers);
        guard(&mut object, &Check::HeaderValue);
        out.push(Part { member: Name::own("headers"), object });
    }
    if !request.path.is_empty() {
        let mut object = part(types, "path", "Path", "The parameters of the path.", &always(&request.path));
        guard(&mut object, &Check::PathSegment);
        out.push(Part { member: Name::own("path"), object });
    }
    if !request.query.is_empty() {
        let object = part(types, "query", "Query", "The parameters of the query.", &request.query);
        out.push(Part { member: Name::own("query"), object });
    }
    if let Some(body) = &request.body {
        let doc = if is_form(schema) { "The parts of the form." } else { "The JSON body." };
        let direction = if is_form(schema) { Direction::Form } else { Direction::Request };
        let object = part_of(types, "body", "Body", doc, body, direction);
        out.push(Part { member: Name::own("body"), object });
    }
    out
}

/// A part whose values are texts.
fn part(types: &mut Types<'_>, member: &str, name: &'static str, doc: &str, fields: &Fields) -> Struct {
    part_of(types, member, name, doc, fields, Direction::Parameters)
}

fn part_of(
    types: &mut Types<'_>,
    member: &str,
    name: &'static str,
    doc: &str,
    fields: &Fields,
    direction: Direction,
) -> Struct {
    let object = types.object(Object {
        name: Name::own(name),
        doc: Doc::text(doc),
        fields,
        pointer: part_pointer(member),
        direction,
        rules: None,
        constructor: false,
    });
    if matches!(member, "path" | "query") {
        refuse_sensitive(types, member, &object);
    }
    object
}

/// Where the fields of a part stand in the schema.
fn part_pointer(member: &str) -> String {
    if member == "headers" { "/headers".to_owned() } else { format!("/request/{member}") }
}

/// What is in a URL stands in every log on its way: a value that is never printed has no place there.
fn refuse_sensitive(types: &mut Types<'_>, member: &str, object: &Struct) {
    for field in object.fields.iter().filter(|field| matches!(field.ty, Ty::Sensitive(_))) {
        let pointer = format!("/request/{member}/{}/sensitive", model::load::pointer::escape(&field.wire));
        let message = format!("`{}` is part of the URL, which cannot hide a sensitive value", field.wire);
        types.report("unsupported-type", message, &pointer);
    }
}

/// A path has no optional segments, whatever the table says.
fn always(fields: &Fields) -> Fields {
    let required = |field: &SchemaField| SchemaField { required: true, ..field.clone() };
    fields.iter().map(|(wire, field)| (wire.clone(), required(field))).collect()
}

/// Text in a path is exactly one safe segment, and text in a header exactly one header's.
fn guard(object: &mut Struct, step: &Check) {
    for field in &object.fields {
        let step = match &field.ty {
            Ty::Text => step.clone(),
            Ty::Sensitive(inner) if **inner == Ty::Text => Check::Exposed(vec![step.clone()]),
            _ => continue,
        };
        match object.checks.iter_mut().find(|check| check.name == field.name) {
            Some(check) => check.steps.insert(0, step),
            None => object.checks.push(FieldCheck {
                name: field.name.clone(),
                wire: field.wire.clone(),
                optional: field.presence == Presence::Optional,
                steps: vec![step],
            }),
        }
    }
    let order = |check: &FieldCheck| object.fields.iter().position(|field| field.name == check.name);
    object.checks.sort_by_key(order);
}

/// Required fields and setters of all parts under flat names; a name that two parts share gets its part in front.
fn request_values(types: &mut Types<'_>, parts: &[Part]) -> (Vec<RequestValue>, Vec<Setter>) {
    let mut table = Table::default();
    let (mut required, mut setters) = (Vec::new(), Vec::new());
    for part in parts {
        // Two fields of one part with one name were reported when the part was lowered.
        let mut names = BTreeSet::new();
        for field in &part.object.fields {
            let name = flat_name(&table, part, &field.name);
            let escaped = model::load::pointer::escape(&field.wire);
            let pointer = format!("{}/{escaped}", part_pointer(part.member.as_str()));
            let what = format!("field `{}` of the {}", field.wire, part.member);
            let origin = Origin { what, span: types.tree.key_span(&pointer) };
            let is_first_of_its_name = names.insert(&field.name);
            if let Err(collision) = table.claim(&name, origin)
                && is_first_of_its_name
                && !types.findings.contains(&collision)
            {
                types.findings.push(*collision);
            }
            let value = RequestValue { part: part.member.clone(), name, field: field.clone() };
            match field.presence {
                Presence::Required => required.push(value),
                Presence::Optional => setters.push(Setter { method: value.name.setter(), value }),
            }
        }
    }
    (required, setters)
}

fn flat_name(table: &Table, part: &Part, name: &Name) -> Name {
    if !table.contains(name) {
        return name.clone();
    }
    table.free(Name::snake(&format!("{}_{name}", part.member)), Case::Snake)
}

fn path_parameters(parts: &[Part]) -> Vec<PathParameter> {
    let fields = fields_of(parts, "path");
    fields.iter().map(|field| PathParameter { wire: field.wire.clone(), name: field.name.clone() }).collect()
}

fn query_parameters(parts: &[Part], schema: &Fields) -> Vec<QueryParameter> {
    let style = |field: &ir::Field| match (
        is_list(&field.ty),
        schema.get(&field.wire).and_then(|field| field.join),
    ) {
        (false, _) => QueryStyle::Single,
        (true, Some(Join::Comma)) => QueryStyle::Joined,
        (true, Some(Join::Repeat) | None) => QueryStyle::Repeated,
    };
    let parameter = |field: &ir::Field| QueryParameter {
        wire: field.wire.clone(),
        name: field.name.clone(),
        optional: field.presence == Presence::Optional,
        style: style(field),
    };
    fields_of(parts, "query").iter().map(parameter).collect()
}

fn fields_of<'a>(parts: &'a [Part], member: &str) -> &'a [ir::Field] {
    parts.iter().find(|part| part.member.as_str() == member).map_or(&[], |part| &part.object.fields)
}
