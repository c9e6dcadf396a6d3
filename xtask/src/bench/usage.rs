//! What a process and all that it starts use: processor time, time on the clock, memory.
//!
//! The system adds up what the children of a process used, and keeps the greatest memory that any of them had. So each
//! command that is measured is the only child of a process of its own: this program again, as `measured`.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::failure::Failure;
use crate::report;

/// What was used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// User and system time of all threads and processes.
    pub(crate) cpu: Duration,
    /// User time alone.
    pub(crate) user: Duration,
    pub(crate) wall: Duration,
    /// The most memory that one process held, in KiB.
    pub(crate) peak: u64,
    /// The exit code.
    pub(crate) code: Option<i32>,
}

/// Runs a command and prints what it used as JSON: the other half of [`of_command`].
pub(crate) fn run(command: &[String]) -> Outcome {
    let Some((program, arguments)) = command.split_first() else { return Ok(false) };
    let start = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(Failure::io("run", program))?;
    let mut usage = used(Who::Children);
    usage.wall = start.elapsed();
    usage.code = status.code();
    report::line(serde_json::json!(usage));
    Ok(true)
}

/// What a command uses.
pub(super) fn of_command(command: &[&str], folder: &Path) -> Result<Usage, Failure> {
    let this = std::env::current_exe().map_err(Failure::io("find", "this program"))?;
    let output = Command::new(&this)
        .args(["measured", "--"])
        .args(command)
        .current_dir(folder)
        .output()
        .map_err(Failure::io("run", &this))?;
    serde_json::from_slice(&output.stdout).map_err(|fault| Failure::io("measure", &this)(fault.into()))
}

/// What a piece of work in this process uses.
pub(super) fn of_work<T>(work: impl FnOnce() -> T) -> (T, Usage) {
    let (before, start) = (used(Who::This), Instant::now());
    let result = work();
    let (after, wall) = (used(Who::This), start.elapsed());
    let usage = Usage {
        cpu: after.cpu.saturating_sub(before.cpu),
        user: after.user.saturating_sub(before.user),
        wall,
        peak: after.peak,
        code: None,
    };
    (result, usage)
}

#[derive(Clone, Copy)]
enum Who {
    This,
    Children,
}

#[cfg(unix)]
fn used(who: Who) -> Usage {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    let duration = |time: TimeVal| {
        let part = |number: i64| u64::try_from(number).unwrap_or_default();
        Duration::from_secs(part(time.tv_sec())) + Duration::from_micros(part(time.tv_usec()))
    };
    let who = match who {
        Who::This => UsageWho::RUSAGE_SELF,
        Who::Children => UsageWho::RUSAGE_CHILDREN,
    };
    getrusage(who).map_or_else(
        |_| Usage::default(),
        |used| Usage {
            cpu: duration(used.user_time()) + duration(used.system_time()),
            user: duration(used.user_time()),
            peak: u64::try_from(used.max_rss()).unwrap_or_default(),
            ..Usage::default()
        },
    )
}

/// Only Unix is asked; elsewhere the clock is all there is.
#[cfg(not(unix))]
fn used(_: Who) -> Usage {
    Usage::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_takes_time() {
        let (sum, usage) = of_work(|| (0..20_000_000_u64).fold(0, |sum, n| std::hint::black_box(sum ^ n)));
        assert!(std::hint::black_box(sum) < u64::MAX);
        assert!(usage.wall > Duration::ZERO);
        assert!(cfg!(not(unix)) || (usage.cpu > Duration::ZERO && usage.peak > 0), "{usage:?}");
    }
}
