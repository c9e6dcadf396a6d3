//! `bench`: what generating, validating and compiling cost, each beside a yardstick of the same run.

mod at_scale;
mod both_ways;
mod compiling;
mod rows;
mod small;
mod stages;
pub(crate) mod usage;

use crate::Outcome;
use crate::cli::BenchOptions;

/// Measures the committed schemas; all pages of a folder, when one is named.
pub(crate) fn run(options: &BenchOptions) -> Outcome {
    match &options.pages {
        None => small::run(),
        Some(pages) => at_scale::run(pages),
    }
}
