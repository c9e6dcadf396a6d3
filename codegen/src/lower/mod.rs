//! Schemas to IR: every decision about names, types, presence, checks and documentation is made here.

mod codes;
mod concepts;
mod coverage;
mod docs;
mod endpoint;
mod enums;
mod example;
mod fields;
mod module_path;
mod naming;
mod rules;
mod shared;
mod steps;
mod types;

use model::diag::{Diagnostic, Severity};
use model::document::SchemaSet;

use crate::ir::Api;
use shared::Shared;

/// The whole API, or every fault that stands in its way.
pub(crate) fn lower(set: &SchemaSet) -> Result<Api, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    let shared = Shared::collect(set);
    let mut modules = Vec::new();
    modules.extend(set.common.as_ref().map(|document| concepts::lower_common(document, &mut findings)));
    modules.extend(set.concepts.iter().map(|document| concepts::lower_page(document, &mut findings)));
    for document in &set.endpoints {
        match model::check::types_too_deep(document) {
            // Lowering walks types by recursion.
            Some(finding) => findings.push(finding),
            None => modules.push(endpoint::lower(document, &shared, &mut findings)),
        }
    }
    module_path::check(set, &mut findings);
    modules.sort_by(|a, b| a.path.cmp(&b.path));
    let coverage = set.endpoints.iter().map(|document| coverage::row(&document.schema)).collect();
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(findings);
    }
    Ok(Api { modules, coverage })
}
