//! Prints what comes of many seeded runs.
//!
//! `cargo run --release -p client-tests --bin faults [-- [--runs N] [--over memory|sockets|middleware] [--each]]`

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::expect_used, reason = "a table is printed")]

use std::env;
use std::process::ExitCode;
use std::time::Instant;

use client_tests::calls::Ours;
use client_tests::many;
use client_tests::middleware::Middleware;
use client_tests::run::Wrong;
use client_tests::tally::Tally;

const RUNS: u64 = 100_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)
    };
    let runs = value("--runs").and_then(|text| text.parse().ok()).unwrap_or(RUNS);
    let begun = Instant::now();
    let Some(tally) = tally(value("--over").map_or("memory", String::as_str), runs) else {
        eprintln!("--over memory, sockets or middleware");
        return ExitCode::FAILURE;
    };
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

fn tally(over: &str, runs: u64) -> Option<Tally> {
    match over {
        "memory" => Some(many::in_memory(0..runs)),
        "sockets" => Some(many::over_sockets(0..runs, Ours::over_socket)),
        "middleware" => {
            Some(many::over_sockets(0..runs, |_, _, origin| Middleware::new(origin).expect("a client")))
        }
        _ => None,
    }
}
