//! Prints what comes of many seeded runs: `cargo run --release -p client-tests --bin faults -- [--runs N] [--each]`.

#![allow(clippy::print_stdout, reason = "a table is printed")]

use std::env;
use std::process::ExitCode;
use std::time::Instant;

use client_tests::many;
use client_tests::run::Wrong;

const RUNS: u64 = 100_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let given = arguments.iter().position(|argument| argument == "--runs");
    let runs = given.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(RUNS);
    let begun = Instant::now();
    let tally = many::in_memory(0..runs);
    if arguments.iter().any(|argument| argument == "--each") {
        println!("{}", tally.table_by_fault());
    }
    println!("{}\n{runs} runs in {:.1} s", tally.table(), begun.elapsed().as_secs_f64());
    for example in tally.examples.values().take(10) {
        println!("\n{example}");
    }
    let wrong: u64 = Wrong::ALL.iter().map(|wrong| tally.count(*wrong)).sum();
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
