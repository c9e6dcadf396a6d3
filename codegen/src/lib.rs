//! Checked schemas to the Rust of the SDK: a pure function to a [`Plan`], without I/O.

mod emit;
mod files;
mod ir;
mod lower;
mod markdown;
mod names;
mod plan;
mod regions;
mod skeleton;
mod surface;
mod target;

use std::collections::BTreeMap;

use model::diag::{Diagnostic, Severity};
use model::diff::ApiChange;
use model::document::SchemaSet;
use model::parallel;
use proc_macro2::TokenStream;

pub use plan::{Change, Disk, LostRegion, OWNED, Plan};
pub use regions::{Region, RegionFault};
pub use skeleton::{Sdk, skeleton};
pub use target::{CrateName, Target};

use files::{File, files};
use surface::Surface;

/// The files of `feishu-openapi`, or all faults of the schemas.
pub fn generate(set: &SchemaSet) -> Result<Plan, Vec<Diagnostic>> {
    print(&lower(set, &Target::sdk())?)
}

/// The module of an endpoint as it is written after the crate's name: `corehr::v2::process_extra::update`.
#[must_use]
pub fn module(id: &str) -> String {
    lower::module_of(id)
}

/// Findings that `model::check` cannot make: names that collide, were made unique or are not valid, and schemas that cannot be generated
/// yet. The schemas may have other errors, so that one run reports the errors of both.
#[must_use]
pub fn faults_of_rust(set: &SchemaSet) -> Vec<Diagnostic> {
    lower::lower(set, &Target::sdk()).1.faults
}

/// Compares the public API of the crates of two editions. Schemas with faults are compared as far as they can be lowered.
#[must_use]
pub fn api_changes(old: &SchemaSet, new: &SchemaSet) -> Vec<ApiChange> {
    let surface = |set| Surface::of(&lower::lower(set, &Target::sdk()).0);
    surface(old).changes(&surface(new))
}

/// The API with every decision made.
#[derive(Debug)]
pub struct Lowered {
    api: ir::Api,
    /// Findings that do not stop the generator.
    warnings: Vec<Diagnostic>,
}

/// First stage: decides names, types, presence, checks and documentation. The schemas must have passed
/// `model::check`.
pub fn lower(set: &SchemaSet, target: &Target) -> Result<Lowered, Vec<Diagnostic>> {
    let (api, findings) = lower::lower(set, target);
    let findings = findings.of_checked();
    let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
    if findings.iter().any(is_error) { Err(findings) } else { Ok(Lowered { api, warnings: findings }) }
}

/// Second stage: prints and formats each file, on every core.
pub fn print(lowered: &Lowered) -> Result<Plan, Vec<Diagnostic>> {
    let api = &lowered.api;
    let files = files(api);
    let printed = parallel::map(&files, File::print);
    let mut plan =
        Plan { files: BTreeMap::new(), regions: regions::regions(api), warnings: lowered.warnings.clone() };
    let mut faults = Vec::new();
    for (file, text) in files.iter().zip(printed) {
        match text {
            Ok(text) => drop(plan.files.insert(file.path(), text)),
            Err(fault) => faults.push(*fault),
        }
    }
    if faults.is_empty() { Ok(plan) } else { Err(faults) }
}

/// The first half of [`print()`], on one core: emits all files without formatting them. Benchmarks use it.
#[must_use]
pub fn emit(lowered: &Lowered) -> Vec<TokenStream> {
    files(&lowered.api).iter().map(File::tokens).collect()
}

#[cfg(test)]
mod tests {
    use model::diag::Code;
    use model::load::{Input, load};

    use super::*;

    /// A schema with a type that does not exist, which `model::check` reports.
    fn unchecked() -> SchemaSet {
        let schema = r#"{"id": "demo/v1/thing/make", "title": "Make a thing",
            "http": {"method": "POST", "hosts": ["open.feishu.cn"], "path": "/demo/v1/things"},
            "request": {"body": {"owner": {"type": "persn"}}}}"#;
        let path = "demo/v1/thing/make.json".to_owned();
        let loaded = load([Input { shown: path.clone(), path, bytes: schema.into() }]);
        assert_eq!(loaded.diagnostics, []);
        loaded.set
    }

    #[test]
    fn a_schema_that_would_fail_the_checks_is_not_generated() {
        let faults = lower(&unchecked(), &Target::sdk()).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [Code::GeneratorBug]);
    }

    #[test]
    fn faults_that_the_checks_report_are_not_repeated() {
        assert_eq!(faults_of_rust(&unchecked()), []);
    }
}
