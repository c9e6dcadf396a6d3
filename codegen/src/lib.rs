//! Checked schemas to the Rust of the SDK: a pure function to a [`Plan`], without I/O.

mod docs;
mod emit;
mod format;
mod ir;
mod lower;
mod names;
mod plan;
mod regions;
mod skeleton;

use std::collections::BTreeMap;

use model::diag::Diagnostic;
use model::document::SchemaSet;
use proc_macro2::TokenStream;

pub use plan::{Change, Disk, LostRegion, OWNED, Plan};
pub use regions::{Region, RegionFault};
pub use skeleton::skeleton;

use names::Name;

/// The files that the schemas ask for, or every fault that stands in their way.
pub fn generate(set: &SchemaSet) -> Result<Plan, Vec<Diagnostic>> {
    format(emit(&lower(set)?))
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

/// The API as tokens, file by file.
#[derive(Debug)]
pub struct Emitted {
    files: Vec<File>,
    regions: Vec<Region>,
}

/// One Rust file before it is text.
#[derive(Debug)]
struct File {
    path: String,
    /// The schema that it is made from.
    origin: String,
    tokens: TokenStream,
}

/// Second stage: prints what was decided.
#[must_use]
pub fn emit(lowered: &Lowered) -> Emitted {
    let api = &lowered.0;
    let folders = emit::tree(&api.modules).into_iter().map(|(folder, tokens)| File {
        path: module_file(&folder, "/mod.rs"),
        origin: "schemas".to_owned(),
        tokens,
    });
    let modules = api.modules.iter().map(|module| File {
        path: module_file(&module.path, ".rs"),
        origin: module.origin.clone(),
        tokens: emit::module(module),
    });
    Emitted { files: folders.chain(modules).collect(), regions: regions::regions(api) }
}

/// Third stage: makes it readable.
pub fn format(emitted: Emitted) -> Result<Plan, Vec<Diagnostic>> {
    let mut plan = Plan { files: BTreeMap::new(), regions: emitted.regions };
    let mut findings = Vec::new();
    for File { path, origin, tokens } in emitted.files {
        match format::format(&origin, tokens) {
            Ok(text) => drop(plan.files.insert(path, text)),
            Err(finding) => findings.push(*finding),
        }
    }
    if findings.is_empty() { Ok(plan) } else { Err(findings) }
}

fn module_file(path: &[Name], ending: &str) -> String {
    let mut file = OWNED.to_owned();
    for name in path {
        file.push('/');
        file.push_str(name.as_str());
    }
    file.push_str(ending);
    file
}
