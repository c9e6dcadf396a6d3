//! What an import changes in schemas that are there already, in the terms of `diff`.

use std::collections::BTreeMap;
use std::path::Path;

use model::diff::{AcceptList, BothSources, Format, Review, Version, diff, render};
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
            let Some(new) = written.get(path.as_path()).and_then(|write| write.bytes.clone()) else {
                continue;
            };
            if let Some(old) = read_if_there(&path)? {
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

    /// What changed, as text; nothing when no schema was there before.
    pub(super) fn text(self) -> Option<String> {
        let version: Version = env!("CARGO_PKG_VERSION").parse().ok()?;
        if self.old.is_empty() {
            return None;
        }
        let (old, new) = (load(self.old).set, load(self.new).set);
        let review = Review::new(diff(&old, &new), &AcceptList::default());
        Some(render(&review, BothSources { old: &old.sources, new: &new.sources }, version, Format::Text))
    }
}
