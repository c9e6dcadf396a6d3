//! Compares two versions of the schemas: what changed, what each change means for requests and responses, and which release
//! the changes ask for.

mod accept;
mod access;
mod api;
mod change;
mod coverage;
mod effects;
mod endpoint;
mod fields;
mod kind;
mod limits;
mod members;
mod merged;
mod pages;
mod pair;
mod report;
mod rules;
mod types;
mod witness;

#[cfg(test)]
mod tests;

pub use accept::{AcceptFault, AcceptList, Review};
pub use api::{ApiChange, ApiStep};
pub use change::{Change, Witness};
pub use effects::{Bump, Effects, Impact};
pub use kind::Kind;
pub use report::{BothSources, Format, changelog, render};
pub use semver::{Error as VersionFault, Version};

use std::collections::{BTreeMap, BTreeSet};

use effects::Reach;
use pair::Pair;

use crate::document::{Document, SchemaSet};
use crate::source::Span;

/// Compares two sets, each with its overlays applied. Changes come by id and in the order of the page; the shared files
/// `common`, `ids` and `lock` come last. Equal sets have no changes, and no part of a schema changes without one.
#[must_use]
pub fn diff(old: &SchemaSet, new: &SchemaSet) -> Vec<Change> {
    let mut changes = Vec::new();
    let endpoints = (Kind::EndpointAdded, Kind::EndpointRemoved);
    each(&old.endpoints, &new.endpoints, endpoints, Reach::REQUEST, endpoint::compare, &mut changes);
    let pages = (Kind::ConceptPageAdded, Kind::ConceptPageRemoved);
    each(&old.concepts, &new.concepts, pages, Reach::TEXT, pages::concept_page, &mut changes);
    let events = (Kind::EventAdded, Kind::EventRemoved);
    each(&old.events, &new.events, events, Reach::REPLY, pages::event_page, &mut changes);
    changes.sort_by(|a, b| a.id.cmp(&b.id));
    shared("common", (&old.common, &new.common), pages::common, &mut changes);
    shared("ids", (&old.ids, &new.ids), |pair, _| pages::metadata(pair), &mut changes);
    shared("lock", (&old.lock, &new.lock), |pair, _| pages::metadata(pair), &mut changes);
    changes
}

/// Compares documents of one kind by their ids.
fn each<T>(
    old: &[Document<T>],
    new: &[Document<T>],
    (added, removed): (Kind, Kind),
    reach: Reach,
    compare: fn(&mut Pair<'_>, (&T, &T)),
    out: &mut Vec<Change>,
) {
    let by_id = |documents| -> BTreeMap<&str, &Document<T>> {
        let documents: &[Document<T>] = documents;
        documents.iter().map(|document| (document.id.as_str(), document)).collect()
    };
    let (old, new) = (by_id(old), by_id(new));
    let ids: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    for id in ids {
        match (old.get(id), new.get(id)) {
            (Some(old), Some(new)) => out.extend(twins(id, old, new, compare)),
            (old, new) => out.push(whole(
                if new.is_some() { added } else { removed },
                id,
                reach,
                (old.map(|document| document.value_span("")), new.map(|document| document.value_span(""))),
            )),
        }
    }
}

/// Compares one of the shared files; a set may lack it.
fn shared<T>(
    id: &str,
    (old, new): (&Option<Document<T>>, &Option<Document<T>>),
    compare: impl Fn(&mut Pair<'_>, (&T, &T)),
    out: &mut Vec<Change>,
) {
    match (old, new) {
        (None, None) => {}
        (Some(old), Some(new)) => out.extend(twins(id, old, new, compare)),
        (old, new) => {
            let span = |side: &Option<Document<T>>| side.as_ref().map(|document| document.value_span(""));
            out.push(whole(Kind::MetadataChanged, id, Reach::TEXT, (span(old), span(new))));
        }
    }
}

fn twins<T>(
    id: &str,
    old: &Document<T>,
    new: &Document<T>,
    compare: impl Fn(&mut Pair<'_>, (&T, &T)),
) -> Vec<Change> {
    if coverage::identical(&old.tree, &new.tree) {
        return Vec::new();
    }
    let mut pair = Pair::new(id, &old.tree, &new.tree);
    compare(&mut pair, (&old.schema, &new.schema));
    coverage::order(&mut pair);
    coverage::complete(&mut pair);
    pair.changes
}

/// A whole file that came or went.
fn whole(kind: Kind, id: &str, reach: Reach, (old_span, new_span): (Option<Span>, Option<Span>)) -> Change {
    Change {
        kind,
        id: id.to_owned(),
        pointer: String::new(),
        old: None,
        new: None,
        effects: kind.effects(reach),
        witnesses: Vec::new(),
        old_span,
        new_span,
    }
}
