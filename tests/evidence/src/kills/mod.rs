//! Runs of `generate` and `import` that are killed, and runs that are started at the same time.

mod subject;

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use crate::Outcome;
use crate::disk;
use crate::random::Random;
use subject::{Subject, subjects};

/// The inputs of the measurement.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Kills of `generate`, and kills of `import`.
    #[arg(long, value_name = "N", default_value_t = 200)]
    runs: usize,
    /// Pairs of runs that are started at the same time.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pairs: usize,
    /// Start of the random numbers.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Pages to import [default: the importer's fixtures].
    #[arg(long, value_name = "DIR")]
    pages: Option<PathBuf>,
    /// Binary of xtask [default: built by cargo].
    #[arg(long, value_name = "BINARY")]
    xtask: Option<PathBuf>,
}

/// Prints how many runs left their exact result after a kill of the run before, and how many pairs did.
pub(crate) fn run(options: &Options) -> Outcome {
    let binary = match &options.xtask {
        Some(binary) => std::path::absolute(binary)?,
        None => disk::xtask()?,
    };
    let pages =
        options.pages.clone().unwrap_or_else(|| disk::repository().join("importer/tests/fixtures/portal"));
    let subjects = subjects(&binary, &std::path::absolute(pages)?)?;
    let mut random = Random(options.seed);
    let mut holds = true;
    for (name, starts) in &subjects {
        let mut tally = Tally::default();
        for number in 0..options.runs {
            if let Some(subject) = starts.get(number % starts.len()) {
                tally.add(kill(subject, number, &mut random)?);
            }
        }
        println!(
            "{name}: {} kills, of these {} before the first write, {} while writing, {} after the run; the next run left exactly its result {} times",
            options.runs, tally.before, tally.between, tally.after, tally.mended
        );
        holds &= tally.mended == options.runs;
    }
    let mut same = 0;
    for number in 0..options.pairs {
        let starts = subjects.get(number % subjects.len()).map_or(&[][..], |(_, starts)| starts);
        if let Some(subject) = starts.get(number / subjects.len() % starts.len().max(1)) {
            same += usize::from(pair(subject)?);
        }
    }
    println!("pairs at once: {}, one result and no error: {same}", options.pairs);
    Ok(holds && same == options.pairs)
}

/// The results of the kills.
#[derive(Default)]
struct Tally {
    before: usize,
    between: usize,
    after: usize,
    mended: usize,
}

impl Tally {
    fn add(&mut self, (moment, is_mended): (Moment, bool)) {
        match moment {
            Moment::Before => self.before += 1,
            Moment::Between => self.between += 1,
            Moment::After => self.after += 1,
        }
        self.mended += usize::from(is_mended);
    }
}

/// The state that a killed run left.
enum Moment {
    Before,
    /// Some files are new, or temporary files are there.
    Between,
    After,
}

/// Kills a run, and returns whether the next run leaves its exact result.
///
/// Writing takes a small part of a run, so every second kill waits for the first temporary file.
fn kill(subject: &Subject, number: usize, random: &mut Random) -> Result<(Moment, bool), Box<dyn Error>> {
    subject.reset()?;
    let mut child = subject.command().spawn()?;
    if number.is_multiple_of(2) {
        std::thread::sleep(random.below(subject.whole));
    } else {
        while !subject.is_writing() && child.try_wait()?.is_none() {
            std::hint::spin_loop();
        }
        let (start, wait) = (Instant::now(), random.below(subject.writing));
        while start.elapsed() < wait {
            std::hint::spin_loop();
        }
    }
    child.kill()?;
    child.wait()?;
    let left = subject.files()?;
    let moment = if left == subject.start {
        Moment::Before
    } else if left == subject.end {
        Moment::After
    } else {
        Moment::Between
    };
    let next = subject.command().output()?;
    let is_mended = next.status.code() == subject.code && subject.is_at_end()?;
    if !is_mended {
        println!("kill {number}: {:?} {}", next.status.code(), String::from_utf8_lossy(&next.stderr));
    }
    Ok((moment, is_mended))
}

/// Starts two runs at once, and returns true if both succeed and leave the result of one.
fn pair(subject: &Subject) -> Result<bool, Box<dyn Error>> {
    subject.reset()?;
    let (one, other) = (subject.command().spawn()?, subject.command().spawn()?);
    let ended = [one.wait_with_output()?, other.wait_with_output()?];
    let is_same = ended.iter().all(|run| run.status.code() == subject.code) && subject.is_at_end()?;
    if !is_same {
        for run in &ended {
            println!("pair: {:?} {}", run.status.code(), String::from_utf8_lossy(&run.stderr));
        }
    }
    Ok(is_same)
}
