//! How much documentation a schema stands for: the rows of its pages' field tables.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use model::document::SchemaSet;
use model::schema::{Endpoint, Field, Fields, ObjectType};

/// Endpoints and documented rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) endpoints: u32,
    pub(super) rows: u32,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.endpoints += other.endpoints;
        self.rows += other.rows;
    }
}

/// The size of each service, by its cargo feature; the first part of the ids.
pub(super) fn by_service(set: &SchemaSet) -> BTreeMap<String, Size> {
    let mut sizes: BTreeMap<String, Size> = BTreeMap::new();
    for document in &set.endpoints {
        let service = document.id.split('/').next().unwrap_or_default().to_owned();
        sizes.entry(service).or_default().add(Size { endpoints: 1, rows: of_endpoint(&document.schema) });
    }
    sizes
}

/// The size of all.
pub(super) fn of_all(sizes: &BTreeMap<String, Size>) -> Size {
    let mut all = Size::default();
    for size in sizes.values() {
        all.add(*size);
    }
    all
}

fn of_endpoint(endpoint: &Endpoint) -> u32 {
    let request = &endpoint.request;
    let tables = [&endpoint.headers, &request.path, &request.query, &endpoint.reply];
    let rows = |fields: &Fields| of_fields(fields, &endpoint.types, 0);
    tables.into_iter().chain(&request.body).map(rows).sum()
}

/// No page nests its rows deeper; a type that holds itself is shown no further.
const MAX_DEPTH: usize = 12;

/// A page shows the fields of a named type wherever the type stands, so they are rows there each time.
fn of_fields(fields: &Fields, types: &IndexMap<String, ObjectType>, depth: usize) -> u32 {
    if depth > MAX_DEPTH {
        return 0;
    }
    let of_field = |field: &Field| {
        let named = field.ty.expr().named().and_then(|name| types.get(name)).map(|object| &object.fields);
        let below = std::iter::once(&field.fields).chain(named);
        1 + below.map(|fields| of_fields(fields, types, depth + 1)).sum::<u32>()
    };
    fields.values().map(of_field).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_type_is_rows_wherever_it_stands() {
        let field = |ty: &str| json!({ "type": ty });
        let endpoint: Endpoint = serde_json::from_value(json!({
            "id": "a/v1/b/c",
            "title": "t",
            "http": {"method": "GET", "hosts": [], "path": "/a"},
            "request": {"query": {"id": field("string")}},
            "reply": {"data": {"type": "-", "fields": {"one": field("item"), "more": field("item[]")}}},
            "types": {"item": {"fields": {"x": field("int"), "y": field("int")}}},
        }))
        .unwrap();
        assert_eq!(of_endpoint(&endpoint), 1 + 1 + (1 + 2) + (1 + 2));
    }
}
