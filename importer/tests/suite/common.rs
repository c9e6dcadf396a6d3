//! Importing a page that a test holds.

use importer::{Imported, Schema, import_page};
use indexmap::IndexMap;
use model::diag::Severity;
use model::load::{Input, load};
use model::schema::{Endpoint, Fields};
use model::source::{SourceFile, Sources};

/// Imports a page that stands at the path.
pub(crate) fn import(path: &str, text: &str) -> Imported {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile { path: path.to_owned(), text: text.to_owned() });
    import_page(&sources, file, &IndexMap::new())
}

/// The endpoint that a page describes, but for fingerprints of prose: `prose.rs` looks at those.
pub(crate) fn endpoint(text: &str) -> Option<Endpoint> {
    let Schema::Endpoint(mut endpoint) = import("page.md", text).schema? else { return None };
    let Endpoint { headers, request, reply, types, .. } = &mut *endpoint;
    let parts = [headers, &mut request.path, &mut request.query, reply].into_iter();
    let types = types.values_mut().map(|object| &mut object.fields);
    parts.chain(&mut request.body).chain(types).for_each(without_prose);
    Some(*endpoint)
}

/// Takes the fingerprints off.
pub(crate) fn without_prose(fields: &mut Fields) {
    for field in fields.values_mut() {
        field.prose = None;
        without_prose(&mut field.fields);
    }
}

/// Panics unless every row is accounted for, and the schema, if there is one, loads as it was made.
#[track_caller]
pub(crate) fn assert_sound(imported: &Imported, what: &str) {
    assert_eq!(imported.rows.read, imported.rows.mapped + imported.rows.reported, "{what}");
    let (text, id) = match &imported.schema {
        Some(Schema::Endpoint(endpoint)) => (serde_json::to_vec_pretty(endpoint), &endpoint.id),
        Some(Schema::Concept(page)) => (serde_json::to_vec_pretty(page), &page.id),
        Some(Schema::Event(page)) => (serde_json::to_vec_pretty(page), &page.id),
        None => return,
    };
    let path = format!("{id}.json");
    let loaded = load(vec![Input { shown: path.clone(), path, bytes: text.unwrap_or_default() }]);
    let mut faults = loaded.diagnostics.iter().filter(|finding| finding.severity == Severity::Error);
    assert_eq!(faults.next(), None, "{what}");
    match &imported.schema {
        Some(Schema::Endpoint(endpoint)) => {
            assert_eq!(loaded.set.endpoints.first().map(|read| &read.schema), Some(&**endpoint), "{what}");
        }
        Some(Schema::Concept(page)) => {
            assert_eq!(loaded.set.concepts.first().map(|read| &read.schema), Some(&**page), "{what}");
        }
        Some(Schema::Event(page)) => {
            assert_eq!(loaded.set.events.first().map(|read| &read.schema), Some(&**page), "{what}");
        }
        None => {}
    }
}

/// The findings of a page: code and line.
pub(crate) fn codes(path: &str, text: &str) -> Vec<(&'static str, usize)> {
    let mut sources = Sources::default();
    let file = sources.add(SourceFile { path: path.to_owned(), text: text.to_owned() });
    let imported = import_page(&sources, file, &IndexMap::new());
    let line = |finding: &model::diag::Diagnostic| {
        finding.primary.as_ref().map_or(0, |label| sources.line_column(label.span).0)
    };
    imported.findings.iter().map(|finding| (finding.code.name(), line(finding))).collect()
}
