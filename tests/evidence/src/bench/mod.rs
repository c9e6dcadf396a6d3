//! `bench`: what importing, generating, validating and compiling cost.

mod import;
mod scale;
mod small;
mod stages;
mod usage;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// Measures the committed schemas, or all pages of a folder, or imports by several binaries.
pub(crate) fn run(pages: Option<&Path>, binaries: &[PathBuf]) -> Outcome {
    match (pages, binaries) {
        (None, _) => small::run()?,
        (Some(pages), []) => scale::run(pages)?,
        (Some(pages), binaries) => import::run(pages, binaries)?,
    }
    Ok(true)
}

/// Runs cargo and lets it print.
fn print_output_of(folder: &Path, arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(arguments).current_dir(folder).stdin(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("`cargo {}` failed", arguments.join(" ")).into()) }
}
