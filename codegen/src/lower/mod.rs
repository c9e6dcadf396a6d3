//! Schemas to IR: every decision about names, types, presence, checks and documentation is made here.

mod body;
mod codes;
mod concepts;
mod coverage;
mod docs;
mod endpoint;
mod enums;
mod example;
mod fields;
mod idempotency;
mod limits;
mod mock_route;
mod modules;
mod naming;
mod paging;
mod reply;
mod rules;
mod shared;
mod tree;
mod types;

use model::diag::{Diagnostic, Severity};
use model::document::{Document, SchemaSet};
use model::parallel;
use model::schema::Endpoint;

use crate::ir::{Api, Contents, Folder, Module};
use crate::names::Name;
use shared::Shared;

/// The whole API, or every fault that stands in its way.
pub(crate) fn lower(set: &SchemaSet) -> Result<Api, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let shared = Shared::collect(set);
    let mut modules = Vec::new();
    modules.extend(set.common.as_ref().map(|document| concepts::lower_common(document, &mut findings)));
    for document in &set.concepts {
        match model::check::page_types_too_deep(document) {
            Some(finding) => findings.push(finding),
            None => modules.push(concepts::lower_page(document, &shared, &mut findings)),
        }
    }
    for (module, found) in parallel::map(&set.endpoints, |document| lower_endpoint(document, &shared)) {
        modules.extend(module);
        findings.extend(found);
    }
    modules::check(set, &mut findings);
    modules.sort_by(|a, b| a.path.cmp(&b.path));
    let folders = folders(&modules);
    let coverage = set.endpoints.iter().map(coverage::row).collect();
    let mut routes: Vec<_> =
        set.endpoints.iter().filter_map(|document| mock_route::route(&document.id)).collect();
    routes.sort_by(|a, b| a.module.cmp(&b.module));
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(findings);
    }
    Ok(Api { modules, folders, coverage, routes })
}

fn lower_endpoint(document: &Document<Endpoint>, shared: &Shared) -> (Option<Module>, Vec<Diagnostic>) {
    // Lowering walks types by recursion.
    if let Some(finding) = model::check::types_too_deep(document) {
        return (None, vec![finding]);
    }
    let mut findings = Vec::new();
    let module = endpoint::lower(document, shared, &mut findings);
    (Some(module), findings)
}

/// The folders of all modules.
fn folders(modules: &[Module]) -> Vec<Folder> {
    let is_shared = |module: &&Module| matches!(module.contents, Contents::Common { .. });
    let shared: Vec<&[Name]> =
        modules.iter().filter(is_shared).map(|module| module.path.as_slice()).collect();
    tree::folders(modules.iter().map(|module| module.path.as_slice()), &shared)
}

/// The module of the schema of that id, as one writes it behind the crate's name.
pub(crate) fn module_of(id: &str) -> String {
    modules::display(&modules::of(id))
}
