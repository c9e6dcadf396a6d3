//! Writes many files as one step: if one write fails, all others are undone.
//!
//! Every new content is first written to a folder with a random name in the folder that is to change. Only then are the new
//! files renamed, which cannot run out of space. A file that is replaced or deleted is kept in the same folder until the end;
//! if a step fails, all are put back.
//!
//! A killed run may leave some files new and others old, each of them whole. There is no journal to finish it: the next run of
//! the same command does, because its result depends on its inputs alone, and a journal would write over what a person has
//! restored meanwhile.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use crate::disk::refuse_link;
use crate::failure::Failure;
use crate::leftovers::{RANDOM, STAGED};
use crate::lock::make_folders;

/// The new state of one file.
#[derive(Debug)]
pub(crate) struct Write {
    pub(crate) path: PathBuf,
    /// The new content; `None` deletes the file.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// Makes all the writes, deletions first. On a failure, every file is as it was before.
///
/// `roots` are the folders that may change. The run holds their locks.
pub(crate) fn commit(roots: &[&Path], writes: &[Write]) -> Result<(), Failure> {
    let mut folders = BTreeMap::new();
    let mut staged = writes
        .iter()
        .enumerate()
        .map(|(number, write)| stage(roots, &mut folders, number, write))
        .collect::<Result<Vec<_>, _>>()?;
    staged.sort_by_key(|staged| staged.new.is_some());
    let mut steps = Vec::new();
    let result = staged.iter().try_for_each(|staged| staged.switch(&mut steps));
    if result.is_err() {
        steps.iter().rev().for_each(Step::undo);
    }
    result
}

/// A write that is ready to be made.
struct Staged<'w> {
    root: &'w Path,
    path: &'w Path,
    /// The file with the new content; `None` deletes.
    new: Option<PathBuf>,
    /// The place that keeps the old file until the end.
    old: PathBuf,
}

/// Writes the new content into the staging folder of its root. The folder is removed when it is dropped.
fn stage<'w>(
    roots: &[&'w Path],
    folders: &mut BTreeMap<&'w Path, TempDir>,
    number: usize,
    write: &'w Write,
) -> Result<Staged<'w>, Failure> {
    let path = write.path.as_path();
    let around = roots.iter().copied().filter(|root| path.starts_with(root));
    let Some(root) = around.max_by_key(|root| root.components().count()) else {
        return Err(Failure::Outside { path: path.to_owned() });
    };
    refuse_outside(root, path)?;
    if !folders.contains_key(root) {
        let mut builder = tempfile::Builder::new();
        let made = builder.prefix(STAGED).rand_bytes(RANDOM).tempdir_in(root);
        folders.insert(root, made.map_err(Failure::io("write in", root))?);
    }
    let Some(folder) = folders.get(root) else { return Err(Failure::Outside { path: path.to_owned() }) };
    let file = |kind: &str| folder.path().join(format!("{kind}-{number}"));
    let new = write.bytes.as_ref().map(|_| file("new"));
    if let (Some(new), Some(bytes)) = (&new, &write.bytes) {
        write_new(new, bytes, path).map_err(Failure::io("write", path))?;
    }
    Ok(Staged { root, path, new, old: file("old") })
}

/// Refuses a path that leads out of its root: one with `..`, or one with a link on its way or at its end.
fn refuse_outside(root: &Path, path: &Path) -> Result<(), Failure> {
    let mut at = root.to_owned();
    for part in path.strip_prefix(root).unwrap_or(path).components() {
        let Component::Normal(name) = part else { return Err(Failure::Outside { path: path.to_owned() }) };
        at.push(name);
        refuse_link(&at)?;
    }
    Ok(())
}

/// Writes a new file with the rights of the one that it will replace.
fn write_new(new: &Path, bytes: &[u8], replaced: &Path) -> std::io::Result<()> {
    let mut file = fs::File::create_new(new)?;
    file.write_all(bytes)?;
    match fs::metadata(replaced) {
        Ok(found) if found.is_file() => file.set_permissions(found.permissions()),
        _ => Ok(()),
    }
}

impl Staged<'_> {
    /// Puts the new file in place, or deletes the old one.
    fn switch(&self, steps: &mut Vec<Step>) -> Result<(), Failure> {
        match &self.new {
            Some(new) => self.put(new, steps).map_err(Failure::io("write", self.path)),
            None => self.delete(steps).map_err(Failure::io("delete", self.path)),
        }
    }

    fn put(&self, new: &Path, steps: &mut Vec<Step>) -> std::io::Result<()> {
        let mut made = Vec::new();
        let folder = self.path.parent().unwrap_or(self.root);
        let result = make_folders(folder, &mut made);
        steps.extend(made.into_iter().map(Step::Made));
        result?;
        if self.path.symlink_metadata().is_ok() {
            // A second name keeps the old file, and the path is never without one. Some file systems have no second names.
            fs::hard_link(self.path, &self.old).or_else(|_| fs::copy(self.path, &self.old).map(drop))?;
            fs::rename(new, self.path)?;
            steps.push(self.replaced());
        } else {
            fs::rename(new, self.path)?;
            steps.push(Step::Added(self.path.to_owned()));
        }
        Ok(())
    }

    fn delete(&self, steps: &mut Vec<Step>) -> std::io::Result<()> {
        fs::rename(self.path, &self.old)?;
        steps.push(self.replaced());
        // `remove_dir` refuses a folder that holds anything, so this stops by itself.
        let mut emptied = self.path.ancestors().skip(1).take_while(|folder| *folder != self.root);
        while emptied.next().is_some_and(|folder| fs::remove_dir(folder).is_ok()) {}
        Ok(())
    }

    fn replaced(&self) -> Step {
        Step::Replaced { path: self.path.to_owned(), old: self.old.clone() }
    }
}

