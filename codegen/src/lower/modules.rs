//! The modules of the generated crate: their paths, the folders that declare them, and the tables that list them.

use std::collections::{BTreeMap, BTreeSet};

use model::diag::{Code, Diagnostic};
use model::document::{Document, SchemaSet};
use model::pointer::join;
use model::schema::Endpoint;
use model::source::Span;

use super::docs;
use crate::ir::{Contents, Coverage, Declared, Folder, Module, Route};
use crate::names::{Name, Origin, TYPES, Table, display};

/// The id of the shared vocabulary, `common.json`.
const COMMON: &str = "common";

/// The module of an id. Each segment is a module below `api`; the first one is a cargo feature too.
pub(super) fn of(id: &str) -> Vec<Name> {
    if id == COMMON {
        return vec![Name::own(COMMON)];
    }
    let mut segments = id.split('/');
    segments.next().map(Name::service).into_iter().chain(segments.map(Name::module)).collect()
}

/// Reports ids that cannot be modules, two ids of one module, and modules that are folders of other ones.
pub(super) fn check(set: &SchemaSet) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let endpoints = set.endpoints.iter().map(|document| (document.id.as_str(), document.key_span("/id")));
    let concepts = set.concepts.iter().map(|document| (document.id.as_str(), document.key_span("/id")));
    let events: Vec<(String, Span)> = set
        .events
        .iter()
        .flat_map(|document| {
            let page = &document.schema;
            page.events.keys().map(|wire| (page.module_id(wire), document.key_span(&join("/events", wire))))
        })
        .collect();
    let events = events.iter().map(|(id, span)| (id.as_str(), *span));
    let common = set.common.iter().map(|document| (COMMON, document.key_span("")));
    let mut scopes: BTreeMap<Vec<Name>, Table> = BTreeMap::new();
    let mut folders: BTreeMap<Vec<Name>, (String, Span)> = BTreeMap::new();
    for (id, span) in endpoints.chain(concepts).chain(events).chain(common) {
        let path = of(id);
        if id.split('/').any(|segment| !is_segment(segment)) {
            findings.push(bad_id(span));
        }
        if !id.contains('/') && id != COMMON {
            findings.push(no_service(span));
        }
        let Some((file, parents)) = path.split_last() else { continue };
        let origin = Origin { what: format!("`{id}`"), span };
        if let Err(collision) = scopes.entry(parents.to_vec()).or_default().claim(file, origin) {
            findings.push(collision.help("rename one of the two schema files"));
        }
        findings.extend(check_folders(id, &path, span, &mut folders));
    }
    for parents in scopes.keys() {
        let Some((file, above)) = parents.split_last() else { continue };
        let taken = scopes.get(above).is_some_and(|scope| scope.contains(file));
        if taken && let Some((id, span)) = folders.get(parents) {
            let message =
                format!("`{id}` needs the folder `{}`, which is a module of its own", display(parents));
            findings.push(
                Diagnostic::error(Code::ModuleAndFolder, message, *span)
                    .help("rename one of the two schema files"),
            );
        }
    }
    findings
}

/// Returns true for a plain word. A dot or a slash would have a meaning in a file name.
fn is_segment(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

fn bad_id(span: Span) -> Diagnostic {
    Diagnostic::error(Code::BadId, "the id has a part that is not a name", span)
        .help("the parts between the slashes consist of letters, digits, `_` and `-`; rename the file")
}

/// A module without a service would have no cargo feature, and would never be compiled.
fn no_service(span: Span) -> Diagnostic {
    Diagnostic::error(Code::BadId, "the id names no service", span)
        .help("ids are `project/version/resource/method`; move the file into the folder of its service")
}

/// Reports folders with different ids and the same Rust name, which would silently become one.
fn check_folders(
    id: &str,
    path: &[Name],
    span: Span,
    folders: &mut BTreeMap<Vec<Name>, (String, Span)>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let segments: Vec<&str> = id.split('/').collect();
    for depth in 1..path.len() {
        let (Some(names), Some(wire)) = (path.get(..depth), segments.get(..depth)) else { continue };
        let folder = wire.join("/");
        let first = folders.entry(names.to_vec()).or_insert_with(|| (folder.clone(), span));
        if first.0 != folder {
            let message = format!("the folders `{}` and `{folder}` would be one module in Rust", first.0);
            findings.push(
                Diagnostic::error(Code::NameCollision, message, span)
                    .related(first.1, "the first of the two"),
            );
        }
    }
    findings
}

/// The folders of all modules. The module of the shared vocabulary needs no feature, because every service may use it.
pub(super) fn folders(modules: &[Module]) -> Vec<Folder> {
    let homes = modules.iter().filter(|module| module.has_home()).map(|module| (module.home(), module));
    let files: Vec<(Vec<Name>, &Module)> =
        modules.iter().map(|module| (module.path.clone(), module)).chain(homes).collect();
    let mut children: BTreeMap<&[Name], BTreeSet<&Name>> = BTreeMap::from([(&[][..], BTreeSet::new())]);
    // Modules and folders that hold more than events.
    let mut others: BTreeSet<&[Name]> = BTreeSet::new();
    for (path, module) in &files {
        let is_event = matches!(module.contents, Contents::Event(_));
        for depth in 0..path.len() {
            if let (Some(folder), Some(child), Some(inside)) =
                (path.get(..depth), path.get(depth), path.get(..=depth))
            {
                children.entry(folder).or_default().insert(child);
                others.extend((!is_event).then_some(inside));
            }
        }
    }
    let is_shared = |module: &&Module| matches!(module.contents, Contents::Common { .. } | Contents::OfSdk);
    let always: BTreeSet<&Name> =
        modules.iter().filter(is_shared).filter_map(|module| module.path.first()).collect();
    let declared = |folder: &[Name], name: &Name| Declared {
        name: name.clone(),
        is_feature: folder.is_empty() && !always.contains(name),
        is_of_events: !folder.is_empty()
            && !others.contains([folder, std::slice::from_ref(name)].concat().as_slice()),
        is_private: [folder, std::slice::from_ref(name)]
            .concat()
            .get(1)
            .is_some_and(|name| name.as_str() == TYPES),
    };
    let folder = |(path, names): (&[Name], BTreeSet<&Name>)| Folder {
        path: path.to_vec(),
        modules: names.into_iter().map(|name| declared(path, name)).collect(),
    };
    children.into_iter().map(folder).collect()
}

/// The row of an endpoint in the coverage table of the guide.
pub(super) fn coverage(document: &Document<Endpoint>) -> Coverage {
    let module = of(&document.id);
    let endpoint = &document.schema;
    let source = endpoint.source.as_ref();
    let scopes = endpoint.scopes.iter().flat_map(|scopes| scopes.any_of.keys().chain(scopes.all_of.keys()));
    Coverage {
        feature: module.first().map(ToString::to_string).unwrap_or_default(),
        name: endpoint.name.clone().unwrap_or_default(),
        call: endpoint.http.call(),
        module: display(&module),
        page: (endpoint.title.clone(), source.map(|source| source.url.clone()).unwrap_or_default()),
        edition: source.map(|source| source.date.clone()).unwrap_or_default(),
        rate_limit: endpoint.rate_limits.iter().copied().map(docs::rate_limit).collect::<Vec<_>>().join(", "),
        scopes: scopes.cloned().collect(),
    }
}

/// The entry of an endpoint in the mock server's table.
pub(super) fn route(document: &Document<Endpoint>) -> Option<Route> {
    let module = of(&document.id);
    Some(Route { feature: module.first()?.clone(), module })
}
