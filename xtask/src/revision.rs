//! Reads the schema files of a git revision through git's own commands.

use std::ffi::OsStr;
use std::io::{BufRead, Read, Seek, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// A file of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RevisionFile {
    /// Path below the requested folder, with forward slashes.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// Reads every file below a folder of the repository at `root`, in that revision.
pub(crate) fn read(root: &Path, revision: &str, folder: &str) -> Result<Vec<RevisionFile>, Failure> {
    let commit = resolve(root, revision)?;
    let below = format!("{folder}/");
    let listed = output(git(root, ["ls-tree", "-r", "-z", &commit, "--", &below]))?;
    let entries = entries(&listed, &below)?;
    let bytes = blobs(root, &entries)?;
    Ok(entries
        .into_iter()
        .zip(bytes)
        .map(|(entry, bytes)| RevisionFile { path: entry.path, bytes })
        .collect())
}

/// Resolves a name to a commit. A name that starts with `-` is not taken for an option.
fn resolve(root: &Path, revision: &str) -> Result<String, Failure> {
    let wanted = format!("{revision}^{{commit}}");
    let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
    let unknown = |_| Failure::NoSuchSide { name: revision.to_owned() };
    let commit = output(git(root, arguments)).map_err(unknown)?;
    Ok(String::from_utf8_lossy(&commit).trim().to_owned())
}

/// An entry of `ls-tree`.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    object: String,
    path: String,
}

/// Parses lines of the form `MODE TYPE OBJECT<tab>PATH<nul>`.
fn entries(listed: &[u8], below: &str) -> Result<Vec<Entry>, Failure> {
    let mut out = Vec::new();
    for line in listed.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
        let line = String::from_utf8_lossy(line);
        let entry = line.split_once('\t').and_then(|(head, path)| {
            let [mode, "blob", object] = head.split(' ').collect::<Vec<_>>()[..] else { return None };
            // The content of a link is a path, not a schema.
            let path = path.strip_prefix(below).filter(|_| mode != "120000")?;
            Some(Entry { object: object.to_owned(), path: path.to_owned() })
        });
        out.push(entry.ok_or_else(|| Failure::Git { what: format!("{line}: no plain file") })?);
    }
    Ok(out)
}

/// Reads the contents of the objects, in their order, from one process.
fn blobs(root: &Path, entries: &[Entry]) -> Result<Vec<Vec<u8>>, Failure> {
    let names: String = entries.iter().flat_map(|entry| [entry.object.as_str(), "\n"]).collect();
    // Git answers before it has read all names. From a pipe, both sides would block.
    let mut questions = tempfile::tempfile().map_err(|fault| no_git(&fault))?;
    questions
        .write_all(names.as_bytes())
        .and_then(|()| questions.rewind())
        .map_err(|fault| no_git(&fault))?;
    let mut command = git(root, ["cat-file", "--batch"]);
    command.stdin(questions);
    let answers = output(command)?;
    let mut rest = answers.as_slice();
    entries.iter().map(|entry| blob(&mut rest, entry)).collect()
}

/// Reads `OBJECT blob SIZE<newline>CONTENT<newline>`.
fn blob(answers: &mut impl BufRead, entry: &Entry) -> Result<Vec<u8>, Failure> {
    let fault = |what: &str| Failure::Git { what: format!("{}: {what}", entry.path) };
    let mut head = String::new();
    answers.read_line(&mut head).map_err(|fault| no_git(&fault))?;
    let size: u64 = match head.trim_end().split(' ').collect::<Vec<_>>()[..] {
        [_, "blob", size] => size.parse().map_err(|_| fault("no size"))?,
        _ => return Err(fault(head.trim_end())),
    };
    let mut bytes = Vec::new();
    answers.by_ref().take(size).read_to_end(&mut bytes).map_err(|fault| no_git(&fault))?;
    let mut end = [0];
    answers.read_exact(&mut end).map_err(|fault| no_git(&fault))?;
    if u64::try_from(bytes.len()) == Ok(size) && end == *b"\n" { Ok(bytes) } else { Err(fault("cut off")) }
}

