//! A command in a scratch checkout, with the files before and after it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use codegen::Disk;

use crate::disk;

/// A command, and the folder that it writes.
pub(super) struct Subject {
    binary: PathBuf,
    root: PathBuf,
    arguments: Vec<String>,
    /// The folder that the command writes.
    folder: PathBuf,
    pub(super) start: Disk,
    pub(super) end: Disk,
    /// The exit code of a run that nobody disturbs.
    pub(super) code: Option<i32>,
    /// Time of a whole run, and of its writing.
    pub(super) whole: Duration,
    pub(super) writing: Duration,
}

/// The name of a command, and the command with each of its starts.
pub(super) type Named = (&'static str, Vec<Subject>);

/// `generate` from a stale crate and from no crate, and `import` over old schemas.
pub(super) fn subjects(binary: &Path, pages: &Path) -> Result<Vec<Named>, Box<dyn Error>> {
    let root = disk::target().join("kills");
    disk::clear(&root)?;
    for (path, bytes) in disk::files(&disk::repository().join("schemas"))? {
        disk::write(&root.join("schemas").join(path), &bytes)?;
    }
    let pages = pages.to_string_lossy().into_owned();
    let subject = |arguments: &[&str], folder: &str| Subject {
        binary: binary.to_owned(),
        root: root.clone(),
        arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
        folder: root.join(folder),
        start: Disk::new(),
        end: Disk::new(),
        code: None,
        whole: Duration::ZERO,
        writing: Duration::ZERO,
    };
    let sdk = disk::repository().to_string_lossy().into_owned();
    let generate =
        ["generate", "--schemas", "schemas", "--out", "generated", "--name", "my-feishu", "--sdk", &sdk];
    let mut first = subject(&generate, "generated");
    first.measure()?;
    let mut stale = subject(&generate, "generated");
    stale.start = old(&first.end, "src/api/");
    stale.measure()?;
    let mut import = subject(&["import", &pages, "--schemas", "imported"], "imported");
    import.measure()?;
    import.start = old(&import.end, "");
    import.measure()?;
    if first.end != stale.end {
        return Err("`generate` depends on what was there before".into());
    }
    Ok(vec![("generate", vec![stale, first]), ("import", vec![import])])
}

/// The files of an earlier run: below the prefix some are missing, and all others differ. The lock of an import stays.
fn old(files: &Disk, prefix: &str) -> Disk {
    let mut old = Disk::new();
    for (number, (path, bytes)) in files.iter().enumerate() {
        if !path.starts_with(prefix) || path == "lock.json" {
            old.insert(path.clone(), bytes.clone());
        } else if !number.is_multiple_of(3) {
            old.insert(path.clone(), [bytes, &b"\n"[..]].concat());
        }
        if prefix == "src/api/" && number.is_multiple_of(5) {
            old.insert(format!("{prefix}gone/v1/file_{number}.rs"), b"// of no schema\n".to_vec());
        }
    }
    old
}

impl Subject {
    /// Runs the command without a kill: its result, its time, and the time from its first temporary file to its end.
    fn measure(&mut self) -> Result<(), Box<dyn Error>> {
        self.reset()?;
        let start = Instant::now();
        let mut child = self.command().spawn()?;
        while !self.is_writing() && child.try_wait()?.is_none() {
            std::hint::spin_loop();
        }
        let written = Instant::now();
        let ended = child.wait_with_output()?;
        (self.whole, self.writing) = (start.elapsed(), written.elapsed());
        self.code = ended.status.code();
        self.end = self.files()?;
        if !matches!(self.code, Some(0 | 1)) || self.end.is_empty() {
            return Err(String::from_utf8_lossy(&ended.stderr).into_owned().into());
        }
        Ok(())
    }

    /// Brings the folder back to its start.
    pub(super) fn reset(&self) -> Result<(), Box<dyn Error>> {
        disk::clear(&self.folder)?;
        for (path, bytes) in &self.start {
            disk::write(&self.folder.join(path), bytes)?;
        }
        Ok(())
    }

    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(&self.arguments).current_dir(&self.root);
        command.env("CARGO_MANIFEST_DIR", self.root.join("xtask"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    pub(super) fn files(&self) -> Result<Disk, Box<dyn Error>> {
        disk::files(&self.folder)
    }

    /// Returns true if a temporary folder is there.
    pub(super) fn is_writing(&self) -> bool {
        let is_temporary = |entry: fs::DirEntry| entry.file_name().to_string_lossy().starts_with(".xtask-");
        fs::read_dir(&self.folder).is_ok_and(|entries| entries.flatten().any(is_temporary))
    }

    /// Returns true if the folder holds the result of one whole run, and no temporary folder or empty folder besides.
    pub(super) fn is_at_end(&self) -> Result<bool, Box<dyn Error>> {
        Ok(!self.is_writing() && !has_empty_folder(&self.folder)? && self.files()? == self.end)
    }
}

fn has_empty_folder(folder: &Path) -> Result<bool, Box<dyn Error>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    for entry in &entries {
        if entry.file_type()?.is_dir() && has_empty_folder(&entry.path())? {
            return Ok(true);
        }
    }
    Ok(entries.is_empty())
}
