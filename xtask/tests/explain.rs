//! `cargo xtask explain` from the outside, and the codes that it explains.

#![allow(clippy::unwrap_used)] // the helpers belong to tests, as the tests themselves do

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use model::diag::Code;

fn explain(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("explain").args(arguments).output().unwrap()
}

#[test]
fn a_code_is_explained() {
    let run = explain(&["endless-type"]);
    assert_eq!(run.status.code(), Some(0));
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(text.starts_with("endless-type (types)\n"), "{text}");
    assert!(text.contains("no finite value exists. Make one of the fields optional"), "{text}");
}

#[test]
fn without_a_code_all_are_listed_by_group() {
    let run = explain(&[]);
    assert_eq!(run.status.code(), Some(0));
    let text = String::from_utf8(run.stdout).unwrap();
    assert!(text.starts_with("reading schema files\n  syntax "), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("  ")).count(), Code::ALL.len());
}

#[test]
fn an_unknown_code_is_a_usage_error_that_names_the_nearest() {
    let run = explain(&["endles-type"]);
    assert_eq!((run.status.code(), run.stdout.as_slice()), (Some(2), &b""[..]));
    let message = String::from_utf8(run.stderr).unwrap();
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
