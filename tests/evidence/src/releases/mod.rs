//! `releases`: what `diff` says of edits of schemas, beside what `cargo-semver-checks` says of the crates that are generated from
//! both sides.
//!
//! Every edit has a module of its own, so that one pair of crates holds all of them and two runs of the judge are enough.

mod checker;
mod edit;

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};

use model::diff::{AcceptList, Bump, Review, diff};
use model::document::SchemaSet;
use model::load::load;

use crate::{Outcome, disk};
use checker::Checker;
use edit::{Edit, Side};

/// The inputs of the measurement.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Binary of cargo-semver-checks, as `cargo install --locked cargo-semver-checks` makes it.
    #[arg(long, value_name = "BINARY", default_value = "cargo-semver-checks")]
    judge: PathBuf,
    /// Scratch folder for the crates [default: target/releases].
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

/// Prints a row for each edit, and for each edit taken back: true if every break that the judge finds is a major release.
pub(crate) fn run(options: &Options) -> Outcome {
    let scratch = match &options.scratch {
        Some(folder) => std::path::absolute(folder)?,
        None => disk::target().join("releases"),
    };
    let edits = edit::all()?;
    let (old, new) = (scratch.join("old"), scratch.join("new"));
    generate(&edits, Side::Old, &old)?;
    generate(&edits, Side::New, &new)?;
    let checker = Checker { binary: &options.judge, target: scratch.join("target") };
    let forth = checker.breaks(&old, &new, &edits)?;
    let back = checker.breaks(&new, &old, &edits)?;
    println!("| edit | `diff` | judge | taken back: `diff` | judge |\n|---|---|---|---|---|");
    let mut missed = 0;
    for edit in &edits {
        let (old, new) = (set(edit.files(Side::Old))?, set(edit.files(Side::New))?);
        let said = [release(&old, &new), release(&new, &old)];
        let [there, home] = [&forth, &back].map(|found| found.contains(&edit.number));
        missed += [(said[0], there), (said[1], home)]
            .iter()
            .filter(|(bump, breaks)| *breaks && *bump != Bump::Major)
            .count();
        let [one, other] = said.map(Bump::name);
        println!("| {} | {one} | {} | {other} | {} |", edit.what, judged(there), judged(home));
    }
    println!("\n{} edits both ways; breaks that `diff` does not call major: {missed}", edits.len());
    Ok(missed == 0)
}

fn judged(breaks: bool) -> &'static str {
    if breaks { "major" } else { "-" }
}

/// The release that `cargo xtask diff` asks for.
fn release(old: &SchemaSet, new: &SchemaSet) -> Bump {
    Review::new(diff(old, new), codegen::api_changes(old, new), &AcceptList::default()).bump()
}

/// Writes the crate with one side of all edits.
fn generate(edits: &[Edit], side: Side, folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = edit::Files::new();
    for edit in edits {
        edit::merge(&mut files, edit.files(side));
    }
    let plan = codegen::generate(&set(files)?).map_err(|faults| format!("{faults:#?}"))?;
    disk::write_crate(folder, plan)
}

fn set(files: edit::Files) -> Result<SchemaSet, Box<dyn Error>> {
    let loaded = load(edit::inputs(files));
    let is_error = |finding: &&model::diag::Diagnostic| finding.severity == model::diag::Severity::Error;
    let faults = loaded
        .diagnostics
        .iter()
        .chain(&model::check::check(&loaded.set))
        .filter(is_error)
        .map(|it| it.message.clone())
        .collect::<BTreeSet<_>>();
    if faults.is_empty() { Ok(loaded.set) } else { Err(format!("the edits are faulty: {faults:#?}").into()) }
}
