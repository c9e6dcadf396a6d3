//! Time and memory of a command and all processes that it starts, as GNU time reports them.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::disk;

/// GNU time; `time` of a shell knows no memory.
const TIME: &str = "/usr/bin/time";

/// Seconds of all processes, and the memory of the largest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Usage {
    /// User time.
    pub(super) user: f64,
    /// User and system time.
    pub(super) cpu: f64,
    /// Time on the clock.
    pub(super) wall: f64,
    /// The most memory that one process held, in MiB.
    pub(super) peak: f64,
}

/// Runs cargo in a folder.
pub(super) fn cargo(folder: &Path, arguments: &[&str]) -> Result<Usage, Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    of(folder, [cargo].into_iter().chain(arguments.iter().map(OsString::from)))
}

/// Runs a program in a folder: its path, and its arguments.
pub(super) fn of(
    folder: &Path,
    program: impl IntoIterator<Item = OsString>,
) -> Result<Usage, Box<dyn Error>> {
    let program: Vec<OsString> = program.into_iter().collect();
    let report = disk::target().join("evidence-usage");
    disk::write(&report, b"")?;
    let mut command = Command::new(TIME);
    command.args(["-f", "%U %S %e %M", "-o"]).arg(&report).args(&program);
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null());
    let status = command.status().map_err(disk::at("run", Path::new(TIME)))?;
    if !status.success() {
        let program: Vec<_> = program.iter().take(3).map(|word| word.to_string_lossy()).collect();
        return Err(format!("`{}` failed in {}", program.join(" "), folder.display()).into());
    }
    parse(&fs::read_to_string(&report)?).ok_or_else(|| format!("{TIME} is not GNU time").into())
}

fn parse(report: &str) -> Option<Usage> {
    let numbers: Option<Vec<f64>> = report.split_whitespace().map(|word| word.parse().ok()).collect();
    let [user, system, wall, kib] = numbers?.try_into().ok()?;
    Some(Usage { user, cpu: user + system, wall, peak: kib / 1024.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_four_numbers() {
        let usage = Usage { user: 1.5, cpu: 2.0, wall: 1.25, peak: 2.0 };
        assert_eq!(parse("1.50 0.50 1.25 2048\n"), Some(usage));
        assert_eq!(parse("real 1.50"), None);
    }
}
