//! Measures the front end of the site's form on pages of the portal's: each is rewritten as the site exports it, read, and
//! compared with what its portal page says.

mod flatten;
mod forms;
mod nesting;
mod pairs;

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::failure::Failure;
use crate::report;
use nesting::Figures;

/// Runs the command: clean when the figures are what the importer promises. `sites` is a folder of pages in the site's form,
/// which the flattener is held to.
pub(crate) fn run(folder: &Path, sites: Option<&Path>) -> Outcome {
    let pages = read(folder)?;
    let figures = nesting::measure(&pages);
    report::lines(&figures.each_ref().map(Figures::summary));
    for figures in &figures {
        report::lines(&figures.wrong);
    }
    let forms = forms::measure(&pages);
    report::lines(&forms.lines());
    let pairs = pairs::measure(&pages, &sites.map_or(Ok(Vec::new()), read)?);
    report::lines(pairs.lines());
    Ok(figures.iter().all(Figures::hold) && forms.hold() && pairs.hold())
}

/// The pages below a folder by their paths, in that order.
fn read(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut pages = Vec::new();
    for path in paths(folder)? {
        let bytes = fs::read(&path).map_err(Failure::io("read", &path))?;
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        pages.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    Ok(pages)
}

fn paths(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(Failure::io("read", &folder))? {
            let entry = entry.map_err(Failure::io("read", &folder))?;
            let path = entry.path();
            if entry.file_type().map_err(Failure::io("read", &path))?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A share with two decimals, rounded down.
fn percent(count: usize, all: usize) -> String {
    let share = (count * 10_000).checked_div(all).unwrap_or(10_000);
    format!("{}.{:02} %", share / 100, share % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_down() {
        assert_eq!(percent(2, 3), "66.66 %");
        assert_eq!(percent(1_999_999, 2_000_000), "99.99 %");
        assert_eq!(percent(0, 0), "100.00 %");
    }
}
