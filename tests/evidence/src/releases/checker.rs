//! The judge: cargo-semver-checks, an independent implementation.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::edit::Edit;

pub(super) struct Checker<'a> {
    pub(super) binary: &'a Path,
    /// The target directory of its builds.
    pub(super) target: PathBuf,
}

impl Checker<'_> {
    /// Returns the numbers of the edits that break callers of the old crate, with both crates' features switched on.
    pub(super) fn breaks(
        &self,
        old: &Path,
        new: &Path,
        edits: &[Edit],
    ) -> Result<BTreeSet<usize>, Box<dyn Error>> {
        let mut judge = Command::new(self.binary);
        judge.args(["semver-checks", "check-release", "--color", "never", "--release-type", "minor"]);
        judge.args(["--only-explicit-features", "--features", "all-services,full-serde"]);
        judge.arg("--manifest-path").arg(new.join("Cargo.toml")).arg("--baseline-root").arg(old);
        judge.env("CARGO_TARGET_DIR", &self.target);
        let output = judge.output().map_err(|fault| {
            format!(
                "cannot run {}: {fault}; `cargo install --locked cargo-semver-checks` installs it",
                self.binary.display()
            )
        })?;
        let (text, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        // A break and a failed build end with the same exit code.
        if !told.contains("Checked") {
            return Err(format!("the judge has no answer:\n{told}\n{text}").into());
        }
        // Findings are indented by two blanks, references by more.
        let is_finding = |line: &&str| line.strip_prefix("  ").is_some_and(|rest| !rest.starts_with(' '));
        let listed: Vec<&str> = text.lines().filter(is_finding).collect();
        let is_named = |edit: &&Edit| listed.iter().any(|line| names(line, &edit.module()));
        let found: BTreeSet<usize> = edits.iter().filter(is_named).map(|edit| edit.number).collect();
        let strangers: Vec<&&str> =
            listed.iter().filter(|line| !edits.iter().any(|edit| names(line, &edit.module()))).collect();
        if !strangers.is_empty() {
            return Err(format!("the judge names items of no edit:\n{strangers:#?}").into());
        }
        Ok(found)
    }
}

/// Returns true if the line names the module, or an item that begins like it: `demo/v1/e101/make.rs`, `E101Kind`.
fn names(line: &str, module: &str) -> bool {
    let line = line.to_lowercase();
    line.match_indices(module).any(|(at, _)| {
        let rest = line.get(at + module.len()..).unwrap_or_default();
        let before = line.get(..at).unwrap_or_default();
        !before.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !rest.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_line_names_the_edit_that_it_is_about() {
        assert!(names("  field x of struct Body, in file old/src/api/demo/v1/e101/make.rs:12", "e101"));
        assert!(names("  variant E101Kind:A, in file old/src/api/common.rs:3", "e101"));
        assert!(!names("  struct Body, in file old/src/api/demo/v1/e1012/make.rs:12", "e101"));
        assert!(!names("  struct Body, in file target/fe101/make.rs:12", "e101"));
    }
}
