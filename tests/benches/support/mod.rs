//! Measuring: the median of many samples, and tables of ratios.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Enough for a steady median, few enough to wait for.
const SAMPLES: usize = 61;

/// A sample lasts at least this long, so that the clock's own cost does not count.
const SAMPLE: Duration = Duration::from_millis(2);

/// The median time of one call.
pub(crate) fn measure<T>(mut work: impl FnMut() -> T) -> Duration {
    let repeats = repeats(&mut work);
    let mut samples: Vec<Duration> = (0..SAMPLES).map(|_| sample(repeats, &mut work) / repeats).collect();
    samples.sort();
    samples[SAMPLES / 2]
}

/// Returns the number of times that the work fits into a sample.
fn repeats<T>(work: &mut impl FnMut() -> T) -> u32 {
    let mut repeats = 1;
    while sample(repeats, work) < SAMPLE && repeats < 1 << 24 {
        repeats *= 2;
    }
    repeats
}

fn sample<T>(repeats: u32, work: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..repeats {
        black_box(work());
    }
    start.elapsed()
}

/// A Markdown table: times, and each as a ratio to the first row.
pub(crate) fn table(title: &str, unit: (&str, f64), rows: &[(&str, Duration)]) {
    let (name, per_second) = unit;
    let first = rows[0].1.as_secs_f64();
    println!("\n| {title} | {name} | ratio |\n|---|---|---|");
    for (what, time) in rows {
        let time = time.as_secs_f64();
        println!("| {what} | {:.3} | {:.2} |", time * per_second, time / first);
    }
}
