//! A progress bar on standard error, for people only.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How far a run has come.
pub(super) struct Progress {
    total: usize,
    done: AtomicUsize,
    /// Nobody looks at a log's progress bar.
    shown: bool,
}

const WIDTH: usize = 40;

impl Progress {
    pub(super) fn start(total: usize) -> Self {
        Self { total, done: AtomicUsize::new(0), shown: stderr().is_terminal() && total > WIDTH }
    }

    /// One more is done.
    pub(super) fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let step = (self.total / WIDTH).max(1);
        if self.shown && done.is_multiple_of(step) {
            let _ = write!(stderr(), "\r{}", bar(done, self.total));
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if self.shown {
            let _ = write!(stderr(), "\r{:width$}\r", "", width = WIDTH + 30);
        }
    }
}

fn bar(done: usize, total: usize) -> String {
    let filled = (done * WIDTH).checked_div(total).unwrap_or(WIDTH).min(WIDTH);
    format!("[{}{}] {done} of {total} pages", "#".repeat(filled), "-".repeat(WIDTH - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_from_the_left() {
        assert_eq!(bar(1, 4), format!("[{}{}] 1 of 4 pages", "#".repeat(10), "-".repeat(30)));
        assert_eq!(bar(4, 4), format!("[{}] 4 of 4 pages", "#".repeat(40)));
    }
}
