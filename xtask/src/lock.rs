//! One run at a time: a lock on each folder that a run reads as a whole or writes.
//!
//! The operating system releases a lock when the process ends, however it ends: a killed run blocks no other. On Unix the folder
//! itself is locked, so that no file of the lock is left behind.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};

use crate::failure::Failure;
use crate::report;

/// Other runs may remove a new folder while this one opens it; each attempt makes it again.
const ATTEMPTS: usize = 100;

/// The folders that this run has locked, until it is dropped.
#[derive(Default)]
pub(crate) struct Lock {
    held: Vec<Held>,
    made: Vec<PathBuf>,
}

struct Held {
    place: PathBuf,
    _file: File,
}

impl Lock {
    /// Locks a folder, and waits for the run that holds it. A missing folder needs no lock.
    pub(crate) fn add_existing(&mut self, folder: &Path) -> Result<(), Failure> {
        if folder.is_dir() { self.add(folder) } else { Ok(()) }
    }

    /// Locks a folder, which is made if it is missing, and waits for the run that holds it.
    pub(crate) fn add(&mut self, folder: &Path) -> Result<(), Failure> {
        for _ in 1..ATTEMPTS {
            if self.try_add(folder).map_err(Failure::io("lock", folder))? {
                return Ok(());
            }
        }
        Err(Failure::io("lock", folder)(io::Error::from(ErrorKind::NotFound)))
    }

    /// Returns false if another run removed the folder meanwhile.
    fn try_add(&mut self, folder: &Path) -> io::Result<bool> {
        make_folders(folder, &mut self.made)?;
        let locked = fs::canonicalize(folder).and_then(|place| Ok((open(folder)?, place)));
        let (file, place) = match locked {
            Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(false),
            locked => locked?,
        };
        if self.held.iter().any(|held| held.place == place) {
            return Ok(true);
        }
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::Error(fault)) => return Err(fault),
            Err(TryLockError::WouldBlock) => {
                report::waiting(folder);
                FileExt::lock(&file)?;
            }
        }
        let is_there = is_at(&file, folder);
        if is_there {
            self.held.push(Held { place, _file: file });
        }
        Ok(is_there)
    }
}

impl Drop for Lock {
    /// Removes the folders that this run made in vain; `remove_dir` refuses a folder that holds anything.
    fn drop(&mut self) {
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Makes a folder and its missing ancestors, and remembers which it made.
pub(crate) fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.is_dir()).collect();
    for above in missing.into_iter().rev() {
        match fs::create_dir(above) {
            // Another run was quicker; the folder is not ours to remove.
            Err(fault) if fault.kind() == ErrorKind::AlreadyExists && above.is_dir() => {}
            done => {
                done?;
                made.push(above.to_owned());
            }
        }
    }
    Ok(())
}

/// The file that is locked: the folder itself.
#[cfg(unix)]
fn open(folder: &Path) -> io::Result<File> {
    // An empty path means the current folder.
    File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
}

/// The file that is locked. Other systems lock no folders, so it is a file in the folder, and stays there.
#[cfg(not(unix))]
fn open(folder: &Path) -> io::Result<File> {
    File::options().write(true).create(true).truncate(false).open(folder.join(crate::leftovers::LOCK))
}

/// Returns true if the path still leads to the file that was locked, and not to a folder that was made anew.
#[cfg(unix)]
fn is_at(file: &File, folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    let key = |found: fs::Metadata| (found.dev(), found.ino());
    let (ours, there) = (file.metadata().map(key), open(folder).and_then(|there| there.metadata()).map(key));
    matches!((ours, there), (Ok(ours), Ok(there)) if ours == there)
}

/// Always true: a file that is open keeps its folder.
#[cfg(not(unix))]
fn is_at(_file: &File, _folder: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_made_in_vain_is_removed() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("new/deep");
        let mut lock = Lock::default();
        lock.add(&folder).unwrap();
        assert!(folder.is_dir());
        drop(lock);
        assert!(cfg!(not(unix)) || !root.path().join("new").exists());
        assert!(root.path().exists());
    }

    #[test]
    fn one_run_may_name_a_folder_twice() {
        let root = tempfile::tempdir().unwrap();
        let mut lock = Lock::default();
        lock.add(root.path()).unwrap();
        lock.add(&root.path().join("../").join(root.path().file_name().unwrap())).unwrap();
        lock.add_existing(&root.path().join("missing")).unwrap();
        assert_eq!(lock.held.len(), 1);
    }
}
