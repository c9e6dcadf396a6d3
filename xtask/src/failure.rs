//! Why a command could not run.

use std::io;
use std::path::PathBuf;

use codegen::LostRegion;
use thiserror::Error;

/// Why a command could not run. All files are as they were.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    /// A link or special file stands among the files that are read or written.
    #[error("{} is a link or a special file, and no link is followed among schemas and generated files; remove it", path.display())]
    Special { path: PathBuf },
    /// A file to write lies outside the folders that the run may change.
    #[error("{} lies outside the folders of this run", path.display())]
    Outside { path: PathBuf },
    /// A hand-written file lacks the marks of its region.
    #[error("{}", lost(regions))]
    Regions { regions: Vec<LostRegion> },
    /// Cargo failed, and has printed why.
    #[error("`cargo {arguments}` failed")]
    Cargo { arguments: String },
    /// A manifest of a crate cannot be read.
    #[error("cannot read the name of the package in {}: {fault}", path.display())]
    Manifest { path: PathBuf, fault: String },
    /// The schema directory is empty.
    #[error("{} holds no schema; an empty directory would delete the whole generated API", path.display())]
    NoSchemas { path: PathBuf },
    /// Git could not read a revision.
    #[error("git: {what}")]
    Git { what: String },
    /// One side of a comparison does not exist.
    #[error("`{name}` is neither a schema directory nor a git revision")]
    NoSuchSide { name: String },
    /// The list of accepted changes cannot be read.
    #[error("{path}: {fault}")]
    AcceptList { path: String, fault: model::diff::AcceptFault },
    /// A list of the documentation's pages could not be fetched or read.
    #[error("{target} of the documentation site: {what}")]
    #[cfg_attr(not(feature = "update"), expect(dead_code, reason = "only `update` asks the site"))]
    Site { target: &'static str, what: String },
    /// An argument names something that does not exist.
    #[error("{0}")]
    Usage(String),
    /// The version on the command line is invalid.
    #[error("`{text}`: {fault}")]
    Version { text: String, fault: model::diff::VersionFault },
    /// The workspace was not found.
    #[error(
        "no repository here or in a folder above; run inside it, or give `--schemas`, and to `check` and `generate` `--out`, too"
    )]
    NoWorkspace,
}

impl Failure {
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}

fn lost(regions: &[LostRegion]) -> String {
    let line = |lost: &LostRegion| match lost.fault {
        None => format!("{} is missing, but the generator owns a region of it", lost.region.path),
        Some(_) => format!(
            "{} needs the line `{}` exactly once, and the line `{}` exactly once below it",
            lost.region.path, lost.region.begin, lost.region.end
        ),
    };
    regions.iter().map(line).collect::<Vec<_>>().join("\n")
}
