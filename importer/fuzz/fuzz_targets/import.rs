//! Any text as a page: every row is accounted for, and what comes out is a schema that loads again as it was.

#![no_main]

use importer::{Imported, Schema, import_page};
use indexmap::IndexMap;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use model::diag::Severity;
use model::load::{Input, Loaded, load};
use model::source::{SourceFile, Sources};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    importer_fuzz::mutate(data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data).into_owned();
    let length = text.len();
    let mut sources = Sources::default();
    let file = sources.add(SourceFile { path: "page.md".to_owned(), text });
    let imported = import_page(&sources, file, &IndexMap::new());
    assert_eq!(imported.rows.read, imported.rows.mapped + imported.rows.reported);
    for label in imported.findings.iter().filter_map(|finding| finding.primary.as_ref()) {
        assert!(label.span.start <= label.span.end && label.span.end <= length);
    }
    loads_again(&imported);
});

fn loads_again(imported: &Imported) {
    let Some(schema) = &imported.schema else { return };
    let text = match schema {
        Schema::Endpoint(endpoint) => serde_json::to_string_pretty(endpoint),
        Schema::Concept(page) => serde_json::to_string_pretty(page),
    };
    let text = text.expect("a schema is JSON");
    let path = format!("{}.json", schema.id());
    let input = Input { shown: path.clone(), path, bytes: text.clone().into_bytes() };
    let Loaded { set, diagnostics } = load(vec![input]);
    let faults: Vec<_> = diagnostics.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(faults.is_empty(), "{faults:#?}\n{text}");
    match schema {
        Schema::Endpoint(endpoint) => {
            assert_eq!(set.endpoints.first().map(|read| &read.schema), Some(&**endpoint))
        }
        Schema::Concept(page) => assert_eq!(set.concepts.first().map(|read| &read.schema), Some(&**page)),
    }
    let _ = model::check::check(&set);
}
