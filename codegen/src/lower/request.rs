//! The request: its parts, its setters, and the encoding of each part.

use model::diag::Code;
use std::collections::BTreeMap;

use model::pointer::join;
use model::schema::{Endpoint, Field as SchemaField, Fields, Join, is_form, is_sent_header};

use super::types::{Object, Types};
use crate::ir::{
    BodyKind, Check, Direction, Doc, Field, FieldCheck, FormPart, HeaderParameter, Part, PartStyle,
    PathParameter, Presence, QueryParameter, QueryStyle, RequestValue, Setter, Struct, Ty,
};
use crate::names::{Case, Name, Table};

/// `Headers`, `Path`, `Query` and `Body`; those without fields are left out.
pub(super) fn parts(types: &mut Types<'_>, schema: &Endpoint) -> Vec<Part> {
    let request = &schema.request;
    let mut out = Vec::new();
    let headers = sent_headers(schema);
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

/// Documented headers that the caller supplies; the client sets the others.
fn sent_headers(endpoint: &Endpoint) -> Fields {
    let headers = endpoint.headers.iter().filter(|(name, _)| is_sent_header(name));
    headers.map(|(name, field)| (name.clone(), field.clone())).collect()
}

/// A part whose values are text on the wire.
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
        plain: Name::own(name),
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

/// The pointer to the fields of a part in the schema.
fn part_pointer(member: &str) -> String {
    if member == "headers" { "/headers".to_owned() } else { format!("/request/{member}") }
}

/// Refuses sensitive values in the URL, which every proxy on the way may log.
fn refuse_sensitive(types: &mut Types<'_>, member: &str, object: &Struct) {
    for field in object.fields.iter().filter(|field| matches!(field.ty, Ty::Sensitive(_))) {
        let pointer = join("/request", member).join(&field.wire).join("sensitive");
        let message = format!("`{}` is part of the URL, which cannot hide a sensitive value", field.wire);
        types.context.error(Code::UnsupportedType, message, &pointer);
    }
}

/// Parameters of the path are always required, even if the page's table says otherwise.
fn always(fields: &Fields) -> Fields {
    let required = |field: &SchemaField| SchemaField { required: true, ..field.clone() };
    fields.iter().map(|(wire, field)| (wire.clone(), required(field))).collect()
}

/// Adds a check to all text fields: text in a path is one safe segment, and text in a header one header's value.
fn guard(object: &mut Struct, check: &Check) {
    for field in &object.fields {
        let check = match &field.ty {
            Ty::Text => check.clone(),
            Ty::Sensitive(inner) if **inner == Ty::Text => Check::Exposed(vec![check.clone()]),
            _ => continue,
        };
        match object.checks.iter_mut().find(|checks| checks.name == field.name) {
            Some(checks) => checks.checks.insert(0, check),
            None => object.checks.push(FieldCheck {
                name: field.name.clone(),
                wire: field.wire.clone(),
                optional: field.presence == Presence::Optional,
                checks: vec![check],
            }),
        }
    }
    let order = |check: &FieldCheck| object.fields.iter().position(|field| field.name == check.name);
    object.checks.sort_by_key(order);
}

/// Required fields and setters of all parts.
pub(super) fn values(types: &mut Types<'_>, parts: &[Part]) -> (Vec<RequestValue>, Vec<Setter>) {
    let mut table = Table::default();
    let (mut required, mut setters) = (Vec::new(), Vec::new());
    for (part, names) in parts.iter().zip(flat_names(parts)) {
        for (field, name) in part.object.fields.iter().zip(names) {
            let pointer = join(&part_pointer(part.member.as_str()), &field.wire);
            let what = format!("field `{}` of the {}", field.wire, part.member);
            if let Err(collision) = table.claim(&name, types.context.origin(what, &pointer)) {
                types.context.push_new(*collision);
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

/// The names of all fields of a request beside each other, part by part. A name that two parts share is prefixed with
/// its part in both, so that a setter never turns to another part when a field is added.
fn flat_names(parts: &[Part]) -> Vec<Vec<Name>> {
    let plain = parts.iter().map(|part| part.object.fields.iter().map(|field| field.name.clone()).collect());
    let prefixed = renamed(parts, plain.collect(), |part, field| {
        Name::snake(&format!("{}_{}", part.member, field.name))
    });
    renamed(parts, prefixed, |part, field| {
        Name::snake(&format!("{}_{}", part.member, field.name)).marked(&field.wire, Case::Snake)
    })
}

/// The names, with those that occur twice replaced.
fn renamed(
    parts: &[Part],
    mut names: Vec<Vec<Name>>,
    rename: impl Fn(&Part, &Field) -> Name,
) -> Vec<Vec<Name>> {
    let mut uses: BTreeMap<Name, usize> = BTreeMap::new();
    for name in names.iter().flatten() {
        *uses.entry(name.clone()).or_default() += 1;
    }
    for (part, names) in parts.iter().zip(&mut names) {
        for (field, name) in part.object.fields.iter().zip(names) {
            if uses.get(name).is_some_and(|count| *count > 1) {
                *name = rename(part, field);
            }
        }
    }
    names
}

/// The parameters of the path, in the order of the page.
pub(super) fn path(parts: &[Part]) -> Vec<PathParameter> {
    let fields = fields_of(parts, "path");
    fields.iter().map(|field| PathParameter { wire: field.wire.clone(), name: field.name.clone() }).collect()
}

/// The parameters of the query. Lists are repeated unless the schema says that they are joined.
pub(super) fn query(parts: &[Part], schema: &Fields) -> Vec<QueryParameter> {
    let is_list = |field: &Field| matches!(field.ty, Ty::List(_));
    let style = |field: &Field| match schema.get(&field.wire).and_then(|field| field.join) {
        _ if !is_list(field) => QueryStyle::Single,
        Some(Join::Comma) => QueryStyle::Joined,
        Some(Join::Repeat) | None => QueryStyle::Repeated,
    };
    let parameter = |field: &Field| QueryParameter {
        wire: field.wire.clone(),
        name: field.name.clone(),
        optional: field.presence == Presence::Optional,
        style: style(field),
    };
    fields_of(parts, "query").iter().map(parameter).collect()
}

/// The headers that the request writes.
pub(super) fn headers(parts: &[Part]) -> Vec<HeaderParameter> {
    let header = |field: &Field| HeaderParameter {
        wire: field.wire.clone(),
        name: field.name.clone(),
        optional: field.presence == Presence::Optional,
        sensitive: matches!(field.ty, Ty::Sensitive(_)),
    };
    fields_of(parts, "headers").iter().map(header).collect()
}

/// The encoding of the body.
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

/// Objects and lists are written as JSON; JSON in a string is written as that string.
fn part_style(ty: &Ty) -> PartStyle {
    match ty {
        Ty::Text | Ty::Int | Ty::Float | Ty::Bool | Ty::Enum(_) => PartStyle::Text,
        Ty::JsonString(_) => PartStyle::JsonText,
        Ty::File => PartStyle::File,
        Ty::List(inner) if **inner == Ty::File => PartStyle::Files,
        _ => PartStyle::Json,
    }
}

/// The fields of a part; empty if the endpoint does not have it.
pub(super) fn fields_of<'a>(parts: &'a [Part], member: &str) -> &'a [Field] {
    parts.iter().find(|part| part.member.as_str() == member).map_or(&[], |part| &part.object.fields)
}
