//! `explain`, and the codes that it explains.

use std::fs;
use std::path::Path;

use model::diag::Code;

use crate::checkout::{Ended, xtask};

fn explain(arguments: &[&str]) -> Ended {
    Ended::of(&mut xtask(&[&["explain"], arguments].concat()))
}

#[test]
fn a_code_is_explained() {
    let run = explain(&["endless-type"]);
    assert_eq!(run.code, Some(0));
    let text = run.stdout;
    assert!(text.starts_with("endless-type (types)\n"), "{text}");
    assert!(text.contains("no finite value exists. Make one of the fields optional"), "{text}");
}

#[test]
fn without_a_code_all_are_listed_by_group() {
    let run = explain(&[]);
    assert_eq!(run.code, Some(0));
    let text = run.stdout;
    assert!(text.starts_with("reading schema files\n  syntax "), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("  ")).count(), Code::ALL.len());
}

#[test]
fn an_unknown_code_is_a_usage_error_that_names_the_nearest() {
    let run = explain(&["endles-type"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    let message = run.stderr;
    assert!(
        message.contains("`endles-type` is not a diagnostic code; did you mean `endless-type`?"),
        "{message}"
    );
}

#[test]
fn every_code_is_reported_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = String::new();
    for folder in ["model/src", "importer/src", "codegen/src", "xtask/src", "tests/evidence/src"] {
        read(&root.join(folder), &mut sources);
    }
    let unused: Vec<_> = Code::ALL
        .iter()
        .filter(|code| {
            let name = format!("Code::{code:?}");
            let is_whole = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric());
            !sources.split(name.as_str()).skip(1).any(is_whole)
        })
        .collect();
    assert!(unused.is_empty(), "declared in model/src/diag/code.rs, but never used: {unused:?}");
}

/// Appends the sources below a folder; the declaration itself does not count as a use.
fn read(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("diag/code.rs")
        {
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
