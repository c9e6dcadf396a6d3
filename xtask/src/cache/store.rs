//! The cache's file: JSON under its own digest, replaced as a whole.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use crate::digest;
use crate::workspace::Layout;

/// What the file holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    /// The executable that wrote it: another one may find and write something else, and read this file otherwise.
    pub(super) generator: String,
    /// The shared vocabulary of the run.
    pub(super) context: String,
    /// By id.
    pub(super) entries: BTreeMap<String, Entry>,
}

impl Stored {
    pub(super) fn empty(generator: String) -> Self {
        Self { generator, context: String::new(), entries: BTreeMap::new() }
    }
}

/// The file for a schema directory and a crate, and the digest of this executable.
pub(super) fn place(layout: &Layout) -> Option<(PathBuf, String)> {
    let executable = std::env::current_exe().ok()?;
    let folder = target_folder(&executable)?.join("xtask-cache");
    let places = [&layout.schemas, &layout.out].map(|path| std::path::absolute(path).ok());
    let [Some(schemas), Some(out)] = places else { return None };
    let name = digest::of_all([&*schemas.to_string_lossy(), &*out.to_string_lossy()]);
    Some((folder.join(format!("{name}.json")), digest::of(&fs::read(&executable).ok()?)))
}

/// The target directory that an executable stands in; cargo marks it.
fn target_folder(executable: &Path) -> Option<&Path> {
    executable.ancestors().skip(1).take(3).find(|folder| folder.join("CACHEDIR.TAG").is_file())
}

/// What the file holds, when it is whole.
pub(super) fn read(file: &Path) -> Option<Stored> {
    let text = String::from_utf8(fs::read(file).ok()?).ok()?;
    let (sum, json) = text.split_once('\n')?;
    if digest::of(json.as_bytes()) != sum {
        return None;
    }
    serde_json::from_str(json).ok()
}

/// Replaces the file in one step, so that a run at the same time reads the old one or the new one.
pub(super) fn write(file: &Path, stored: &Stored) -> io::Result<()> {
    let json = serde_json::to_string(stored)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut temporary = OsString::from(file);
    temporary.push(format!(".{}", std::process::id()));
    let written = fs::write(&temporary, format!("{}\n{json}", digest::of(json.as_bytes())))
        .and_then(|()| fs::rename(&temporary, file));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}
