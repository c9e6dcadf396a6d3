//! Why a command could not run.

use std::io;
use std::path::PathBuf;

use codegen::LostRegion;
use thiserror::Error;

/// Why a command could not run; nothing was written.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    /// Something in the generator's folder is neither a file nor a folder.
    #[error("{} is a link or a special file; the generator owns this folder and follows no links: remove it", path.display())]
    Special { path: PathBuf },
    /// A hand-written file lost the marks of its region.
    #[error("{}", lost(regions))]
    Regions { regions: Vec<LostRegion> },
    /// Cargo ran and failed; it has said why.
    #[error("`cargo {arguments}` failed")]
    Cargo { arguments: String },
    /// There is nothing to generate from.
    #[error("{} holds no schema; with none, the whole generated API would be deleted", path.display())]
    NoSchemas { path: PathBuf },
    /// Git could not say what a revision holds.
    #[error("git: {what}")]
    Git { what: String },
    /// One side of a comparison does not exist.
    #[error("`{name}` is neither a schema directory nor a git revision")]
    NoSuchSide { name: String },
    /// The list of accepted changes cannot be read.
    #[error("{path}: {fault}")]
    AcceptList { path: String, fault: model::diff::AcceptFault },
    /// An argument names something that does not exist.
    #[error("{0}")]
    Usage(String),
    /// The version on the command line is none.
    #[error("`{text}`: {fault}")]
    Version { text: String, fault: model::diff::VersionFault },
    /// The workspace was not found.
    #[error(
        "the repository is not here or above: run inside it; outside, `check` and `generate` need --schemas and the --out of a crate that exists"
    )]
    NoWorkspace,
}

impl Failure {
    /// For `map_err`.
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }
}

fn lost(regions: &[LostRegion]) -> String {
    let line = |lost: &LostRegion| match lost.fault {
        None => format!("{} is missing, but the generator owns a part of it", lost.region.path),
        Some(_) => format!(
            "{} must have the line `{}` once, and after it the line `{}` once",
            lost.region.path, lost.region.begin, lost.region.end
        ),
    };
    regions.iter().map(line).collect::<Vec<_>>().join("\n")
}
