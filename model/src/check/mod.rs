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
mod report;
mod rule_set;
mod rules;
mod texts;
mod types;
mod unions;
mod values;

use std::collections::BTreeSet;

use crate::diag::{self, Diagnostic};
use crate::document::{Document, SchemaSet};
use crate::parallel;
use crate::pointer::join;
use crate::schema::{Common, ConceptPage, Endpoint, EventPage, Source};
use enums::SharedTypes;
use page::Page;
pub(crate) use page::{Usage, usages, usages_of_events};
use report::Report;

pub use conform::FaultKind;
pub use depth::types_too_deep;
pub use examples::{ExampleFault, faults_of_event, faults_of_reply, faults_of_request};
pub use recursion::{Need, circles};
pub use texts::{Missing, TextPlace, TextPlaces, missing_texts};
pub use values::is_value_of;

/// Checks every schema of the set; findings are sorted by file and place.
///
/// Files that are not JSON or do not have the format's shape were reported by [`load`](crate::load::load) and are not in
/// the set.
#[must_use]
pub fn check(set: &SchemaSet) -> Vec<Diagnostic> {
    let shared = SharedTypes::collect(set);
    let common_codes = codes::common(set);
    let mut out = Report::default();
    for found in parallel::map(&set.endpoints, |document| endpoint(document, &shared, &common_codes)) {
        out.extend(found.findings);
    }
    for document in &set.concepts {
        concept_page(document, &shared, &mut out);
    }
    for document in &set.events {
        event_page(document, &shared, &mut out);
    }
    if let Some(document) = &set.common {
        common(document, &mut out);
    }
    registry::check(set, &mut out);
    texts::check(set, &mut out);
    diag::sort(&mut out.findings, &set.sources);
    out.findings
}

/// Checks an endpoint by itself and against the shared types and codes, never against other endpoints.
fn endpoint(document: &Document<Endpoint>, shared: &SharedTypes<'_>, common_codes: &BTreeSet<i64>) -> Report {
    let mut found = Report::default();
    let out = &mut found;
    let (page, endpoint) = (Page::of_endpoint(document), &document.schema);
    any_page(&page, endpoint.source.as_ref(), shared, out);
    http::check(&page, endpoint, out);
    calls::check_access(&page, endpoint, out);
    http::check_headers(&page, endpoint, out);
    calls::check_repetition(&page, endpoint, out);
    calls::check_inner_code(&page, endpoint, out);
    examples::check(&page, endpoint, out);
    example_rules::check(&page, endpoint, out);
    codes::check(page.tree, &endpoint.errors, common_codes, out);
    rules::check(&page, endpoint, out);
    names::check_rule_texts(&page, endpoint, out);
    names::check_texts_of_endpoint(&page, endpoint, out);
    found
}

fn concept_page(document: &Document<ConceptPage>, shared: &SharedTypes<'_>, out: &mut Report) {
    let page = Page::of_concepts(document);
    any_page(&page, document.schema.source.as_ref(), shared, out);
    for (heading, concept) in &document.schema.concepts {
        enums::check_texts(&document.tree, &join("/concepts", heading), &concept.members, out);
    }
    names::check_texts_of_concepts(&page, &document.schema, out);
}

fn event_page(document: &Document<EventPage>, shared: &SharedTypes<'_>, out: &mut Report) {
    let page = Page::of_events(document);
    any_page(&page, document.schema.source.as_ref(), shared, out);
    examples::check_events(&page, &document.schema, out);
    names::check_texts_of_events(&page, &document.schema, out);
}

/// Runs the lints that apply to pages of all kinds: about fields, types and the source.
fn any_page(page: &Page<'_>, source: Option<&Source>, shared: &SharedTypes<'_>, out: &mut Report) {
    out.extend(types_too_deep(page.tree, page.types));
    fields(page, shared, out);
    names::check_types(page, out);
    types::check_unused(page, out);
    unions::check(page, out);
    recursion::check(page, out);
    registry::check_source(page.tree, source, out);
}

fn common(document: &Document<Common>, out: &mut Report) {
    for (name, shared) in &document.schema.enums {
        enums::check_texts(&document.tree, &join("/enums", name), &shared.members, out);
    }
    codes::check(&document.tree, &document.schema.errors, &BTreeSet::new(), out);
    names::check_texts_of_common(&document.tree, &document.schema, out);
}

/// Runs the lints about single fields.
fn fields(page: &Page<'_>, shared: &SharedTypes<'_>, out: &mut Report) {
    for site in &page.sites {
        names::check(page, site, out);
        types::check(page, site, out);
        types::check_untyped(page, site, out);
        unions::check_adjacent(page, site, out);
        shared.check(page, site, out);
        limits::check(page, site, out);
        enums::check(page, site, out);
        values::check(page, site, out);
    }
}

#[cfg(test)]
mod testing;
