//! The maintainer's commands. `cargo xtask --help` lists them.
//!
//! `cli` reads the command line, each command has a module, and `report` prints. `pipeline` leads from a schema directory to
//! the files of the generated crate, and `transaction` writes them all at once,
//! while `lock` keeps other runs out. `leftovers` knows what a killed run leaves behind, and `new_crate` what can become a crate.
//!
//! Exit codes: 0 clean, 1 findings, 2 usage or I/O.

mod check;
mod cli;
mod diff;
mod disk;
mod explain;
mod export;
mod failure;
mod generate;
mod import;
mod leftovers;
mod lock;
mod mock;
mod new_crate;
mod pipeline;
mod progress;
mod report;
mod revision;
mod texts;
mod transaction;
#[cfg(feature = "update")]
mod update;
#[cfg(not(feature = "update"))]
mod without_update;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use failure::Failure;
#[cfg(not(feature = "update"))]
use without_update as update;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Command::Generate(options) => generate::run(options),
        Command::Check(options) => check::run(options),
        Command::Diff(options) => diff::run(options),
        Command::Explain(options) => explain::run(options),
        Command::Export(options) => export::run(options),
        Command::Import(options) => import::run(options),
        Command::Mock(options) => mock::run(options),
        Command::Update(options) => update::run(options),
        Command::Texts(options) => texts::run(options),
    };
    match outcome {
        Ok(clean) if clean => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(failure) => {
            report::failure(&failure);
            ExitCode::from(2)
        }
    }
}

/// True when the run is clean, false when it has findings, and an error when it could not run.
type Outcome = Result<bool, Failure>;
