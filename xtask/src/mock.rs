//! `mock`: runs the mock server of the generated crate in the work tree.

use std::process::{Command, Stdio};

use crate::cli::MockOptions;
use crate::failure::Failure;
use crate::{Outcome, workspace};

/// Arguments for cargo. Xtask itself does not depend on the generated crate, so it builds when that crate does not.
const SERVER: &[&str] = &[
    "run", "--quiet", "--package", "feishu-openapi", "--no-default-features", "--features",
    "all-services,mock", "--example", "mock", "--",
];

/// Serves until the process is stopped.
pub(crate) fn run(options: &MockOptions) -> Outcome {
    let root = workspace::root()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(SERVER).arg(options.port.to_string()).current_dir(&root).stdin(Stdio::null());
    let status = command.status().map_err(Failure::io("run cargo in", &root))?;
    if status.success() { Ok(true) } else { Err(Failure::Cargo { arguments: SERVER.join(" ") }) }
}