enum Step {
    Made(PathBuf),
    Added(PathBuf),
    /// A file that was replaced or deleted.
    Replaced {
        path: PathBuf,
        old: PathBuf,
    },
}

impl Step {
    /// Best effort on a disk that just failed: the first failure is the one to report.
    fn undo(&self) {
        let _ = match self {
            Self::Made(folder) => fs::remove_dir(folder),
            Self::Added(path) => fs::remove_file(path),
            Self::Replaced { path, old } => {
                let folder = path.parent().unwrap_or(path);
                fs::create_dir_all(folder).and_then(|()| fs::rename(old, path))
            }
        };
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
        crate::disk::walk(folder, &mut |found| out.push((found.below, found.bytes))).unwrap();
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
        commit(&[folder], &writes).unwrap();
        assert_eq!(everything(folder), [("new/deep/a.rs".to_owned(), b"a".to_vec())]);
        assert!(!folder.join("old").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_the_rights_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let (ours, plain) = (folder.path().join("ours"), folder.path().join("plain"));
        commit(&[folder.path()], &[write(ours.clone(), "x")]).unwrap();
        fs::write(&plain, "x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }

    #[test]
    fn a_late_failure_undoes_all_other_writes() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join("a.rs"), "before").unwrap();
        fs::create_dir_all(folder.join("old")).unwrap();
        fs::write(folder.join("old/gone.rs"), "gone").unwrap();
        fs::create_dir(folder.join("taken.rs")).unwrap();
        let before = everything(folder);
        // A folder in the place of a file fails after the other files are in place.
        let writes = [
            write(folder.join("a.rs"), "after"),
            Write { path: folder.join("old/gone.rs"), bytes: None },
            write(folder.join("made/b.rs"), "after"),
            write(folder.join("taken.rs"), "after"),
        ];
        assert!(commit(&[folder], &writes).is_err());
        assert_eq!(everything(folder), before);
        assert!(!folder.join("made").exists());
        assert_eq!(fs::read_dir(folder).unwrap().count(), 3, "no staging folder stays");
    }

    #[test]
    fn a_folder_in_the_place_of_a_file_stops_everything() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::write(folder.join("a.rs"), "before").unwrap();
        fs::create_dir_all(folder.join("taken.rs/inside")).unwrap();
        let writes = [write(folder.join("a.rs"), "after"), write(folder.join("taken.rs"), "after")];
        assert!(commit(&[folder], &writes).is_err());
        assert_eq!(everything(folder), [("a.rs".to_owned(), b"before".to_vec())]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_rights() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rs");
        for rights in [0o640, 0o755, 0o444] {
            fs::write(&path, "before").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(rights)).unwrap();
            commit(&[folder.path()], &[write(path.clone(), "after")]).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, rights);
            assert_eq!(fs::read(&path).unwrap(), b"after");
            fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn nothing_is_written_outside_the_roots() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir(&root).unwrap();
        for path in [folder.path().join("a.rs"), root.join("../a.rs"), root.join("b/../../a.rs")] {
            let fault = commit(&[&root], &[write(path, "x")]).unwrap_err();
            assert!(matches!(fault, Failure::Outside { .. }), "{fault}");
        }
        assert_eq!(everything(folder.path()), []);
    }

    #[cfg(unix)]
    #[test]
    fn no_write_goes_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (root, outside) = (folder.path().join("root"), folder.path().join("outside"));
        fs::create_dir(&root).unwrap();
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("a.rs"), "mine").unwrap();
        std::os::unix::fs::symlink(&outside, root.join("folder")).unwrap();
        std::os::unix::fs::symlink(outside.join("a.rs"), root.join("a.rs")).unwrap();
        let deleted = Write { path: root.join("folder/a.rs"), bytes: None };
        for write in [write(root.join("a.rs"), "x"), write(root.join("folder/new/b.rs"), "x"), deleted] {
            let fault = commit(&[&root], &[write]).unwrap_err();
            assert!(matches!(fault, Failure::Special { .. }), "{fault}");
        }
        assert_eq!(everything(&outside), [("a.rs".to_owned(), b"mine".to_vec())]);
    }
}
