//! The committed schemas: the benches of the `tests` crate, and how long the generated crate takes to compile.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::failure::Failure;
use crate::report;
use crate::workspace;

/// Compiling is repeated this often; the middle value counts.
const REPEATS: usize = 5;

/// What is compiled, and how.
const COMPILES: [(&str, &str, &[&str]); 5] = [
    ("check of the runtime alone (yardstick)", "feishu-runtime", &["check"]),
    ("check, one service", "feishu-openapi", &["check", "--features", "corehr"]),
    ("check, all services", "feishu-openapi", &["check", "--features", "all-services"]),
    (
        "check, all services, both serde directions",
        "feishu-openapi",
        &["check", "--features", "all-services,full-serde"],
    ),
    ("build, all services", "feishu-openapi", &["build", "--features", "all-services"]),
];

/// Runs the benches, then compiles.
pub(super) fn run() -> Outcome {
    let root = workspace::root()?;
    cargo(&root, &["bench", "--quiet", "--package", "tests", "--bench", "generation", "--bench", "request"])?;
    let mut times = Vec::new();
    for (what, package, arguments) in COMPILES {
        times.push((what, compile(&root, package, arguments)?));
    }
    report::compiled(&times);
    Ok(true)
}

/// How long one package takes to compile, what it depends on being compiled already.
fn compile(root: &Path, package: &str, arguments: &[&str]) -> Result<Duration, Failure> {
    let mut compile =
        vec!["--quiet", "--package", package, "--no-default-features", "--target-dir", "target/bench"];
    compile.splice(0..0, arguments.iter().copied());
    let clean = ["clean", "--quiet", "--package", package, "--target-dir", "target/bench"];
    cargo(root, &compile)?;
    let mut times = Vec::new();
    for _ in 0..REPEATS {
        cargo(root, &clean)?;
        let start = Instant::now();
        cargo(root, &compile)?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times.get(REPEATS / 2).copied().unwrap_or_default())
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<(), Failure> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root).stdin(Stdio::null());
    let status = command.status().map_err(Failure::io("run cargo in", root))?;
    if status.success() { Ok(()) } else { Err(Failure::Cargo { arguments: arguments.join(" ") }) }
}
