//! The runbook's section about a new endpoint, followed as it is printed. The package `compiled` compiles the endpoint.

use model::diag::{Diagnostic, Severity};
use model::source::Span;
use tests::generator::{COMMITTED, Run, run};
use tests::runbook::{before, followed, printed};

const MODULE: &str = "src/api/demo/v1/booking/create.rs";

/// Codes of errors and warnings about the files of the new endpoint, or about `ids.json`. A note counts the parts that
/// have no English text yet.
fn about_the_new(run: &Run) -> Vec<&'static str> {
    let is_about = |finding: &&Diagnostic| {
        let path = |at: Span| &run.set.sources.file(at.file).path;
        let places = finding.primary.iter().chain(&finding.related).map(|label| path(label.span));
        places.into_iter().any(|path| path.contains("demo/") || path.contains("ids.json"))
    };
    let found = run.findings.iter().filter(|finding| finding.severity != Severity::Note);
    found.filter(is_about).map(|finding| finding.code.name()).collect()
}

#[test]
fn a_new_endpoint_as_printed_passes_every_check_and_generates() {
    let run = run(followed());
    assert_eq!(about_the_new(&run), [""; 0], "{}", run.report());
    let plan = run.plan.expect("no errors");
    assert!(plan.files[MODULE].contains("pub struct Request"));
    // And it leaves the Rust of the others alone.
    for (path, text) in &COMMITTED.plan.as_ref().expect("no errors").files {
        let lists_modules = matches!(path.as_str(), "src/api/mod.rs" | "src/api/mock_routes.rs");
        assert!(lists_modules || plan.files[path] == *text, "{path}");
    }
}

/// The step that is easiest to forget.
#[test]
fn a_new_endpoint_that_ids_json_does_not_list_is_reported() {
    let run = run(before().into_iter().chain(printed().files));
    assert_eq!(about_the_new(&run), ["unlisted-id"], "{}", run.report());
}
