//! Batches of mutated pages: whatever `import` accepts, `generate` takes.

mod mutate;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::Outcome;
use crate::disk;
use crate::random::Random;

/// The inputs of the measurement.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Pages to mutate [default: the importer's fixtures].
    #[arg(value_name = "DIR")]
    pages: Option<PathBuf>,
    /// Batches to try.
    #[arg(long, value_name = "N", default_value_t = 200)]
    batches: usize,
    /// Pages in a batch.
    #[arg(long, value_name = "N", default_value_t = 8)]
    size: usize,
    /// Start of the random numbers.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Prints how many batches were imported whose schemas `generate` then refused.
pub(crate) fn run(options: &Options) -> Outcome {
    let folder = options.pages.clone().unwrap_or_else(|| disk::repository().join("importer/tests/fixtures"));
    let pages = disk::pages(&folder)?;
    if pages.is_empty() {
        return Err(format!("{} holds no pages", folder.display()).into());
    }
    let (binary, root) = (disk::xtask()?, disk::target().join("batches"));
    disk::clear(&root)?;
    let mut random = Random(options.seed);
    let mut tally = Tally::default();
    for number in 0..options.batches {
        let batch = root.join(number.to_string());
        for index in 0..options.size {
            let text = mutate::page(&pages, &mut random);
            disk::write(&batch.join(format!("pages/{index}.md")), text.as_bytes())?;
        }
        tally.pages += options.size;
        // A batch that fails stays, to be looked at.
        if tally.add(number, &batch, &binary)? {
            disk::clear(&batch)?;
        }
    }
    println!(
        "batches: {}, pages: {}, schemas accepted: {}, batches without a schema: {}, batches that `generate` refused: {}",
        options.batches, tally.pages, tally.schemas, tally.empty, tally.refused
    );
    Ok(tally.refused == 0 && tally.schemas > 0)
}

/// A crate for each batch.
const GENERATE: [&str; 7] = ["generate", "--schemas", "schemas", "--out", "crate", "--name", "my-feishu"];

/// The results of the batches.
#[derive(Default)]
struct Tally {
    pages: usize,
    schemas: usize,
    /// Batches of which no page was accepted.
    empty: usize,
    refused: usize,
}

impl Tally {
    /// Imports a batch and generates from it. Returns true if `generate` takes what `import` has written.
    fn add(&mut self, number: usize, batch: &Path, binary: &Path) -> Result<bool, Box<dyn Error>> {
        let import = xtask(binary, batch, &["import", "pages", "--schemas", "schemas"])?;
        if !matches!(import.status.code(), Some(0 | 1)) {
            self.refused += 1;
            print_end(number, "import", &import.stderr);
            return Ok(false);
        }
        let files = disk::files(&batch.join("schemas"))?;
        let schemas = files.keys().filter(|path| path.contains('/')).count();
        self.schemas += schemas;
        if schemas == 0 {
            self.empty += 1;
            return Ok(true);
        }
        let generate = xtask(binary, batch, &GENERATE)?;
        let is_taken = generate.status.success();
        if !is_taken {
            self.refused += 1;
            print_end(number, "generate", &[generate.stdout, generate.stderr].concat());
        }
        Ok(is_taken)
    }
}

fn xtask(binary: &Path, folder: &Path, arguments: &[&str]) -> Result<Output, Box<dyn Error>> {
    Ok(Command::new(binary).args(arguments).current_dir(folder).output()?)
}

fn print_end(number: usize, command: &str, output: &[u8]) {
    let text = String::from_utf8_lossy(output);
    let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("error")).take(5).collect();
    println!("batch {number}: {command} fails: {}", errors.join("; "));
}
