//! The row of an endpoint in the generated crate's coverage table.

use model::document::Document;
use model::schema::Endpoint;

use super::{docs, modules};
use crate::ir::Coverage;

/// One row.
pub(super) fn row(document: &Document<Endpoint>) -> Coverage {
    let module = modules::of(&document.id);
    let endpoint = &document.schema;
    let source = endpoint.source.as_ref();
    let scopes = endpoint.scopes.iter().flat_map(|scopes| scopes.any_of.keys().chain(scopes.all_of.keys()));
    Coverage {
        feature: module.first().map(ToString::to_string).unwrap_or_default(),
        name: endpoint.name.clone().unwrap_or_default(),
        call: format!("{} {}", docs::method(endpoint.http.method), endpoint.http.path),
        module: modules::display(&module),
        page: (endpoint.title.clone(), source.map(|source| source.url.clone()).unwrap_or_default()),
        edition: source.map(|source| source.date.clone()).unwrap_or_default(),
        rate_limit: endpoint.rate_limits.iter().copied().map(docs::rate_limit).collect::<Vec<_>>().join(", "),
        scopes: scopes.cloned().collect(),
    }
}
