//! The committed schemas: the benches of the `tests` crate, and how long the generated crate takes to compile.

use std::error::Error;
use std::path::Path;

use super::usage;
use crate::disk;

/// Compiling is repeated this often; the median counts.
const REPEATS: usize = 5;

/// The rows of the table: title, package, cargo's arguments. The first row is the yardstick.
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
pub(super) fn run() -> Result<(), Box<dyn Error>> {
    let root = disk::repository();
    super::print_output_of(
        &root,
        &["bench", "--quiet", "--package", "tests", "--bench", "generation", "--bench", "request"],
    )?;
    println!("\n| compiling the generated crate | time | ratio |\n|---|---|---|");
    let mut yardstick = None;
    for (what, package, arguments) in COMPILES {
        let time = compile(&root, package, arguments)?;
        let first = *yardstick.get_or_insert(time);
        println!("| {what} | {time:.2} s | {:.2} |", time / first);
    }
    Ok(())
}

/// Seconds to compile one package whose dependencies are compiled already.
fn compile(root: &Path, package: &str, arguments: &[&str]) -> Result<f64, Box<dyn Error>> {
    let common = ["--quiet", "--package", package, "--target-dir", "target/bench"];
    let clean = [&["clean"], &common[..]].concat();
    let compile = [arguments, &common[..], &["--no-default-features"]].concat();
    usage::cargo(root, &compile)?;
    let mut times = Vec::new();
    for _ in 0..REPEATS {
        usage::cargo(root, &clean)?;
        times.push(usage::cargo(root, &compile)?.wall);
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(REPEATS / 2).copied().unwrap_or_default())
}
