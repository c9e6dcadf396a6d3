//! The folders of a run: schemas, generated crate, workspace.

use std::path::{Component, Path, PathBuf};

use model::diag::visible;

use crate::cli::Places;
use crate::failure::Failure;

/// The crate that this repository publishes.
pub(crate) const SDK: &str = "feishu-openapi";

/// The folders of a run.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) schemas: PathBuf,
    pub(crate) out: PathBuf,
    /// The schema of the format, for editors; written only beside the schemas of the workspace.
    pub(crate) format_schema: Option<PathBuf>,
}

/// Returns the folders that the command line asks for.
pub(crate) fn layout(places: &Places) -> Result<Layout, Failure> {
    let root = root();
    let below = |folder: &str| root.as_ref().map(|root| root.join(folder)).map_err(|_| Failure::NoWorkspace);
    let format_schema = match &places.schemas {
        Some(_) => None,
        None => Some(below("schemas/format.schema.json")?),
    };
    Ok(Layout {
        schemas: places.schemas.clone().map_or_else(|| below("schemas"), Ok)?,
        out: places.out.clone().map_or_else(|| below("generated"), Ok)?,
        format_schema,
    })
}

/// Finds the workspace: from the environment that cargo sets for `cargo xtask`, or else from the current folder upwards.
pub(crate) fn root() -> Result<PathBuf, Failure> {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    if let Some(xtask) = manifest.as_deref().filter(|folder| folder.ends_with("xtask"))
        && let Some(root) = xtask.parent()
    {
        return Ok(root.to_owned());
    }
    let here = std::env::current_dir().map_err(Failure::io("find", "."))?;
    let is_root = |folder: &&Path| folder.join("schemas").is_dir() && folder.join("xtask").is_dir();
    here.ancestors().find(is_root).map(Path::to_owned).ok_or(Failure::NoWorkspace)
}

/// The command that people type to run this program: cargo starts it in its workspace.
pub(crate) fn command() -> &'static str {
    if std::env::var_os("CARGO_MANIFEST_DIR").is_some() { "cargo xtask" } else { "xtask" }
}

/// A path for messages: relative to the current folder if it is below it, with forward slashes, on one line.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let short = path.strip_prefix(&here).unwrap_or(path);
    visible(&short.to_string_lossy().replace('\\', "/")).replace('\n', "\\u{a}")
}

/// The relative path from one folder to another, for a manifest in the first.
pub(crate) fn between(from: &Path, to: &Path) -> Result<String, Failure> {
    let (from, to) = (absolute(from)?, absolute(to)?);
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(path).map_err(Failure::io("find", path))?;
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_path_is_one_line_without_escape_sequences() {
        let hostile = Path::new("a\n::error::\u{1b}[2J\u{202e}b.rs");
        assert_eq!(shown(hostile), "a\\u{a}::error::\\u{1b}[2J\\u{202e}b.rs");
    }

    #[test]
    fn the_way_between_two_folders_goes_up_and_down() {
        assert_eq!(between(Path::new("/a/b/out"), Path::new("/a/runtime")).unwrap(), "../../runtime");
        assert_eq!(between(Path::new("/a/x/../out"), Path::new("/a/runtime")).unwrap(), "../runtime");
    }
}
