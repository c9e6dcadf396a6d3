//! The maintainer's commands: `cargo xtask generate`, `import`, `diff`, `check`, `export`, `examples`, `mock`,
//! `bench`, `measure-nesting`.
//!
//! Exit codes: 0 clean, 1 findings, 2 usage or I/O.

mod bench;
mod brief;
mod check;
mod cli;
mod diff;
mod digest;
mod disk;
mod examples;
mod export;
mod failure;
mod generate;
mod import;
mod measure;
mod mock;
mod pipeline;
mod progress;
mod report;
mod revision;
mod transaction;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};
use failure::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Command::Generate(options) => generate::run(options),
        Command::Check(options) => check::run(options),
        Command::Diff(options) => diff::run(options),
        Command::Export(options) => export::run(options),
        Command::Import(options) => import::run(options),
        Command::Examples(options) => examples::run(options),
        Command::Bench(options) => bench::run(options),
        Command::Mock(options) => mock::run(options),
        Command::Measured { command } => bench::usage::run(command),
        Command::MeasureNesting { pages, site } => measure::run(pages, site.as_deref()),
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

/// Whether the run found nothing, or why it could not run.
type Outcome = Result<bool, Failure>;
