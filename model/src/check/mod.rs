//! Lints over merged schemas: one file per topic, every fault of every schema in one run.

mod calls;
mod codes;
mod conform;
mod depth;
mod enums;
mod example_rules;
mod examples;
mod graph;
mod http;
mod limits;
mod names;
mod page;
mod recursion;
mod registry;
mod rule_set;
mod rules;
mod types;
mod unions;
mod values;

use std::collections::BTreeSet;

use crate::diag::{self, Diagnostic};
use crate::document::{Document, SchemaSet};
use crate::parallel;
use crate::pointer::join;
use crate::schema::{Common, ConceptPage, Endpoint};
use enums::SharedTypes;
use page::Page;
pub(crate) use page::{Usage, usages};

pub use conform::FaultKind;
pub use depth::{page_types_too_deep, types_too_deep};
pub use examples::{ExampleFault, faults_of_reply, faults_of_request};
pub use recursion::{Need, circles};
pub use values::is_value_of;

/// Checks every schema of the set; findings are sorted by file and place.
///
/// Files that are not JSON or do not have the format's shape were reported by [`load`](crate::load::load) and are not in
/// the set.
#[must_use]
pub fn check(set: &SchemaSet) -> Vec<Diagnostic> {
    let mut out = each(set);
    out.extend(together(set));
    diag::sort(&mut out, &set.sources);
    out
}

/// Checks each schema by itself and against the shared types and codes. The findings in an endpoint do not depend on
/// other endpoints.
#[must_use]
pub fn each(set: &SchemaSet) -> Vec<Diagnostic> {
    let shared = SharedTypes::collect(set);
    let common_codes = codes::common(set);
    let of_endpoints = parallel::map(&set.endpoints, |document| endpoint(document, &shared, &common_codes));
    let mut out: Vec<Diagnostic> = of_endpoints.into_iter().flatten().collect();
    for document in &set.concepts {
        concept_page(document, &shared, &mut out);
    }
    if let Some(document) = &set.common {
        common(document, &mut out);
    }
    out
}

/// Checks the set as a whole: schemas against each other, `ids.json` and `lock.json`.
#[must_use]
pub fn together(set: &SchemaSet) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    registry::check(set, &mut out);
    out
}

fn endpoint(
    document: &Document<Endpoint>,
    shared: &SharedTypes,
    common_codes: &BTreeSet<i64>,
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = types_too_deep(document).into_iter().collect();
    let out = &mut found;
    let page = Page::of_endpoint(document);
    fields(&page, shared, out);
    names::check_types(&page, out);
    types::check_unused(&page, out);
    unions::check(&page, out);
    recursion::check(&page, out);
    registry::check_source(&document.tree, document.schema.source.as_ref(), out);
    http::check(&page, &document.schema, out);
    calls::check_access(&page, &document.schema, out);
    http::check_headers(&page, &document.schema, out);
    calls::check_repetition(&page, &document.schema, out);
    calls::check_inner_code(&page, &document.schema, out);
    examples::check(&page, &document.schema, out);
    example_rules::check(&page, &document.schema, out);
    codes::check(&document.tree, &document.schema.errors, common_codes, out);
    rules::check(&page, &document.schema, out);
    names::check_rule_texts(&page, &document.schema, out);
    names::check_texts_of_endpoint(&page, &document.schema, out);
    found
}

fn concept_page(document: &Document<ConceptPage>, shared: &SharedTypes, out: &mut Vec<Diagnostic>) {
    out.extend(page_types_too_deep(document));
    let page = Page::of_concepts(document);
    fields(&page, shared, out);
    names::check_types(&page, out);
    types::check_unused(&page, out);
    unions::check(&page, out);
    recursion::check(&page, out);
    registry::check_source(&document.tree, document.schema.source.as_ref(), out);
    for (heading, concept) in &document.schema.concepts {
        enums::check_texts(&document.tree, &join("/concepts", heading), &concept.members, out);
    }
    names::check_texts_of_concepts(&page, &document.schema, out);
}

fn common(document: &Document<Common>, out: &mut Vec<Diagnostic>) {
    for (name, shared) in &document.schema.enums {
        enums::check_texts(&document.tree, &join("/enums", name), &shared.members, out);
    }
    codes::check(&document.tree, &document.schema.errors, &BTreeSet::new(), out);
    names::check_texts_of_common(&document.tree, &document.schema, out);
}

/// Runs the lints about single fields.
fn fields(page: &Page<'_>, shared: &SharedTypes, out: &mut Vec<Diagnostic>) {
    for site in &page.sites {
        names::check(page, site, out);
        types::check(page, site, out);
        types::check_untyped(page, site, out);
        shared.check(page, site, out);
        limits::check(page, site, out);
        enums::check(page, site, out);
        values::check(page, site, out);
    }
}

#[cfg(test)]
mod testing;
