//! `nesting`: measures the front end of the site's form on portal pages. Each page is rewritten as the site exports it,
//! imported, and compared with the schema of the portal page.

mod flatten;
mod forms;
mod levels;
mod pairs;

use std::path::Path;
use std::thread;

use crate::{Outcome, disk};
use levels::Figures;

/// Runs the tool: true when the figures are what the importer promises. `sites` is a folder of pages in the site's form,
/// which the rewritten pages are compared with.
pub(crate) fn run(folder: &Path, sites: Option<&Path>) -> Outcome {
    let pages = disk::pages(folder)?;
    let sites = sites.map_or(Ok(Vec::new()), disk::pages)?;
    // The two take about as long as each other.
    let (figures, forms) = thread::scope(|scope| {
        let forms = scope.spawn(|| forms::measure(&pages));
        (levels::measure(&pages), forms.join())
    });
    let forms = forms.map_err(|_| "measuring the pages in both forms panicked")?;
    for figures in &figures {
        println!("{}", figures.summary());
    }
    print(figures.iter().flat_map(|figures| &figures.wrong));
    print(&forms.lines());
    let pairs = pairs::measure(&pages, &sites);
    print(pairs.lines());
    Ok(figures.iter().all(Figures::hold) && forms.hold() && pairs.hold())
}

fn print<'l>(lines: impl IntoIterator<Item = &'l String>) {
    for line in lines {
        println!("{line}");
    }
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
