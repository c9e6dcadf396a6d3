//! The numbers of packages in the guide are those that cargo counts.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const BEGIN: &str = "<!-- counted: begin packages -->";
const END: &str = "<!-- counted: end packages -->";

/// The packages of the crate with these features, by the guide's command.
fn packages(root: &Path, features: &str) -> usize {
    let output = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["tree", "--locked", "--offline", "--package", "feishu-openapi", "--edges", "normal,build"])
        .args(["--prefix", "none", "--no-dedupe", "--no-default-features", "--features", features])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let lines: BTreeSet<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    lines.len()
}

#[test]
fn the_readme_counts_packages_as_cargo_does() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = fs::read_to_string(root.join("generated/guide/transports.md")).expect("the chapter");
    let table = readme.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).expect("the table").0;
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 3, "the table has rows");
    for row in rows {
        let (features, stated) = (row[1].trim_matches('`'), row[3]);
        assert_eq!(stated, packages(&root, features).to_string(), "packages with {features}");
    }
}
