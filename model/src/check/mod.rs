//! Lints over merged schemas: one file per family, every fault of every schema in one run.

mod codes;
mod conform;
mod enums;
mod examples;
mod http;
mod limits;
mod page;
mod recursion;
mod registry;
mod rule_set;
mod rules;
mod shared;
mod text;
mod types;
mod values;

use crate::diag::{self, Diagnostic};
use crate::document::{Document, SchemaSet};
use crate::schema::{Common, ConceptPage, Endpoint};
use page::Page;
pub(crate) use page::{Usage, usages};
use shared::SharedTypes;

/// Checks every schema of the set; findings are sorted by file and place.
///
/// What is no JSON, or not of the format's shape, was found by [`load`](crate::load::load) and is not in the set.
#[must_use]
pub fn check(set: &SchemaSet) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let shared = SharedTypes::collect(set);
    for document in &set.endpoints {
        endpoint(document, &shared, &mut out);
    }
    for document in &set.concepts {
        concept_page(document, &shared, &mut out);
    }
    if let Some(document) = &set.common {
        common(document, &mut out);
    }
    registry::check(set, &mut out);
    diag::sort(&mut out, &set.sources);
    out
}

fn endpoint(document: &Document<Endpoint>, shared: &SharedTypes, out: &mut Vec<Diagnostic>) {
    let page = Page::of_endpoint(document);
    fields(&page, shared, out);
    types::check_unused(&page, out);
    recursion::check(&page, out);
    http::check(&page, &document.schema, out);
    examples::check(&page, &document.schema, out);
    codes::check(&document.tree, &document.schema.errors, out);
    rules::check(&page, &document.schema, out);
    text::check_endpoint(&page, &document.schema, out);
}

fn concept_page(document: &Document<ConceptPage>, shared: &SharedTypes, out: &mut Vec<Diagnostic>) {
    let page = Page::of_concepts(document);
    fields(&page, shared, out);
    for (heading, concept) in &document.schema.concepts {
        enums::check_texts(
            &document.tree,
            &format!("/concepts/{}", page::escape(heading)),
            &concept.members,
            out,
        );
    }
    text::check_concepts(&page, &document.schema, out);
}

fn common(document: &Document<Common>, out: &mut Vec<Diagnostic>) {
    for (name, shared) in &document.schema.enums {
        enums::check_texts(&document.tree, &format!("/enums/{}", page::escape(name)), &shared.members, out);
    }
    codes::check(&document.tree, &document.schema.errors, out);
    text::check_common(&document.tree, &document.schema, out);
}

/// The lints that look at one field at a time.
fn fields(page: &Page<'_>, shared: &SharedTypes, out: &mut Vec<Diagnostic>) {
    for site in &page.sites {
        types::check(page, site, out);
        shared.check(page, site, out);
        limits::check(page, site, out);
        enums::check(page, site, out);
        values::check(page, site, out);
    }
}

#[cfg(test)]
mod testing;
