//! `update` in a build without its feature: cargo builds this command with the feature, and runs that.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::Outcome;
use crate::cli::UpdateOptions;
use crate::failure::Failure;

/// Runs the same command line again, with the feature. The command ends as that run ends.
pub(crate) fn run(_: &UpdateOptions) -> Outcome {
    // Cargo sets both for `cargo xtask`.
    let (Some(cargo), Some(package)) = (env::var_os("CARGO"), env::var_os("CARGO_MANIFEST_DIR")) else {
        return Err(Failure::Usage("this xtask was built without its feature `update`".to_owned()));
    };
    let manifest = PathBuf::from(package).join("Cargo.toml");
    let mut again = Command::new(&cargo);
    again
        .args(["run", "--quiet", "--features", "update", "--manifest-path"])
        .arg(manifest)
        .arg("--")
        .args(env::args_os().skip(1));
    let status = again.status().map_err(Failure::io("start", cargo))?;
    // A code that is none of ours, such as that of cargo for a failed build, is the code of a run that could not be made.
    match status.code() {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        _ => std::process::exit(2),
    }
}
