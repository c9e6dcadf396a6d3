//! Reads folders: files only, no links, sorted by path.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::failure::Failure;

/// Reads every file below a folder and passes it on with its path below that folder, with forward slashes. A missing
/// folder has no files.
pub(crate) fn walk(folder: &Path, each: &mut dyn FnMut(String, Vec<u8>)) -> Result<(), Failure> {
    walk_below(folder, "", each)
}

fn walk_below(folder: &Path, prefix: &str, each: &mut dyn FnMut(String, Vec<u8>)) -> Result<(), Failure> {
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
        if kind.is_dir() {
            walk_below(&path, &format!("{below}/"), each)?;
        } else if kind.is_file() {
            each(below, fs::read(&path).map_err(Failure::io("read", &path))?);
        } else {
            return Err(Failure::Special { path });
        }
    }
    Ok(())
}

/// Refuses a folder that is a link: the generator must not delete files behind it.
pub(crate) fn refuse_link(folder: &Path) -> Result<(), Failure> {
    match fs::symlink_metadata(folder) {
        Ok(found) if found.is_symlink() => Err(Failure::Special { path: folder.to_owned() }),
        Err(fault) if fault.kind() != ErrorKind::NotFound => Err(Failure::io("read", folder)(fault)),
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
