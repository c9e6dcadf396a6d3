//! A progress bar on standard error.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) struct Progress {
    total: usize,
    done: AtomicUsize,
    /// The counted items, in the plural.
    noun: &'static str,
    /// False unless standard error is a terminal.
    shown: bool,
}

const WIDTH: usize = 40;

impl Progress {
    pub(crate) fn start(total: usize, noun: &'static str) -> Self {
        Self { total, done: AtomicUsize::new(0), noun, shown: stderr().is_terminal() && total > WIDTH }
    }

    pub(crate) fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let step = (self.total / WIDTH).max(1);
        if self.shown && done.is_multiple_of(step) {
            let _ = write!(stderr(), "\r{}", bar(done, self.total, self.noun));
        }
    }

    pub(crate) fn finish(&self) {
        if self.shown {
            let _ = write!(stderr(), "\r{:width$}\r", "", width = WIDTH + 30);
        }
    }
}

fn bar(done: usize, total: usize, noun: &str) -> String {
    let filled = (done * WIDTH).checked_div(total).unwrap_or(WIDTH).min(WIDTH);
    format!("[{}{}] {done} of {total} {noun}", "#".repeat(filled), "-".repeat(WIDTH - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_from_the_left() {
        assert_eq!(bar(1, 4, "pages"), format!("[{}{}] 1 of 4 pages", "#".repeat(10), "-".repeat(30)));
        assert_eq!(bar(4, 4, "pages"), format!("[{}] 4 of 4 pages", "#".repeat(40)));
    }
}