fn git<'a>(root: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new("git");
    // Inside a git hook, these variables point at another repository.
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
    command.stdin(Stdio::null()).arg("-C").arg(root).args(arguments.into_iter().map(OsStr::new));
    command
}

fn output(mut command: Command) -> Result<Vec<u8>, Failure> {
    let output = command.output().map_err(|fault| no_git(&fault))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Failure::Git { what: String::from_utf8_lossy(&output.stderr).trim().to_owned() })
    }
}

fn no_git(fault: &std::io::Error) -> Failure {
    Failure::Git { what: fault.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(object: &str, path: &str) -> Entry {
        Entry { object: object.into(), path: path.into() }
    }

    #[test]
    fn reads_the_list_of_a_tree() {
        let listed =
            ["100644 blob aa\tschemas/a/b.json", "100755 blob bb\tschemas/c d\t审.json", ""].join("\0");
        let read = entries(listed.as_bytes(), "schemas/").unwrap();
        assert_eq!(read, [entry("aa", "a/b.json"), entry("bb", "c d\t审.json")]);
        assert_eq!(entries(b"", "schemas/").unwrap(), []);
    }

    #[test]
    fn refuses_links_and_submodules() {
        for line in ["120000 blob aa\tschemas/a.json\0", "160000 commit aa\tschemas/a\0", "what\0"] {
            let fault = entries(line.as_bytes(), "schemas/").unwrap_err();
            assert!(matches!(fault, Failure::Git { .. }), "{fault}");
        }
    }

    /// A repository with one commit, and a changed work tree.
    #[test]
    fn reads_a_commit_and_not_the_work_tree() {
        let root = std::env::temp_dir().join(format!("xtask-revision-{}", std::process::id()));
        let schemas = root.join("schemas/a");
        std::fs::create_dir_all(&schemas).unwrap();
        let many: String = "审".repeat(100_000);
        std::fs::write(schemas.join("b.json"), &many).unwrap();
        std::fs::write(schemas.join("c d.json"), "{}").unwrap();
        std::fs::write(root.join("other.json"), "{}").unwrap();
        let run = |arguments: &[&str]| output(git(&root, arguments.iter().copied())).unwrap();
        run(&["init", "--quiet"]);
        run(&["add", "."]);
        let by = ["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"];
        run(&[&by[..], &["commit", "--quiet", "--no-verify", "-m", "m"]].concat());
        std::fs::write(schemas.join("b.json"), "changed").unwrap();
        let files = read(&root, "HEAD", "schemas").unwrap();
        let unknown = [read(&root, "nope", "schemas"), read(&root, "--help", "schemas")];
        std::fs::remove_dir_all(&root).unwrap();
        let file = |path: &str, text: &str| RevisionFile { path: path.into(), bytes: text.into() };
        assert_eq!(files, [file("a/b.json", &many), file("a/c d.json", "{}")]);
        assert!(unknown.iter().all(|side| matches!(side, Err(Failure::NoSuchSide { .. }))));
    }

    #[test]
    fn reads_contents_one_after_the_other() {
        let mut answers: &[u8] = b"aa blob 3\n{\n}\nbb blob 0\n\ncc missing\n";
        assert_eq!(blob(&mut answers, &entry("aa", "a")).unwrap(), b"{\n}");
        assert_eq!(blob(&mut answers, &entry("bb", "b")).unwrap(), b"");
        let fault = blob(&mut answers, &entry("cc", "c")).unwrap_err().to_string();
        assert!(fault.ends_with("c: cc missing"), "{fault}");
        for cut_off in ["aa blob 9\n{}\n", "aa blob 2\n{}", "aa blob 2\n{}x", ""] {
            assert!(blob(&mut cut_off.as_bytes(), &entry("aa", "a")).is_err(), "{cut_off}");
        }
    }
}
