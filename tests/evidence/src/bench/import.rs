//! The cost of an import: instructions, as valgrind counts them, and user CPU time.
//!
//! Instructions hardly depend on the machine's load. The CPU time of several binaries is taken in turns, so that all of them
//! see the same load; system time is left out, because most of it is writing files.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::usage;
use crate::disk;

/// Instructions are counted over every tenth page of the sorted list, and over 100 pages at most: pages of all services and
/// kinds, and one minute under valgrind.
const EVERY: usize = 10;
const MOST: usize = 100;

/// The runs whose median is the CPU time.
const RUNS: usize = 5;

/// Measures each binary of xtask over the pages of a folder.
pub(super) fn run(pages: &Path, binaries: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let schemas = disk::target().join("bench-import");
    let all = pages_of(pages)?;
    let some: Vec<&PathBuf> = all.iter().step_by(EVERY).take(MOST).collect();
    let mut seconds = vec![Vec::new(); binaries.len()];
    for _ in 0..RUNS {
        for (binary, seconds) in binaries.iter().zip(&mut seconds) {
            let command = [binary.as_os_str().to_owned()].into_iter().chain(import(&all, &schemas)?);
            seconds.push(usage::of(&disk::repository(), command)?.user);
        }
    }
    println!("| binary | instructions a page | user CPU, {} pages |\n|---|---|---|", all.len());
    for (binary, seconds) in binaries.iter().zip(&mut seconds) {
        let instructions = instructions(binary, import(&some, &schemas)?)?;
        seconds.sort_by(f64::total_cmp);
        let median = seconds.get(RUNS / 2).copied().unwrap_or_default();
        let a_page = instructions / some.len().max(1) as u64;
        println!("| {} | {a_page} | {median:.2} s |", binary.display());
    }
    Ok(())
}

/// All pages below a folder, sorted by path.
fn pages_of(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut pages: Vec<PathBuf> = disk::files(folder)?.into_keys().map(|path| folder.join(path)).collect();
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    if pages.is_empty() { Err(format!("no page below {}", folder.display()).into()) } else { Ok(pages) }
}

/// The arguments of an import into an empty folder.
fn import(pages: &[impl AsRef<Path>], schemas: &Path) -> Result<Vec<OsString>, Box<dyn Error>> {
    if schemas.exists() {
        fs::remove_dir_all(schemas).map_err(disk::at("remove", schemas))?;
    }
    fs::create_dir_all(schemas).map_err(disk::at("make the folder", schemas))?;
    let mut arguments: Vec<OsString> = ["import", "--report", "json", "--schemas"].map(OsString::from).into();
    arguments.push(std::path::absolute(schemas)?.into());
    for page in pages {
        arguments.push(std::path::absolute(page)?.into());
    }
    Ok(arguments)
}

/// The instructions that a run executes.
fn instructions(binary: &Path, arguments: Vec<OsString>) -> Result<u64, Box<dyn Error>> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(binary).args(arguments);
    let output = command.output().map_err(disk::at("run", Path::new("valgrind")))?;
    let report = String::from_utf8_lossy(&output.stderr);
    counted(&report).ok_or_else(|| format!("valgrind did not count instructions:\n{report}").into())
}

/// The count in `==1== Collected : 1435444716`.
fn counted(report: &str) -> Option<u64> {
    report.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn the_count_is_in_the_report() {
        assert_eq!(counted("==1== \n==1== Collected : 1435444716\n==1== \n"), Some(1_435_444_716));
        assert_eq!(counted("valgrind: no such file"), None);
    }
}
