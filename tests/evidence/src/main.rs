//! Evidence: tools that measure what this project promises.
//!
//! They are separate from the maintainer's commands: `.ci/run` runs `nesting` and `examples`, and `docs/benchmarks.md` holds what
//! `bench` prints.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool prints what it measured")]

mod batches;
mod bench;
mod disk;
mod examples;
mod kills;
mod nesting;
mod random;
mod releases;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tools that measure what this project promises.
///
/// Exit codes: 0 the promise holds, 1 it does not, 2 usage or I/O.
#[derive(Debug, Parser)]
#[command(name = "evidence", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    tool: Tool,
}

#[derive(Debug, Subcommand)]
enum Tool {
    /// Measure how well the importer rebuilds nesting that a page has lost.
    ///
    /// Rewrites portal pages in the site's form, which loses nesting levels, and imports both. Prints how many tables get
    /// their levels back and how many pages yield the same schema in both forms.
    Nesting {
        /// Folder of portal pages.
        #[arg(value_name = "DIR")]
        pages: PathBuf,
        /// Folder of pages in the site's form: a rewritten portal page must read like the site's own edition of it.
        #[arg(long, value_name = "DIR")]
        site: Option<PathBuf>,
    },
    /// Send every documented example through the generated types and back.
    ///
    /// Generates a crate in a scratch folder, builds a program on it, and compares what goes in with what comes out. A
    /// difference is an error unless a lint has reported the example.
    Examples {
        /// Schema directory [default: schemas of this workspace].
        #[arg(long, value_name = "DIR")]
        schemas: Option<PathBuf>,
        /// Scratch folder for the crate and the program [default: target/examples].
        #[arg(long, value_name = "DIR")]
        scratch: Option<PathBuf>,
    },
    /// Measure what importing, generating, validating and compiling cost (needs GNU time at /usr/bin/time).
    ///
    /// Prints the tables of `docs/benchmarks.md`.
    Bench {
        /// Measure at scale: import all pages of this folder, generate a crate from them, and check it.
        #[arg(long, value_name = "DIR")]
        pages: Option<PathBuf>,
        /// Measure only the import of these pages, by this binary of xtask: instructions (needs valgrind) and CPU time.
        /// Repeat it to compare binaries.
        #[arg(long, value_name = "BINARY", requires = "pages")]
        import: Vec<PathBuf>,
    },
    /// Import batches of mutated pages, and generate from what was accepted.
    Batches(batches::Options),
    /// Kill `generate` and `import` at random moments, and start two runs at once: what stands on the disk after the next run.
    Kills(kills::Options),
    /// Judge the releases that `diff` asks for by `cargo-semver-checks`, which must be installed.
    ///
    /// Prints the table of `docs/releases.md`.
    Releases(releases::Options),
}

/// True when the promise holds; an error when the tool could not run.
type Outcome = Result<bool, Box<dyn Error>>;

fn main() -> ExitCode {
    let outcome = match Cli::parse().tool {
        Tool::Nesting { pages, site } => nesting::run(&pages, site.as_deref()),
        Tool::Examples { schemas, scratch } => examples::run(schemas, scratch),
        Tool::Bench { pages, import } => bench::run(pages.as_deref(), &import),
        Tool::Batches(options) => batches::run(&options),
        Tool::Kills(options) => kills::run(&options),
        Tool::Releases(options) => releases::run(&options),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::from(2)
        }
    }
}
