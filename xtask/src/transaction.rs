//! Writes many files as one step: if one write fails, all others are undone.
//!
//! Every new content is first written to a temporary file beside its target. Only then are the temporary files renamed,
//! which cannot run out of space. If a rename fails all the same, the files that were replaced get their old content back.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::disk::read_if_there;
use crate::failure::Failure;

/// The new state of one file.
#[derive(Debug)]
pub(crate) struct Write {
    pub(crate) path: PathBuf,
    /// The new content; `None` deletes the file.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// Makes all the writes. On a failure, every file is as it was before.
pub(crate) fn commit(writes: &[Write]) -> Result<(), Failure> {
    let before = writes.iter().map(|write| read_if_there(&write.path)).collect::<Result<Vec<_>, _>>()?;
    let mut made = Vec::new();
    let result = stage(writes, &mut made).and_then(|staged| switch(writes, staged, &before));
    if result.is_ok() {
        for write in writes.iter().filter(|write| write.bytes.is_none()) {
            remove_empty_folders(&write.path);
        }
    } else {
        for folder in made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
    result
}

/// Writes each new content beside its target; files that are dropped before they are renamed are removed.
fn stage(writes: &[Write], made: &mut Vec<PathBuf>) -> Result<Vec<Option<NamedTempFile>>, Failure> {
    let mut staged = Vec::new();
    for write in writes {
        staged.push(match &write.bytes {
            Some(bytes) => Some(temporary(&write.path, bytes, made)?),
            None => None,
        });
    }
    Ok(staged)
}

fn temporary(path: &Path, bytes: &[u8], made: &mut Vec<PathBuf>) -> Result<NamedTempFile, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_folders(folder, made)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        // A new file gets the rights that the umask leaves, not those of a secret.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(Failure::io("write", path))?;
    file.write_all(bytes).map_err(Failure::io("write", path))?;
    Ok(file)
}

/// Makes a folder and its missing ancestors, and remembers which it made.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).collect();
    for above in missing.into_iter().rev() {
        fs::create_dir(above).map_err(Failure::io("make the folder", above))?;
        made.push(above.to_owned());
    }
    Ok(())
}

/// Puts the new files in place; on a fault, puts the old ones back.
fn switch(
    writes: &[Write],
    staged: Vec<Option<NamedTempFile>>,
    before: &[Option<Vec<u8>>],
) -> Result<(), Failure> {
    for (done, (write, file)) in writes.iter().zip(staged).enumerate() {
        let put = match file {
            Some(file) => file.persist(&write.path).map(drop).map_err(|fault| fault.error),
            None => fs::remove_file(&write.path),
        };
        if let Err(fault) = put {
            for (write, old) in writes.iter().zip(before).take(done) {
                restore(&write.path, old.as_deref());
            }
            let action = if write.bytes.is_some() { "write" } else { "delete" };
            return Err(Failure::io(action, &write.path)(fault));
        }
    }
    Ok(())
}

/// Best effort on a disk that just failed: the first failure is the one to report.
fn restore(path: &Path, old: Option<&[u8]>) {
    let _ = match old {
        Some(bytes) => fs::write(path, bytes),
        None => fs::remove_file(path),
    };
}

/// Removes the folders that a deletion has emptied. `remove_dir` refuses a folder that holds anything, so this stops by
/// itself.
fn remove_empty_folders(path: &Path) {
    for folder in path.ancestors().skip(1) {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: PathBuf, text: &str) -> Write {
        Write { path, bytes: Some(text.as_bytes().to_vec()) }
    }

    /// Every file below a folder with its content.
    fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let mut out = Vec::new();
        crate::disk::walk(folder, &mut |path, bytes| out.push((path, bytes))).unwrap();
        out
    }

    #[test]
    fn writes_and_deletes_files_and_removes_empty_folders() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::create_dir(folder.join("old")).unwrap();
        fs::write(folder.join("old/gone.rs"), "x").unwrap();
        let writes = [
            write(folder.join("new/deep/a.rs"), "a"),
            Write { path: folder.join("old/gone.rs"), bytes: None },
        ];
        commit(&writes).unwrap();
        assert_eq!(everything(folder), [("new/deep/a.rs".to_owned(), b"a".to_vec())]);
        assert!(!folder.join("old").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_the_rights_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let (ours, plain) = (folder.path().join("ours"), folder.path().join("plain"));
        commit(&[write(ours.clone(), "x")]).unwrap();
        fs::write(&plain, "x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }

    #[test]
    fn a_late_failure_undoes_all_other_writes() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join("a.rs"), "before").unwrap();
        // Deleting a missing file fails after the other files are in place.
        let writes = [
            write(folder.join("a.rs"), "after"),
            write(folder.join("made/b.rs"), "after"),
            Write { path: folder.join("missing.rs"), bytes: None },
        ];
        assert!(commit(&writes).is_err());
        assert_eq!(everything(folder), [("a.rs".to_owned(), b"before".to_vec())]);
        assert!(!folder.join("made").exists());
    }

    #[test]
    fn a_folder_in_the_place_of_a_file_stops_everything() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join("a.rs"), "before").unwrap();
        fs::create_dir_all(folder.join("taken.rs/inside")).unwrap();
        let writes = [write(folder.join("a.rs"), "after"), write(folder.join("taken.rs"), "after")];
        assert!(commit(&writes).is_err());
        assert_eq!(everything(folder), [("a.rs".to_owned(), b"before".to_vec())]);
    }
}
