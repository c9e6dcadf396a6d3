//! Folders: read whole, and written where a file differs, so that cargo does not rebuild what stayed the same.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use codegen::{Change, Disk, Plan, Sdk};
use model::load::Input;

/// The repository's root.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("")).to_owned()
}

/// The target directory that scratch folders stand in.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from)
}

/// Names the file or folder in an I/O error.
pub(crate) fn at(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> String {
    let path = path.to_owned();
    move |fault| format!("cannot {action} {}: {fault}", path.display())
}

/// Every file below a folder by its path with forward slashes, sorted. A missing folder holds no files.
pub(crate) fn files(folder: &Path) -> Result<Disk, Box<dyn Error>> {
    let mut files = Disk::new();
    if folder.exists() {
        collect(folder, "", &mut files)?;
    }
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Disk) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder).map_err(at("read", folder))? {
        let entry = entry.map_err(at("read", folder))?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = format!("{prefix}{}", name.to_string_lossy());
        if entry.file_type().map_err(at("read", &path))?.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(&path).map_err(at("read", &path))?);
        }
    }
    Ok(())
}

/// The files of a schema directory.
pub(crate) fn schemas(folder: &Path) -> Result<Vec<Input>, Box<dyn Error>> {
    let shown = |path: &str| format!("{}/{path}", folder.display());
    let files = files(folder)?.into_iter();
    Ok(files.map(|(path, bytes)| Input { shown: shown(&path), path, bytes }).collect())
}

/// The pages below a folder: path and text of each `.md` file.
pub(crate) fn pages(folder: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let files = files(folder)?.into_iter().map(|(path, bytes)| (PathBuf::from(path), bytes));
    let pages = files.filter(|(path, _)| path.extension().is_some_and(|extension| extension == "md"));
    Ok(pages.map(|(path, bytes)| (path.to_string_lossy().into_owned(), text(bytes))).collect())
}

/// Writes a file unless it holds these bytes already.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(at("make the folder", folder))?;
    fs::write(path, bytes).map_err(at("write", path))
}

/// Makes the folder hold a crate `my-feishu` with the files of the plan.
pub(crate) fn write_crate(folder: &Path, mut plan: Plan) -> Result<(), Box<dyn Error>> {
    let [openapi, runtime] =
        ["generated", "runtime"].map(|name| repository().join(name).to_string_lossy().into_owned());
    plan.files.extend(codegen::skeleton(&"my-feishu".parse()?, &Sdk::Folders { openapi, runtime }));
    let changes = plan.compare(&files(&folder.join(codegen::OWNED))?.into_iter().map(owned).collect());
    let changes = changes.map_err(|_| "the skeleton of the crate lacks a marked region")?;
    for (path, change) in changes {
        let path = folder.join(path);
        match change {
            Change::Add(bytes) | Change::Update(bytes) => write(&path, &bytes)?,
            Change::Delete => fs::remove_file(&path).map_err(at("delete", &path))?,
        }
    }
    Ok(())
}

fn owned((path, bytes): (String, Vec<u8>)) -> (String, Vec<u8>) {
    (format!("{}/{path}", codegen::OWNED), bytes)
}

/// Builds xtask and returns its path.
pub(crate) fn xtask() -> Result<PathBuf, Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--package", "xtask"]).current_dir(repository());
    if !build.status()?.success() {
        return Err("xtask cannot be built".into());
    }
    Ok(target().join("debug").join(format!("xtask{}", std::env::consts::EXE_SUFFIX)))
}

/// Removes a folder and all that it holds, if it exists.
pub(crate) fn clear(folder: &Path) -> Result<(), Box<dyn Error>> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(at("remove", folder))?;
    }
    Ok(())
}
