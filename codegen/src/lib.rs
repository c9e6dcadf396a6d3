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

pub use plan::{Change, Disk, LostRegion, OWNED, Plan};
pub use regions::{Region, RegionFault};
pub use skeleton::skeleton;

use names::Name;

/// The files that the schemas ask for, or every fault that stands in their way.
pub fn generate(set: &SchemaSet) -> Result<Plan, Vec<Diagnostic>> {
    let api = lower::lower(set)?;
    let mut files = BTreeMap::new();
    let mut findings = Vec::new();
    let mut add = |path: String, origin: &str, tokens| match format::format(origin, tokens) {
        Ok(text) => drop(files.insert(path, text)),
        Err(finding) => findings.push(*finding),
    };
    for (folder, tokens) in emit::tree(&api.modules) {
        add(module_file(&folder, "/mod.rs"), "schemas", tokens);
    }
    for module in &api.modules {
        add(module_file(&module.path, ".rs"), &module.origin, emit::module(module));
    }
    if findings.is_empty() { Ok(Plan { files, regions: regions::regions(&api) }) } else { Err(findings) }
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
