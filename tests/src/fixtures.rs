//! Files of `tests/fixtures`.
//!
//! A fixture `NAME` is a small schema directory: the file `NAME.json`, and `NAME.WORD.json` for each further file that it
//! needs. Where a fixture needs other paths than [`feature`] and [`bad`] give, it is a folder `NAME` with those paths.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use model::load::Input;
use serde_json::Value;

/// A file or folder below `tests/fixtures`.
#[must_use]
pub fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(below)
}

/// The root of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand inside the repository").to_owned()
}

/// The committed schemas.
#[must_use]
pub fn committed() -> Vec<Input> {
    schemas(&repository().join("schemas"))
}

/// The committed schemas of approvals and people processes: of every kind, and few enough to be generated many times in a test.
#[must_use]
pub fn approvals() -> Vec<Input> {
    let is_one = |path: &str| {
        let path = path.strip_prefix("texts/").unwrap_or(path);
        ["approval", "corehr", "common"].iter().any(|service| path.starts_with(service))
    };
    committed().into_iter().filter(|input| is_one(&input.path)).collect()
}

/// The fixture of one feature of the format. Each file gets the path that its id asks for.
#[must_use]
pub fn feature(name: &str) -> Vec<Input> {
    flat("features", name, |_, bytes| path_of(bytes))
}

/// All features, as one schema directory.
#[must_use]
pub fn all_features() -> Vec<Input> {
    names("features").iter().flat_map(|name| feature(name)).collect()
}

/// Schemas of every shape that a request or response can have, as one schema directory.
#[must_use]
pub fn shapes() -> Vec<Input> {
    names("shapes").iter().flat_map(|name| flat("shapes", name, |_, bytes| path_of(bytes))).collect()
}

/// A fixture with a fault. `NAME.json` is the endpoint `demo/v1/thing/make`, `NAME.overlay.json` its overlay, and
/// `NAME.common.json` is `common.json`: a fault may be in the id itself.
#[must_use]
pub fn bad(name: &str) -> Vec<Input> {
    let folder = path("bad").join(name);
    if folder.is_dir() {
        return schemas(&folder);
    }
    flat("bad", name, |word, _| match word {
        None => "demo/v1/thing/make.json".to_owned(),
        Some("common") => "common.json".to_owned(),
        Some(word) => format!("demo/v1/thing/make.{word}.json"),
    })
}

/// Names of the fixtures in a folder, sorted.
#[must_use]
pub fn names(folder: &str) -> Vec<String> {
    let name = |file: String| file.split('.').next().unwrap_or_default().to_owned();
    let names: BTreeSet<String> = entries(&path(folder)).into_iter().map(|(entry, _)| name(entry)).collect();
    names.into_iter().collect()
}

/// The files of one fixture; `to` makes the path of a file from its `WORD` and its content.
fn flat(folder: &str, name: &str, to: impl Fn(Option<&str>, &[u8]) -> String) -> Vec<Input> {
    let folder = path(folder);
    let mut out = Vec::new();
    for (file, is_folder) in entries(&folder) {
        if is_folder {
            continue;
        }
        let stem = file.strip_suffix(".json").expect("a fixture is JSON");
        let (first, word) = stem.split_once('.').map_or((stem, None), |(first, word)| (first, Some(word)));
        if first == name {
            let bytes = fs::read(folder.join(&file)).unwrap();
            let path = to(word, &bytes);
            out.push(Input { shown: format!("schemas/{path}"), path, bytes });
        }
    }
    assert!(!out.is_empty(), "no fixture is called {name}");
    out
}

/// The path that a schema directory has for a file with this content.
fn path_of(bytes: &[u8]) -> String {
    let schema: Value = serde_json::from_slice(bytes).expect("the fixture is JSON");
    match (schema["id"].as_str(), schema["overlay"].as_str()) {
        (Some(id), _) => format!("{id}.json"),
        (None, Some(id)) => format!("{id}.overlay.json"),
        (None, None) => "common.json".to_owned(),
    }
}

/// Every file below a folder, as the generator reads a schema directory. Reports name the files `schemas/...`.
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

fn collect(folder: &Path, prefix: &str, out: &mut Vec<(String, Vec<u8>)>) {
    for (name, is_folder) in entries(folder) {
        let path = format!("{prefix}{name}");
        if is_folder {
            collect(&folder.join(&name), &format!("{path}/"), out);
        } else {
            out.push((path, fs::read(folder.join(&name)).unwrap()));
        }
    }
}

/// The entries of a folder, sorted by name, and whether each is a folder.
fn entries(folder: &Path) -> Vec<(String, bool)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()));
    let mut out: Vec<(String, bool)> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.file_type().unwrap().is_dir()))
        .collect();
    out.sort();
    out
}
