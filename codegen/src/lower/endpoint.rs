//! One endpoint: its parts, how its values travel, and what it answers.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use model::diag::Diagnostic;
use model::document::Document;
use model::schema::{Endpoint, Field as SchemaField, Fields, Join, Role, TypeExpr, parse_type};

use super::fields::is_list;
use super::shared::Shared;
use super::types::{Object, Types};
use super::{codes, docs, example, module_path, naming, rules};
use crate::ir::{
    self, Contents, Direction, Doc, Envelope, FieldCheck, InnerStatus, Module, Operation, Part,
    PathParameter, Presence, QueryParameter, QueryStyle, RequestValue, Setter, Step, Struct, Ty,
};
use crate::names::{Name, Origin, Table};

/// The module of an endpoint.
pub(super) fn lower(
    document: &Document<Endpoint>,
    shared: &Shared,
    findings: &mut Vec<Diagnostic>,
) -> Module {
    let schema = &document.schema;
    let path = module_path::of(&document.id);
    let mut types = Types::new(document, shared);
    let parts = parts(&mut types);
    let (required, setters) = request_values(&mut types, &parts);
    let request_rules = rules::lower_request(&mut types);
    let reply = reply(&mut types);
    let codes = codes::lower(document, shared, &mut types.findings);
    let example = example::of_request(schema, &path, &required, &setters);
    let contents = ir::Endpoint {
        uses_common: codes.has_common || types.uses_common,
        operation: operation(schema, reply.envelope),
        request_doc: docs::request(schema, example.as_ref()),
        path: path_parameters(&parts),
        query: query_parameters(&parts, &schema.request.query),
        parts,
        required,
        setters,
        rules: request_rules,
        inner_status: reply.inner_status,
        data: reply.data,
        codes,
        types: Vec::new(),
    };
    let (defs, mut found) = types.finish();
    findings.append(&mut found);
    Module {
        path,
        origin: format!("schemas/{}.json", document.id),
        doc: docs::endpoint(schema),
        contents: Contents::Endpoint(Box::new(ir::Endpoint { types: defs, ..contents })),
    }
}

fn operation(schema: &Endpoint, envelope: Envelope) -> Operation {
    Operation {
        id: schema.id.clone(),
        method: schema.http.method,
        host: schema.http.hosts.first().cloned().unwrap_or_default(),
        path: schema.http.path.clone(),
        tokens: schema.tokens.clone(),
        rate_limits: schema.rate_limits.clone(),
        envelope,
        deprecated: schema.deprecated,
    }
}

/// `Path`, `Query` and `Body`, as far as the endpoint has them.
fn parts(types: &mut Types<'_>) -> Vec<Part> {
    let request = &types.document.schema.request;
    let mut out = Vec::new();
    if !request.path.is_empty() {
        let mut object = part(types, "path", "Path", "The parameters of the path.", &always(&request.path));
        guard_segments(&mut object);
        out.push(Part { member: Name::own("path"), object });
    }
    if !request.query.is_empty() {
        let object = part(types, "query", "Query", "The parameters of the query.", &request.query);
        out.push(Part { member: Name::own("query"), object });
    }
    if let Some(body) = &request.body {
        let object = part(types, "body", "Body", "The JSON body.", body);
        out.push(Part { member: Name::own("body"), object });
    }
    out
}

fn part(types: &mut Types<'_>, member: &str, name: &'static str, doc: &str, fields: &Fields) -> Struct {
    let direction = if member == "body" { Direction::Request } else { Direction::Parameters };
    let object = types.object(Object {
        name: Name::own(name),
        doc: Doc::text(doc),
        fields,
        pointer: format!("/request/{member}"),
        direction,
        rules: None,
        constructor: false,
    });
    if direction == Direction::Parameters {
        refuse_sensitive(types, member, &object);
    }
    object
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

/// Text in a path is exactly one safe segment.
fn guard_segments(object: &mut Struct) {
    for field in object.fields.iter().filter(|field| matches!(field.ty, Ty::Text)) {
        match object.checks.iter_mut().find(|check| check.name == field.name) {
            Some(check) => check.steps.insert(0, Step::PathSegment),
            None => object.checks.push(FieldCheck {
                name: field.name.clone(),
                wire: field.wire.clone(),
                optional: false,
                steps: vec![Step::PathSegment],
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
            let pointer = format!("/request/{}/{}", part.member, model::load::pointer::escape(&field.wire));
            let what = format!("field `{}` of the {}", field.wire, part.member);
            let origin = Origin { what, span: types.document.key_span(&pointer) };
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
    if table.contains(name) { Name::snake(&format!("{}_{name}", part.member)) } else { name.clone() }
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

/// `Data`, and how it stands in the reply.
struct Reply {
    data: Struct,
    envelope: Envelope,
    inner_status: Option<InnerStatus>,
}

fn reply(types: &mut Types<'_>) -> Reply {
    let document = types.document;
    let schema = &document.schema;
    let (fields, pointer, envelope) = match schema.reply.get("data") {
        Some(data) => data_fields(types, data),
        None => (envelope_rest(&schema.reply), "/reply".to_owned(), Envelope::Flat),
    };
    // A reply that documents nothing but the envelope is no flat one: there is just nothing in it.
    let envelope = if fields.is_empty() { Envelope::Data } else { envelope };
    let data = types.object(Object {
        name: Name::own("Data"),
        doc: Doc::text("What the server answers. Every field may be missing."),
        fields: &fields,
        pointer,
        direction: Direction::Reply,
        rules: None,
        constructor: false,
    });
    Reply { inner_status: inner_status(&fields), data, envelope }
}

/// The fields of `data`: its own children, or those of the type that it names.
fn data_fields(types: &mut Types<'_>, data: &SchemaField) -> (Fields, String, Envelope) {
    if matches!(parse_type(&data.type_text), Ok(TypeExpr::Array(_) | TypeExpr::Map(_))) {
        types.report(
            "unsupported-type",
            "`data` that is no object cannot be generated yet",
            "/reply/data/type",
        );
    }
    match types.document.schema.types.get(&data.type_text) {
        Some(object) => {
            let name = model::load::pointer::escape(&data.type_text);
            (object.fields.clone(), format!("/types/{name}/fields"), Envelope::Data)
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

fn inner_status(fields: &IndexMap<String, SchemaField>) -> Option<InnerStatus> {
    let with_role = |role: Role| fields.iter().find(|(_, field)| field.role == Some(role));
    let (wire, code) = with_role(Role::InnerCode)?;
    let message = with_role(Role::InnerMessage).map(|(wire, field)| naming::field(wire, field));
    Some(InnerStatus { code: naming::field(wire, code), message })
}
