//! Writing many files at once: all of them change, or none does.
//!
//! Everything is first written under temporary names beside its target. Only when all of that has succeeded are the
//! files renamed, which cannot run out of space; should a rename fail all the same, those already done are undone.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::disk::read_if_there;
use crate::failure::Failure;

/// One file's new state.
#[derive(Debug)]
pub(crate) struct Write {
    pub(crate) path: PathBuf,
    /// The new content; `None` deletes the file.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// Makes all the writes, or none.
pub(crate) fn commit(writes: &[Write]) -> Result<(), Failure> {
    let before = writes.iter().map(|write| read_if_there(&write.path)).collect::<Result<Vec<_>, _>>()?;
    let mut made = Vec::new();
    let result = stage(writes, &mut made).and_then(|()| switch(writes, &before));
    clean(writes, &made, result.is_ok());
    result
}

/// Writes every new content beside its target.
fn stage(writes: &[Write], made: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for write in writes {
        let Some(bytes) = &write.bytes else { continue };
        if let Some(folder) = write.path.parent() {
            make_folders(folder, made)?;
        }
        let temporary = temporary(&write.path);
        fs::write(&temporary, bytes).map_err(Failure::io("write", &temporary))?;
    }
    Ok(())
}

/// Makes a folder and those above it, and remembers which of them were not there.
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
fn switch(writes: &[Write], before: &[Option<Vec<u8>>]) -> Result<(), Failure> {
    for (done, write) in writes.iter().enumerate() {
        if let Err(failure) = put(write) {
            for (write, old) in writes.iter().zip(before).take(done) {
                restore(&write.path, old.as_deref());
            }
            return Err(failure);
        }
    }
    Ok(())
}

fn put(write: &Write) -> Result<(), Failure> {
    match &write.bytes {
        Some(_) => fs::rename(temporary(&write.path), &write.path).map_err(Failure::io("write", &write.path)),
        None => fs::remove_file(&write.path).map_err(Failure::io("delete", &write.path)),
    }
}

/// Best effort on a disk that just failed: the first failure is what is reported.
fn restore(path: &Path, old: Option<&[u8]>) {
    let _ = match old {
        Some(bytes) => fs::write(path, bytes),
        None => fs::remove_file(path),
    };
}

/// Removes temporary files, folders that a failed run made, and folders that a good run emptied.
fn clean(writes: &[Write], made: &[PathBuf], succeeded: bool) {
    if succeeded {
        for write in writes.iter().filter(|write| write.bytes.is_none()) {
            remove_empty_folders(&write.path);
        }
    } else {
        for write in writes {
            let _ = fs::remove_file(temporary(&write.path));
        }
        for folder in made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// `remove_dir` refuses a folder that holds anything, so this stops by itself.
fn remove_empty_folders(path: &Path) {
    for folder in path.ancestors().skip(1) {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

fn temporary(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".xtask-new");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fresh folder below the build's own temporary one.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-transaction-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn write(path: PathBuf, text: &str) -> Write {
        Write { path, bytes: Some(text.as_bytes().to_vec()) }
    }

    /// Every file below a folder and what it holds.
    fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let mut out = Vec::new();
        crate::disk::walk(folder, &mut |path, bytes| out.push((path, bytes))).unwrap();
        out
    }

    #[test]
    fn files_are_written_and_deleted_and_empty_folders_go() {
        let folder = folder("good");
        fs::create_dir(folder.join("old")).unwrap();
        fs::write(folder.join("old/gone.rs"), "x").unwrap();
        let writes = [
            write(folder.join("new/deep/a.rs"), "a"),
            Write { path: folder.join("old/gone.rs"), bytes: None },
        ];
        commit(&writes).unwrap();
        assert_eq!(everything(&folder), [("new/deep/a.rs".to_owned(), b"a".to_vec())]);
        assert!(!folder.join("old").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_cannot_be_put_in_place_undoes_all_others() {
        let folder = folder("late");
        fs::write(folder.join("a.rs"), "before").unwrap();
        // The second write of a path finds its temporary file gone: a failure after other files are in place.
        let writes = [
            write(folder.join("a.rs"), "after"),
            write(folder.join("made/b.rs"), "after"),
            write(folder.join("made/b.rs"), "after"),
        ];
        assert!(commit(&writes).is_err());
        assert_eq!(everything(&folder), [("a.rs".to_owned(), b"before".to_vec())]);
        assert!(!folder.join("made").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_in_the_place_of_a_file_stops_everything() {
        let folder = folder("early");
        fs::write(folder.join("a.rs"), "before").unwrap();
        fs::create_dir_all(folder.join("taken.rs/inside")).unwrap();
        let writes = [write(folder.join("a.rs"), "after"), write(folder.join("taken.rs"), "after")];
        assert!(commit(&writes).is_err());
        assert_eq!(everything(&folder), [("a.rs".to_owned(), b"before".to_vec())]);
        fs::remove_dir_all(folder).unwrap();
    }
}
