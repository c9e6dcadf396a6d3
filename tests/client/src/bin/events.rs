//! Prints what comes of events that are delivered with faults.
//!
//! `cargo run --release -p client-tests --bin events [-- RUNS]`

#![allow(clippy::print_stdout, reason = "a table is printed")]

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let runs = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(50_000);
    // Handlers that panic are among the faults.
    std::panic::set_hook(Box::new(|_| {}));
    let begun = Instant::now();
    let tally = client_tests::events::play(0..runs);
    let seconds = begun.elapsed().as_secs_f64();
    println!("{tally}\n{runs} events, {} deliveries in {seconds:.1} s", tally.deliveries());
    if tally.wrong() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
