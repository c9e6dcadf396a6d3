//! Reads folders: files only, no links, sorted by path.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::leftovers;

/// A file that [`walk`] found.
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    /// The path below the folder, with forward slashes. A name that is not UTF-8 has replacement characters.
    pub(crate) below: String,
    pub(crate) bytes: Vec<u8>,
}

/// Reads every file below a folder and passes it on. A missing folder has no files; leftovers of killed runs are ignored.
pub(crate) fn walk(folder: &Path, each: &mut dyn FnMut(Found)) -> Result<(), Failure> {
    walk_below(folder, "", each)
}

fn walk_below(folder: &Path, prefix: &str, each: &mut dyn FnMut(Found)) -> Result<(), Failure> {
    let entries = match fs::read_dir(folder) {
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(()),
        other => other.map_err(Failure::io("read the folder", folder))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(Failure::io("read the folder", folder))?);
    }
    names.sort_by_key(fs::DirEntry::file_name);
    for entry in names {
        let path = entry.path();
        let below = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(Failure::io("read", &path))?;
        if leftovers::is_ours(&entry.file_name(), kind) {
            continue;
        }
        if kind.is_dir() {
            walk_below(&path, &format!("{below}/"), each)?;
        } else if kind.is_file() {
            let bytes = fs::read(&path).map_err(Failure::io("read", &path))?;
            each(Found { path, below, bytes });
        } else {
            return Err(Failure::Special { path });
        }
    }
    Ok(())
}

/// Refuses a link: no file behind it must be written or deleted.
pub(crate) fn refuse_link(path: &Path) -> Result<(), Failure> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(Failure::Special { path: path.to_owned() }),
        // A file in the place of a folder is reported by the write that needs the folder.
        Err(fault) if !matches!(fault.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Err(Failure::io("read", path)(fault))
        }
        _ => Ok(()),
    }
}

/// Reads a file; `None` if it is missing.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(Failure::io("read", path)(fault)),
    }
}
