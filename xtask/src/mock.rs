//! `mock`: runs the mock server of the generated crate in the work tree.

use std::io;
use std::process::{Command, ExitStatus, Stdio};

use crate::cli::MockOptions;
use crate::failure::Failure;
use crate::{Outcome, workspace};

/// Arguments for cargo. Xtask itself does not depend on the generated crate, so it builds when that crate does not. Cargo shows
/// the progress of the build, which takes a while the first time.
const SERVER: &[&str] = &[
    "run",
    "--package",
    "feishu-openapi",
    "--no-default-features",
    "--features",
    "all-services,mock,long-connection",
    "--example",
    "mock",
    "--",
];

/// Serves until the process is stopped.
pub(crate) fn run(options: &MockOptions) -> Outcome {
    let root = workspace::root()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(SERVER).arg(options.port.to_string()).current_dir(&root).stdin(Stdio::null());
    let status = serve(&mut command).map_err(Failure::io("run cargo in", &root))?;
    if status.success() { Ok(true) } else { Err(Failure::Cargo { arguments: SERVER.join(" ") }) }
}

/// Runs the server in place of this process, so that whoever stops the process stops the server.
#[cfg(unix)]
fn serve(command: &mut Command) -> io::Result<ExitStatus> {
    Err(std::os::unix::process::CommandExt::exec(command))
}

#[cfg(not(unix))]
fn serve(command: &mut Command) -> io::Result<ExitStatus> {
    command.status()
}
