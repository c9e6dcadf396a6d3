//! `cargo xtask examples` from end to end: the committed schemas, and a page with each kind of fault.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a fault in here is a failed test")]

use std::path::Path;
use std::process::Command;

use tests::fixtures::{self, repository};

/// The lines that the command prints after the findings: how often, and what.
fn counted(schemas: &Path) -> Vec<String> {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline", "--package", "xtask", "--", "examples", "--schemas"])
        .arg(schemas)
        .arg("--scratch")
        .arg(scratch.join("examples"))
        .current_dir(repository())
        .env("CARGO_TARGET_DIR", scratch.parent().expect("a folder of the target directory"))
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("the output is UTF-8");
    let faults = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{text}\n{faults}");
    let is_count =
        |line: &&str| line.starts_with("  ") && line.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let lines = text.lines().filter(is_count).filter(|line| !line.contains('|'));
    lines.map(|line| line.trim().to_owned()).collect()
}

/// One after the other: they share the scratch folder, and with it what cargo built.
#[test]
fn every_example_comes_back_or_is_a_fault_of_its_page() {
    assert_eq!(
        counted(&repository().join("schemas")),
        [
            "45  example replies",
            "15  example requests of path and query alone",
            "29  example requests with a body",
            "86  come back exactly",
            "3  explained by faults of their pages",
            "0  unexplained",
            "4  page faults: reply: no documented member of the enum, without effect",
            "1  page faults: request: the string holds no such JSON",
        ]
    );
    assert_eq!(
        counted(&fixtures::path("examples")),
        [
            "2  example replies",
            "1  example requests of path and query alone",
            "1  example requests with a body",
            "1  come back exactly",
            "3  explained by faults of their pages",
            "0  unexplained",
            "1  page faults: reply: a failure",
            "1  page faults: reply: another JSON type than documented",
            "1  page faults: reply: another JSON type than documented, without effect",
            "1  page faults: reply: no documented field",
            "1  page faults: reply: no documented member of the enum, without effect",
            "1  page faults: request: a required field is missing",
            "2  page faults: request: against a documented limit",
            "1  page faults: request: against a rule",
            "1  page faults: request: another JSON type than documented",
            "1  page faults: request: no documented field",
            "1  page faults: request: no documented member of the enum",
            "1  page faults: request: the string holds no such JSON",
        ]
    );
}
