//! Schemas as intermediate representation: every decision about names, types, presence, checks and documentation is
//! made here.

mod codes;
mod concepts;
mod context;
mod docs;
mod endpoint;
mod events;
mod example;
mod limits;
mod mock_route;
mod modules;
mod naming;
mod paging;
mod reply;
mod request;
mod rules;
mod service_types;
mod shared;
mod types;

use model::document::{Document, SchemaSet};
use model::parallel;
use model::schema::{ConceptPage, Endpoint, EventPage};

use crate::ir::{Api, Module};
use crate::names::display;
use crate::target::Target;
use shared::Shared;

pub(crate) use context::Findings;

/// The whole API, and the findings on the way.
pub(crate) fn lower(set: &SchemaSet, target: &Target) -> (Api, Findings) {
    let shared = Shared::collect(set, target);
    let (mut lowered, mut findings) = (Vec::new(), Findings::default());
    let common = set.common.iter().map(|document| {
        let (module, found) = concepts::common(document, target);
        (Some(module), found)
    });
    let pages = set.concepts.iter().map(|document| page(document, &shared));
    let endpoints = parallel::map(&set.endpoints, |document| endpoint(document, &shared));
    for (module, found) in common.chain(pages).chain(endpoints) {
        lowered.extend(module);
        findings.append(found);
    }
    for (module, found) in set.events.iter().flat_map(|document| event_page(document, &shared)) {
        lowered.extend(module);
        findings.append(found);
    }
    findings.faults.extend(modules::check(set));
    lowered.sort_by(|a, b| a.path.cmp(&b.path));
    service_types::share(&mut lowered);
    let folders = modules::folders(&lowered);
    let coverage = set.endpoints.iter().map(modules::coverage).collect();
    let event_coverage = set.events.iter().flat_map(events::coverage).collect();
    let mut routes: Vec<_> = set.endpoints.iter().filter_map(modules::route).collect();
    routes.sort_by(|a, b| a.module.cmp(&b.module));
    let mut events: Vec<_> = set.events.iter().flat_map(events::entries).collect();
    events.sort_by(|a, b| a.module.cmp(&b.module));
    (Api { modules: lowered, folders, coverage, event_coverage, routes, events }, findings)
}

/// A concept page. Pages whose types nest too deep for a recursive walk are left out.
fn page(document: &Document<ConceptPage>, shared: &Shared) -> (Option<Module>, Findings) {
    if model::check::types_too_deep(&document.tree, &document.schema.types).is_some() {
        return (None, Findings::unchecked(document.key_span("/types")));
    }
    let (module, findings) = concepts::page(document, shared);
    (Some(module), findings)
}

/// An endpoint. Endpoints whose types nest too deep for a recursive walk are left out.
fn endpoint(document: &Document<Endpoint>, shared: &Shared) -> (Option<Module>, Findings) {
    if model::check::types_too_deep(&document.tree, &document.schema.types).is_some() {
        return (None, Findings::unchecked(document.key_span("/types")));
    }
    let (module, findings) = endpoint::module(document, shared);
    (Some(module), findings)
}

/// The events of a page. Pages whose types nest too deep for a recursive walk are left out.
fn event_page(document: &Document<EventPage>, shared: &Shared) -> Vec<(Option<Module>, Findings)> {
    if model::check::types_too_deep(&document.tree, &document.schema.types).is_some() {
        return vec![(None, Findings::unchecked(document.key_span("/types")))];
    }
    events::page(document, shared).into_iter().map(|(module, findings)| (Some(module), findings)).collect()
}

/// The module of the schema with that id, as it is written after the crate's name.
pub(crate) fn module_of(id: &str) -> String {
    display(&modules::of(id))
}
