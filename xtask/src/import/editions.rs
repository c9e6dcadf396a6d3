//! The schemas that an import writes: the old and the new edition of each, and the new ones under their overlays.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use model::diag::Diagnostic;
use model::diff::{AcceptList, BothSources, Change, Format, Review, Version, changelog, diff, render};
use model::document::SchemaSet;
use model::load::{Input, Loaded, load};
use model::texts::service;

use super::pages::Page;
use crate::disk::{Found, read_if_there, walk};
use crate::failure::Failure;
use crate::transaction::Write;
use crate::workspace::shown;

/// Old and new edition of the schemas that an import writes.
#[derive(Default)]
pub(super) struct Editions {
    old: Vec<Input>,
    new: Vec<Input>,
    /// Ids of the schemas that existed before, changed or not.
    known: BTreeSet<String>,
}

impl Editions {
    /// Takes both editions, before the new one is written. Files that the import keeps are the same in both.
    pub(super) fn take(schemas: &Path, pages: &[Page], writes: &[Write]) -> Result<Self, Failure> {
        let written = planned(writes);
        let mut editions = Self::default();
        let mut replaced = BTreeSet::new();
        for id in pages.iter().filter_map(Page::id) {
            let name = format!("{id}.json");
            let path = schemas.join(&name);
            let input = |bytes| Input { path: name.clone(), shown: shown(&path), bytes };
            let (old, new) = (read_if_there(&path)?, written.get(path.as_path()));
            if old.is_some() {
                editions.known.insert(id.to_owned());
            }
            if let Some(new) = new {
                editions.new.push(input(new.to_vec()));
                if let Some(old) = old {
                    editions.old.push(input(old));
                    replaced.insert(name);
                }
            }
        }
        if !replaced.is_empty() {
            editions.share(schemas, &replaced)?;
        }
        Ok(editions)
    }

    /// Adds every other file to both editions: names and types of the crate depend on overlays and on shared vocabulary.
    fn share(&mut self, schemas: &Path, replaced: &BTreeSet<String>) -> Result<(), Failure> {
        walk(schemas, &mut |Found { below, path, bytes }| {
            if !replaced.contains(&below) {
                let input = Input { path: below, shown: shown(&path), bytes };
                self.old.push(input.clone());
                self.new.push(input);
            }
        })
    }

    /// Returns true if a schema of that id existed before.
    pub(super) fn know(&self, id: &str) -> bool {
        self.known.contains(id)
    }

    /// The changes and the new schemas; `None` when every schema is new or stays the same.
    pub(super) fn update(self) -> Option<Update> {
        if self.old.is_empty() {
            return None;
        }
        let (old, new) = (load(self.old).set, load(self.new).set);
        let review = Review::new(diff(&old, &new), codegen::api_changes(&old, &new), &AcceptList::default());
        Some(Update { review, old, new })
    }
}

/// The changes of schemas that existed before, and the new ones beside them.
pub(super) struct Update {
    review: Review,
    old: SchemaSet,
    new: SchemaSet,
}

impl Update {
    /// Every change.
    pub(super) fn changes(&self) -> &[Change] {
        &self.review.open
    }

    /// The changes as `diff` prints them, with the release that they ask for.
    pub(super) fn text(&self) -> String {
        let Ok(version) = env!("CARGO_PKG_VERSION").parse::<Version>() else { return String::new() };
        let sources = BothSources { old: &self.old.sources, new: &self.new.sources };
        render(&self.review, sources, &version, Format::Text)
    }

    /// The entry for `CHANGELOG.md`; empty when the changes do not concern users.
    pub(super) fn changelog(&self) -> String {
        changelog(&self.review)
    }
}

/// The imported schemas under their overlays.
pub(super) struct Overlaid {
    pub(super) set: SchemaSet,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Overlaid {
    /// Loads each imported schema as it will be written, with its overlay, the texts of its service and `common.json`. The
    /// findings name the overlay ops that no longer apply.
    pub(super) fn load(schemas: &Path, pages: &[Page], writes: &[Write]) -> Result<Self, Failure> {
        let written = planned(writes);
        let ids: BTreeSet<&str> = pages.iter().filter_map(Page::id).collect();
        let services: BTreeSet<&str> = ids.iter().map(|id| service(id)).chain(["common"]).collect();
        let texts = services.into_iter().map(|service| format!("texts/{service}.json"));
        let own = ids.iter().flat_map(|id| [overlay(id), format!("{id}.json")]);
        let mut inputs = Vec::new();
        for path in own.chain(texts).chain(["common.json".to_owned()]) {
            let file = schemas.join(&path);
            let bytes = match written.get(file.as_path()) {
                Some(bytes) => Some(bytes.to_vec()),
                None => read_if_there(&file)?,
            };
            inputs.extend(bytes.map(|bytes| Input { path, shown: shown(&file), bytes }));
        }
        let Loaded { set, diagnostics } = load(inputs);
        Ok(Self { set, diagnostics })
    }
}

/// New contents by path.
pub(super) fn planned(writes: &[Write]) -> BTreeMap<&Path, &[u8]> {
    writes.iter().filter_map(|write| Some((write.path.as_path(), write.bytes.as_deref()?))).collect()
}

pub(super) fn overlay(id: &str) -> String {
    format!("{id}.overlay.json")
}
