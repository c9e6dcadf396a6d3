//! How much documentation a schema stands for: the rows of its pages' field tables.

use std::collections::BTreeMap;

use model::document::SchemaSet;
use model::schema::{Endpoint, Field, Fields};

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
    let types = endpoint.types.values().map(|object| &object.fields);
    tables.into_iter().chain(&request.body).chain(types).map(of_fields).sum()
}

fn of_fields(fields: &Fields) -> u32 {
    fields.values().map(|field: &Field| 1 + of_fields(&field.fields)).sum()
}
