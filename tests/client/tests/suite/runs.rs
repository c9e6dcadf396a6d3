//! Some thousands of the runs that `cargo run --release -p client-tests --bin faults` makes a hundred thousand of.

use client_tests::calls::Told;
use client_tests::many;
use client_tests::run::{self, Run, Wrong};
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

/// A refresh that fails in whatever way, or hangs, does not fail a call whose token is good.
#[test]
fn a_good_token_is_used_when_its_refresh_fails() {
    let mut runs = 0;
    for run in (0..RUNS).map(Run::new).filter(|run| run.aged && run.plan.calls.is_empty()) {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build().expect("a runtime");
        let outcome = runtime.block_on(run::in_memory(&run)).expect("a client");
        assert_eq!(
            outcome.answer.as_ref().map(|answer| answer.told),
            Some(Told::Done),
            "{run:?} {outcome:?}"
        );
        runs += 1;
    }
    assert!(runs > 150, "{runs}");
}
