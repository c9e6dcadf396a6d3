//! Lists of all endpoints: the folders of their modules, the coverage table, and the mock server's table.

use model::document::Document;
use model::schema::Endpoint;

use super::{docs, modules};
use crate::ir::{Contents, Coverage, Folder, Module, Route};
use crate::names::Name;

/// The folders of all modules.
pub(super) fn folders(modules: &[Module]) -> Vec<Folder> {
    let is_shared = |module: &&Module| matches!(module.contents, Contents::Common { .. });
    let shared: Vec<&[Name]> =
        modules.iter().filter(is_shared).map(|module| module.path.as_slice()).collect();
    modules::folders(modules.iter().map(|module| module.path.as_slice()), &shared)
}

/// The row of an endpoint in the coverage table of the guide.
pub(super) fn coverage(document: &Document<Endpoint>) -> Coverage {
    let module = modules::of(&document.id);
    let endpoint = &document.schema;
    let source = endpoint.source.as_ref();
    let scopes = endpoint.scopes.iter().flat_map(|scopes| scopes.any_of.keys().chain(scopes.all_of.keys()));
    Coverage {
        feature: module.first().map(ToString::to_string).unwrap_or_default(),
        name: endpoint.name.clone().unwrap_or_default(),
        call: endpoint.http.call(),
        module: modules::display(&module),
        page: (endpoint.title.clone(), source.map(|source| source.url.clone()).unwrap_or_default()),
        edition: source.map(|source| source.date.clone()).unwrap_or_default(),
        rate_limit: endpoint.rate_limits.iter().copied().map(docs::rate_limit).collect::<Vec<_>>().join(", "),
        scopes: scopes.cloned().collect(),
    }
}

/// The entry of an endpoint in the mock server's table.
pub(super) fn route(document: &Document<Endpoint>) -> Option<Route> {
    let module = modules::of(&document.id);
    Some(Route { feature: module.first()?.clone(), module })
}
