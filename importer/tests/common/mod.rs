//! Importing a page that a test holds.

use importer::{Imported, Schema, import_page};
use indexmap::IndexMap;
use model::schema::Endpoint;
use model::source::{SourceFile, Sources};

/// Imports a page that stands at the path.
pub(crate) fn import(path: &str, text: &str) -> Imported {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile { path: path.to_owned(), text: text.to_owned() });
    import_page(&sources, file, &IndexMap::new())
}

/// The endpoint that a page describes.
#[allow(dead_code)] // not every test file looks at schemas
pub(crate) fn endpoint(text: &str) -> Option<Endpoint> {
    match import("page.md", text).schema? {
        Schema::Endpoint(endpoint) => Some(*endpoint),
        Schema::Concept(_) => None,
    }
}

/// The findings of a page: code and line.
#[allow(dead_code)] // not every test file looks at findings
pub(crate) fn codes(path: &str, text: &str) -> Vec<(&'static str, usize)> {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile { path: path.to_owned(), text: text.to_owned() });
    let imported = import_page(&sources, file, &IndexMap::new());
    let line = |finding: &model::diag::Diagnostic| {
        finding.primary.as_ref().map_or(0, |label| sources.line_column(label.span).0)
    };
    imported.findings.iter().map(|finding| (finding.code, line(finding))).collect()
}
