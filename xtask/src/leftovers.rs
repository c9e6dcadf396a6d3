//! Files that a killed run left behind: every run ignores them, and the next one that writes removes them.

use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io::ErrorKind;
use std::path::Path;

use crate::failure::Failure;

/// Start of the name of the folder that holds the new files of a run. A random ending follows.
pub(crate) const STAGED: &str = ".xtask-staged-";

/// Length of the random ending.
pub(crate) const RANDOM: usize = 12;

/// End of the name of a temporary file of earlier releases: `.NAME.xtask-new`.
const EARLIER: &str = ".xtask-new";

/// The file that is locked where folders cannot be.
pub(crate) const LOCK: &str = ".xtask-lock";

/// Returns true for a file or folder of ours that belongs to no result.
pub(crate) fn is_ours(name: &OsStr, kind: FileType) -> bool {
    let Some(name) = name.to_str() else { return false };
    if kind.is_dir() { is_staging(name) } else { name == LOCK || is_earlier(name) }
}

fn is_staging(name: &str) -> bool {
    let random = name.strip_prefix(STAGED).unwrap_or_default();
    random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_earlier(name: &str) -> bool {
    let inner = name.strip_prefix('.').and_then(|name| name.strip_suffix(EARLIER));
    inner.is_some_and(|inner| !inner.is_empty())
}

/// How far [`remove`] goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Only the folder itself.
    Folder,
    /// All folders below it. Links are not followed.
    Below,
    /// All folders below it, and the empty ones are removed: a killed run may have made or emptied them.
    BelowAndEmpty,
}

/// Removes the leftovers in a folder, which may be missing. The run must hold the lock of the folder.
pub(crate) fn remove(folder: &Path, reach: Reach) -> Result<(), Failure> {
    for entry in entries(folder)? {
        let path = entry.path();
        let kind = entry.file_type().map_err(Failure::io("read", &path))?;
        if is_ours(&entry.file_name(), kind) {
            delete(&path, kind)?;
        } else if kind.is_dir() && reach != Reach::Folder {
            remove(&path, reach)?;
            if reach == Reach::BelowAndEmpty {
                // Refused if it holds anything.
                let _ = fs::remove_dir(&path);
            }
        }
    }
    Ok(())
}

/// The entries of a folder; a missing one has none.
pub(crate) fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, Failure> {
    let entries = match fs::read_dir(folder) {
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.and_then(Iterator::collect),
    };
    entries.map_err(Failure::io("read the folder", folder))
}

/// Deletes a leftover, but for the file of the lock, which this run holds. A link is deleted, not what it leads to.
fn delete(path: &Path, kind: FileType) -> Result<(), Failure> {
    if path.file_name() == Some(OsStr::new(LOCK)) {
        return Ok(());
    }
    let deleted = if kind.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    deleted.map_err(Failure::io("delete", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_ours_are_leftovers() {
        assert!(is_staging(".xtask-staged-0aZ9zz0aZ9zz"));
        for name in [".xtask-staged-", ".xtask-staged-short", ".xtask-staged-0aZ9z_0aZ9z_", "xtask"] {
            assert!(!is_staging(name), "{name}");
        }
        assert!(is_earlier(".update.rs.xtask-new"));
        for name in ["update.rs.xtask-new", ".xtask-new", "..xtask", ".mine"] {
            assert!(!is_earlier(name), "{name}");
        }
    }
}
