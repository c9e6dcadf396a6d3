//! Fetched pages on the disk. A person reads them there, and a run that was killed does not fetch them again.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use super::plan::Task;
use crate::failure::Failure;

/// The pages of unfinished runs: the state of the site's lists in its first line, then one file per line.
const UNFINISHED: &str = "unfinished";

/// The folder of fetched pages.
pub(super) struct Kept {
    folder: PathBuf,
    journal: Mutex<File>,
    /// Files of an unfinished run that saw the same lists.
    usable: BTreeSet<String>,
}

impl Kept {
    /// Opens the folder. `state` stands for the lists of this run: pages that a run fetched under other lists are not used.
    pub(super) fn open(folder: &Path, state: &str) -> Result<Self, Failure> {
        fs::create_dir_all(folder).map_err(Failure::io("make the folder", folder))?;
        let path = folder.join(UNFINISHED);
        let (journal, usable) = journal(&path, state).map_err(Failure::io("write", &path))?;
        Ok(Self { folder: folder.to_owned(), journal: Mutex::new(journal), usable })
    }

    /// The file of a page. Pages that the site keeps as history stand in a folder by whose name `import` knows them.
    fn file(task: &Task<'_>) -> String {
        let history = if task.is_historic { "historic-version/" } else { "" };
        format!("{history}{}", task.path.file())
    }

    /// Returns the page if an unfinished run fetched it.
    pub(super) fn usable(&self, task: &Task<'_>) -> Option<(PathBuf, String)> {
        let file = Self::file(task);
        let path = self.folder.join(&file);
        let text = self.usable.contains(&file).then(|| fs::read_to_string(&path).ok())??;
        Some((path, text))
    }

    /// Keeps a page, as a whole or not at all.
    pub(super) fn keep(&self, task: &Task<'_>, text: &str) -> Result<PathBuf, Failure> {
        let file = Self::file(task);
        let path = self.folder.join(&file);
        let write = || -> io::Result<()> {
            let folder = path.parent().unwrap_or(&self.folder);
            fs::create_dir_all(folder)?;
            let mut page = NamedTempFile::new_in(folder)?;
            page.write_all(text.as_bytes())?;
            page.persist(&path)?;
            let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
            journal.write_all(format!("{file}\n").as_bytes())
        };
        write().map_err(Failure::io("write", &path))?;
        Ok(path)
    }

    /// Ends the run: the next one fetches all of its pages. The pages stay for a person to read. Another run that ended at the
    /// same time may have removed the file.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let path = self.folder.join(UNFINISHED);
        match fs::remove_file(&path) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(Failure::io("remove", path)(fault)),
            _ => Ok(()),
        }
    }
}

/// Takes up the file of an unfinished run, or begins it anew.
fn journal(path: &Path, state: &str) -> io::Result<(File, BTreeSet<String>)> {
    let text = if path.exists() { fs::read_to_string(path)? } else { String::new() };
    let mut lines = text.lines();
    if lines.next() == Some(state) {
        let mut file = OpenOptions::new().append(true).open(path)?;
        // A killed run may have left half of a line, which names no page.
        file.write_all(b"\n")?;
        return Ok((file, lines.map(str::to_owned).collect()));
    }
    let mut file = File::create(path)?;
    writeln!(file, "{state}")?;
    Ok((file, BTreeSet::new()))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::super::plan::Why;
    use super::super::site::PagePath;
    use super::*;

    fn task(path: &str) -> Task<'static> {
        let path = PagePath::parse(path).unwrap();
        Task { path, known: None, call: None, is_historic: false, why: Why::New }
    }

    #[test]
    fn pages_of_an_unfinished_run_are_used_while_the_lists_are_the_same() {
        let folder = TempDir::new().unwrap();
        let open = |state: &str| Kept::open(folder.path(), state).unwrap();
        let kept = open("1");
        kept.keep(&task("/a/b"), "text").unwrap();
        let text = |kept: &Kept, path: &str| kept.usable(&task(path)).map(|(_, text)| text);
        assert_eq!(text(&open("1"), "/a/b").as_deref(), Some("text"));
        assert_eq!(text(&open("1"), "/a/c"), None);
        assert_eq!(text(&open("2"), "/a/b"), None);
        assert_eq!(text(&open("1"), "/a/b"), None, "the run with other lists began anew");
    }

    #[test]
    fn half_a_line_of_a_killed_run_spoils_no_other() {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join(UNFINISHED), "1\na/b").unwrap();
        let open = || Kept::open(folder.path(), "1").unwrap();
        open().keep(&task("/a/b/c"), "text").unwrap();
        let kept = open();
        assert!(kept.usable(&task("/a/b/c")).is_some());
        assert!(kept.usable(&task("/a/b")).is_none());
        let other = open();
        kept.finish().unwrap();
        other.finish().unwrap();
        assert!(open().usable(&task("/a/b/c")).is_none());
    }
}
