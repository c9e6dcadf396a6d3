//! The public API of the generated crate as data, and how two editions of it differ.
//!
//! It is made from the intermediate representation that is printed, so that comparing and printing agree.

#[cfg(test)]
mod printed;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use model::diff::{ApiChange, ApiStep, Bump};

use crate::ir::Api;

/// What callers can name.
#[derive(Debug, Default)]
pub(crate) struct Surface {
    /// Public items by path: `corehr::v2::process_extra::update::Body.operator`.
    items: BTreeMap<String, Item>,
    /// Definitions of the types that several modules export, by the path of each export.
    definitions: BTreeMap<String, String>,
}

/// A public item.
#[derive(Debug, PartialEq, Eq)]
struct Item {
    /// The schema that it is made from.
    id: String,
    kind: ItemKind,
    /// Path of the item that holds it.
    owner: Option<String>,
    /// Path of the field that it gives access to. A change of both is reported once.
    field: Option<String>,
    /// The item as Rust knows it: a type, an argument.
    signature: String,
    /// Its meaning on the wire: a name, a value, a call.
    wire: String,
}

/// Items that differ in the release that their coming or going asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ItemKind {
    /// Callers may use it.
    Offered,
    /// Callers must give it: a field of an exhaustive struct.
    Demanded,
    /// A mark that warns callers.
    Deprecation,
}

impl Surface {
    /// Returns the surface of the crate that is printed from the API.
    pub(crate) fn of(api: &Api) -> Self {
        walk::surface(api)
    }

    /// Returns the changes that callers notice, by path.
    pub(crate) fn changes(&self, new: &Self) -> Vec<ApiChange> {
        let paths: BTreeSet<&String> = self.items.keys().chain(new.items.keys()).collect();
        let found = paths.into_iter().filter_map(|path| {
            let (before, now) = (self.items.get(path), new.items.get(path));
            let owner = now.or(before)?.owner.as_ref();
            let is_told = owner.is_some_and(|owner| self.signature(owner) != new.signature(owner));
            change(path, before, now).filter(|_| !is_told).map(|change| (path, change))
        });
        let mut found: BTreeMap<&String, ApiChange> = found.collect();
        for (path, change) in self.changes_of_identity(new) {
            found.entry(path).or_insert(change);
        }
        let field = |path: &String| self.items.get(path).or_else(|| new.items.get(path))?.field.as_ref();
        let is_told = |path: &String, change: &ApiChange| {
            let twin = field(path).and_then(|field| found.get(field));
            twin.is_some_and(|twin| {
                twin.bump >= change.bump && (twin.step == change.step || change.step != ApiStep::Rewired)
            })
        };
        let listed = found.iter().filter(|(path, change)| !is_told(path, change));
        listed.map(|(_, change)| change.clone()).collect()
    }

    /// Returns the types that become one with another of both editions, or stop to be one. Callers who hand the value of
    /// one module to another rely on the first, and callers who implement a trait for both on the second.
    fn changes_of_identity<'a>(&'a self, new: &'a Self) -> BTreeMap<&'a String, ApiChange> {
        let (before, now) = (self.first_paths(new), new.first_paths(self));
        let exports: BTreeSet<&String> = before.keys().chain(now.keys()).copied().collect();
        let change = |path: &'a String| {
            let item = new.items.get(path)?;
            let old = *before.get(path).unwrap_or(&path);
            let new = *now.get(path).unwrap_or(&path);
            let said = |first: &String| {
                if first == path { "a type of its own".to_owned() } else { format!("the type {first}") }
            };
            let (id, path_, step) = (item.id.clone(), path.clone(), ApiStep::Changed);
            let change = ApiChange {
                id,
                path: path_,
                step,
                bump: Bump::Major,
                old: Some(said(old)),
                new: Some(said(new)),
            };
            (old != new).then_some((path, change))
        };
        exports.into_iter().filter_map(change).collect()
    }

    /// Returns the first path of each type that several modules export, among the paths that the other edition has, too.
    fn first_paths<'a>(&'a self, other: &Self) -> BTreeMap<&'a String, &'a String> {
        let mut first = BTreeMap::new();
        let stays = self.definitions.iter().filter(|(path, _)| other.items.contains_key(*path));
        stays.map(|(path, definition)| (path, *first.entry(definition).or_insert(path))).collect()
    }

    fn signature(&self, path: &str) -> Option<&str> {
        self.items.get(path).map(|item| item.signature.as_str())
    }
}

/// Compares an item with that of the same path in the other edition.
fn change(path: &str, before: Option<&Item>, now: Option<&Item>) -> Option<ApiChange> {
    let item = now.or(before)?;
    let (step, bump) = match (before, now) {
        (Some(before), Some(now)) if before.wire != now.wire => (ApiStep::Rewired, Bump::Major),
        (Some(before), Some(now)) if before.signature != now.signature => (ApiStep::Changed, Bump::Major),
        (Some(_), Some(_)) | (None, None) => return None,
        (Some(_), None) if item.kind == ItemKind::Deprecation => (ApiStep::Removed, Bump::Patch),
        (Some(_), None) => (ApiStep::Removed, Bump::Major),
        (None, Some(_)) if item.kind == ItemKind::Demanded => (ApiStep::Added, Bump::Major),
        (None, Some(_)) => (ApiStep::Added, Bump::Minor),
    };
    let shown = |item: &Item| match step {
        ApiStep::Rewired => item.wire.clone(),
        _ => item.signature.clone(),
    };
    Some(ApiChange {
        id: item.id.clone(),
        path: path.to_owned(),
        step,
        bump,
        old: before.map(shown),
        new: now.map(shown),
    })
}
