//! Many runs, each under a clock of its own that does not wait.

use std::thread;

use tokio::runtime::Builder;

use crate::run::{self, Run};
use crate::tally::Tally;

/// Makes the runs of these numbers on every core.
///
/// # Panics
/// A run cannot be made at all.
#[must_use]
pub fn in_memory(numbers: std::ops::Range<u64>) -> Tally {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut all = Tally::default();
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|part| {
                let numbers = numbers.clone().skip(part).step_by(threads);
                scope.spawn(move || part_in_memory(numbers))
            })
            .collect();
        for part in parts {
            all.merge(part.join().expect("a part of the runs ends"));
        }
    });
    all
}

fn part_in_memory(numbers: impl Iterator<Item = u64>) -> Tally {
    let mut tally = Tally::default();
    for number in numbers {
        let run = Run::new(number);
        let clock = Builder::new_current_thread().enable_time().start_paused(true).build();
        let outcome = clock.expect("a runtime").block_on(run::in_memory(&run)).expect("a client");
        tally.add(&run, &outcome);
    }
    tally
}
