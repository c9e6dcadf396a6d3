//! What earlier runs of `generate` found out of each endpoint, so that one whose inputs are the same is not read, checked,
//! lowered and printed again.
//!
//! The cache holds no Rust: only digests of what went in and of what came out, the warnings, and the facts that other
//! schemas depend on. An endpoint is known when the digests of its schema, its overlay, the shared vocabulary, the
//! generator's own executable and the file that stands on the disk are all those of an earlier run.

mod entry;

use std::collections::{BTreeMap, BTreeSet};

use codegen::{Disk, Plan};
use model::diag::Diagnostic;
use model::document::SchemaSet;
use model::facts::Facts;
use model::source::Sources;

use serde::{Deserialize, Serialize};

use super::{CacheFile, Keys};
use crate::digest;
use crate::workspace::Layout;
use entry::{Entry, Files};

/// The cache of one schema directory and one crate.
pub(crate) struct Cache {
    file: CacheFile,
    stored: Stored,
    /// Whether what is stored is what the file holds.
    is_saved: bool,
}

/// What the file holds.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    /// The shared vocabulary of the run.
    context: String,
    /// By id.
    entries: BTreeMap<String, Entry>,
}

/// Endpoints that need not be made again in this run, each with the Rust that stands on the disk.
#[derive(Default)]
pub(crate) struct Known(BTreeMap<String, (Entry, String)>);

/// What a finished run found out.
pub(crate) struct Learned<'a> {
    pub(crate) set: &'a SchemaSet,
    /// What was found in each schema, by itself.
    pub(crate) findings: &'a [Diagnostic],
    pub(crate) plan: &'a Plan,
    pub(crate) keys: &'a Keys,
}

impl Cache {
    /// The cache of a layout, if this executable has caches.
    pub(crate) fn open(layout: &Layout) -> Option<Self> {
        let file = CacheFile::of("generate", &[&layout.schemas, &layout.out])?;
        let stored = file.read();
        Some(Self { is_saved: stored.is_some(), stored: stored.unwrap_or_default(), file })
    }

    /// The endpoints whose own files are those of an earlier run, with the Rust of that run on the disk.
    pub(crate) fn known(&self, keys: &Keys, disk: &Disk) -> Known {
        let entries: Vec<(&String, &Entry)> = self.stored.entries.iter().collect();
        let same = model::parallel::map(&entries, |(id, entry)| {
            let bytes = disk.get(&codegen::file_of(id))?;
            let is_same = keys.of(id).as_ref() == Some(&entry.inputs) && digest::of(bytes) == entry.output;
            String::from_utf8(bytes.clone()).ok().filter(|_| is_same)
        });
        let known = entries.into_iter().zip(same);
        Known(known.filter_map(|((id, entry), rust)| Some((id.clone(), (entry.clone(), rust?)))).collect())
    }

    /// Whether the shared vocabulary is that of the earlier run. `known` and `set` say which files are no vocabulary.
    pub(crate) fn has_context(&self, known: &Known, set: &SchemaSet, keys: &Keys) -> bool {
        let broken = set.unread.iter().filter(|id| self.stored.entries.contains_key(*id)).cloned();
        let mut endpoints = endpoints(known, set);
        endpoints.extend(broken);
        self.stored.context == keys.context(&endpoints)
    }

    /// Takes in what a run has found out.
    pub(crate) fn learn(&mut self, known: &Known, learned: &Learned<'_>) {
        let Learned { set, keys, .. } = *learned;
        let made = entry::all(learned);
        if made.is_empty() && known.0.len() == self.stored.entries.len() {
            return;
        }
        self.is_saved = false;
        self.stored.context = keys.context(&endpoints(known, set));
        let kept = known.0.iter().map(|(id, (entry, _))| (id.clone(), entry.clone()));
        self.stored.entries = kept.chain(made).collect();
    }

    /// Saves it, once the plan stands on the disk. A cache that cannot be written is none; the run is good all the same.
    pub(crate) fn save(&self) {
        if !self.is_saved {
            let _ = self.file.write(&self.stored);
        }
    }
}

fn endpoints(known: &Known, set: &SchemaSet) -> BTreeSet<String> {
    known.0.keys().cloned().chain(set.endpoints.iter().map(|document| document.id.clone())).collect()
}

impl Known {
    /// Their ids.
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        self.0.keys().cloned().collect()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Facts and warnings of all of them, pointing into the files of this run; `None` when one of them points nowhere.
    pub(crate) fn recall(&self, sources: &Sources, keys: &Keys) -> Option<(Vec<Facts>, Vec<Diagnostic>)> {
        let files = Files::of(sources, keys);
        let mut all = (Vec::new(), Vec::new());
        for (id, (entry, _)) in &self.0 {
            let (facts, findings) = entry.recall(id, &files)?;
            all.0.push(facts);
            all.1.extend(findings);
        }
        Some(all)
    }

    /// Adds their Rust.
    pub(crate) fn add_to(self, plan: &mut Plan) {
        plan.files.extend(self.0.into_iter().map(|(id, (_, rust))| (codegen::file_of(&id), rust)));
    }
}
