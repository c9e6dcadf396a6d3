//! Files of `tests/fixtures`.

use std::fs;
use std::path::{Path, PathBuf};

use model::load::Input;

/// A file or folder below `tests/fixtures`.
#[must_use]
pub fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(below)
}

/// The repository's own root.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand inside the repository").to_owned()
}

/// Every file below a folder, as the generator reads a schema directory. People see the paths as `schemas/...`.
#[must_use]
pub fn schemas(folder: &Path) -> Vec<Input> {
    let input = |(path, bytes): (String, Vec<u8>)| Input { shown: format!("schemas/{path}"), path, bytes };
    files(folder).into_iter().map(input).collect()
}

/// Every file below a folder by its path with forward slashes, sorted.
#[must_use]
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    collect(folder, "", &mut out);
    out.sort();
    out
}

/// Names of the folders directly below a folder, sorted.
#[must_use]
pub fn folders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn collect(folder: &Path, prefix: &str, out: &mut Vec<(String, Vec<u8>)>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()));
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), out);
        } else {
            out.push((path, fs::read(entry.path()).unwrap()));
        }
    }
}
