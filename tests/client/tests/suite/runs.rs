//! Some thousands of the runs that `cargo run --release -p client-tests --bin faults` makes a hundred thousand of.

use std::collections::BTreeMap;
use std::time::Duration;

use client_tests::calls::{Kind, Ours, Told};
use client_tests::fault::{Fault, Seat, Stop, Wire};
use client_tests::many;
use client_tests::plan::{Holder, Line, Plan, Step};
use client_tests::run::{self, Outcome, Run, Wrong};
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

/// The client notices that its connection was closed while its runtime rested, and takes another: it never sends into the closed
/// one, which would leave a write's outcome open.
#[test]
fn a_connection_that_closed_while_the_runtime_rested_costs_no_call() {
    let idle = FAULTS.iter().position(|fault| fault.seat == Seat::Idle).expect("in the table") as u64;
    let numbers = (0..60).map(|round| idle + round * FAULTS.len() as u64);
    let mut told = BTreeMap::<Kind, Vec<Told>>::new();
    for number in numbers {
        let run = Run::new(number);
        assert!(run.warm, "{run:?}");
        let outcome = many::closed_while_idle(&run, Ours::over_socket).expect("a port");
        told.entry(run.kind).or_default().extend(outcome.answer.map(|answer| answer.told));
    }
    assert_eq!(told, Kind::ALL.map(|kind| (kind, vec![Told::Done; 20])).into());
}

/// The refresh is begun anew: at once if the runtime's end dropped it, else as soon as it cannot be alive.
#[test]
fn a_call_outlives_the_runtime_that_refreshes_its_token() {
    let holders = [Holder::Internal, Holder::Store, Holder::Person];
    for (how, seconds) in [(Stop::Drops, 0), (Stop::Keeps, 35)] {
        let is_it = |fault: &&Fault| matches!(fault.wire, Wire::RuntimeStops(stop) if stop == how);
        let fault = FAULTS.iter().find(is_it).expect("in the table");
        for (holder, was_given) in holders.into_iter().flat_map(|holder| [(holder, false), (holder, true)]) {
            let tokens = Line::new(vec![Step::new(fault, was_given)], false);
            let plan = Plan { tokens, ..Plan::default() };
            let timeout = Duration::from_secs(60);
            let run = Run { fault, holder, plan, timeout, warm: false, aged: false, ..Run::new(0) };
            let (outcome, took) = ended(&run);
            // A person's tokens are gone with the reply: the refresh token works once.
            let is_lost = holder == Holder::Person && was_given;
            let expected = if is_lost { Told::NotExecuted } else { Told::Done };
            assert_eq!(told(&outcome), Some(expected), "{run:?} {outcome:?}");
            assert_eq!((took.as_secs(), &outcome.wrong), (seconds, &vec![]), "{run:?} {outcome:?}");
        }
    }
}

#[test]
fn an_odd_reply_that_says_success_is_one() {
    let names = [
        "unknown members",
        "members of other types",
        "right, with a file name in raw UTF-8",
        "right, but called text/plain",
    ];
    for (name, kind) in names.into_iter().flat_map(|name| Kind::ALL.map(|kind| (name, kind))) {
        let fault = FAULTS.iter().find(|fault| fault.name == name).expect("in the table");
        let calls = Line::new(vec![Step::new(fault, true)], false);
        let plan = Plan { calls, ..Plan::default() };
        let run = Run { fault, kind, plan, aged: false, ..Run::new(0) };
        let (outcome, _) = ended(&run);
        assert_eq!(told(&outcome), Some(Told::Done), "{run:?} {outcome:?}");
    }
}

/// A refresh that fails in whatever way, or hangs, does not fail a call whose token is good.
#[test]
fn a_good_token_is_used_when_its_refresh_fails() {
    let mut runs = 0;
    for run in (0..RUNS).map(Run::new).filter(|run| run.aged && run.plan.calls.is_empty()) {
        let (outcome, _) = ended(&run);
        assert_eq!(told(&outcome), Some(Told::Done), "{run:?} {outcome:?}");
        runs += 1;
    }
    assert!(runs > 150, "{runs}");
}

/// The outcome of a run in memory, and how long it took.
fn ended(run: &Run) -> (Outcome, Duration) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let begun = tokio::time::Instant::now();
        (run::in_memory(run).await.expect("a client"), begun.elapsed())
    })
}

/// What the caller was told.
fn told(outcome: &Outcome) -> Option<Told> {
    outcome.answer.as_ref().map(|answer| answer.told)
}
