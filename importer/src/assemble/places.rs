//! Lines of the page, by JSON Pointer into the schema.

use std::collections::BTreeMap;

use model::pointer::{Pointer, join};
use model::schema::{Endpoint, Fields};

use super::tree::{Branch, Tree};
use crate::description::Descriptions;
use crate::outline::EndpointOutline;
use crate::page::FieldTable;
use crate::report::Report;

/// Lines of the page, by JSON Pointer into the schema. For a type that the page describes several times, it is the first.
pub type Places = BTreeMap<Pointer, u32>;

/// Returns the lines of fields, enum members, error codes and examples.
pub(super) fn of_endpoint(
    outline: &EndpointOutline<'_>,
    descriptions: &Descriptions,
    endpoint: &Endpoint,
) -> Places {
    let mut reader = Reader { endpoint, descriptions, places: Places::new() };
    let request = &endpoint.request;
    let parts = [
        (&outline.headers, "/headers", Some(&endpoint.headers)),
        (&outline.path, "/request/path", Some(&request.path)),
        (&outline.query, "/request/query", Some(&request.query)),
        (&outline.body, "/request/body", request.body.as_ref()),
        (&outline.reply, "/reply", Some(&endpoint.reply)),
    ];
    for (table, pointer, fields) in parts {
        if let (Some(table), Some(fields)) = (table, fields) {
            reader.table(table, pointer, fields);
        }
    }
    // Rows that were moved into `data` because of the example.
    if let (Some(table), Some(data)) = (&outline.reply, endpoint.reply.get("data")) {
        reader.table(table, "/reply/data/fields", &data.fields);
    }
    let mut places = reader.places;
    for row in &outline.errors {
        places.entry(join("/errors", row.code.trim())).or_insert(row.line);
    }
    for (codes, side) in [(&outline.request_examples, "request"), (&outline.reply_examples, "reply")] {
        places.extend(codes.first().map(|code| (join("/examples", side), code.line)));
    }
    places
}

/// Returns the lines of the fields and enum members of events, each with its type and table. `call` has them in its response.
pub(super) fn of_events<'t>(
    tables: impl Iterator<Item = (&'t str, &'t FieldTable)>,
    descriptions: &Descriptions,
    call: &Endpoint,
) -> Places {
    let mut reader = Reader { endpoint: call, descriptions, places: Places::new() };
    for (wire, table) in tables {
        if let Some(event) = call.reply.get(wire) {
            reader.table(table, &join("/events", wire).join("fields"), &event.fields);
        }
    }
    reader.places
}

struct Reader<'e> {
    endpoint: &'e Endpoint,
    descriptions: &'e Descriptions,
    places: Places,
}

impl Reader<'_> {
    fn table(&mut self, table: &FieldTable, pointer: &str, fields: &Fields) {
        // Faults of the levels were reported when the fields were read.
        let tree = Tree::build(table, &mut Report::default());
        for branch in tree.roots() {
            self.branch(branch, pointer, fields);
        }
    }

    fn branch(&mut self, branch: Branch<'_, '_>, pointer: &str, fields: &Fields) {
        let row = branch.row();
        let Some(field) = fields.get(&row.name) else { return };
        let at = join(pointer, &row.name);
        self.places.entry(at.clone()).or_insert(row.line);
        let members = join(&at, "enum");
        for member in &self.descriptions.get(row).members {
            self.places.entry(join(&members, &member.key)).or_insert(member.line);
        }
        let object = field.ty.expr().named().and_then(|name| self.endpoint.types.get_key_value(name));
        let (inner, nested) = match object {
            Some((name, object)) => (join(&join("/types", name), "fields"), &object.fields),
            None => (join(&at, "fields"), &field.fields),
        };
        for child in branch.children() {
            self.branch(child, &inner, nested);
        }
    }
}
