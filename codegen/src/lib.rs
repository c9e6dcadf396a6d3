//! Checked schemas to the Rust of the SDK: a pure function to a [`Plan`], without I/O.

mod emit;
mod files;
mod format;
mod ir;
mod lower;
mod markdown;
mod names;
mod plan;
mod regions;
mod skeleton;

use std::collections::BTreeMap;

use model::diag::Diagnostic;
use model::document::SchemaSet;
use model::parallel;
use proc_macro2::TokenStream;

pub use plan::{Change, Disk, LostRegion, OWNED, Plan};
pub use regions::{Region, RegionFault};
pub use skeleton::skeleton;

use files::{File, files};

/// The files that the schemas ask for, or every fault that stands in their way.
pub fn generate(set: &SchemaSet) -> Result<Plan, Vec<Diagnostic>> {
    print(&lower(set)?)
}

/// The module of an endpoint, as one writes it behind the crate's name: `corehr::v2::process_extra::update`.
#[must_use]
pub fn module(id: &str) -> String {
    lower::module_of(id)
}

/// Faults that no other room can find: names that collide or cannot be taken, and what cannot be generated yet. For
/// schemas that have other errors too, so that all come in one run.
#[must_use]
pub fn faults_of_rust(set: &SchemaSet) -> Vec<Diagnostic> {
    /// What `model::check` has found before, with more to say about it.
    const KNOWN: &[&str] = &[
        "enum-member",
        "error-code",
        "rule",
        "types-too-deep",
        "unknown-shared-member",
        "unknown-shared-type",
        "unknown-type",
    ];
    let mut faults = lower::lower(set).err().unwrap_or_default();
    faults.retain(|fault| !KNOWN.contains(&fault.code));
    faults
}

/// The API with every decision made.
#[derive(Debug)]
pub struct Lowered(ir::Api);

/// First stage: decides names, types, presence, checks and documentation.
pub fn lower(set: &SchemaSet) -> Result<Lowered, Vec<Diagnostic>> {
    lower::lower(set).map(Lowered)
}

/// Second stage: prints what was decided, and makes it readable; each file by itself, on every core.
pub fn print(lowered: &Lowered) -> Result<Plan, Vec<Diagnostic>> {
    let api = &lowered.0;
    let files = files(api);
    let printed = parallel::map(&files, |file| format::format(file.origin(), file.tokens()));
    let mut plan = Plan { files: BTreeMap::new(), regions: regions::regions(api) };
    let mut faults = Vec::new();
    for (file, text) in files.iter().zip(printed) {
        match text {
            Ok(text) => drop(plan.files.insert(file.path(), text)),
            Err(fault) => faults.push(*fault),
        }
    }
    if faults.is_empty() { Ok(plan) } else { Err(faults) }
}

/// The first half of [`print()`], on one core and with nothing made of it: what emitting alone costs.
#[must_use]
pub fn emit(lowered: &Lowered) -> Vec<TokenStream> {
    files(&lowered.0).iter().map(File::tokens).collect()
}
