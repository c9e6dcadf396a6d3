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

/// Public items by path: `corehr::v2::process_extra::update::Body.operator`.
#[derive(Debug)]
pub(crate) struct Surface(BTreeMap<String, Item>);

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
        Self(walk::items(api))
    }

    /// Returns the changes that callers notice, by path.
    pub(crate) fn changes(&self, new: &Self) -> Vec<ApiChange> {
        let paths: BTreeSet<&String> = self.0.keys().chain(new.0.keys()).collect();
        let found = paths.into_iter().filter_map(|path| {
            let (before, now) = (self.0.get(path), new.0.get(path));
            let owner = now.or(before)?.owner.as_ref();
            let is_told = owner.is_some_and(|owner| self.signature(owner) != new.signature(owner));
            change(path, before, now).filter(|_| !is_told).map(|change| (path, change))
        });
        let found: BTreeMap<&String, ApiChange> = found.collect();
        let field = |path: &String| self.0.get(path).or_else(|| new.0.get(path))?.field.as_ref();
        let is_told = |path: &String, change: &ApiChange| {
            let twin = field(path).and_then(|field| found.get(field));
            twin.is_some_and(|twin| {
                twin.bump >= change.bump && (twin.step == change.step || change.step != ApiStep::Rewired)
            })
        };
        let listed = found.iter().filter(|(path, change)| !is_told(path, change));
        listed.map(|(_, change)| change.clone()).collect()
    }

    fn signature(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(|item| item.signature.as_str())
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
