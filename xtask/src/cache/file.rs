//! A cache's file: JSON under its own digest, replaced as a whole.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::digest;

/// The file of one cache.
pub(crate) struct CacheFile {
    path: PathBuf,
    /// The digest of this executable.
    executable: String,
}

/// What the file holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<C> {
    /// The executable that wrote it: another one may find and write something else, and read this file otherwise.
    executable: String,
    content: C,
}

impl CacheFile {
    /// The file for a command and the folders that it works on, below the target directory of this executable. An
    /// executable that stands in none has no cache.
    pub(crate) fn of(command: &str, folders: &[&Path]) -> Option<Self> {
        let executable = std::env::current_exe().ok()?;
        let caches = target_folder(&executable)?.join("xtask-cache");
        let mut parts = vec![command.to_owned()];
        for folder in folders {
            parts.push(std::path::absolute(folder).ok()?.to_string_lossy().into_owned());
        }
        let name = digest::of_all(parts.iter().map(String::as_str));
        let executable = digest::of(&fs::read(&executable).ok()?);
        Some(Self { path: caches.join(format!("{name}.json")), executable })
    }

    /// What this executable wrote there, when it is whole.
    pub(crate) fn read<C: DeserializeOwned>(&self) -> Option<C> {
        let text = String::from_utf8(fs::read(&self.path).ok()?).ok()?;
        let (sum, json) = text.split_once('\n')?;
        if digest::of(json.as_bytes()) != sum {
            return None;
        }
        let stored: Stored<C> = serde_json::from_str(json).ok()?;
        (stored.executable == self.executable).then_some(stored.content)
    }

    /// Replaces the file in one step, so that a run at the same time reads the old one or the new one.
    pub(crate) fn write<C: Serialize>(&self, content: &C) -> io::Result<()> {
        let stored = Stored { executable: self.executable.clone(), content };
        let json = serde_json::to_string(&stored)?;
        fs::create_dir_all(self.path.parent().unwrap_or(Path::new(".")))?;
        let mut temporary = OsString::from(&self.path);
        temporary.push(format!(".{}", std::process::id()));
        let written = fs::write(&temporary, format!("{}\n{json}", digest::of(json.as_bytes())))
            .and_then(|()| fs::rename(&temporary, &self.path));
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written
    }
}

/// The target directory that an executable stands in; cargo marks it.
fn target_folder(executable: &Path) -> Option<&Path> {
    executable.ancestors().skip(1).take(3).find(|folder| folder.join("CACHEDIR.TAG").is_file())
}
