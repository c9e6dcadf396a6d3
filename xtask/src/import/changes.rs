//! What an import changes in schemas that are there already, in the terms of `diff`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use model::diff::{AcceptList, BothSources, Change, Format, Review, Version, changelog, diff, render};
use model::document::SchemaSet;
use model::load::{Input, load};

use super::run::Page;
use crate::disk::read_if_there;
use crate::failure::Failure;
use crate::transaction::Write;
use crate::workspace::shown;

/// Two editions of the schemas that an import overwrites.
#[derive(Default)]
pub(super) struct Editions {
    old: Vec<Input>,
    new: Vec<Input>,
    /// Ids of schemas that were there before, changed or not.
    known: BTreeSet<String>,
}

impl Editions {
    /// Takes both editions, before the new one is written. Overlays and shared vocabulary are the same in both.
    pub(super) fn take(schemas: &Path, pages: &[Page], writes: &[Write]) -> Result<Self, Failure> {
        let written: BTreeMap<&Path, &Write> =
            writes.iter().map(|write| (write.path.as_path(), write)).collect();
        let mut editions = Self::default();
        for page in pages {
            let Some(schema) = &page.imported.schema else { continue };
            let name = format!("{}.json", schema.id());
            let path = schemas.join(&name);
            let Some(old) = read_if_there(&path)? else { continue };
            editions.known.insert(schema.id().to_owned());
            if let Some(new) = written.get(path.as_path()).and_then(|write| write.bytes.clone()) {
                editions.old.push(Input { path: name.clone(), shown: shown(&path), bytes: old });
                editions.new.push(Input { path: name, shown: shown(&path), bytes: new });
                editions.share(schemas, format!("{}.overlay.json", schema.id()))?;
            }
        }
        if !editions.old.is_empty() {
            editions.share(schemas, "common.json".to_owned())?;
        }
        Ok(editions)
    }

    fn share(&mut self, schemas: &Path, name: String) -> Result<(), Failure> {
        let path = schemas.join(&name);
        if let Some(bytes) = read_if_there(&path)? {
            let input = Input { path: name, shown: shown(&path), bytes };
            self.old.push(input.clone());
            self.new.push(input);
        }
        Ok(())
    }

    /// Whether a schema of that id was there before.
    pub(super) fn know(&self, id: &str) -> bool {
        self.known.contains(id)
    }

    /// What changed; nothing when every schema stayed as it was, or is new.
    pub(super) fn update(self) -> Option<Update> {
        if self.old.is_empty() {
            return None;
        }
        let (old, new) = (load(self.old).set, load(self.new).set);
        let review = Review::new(diff(&old, &new), &AcceptList::default());
        Some(Update { review, old, new })
    }
}

/// The changes of schemas that were there before.
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

    /// All changes, and the release that they ask for.
    pub(super) fn text(&self) -> String {
        let Ok(version) = env!("CARGO_PKG_VERSION").parse::<Version>() else { return String::new() };
        let sources = BothSources { old: &self.old.sources, new: &self.new.sources };
        render(&self.review, sources, version, Format::Text)
    }

    /// The entry for `CHANGELOG.md`; empty when users notice nothing.
    pub(super) fn changelog(&self) -> String {
        changelog(&self.review)
    }
}
