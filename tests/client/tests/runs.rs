//! Some thousands of the runs that `cargo run --release -p client-tests --bin faults` makes a hundred thousand of.

use client_tests::many;
use client_tests::run::Wrong;
use client_tests::table::FAULTS;

/// Each fault meets each kind of call ten times.
const RUNS: u64 = FAULTS.len() as u64 * 30;

#[test]
fn no_run_breaks_a_guarantee() {
    let tally = many::in_memory(0..RUNS);
    let examples: Vec<&String> = tally.examples.values().take(5).collect();
    assert_eq!(tally.runs(), RUNS);
    for wrong in Wrong::ALL {
        assert_eq!(tally.count(wrong), 0, "{wrong:?}, such as {examples:#?}");
    }
    // Faults after which all is well: a client that gives up at once would pass the rest of this test.
    assert!(tally.succeeded() > RUNS / 5, "only {} runs ended well", tally.succeeded());
}
