//! The pages that the command line names.

use std::fs;
use std::path::{Path, PathBuf};

use crate::digest;
use crate::failure::Failure;
use crate::workspace::shown;

/// A page as it was read.
pub(super) struct PageFile {
    pub(super) shown: String,
    pub(super) bytes: Vec<u8>,
    /// SHA-256 of the bytes, in hex.
    pub(super) sha256: String,
}

/// The pages, and those that could not be read, with the reason.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) pages: Vec<PageFile>,
    pub(super) unreadable: Vec<(String, String)>,
}

/// Reads every page that is named, and every `.md` below the folders that are named. A name that is nothing stops the
/// run; a page in a folder that cannot be read does not.
pub(super) fn collect(named: &[PathBuf]) -> Result<Collected, Failure> {
    let mut paths = Vec::new();
    for path in named {
        let kind = fs::metadata(path).map_err(Failure::io("read", path))?;
        if kind.is_dir() { below(path, &mut paths)? } else { paths.push(path.clone()) }
    }
    paths.sort();
    paths.dedup();
    let mut collected = Collected::default();
    for path in paths {
        match fs::read(&path) {
            Ok(bytes) => {
                let page = PageFile { shown: shown(&path), sha256: digest::of(&bytes), bytes };
                collected.pages.push(page);
            }
            Err(fault) => collected.unreadable.push((shown(&path), fault.to_string())),
        }
    }
    Ok(collected)
}

/// Pages below a folder; links are not followed, so that no folder is read twice.
fn below(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder).map_err(Failure::io("read the folder", folder))? {
        let entry = entry.map_err(Failure::io("read the folder", folder))?;
        let kind = entry.file_type().map_err(Failure::io("read", entry.path()))?;
        let path = entry.path();
        if kind.is_dir() {
            below(&path, paths)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
    Ok(())
}
