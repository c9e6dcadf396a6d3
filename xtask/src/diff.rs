//! `diff`: the changes between two versions of the schemas, and the release that they ask for.

use std::path::{Path, PathBuf};

use model::diag::Code;
use model::diff::{AcceptList, BothSources, Review, Version, changelog, diff, render};
use model::document::SchemaSet;
use model::load::{Input, Loaded};

use crate::Outcome;
use crate::cli::{DiffFormat, DiffOptions};
use crate::disk;
use crate::failure::Failure;
use crate::pipeline;
use crate::report;
use crate::revision;
use crate::workspace::{self, shown};

/// Name of the accept list in a schema directory.
const ACCEPTED: &str = "accepted-changes.json";

/// Path of the schema directory in a revision.
const SCHEMAS: &str = "schemas";

/// Runs the command. A change that needs attention and is not accepted is a finding, and so is a new schema that `generate`
/// refuses.
pub(crate) fn run(options: &DiffOptions) -> Outcome {
    let root = workspace::root()?;
    let version = version(options)?;
    let old = inputs(&root, &side(options.old.as_deref().unwrap_or("HEAD"))?)?;
    let new = match &options.new {
        Some(name) => inputs(&root, &side(name)?)?,
        None => inputs(&root, &Side::Folder(root.join(SCHEMAS)))?,
    };
    let list = accept_list(options, &new)?;
    let (Some(old), Some(new)) = (loaded(old), loaded(new)) else { return Ok(false) };
    // What cannot be generated is missing from the comparison of the public API, so the release may be too small.
    report::complain(&pipeline::faults(&old), &old.sources);
    let faults = pipeline::faults(&new);
    report::complain(&faults, &new.sources);
    let review = Review::new(diff(&old, &new), codegen::api_changes(&old, &new), &list);
    if options.changelog {
        report::printed(&changelog(&review));
    } else {
        let sources = BothSources { old: &old.sources, new: &new.sources };
        report::printed(&render(&review, sources, &version, format(options.format)));
    }
    Ok(review.is_clean() && faults.is_empty())
}

/// One side of the comparison.
#[derive(Debug, PartialEq, Eq)]
enum Side {
    /// A schema directory.
    Folder(PathBuf),
    /// A revision of this repository.
    Revision(String),
}

/// A folder if one has that name, else a revision. `./NAME` is always a folder.
fn side(name: &str) -> Result<Side, Failure> {
    let path = Path::new(name);
    match (path.is_dir(), path.is_file()) {
        (true, _) => Ok(Side::Folder(path.to_owned())),
        (false, true) => Err(Failure::NoSuchSide { name: name.to_owned() }),
        (false, false) => Ok(Side::Revision(name.to_owned())),
    }
}

fn inputs(root: &Path, side: &Side) -> Result<Vec<Input>, Failure> {
    match side {
        Side::Folder(folder) => {
            let mut inputs = Vec::new();
            disk::walk(folder, &mut |disk::Found { below: path, bytes, .. }| {
                let shown = format!("{}/{path}", shown(folder));
                inputs.push(Input { path, shown, bytes });
            })?;
            Ok(inputs)
        }
        Side::Revision(name) => {
            let files = revision::read(root, name, SCHEMAS)?;
            let input = |file: revision::RevisionFile| Input {
                shown: format!("{name}:{SCHEMAS}/{}", file.path),
                path: file.path,
                bytes: file.bytes,
            };
            Ok(files.into_iter().map(input).collect())
        }
    }
}

/// The list that the command line names, or else the one among the new schemas.
fn accept_list(options: &DiffOptions, new: &[Input]) -> Result<AcceptList, Failure> {
    let read = |bytes: &[u8], place: &str| {
        let unreadable = |fault| Failure::AcceptList { path: place.to_owned(), fault };
        AcceptList::parse(bytes).map_err(unreadable)
    };
    match &options.accept {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(Failure::io("read", path))?;
            read(&bytes, &shown(path))
        }
        None => match new.iter().find(|input| input.path == ACCEPTED) {
            Some(input) => read(&input.bytes, &input.shown),
            None => Ok(AcceptList::default()),
        },
    }
}

/// Findings that leave the schema of the overlay in the set.
const OF_OVERLAYS: &[Code] =
    &[Code::OverlayRedundant, Code::OverlayConflict, Code::OverlayOrphan, Code::OverlayWithoutSchema];

/// Loads a side; `None` if a file is in error, because a file that is left out would look like a removed one. An overlay op
/// that does not apply leaves its schema in the set, and is for `check` to report.
fn loaded(inputs: Vec<Input>) -> Option<SchemaSet> {
    let Loaded { set, diagnostics } = model::load::load(inputs);
    let (ops, faults): (Vec<_>, Vec<_>) =
        diagnostics.into_iter().partition(|finding| OF_OVERLAYS.contains(&finding.code));
    report::complain(&report::without_notes(ops), &set.sources);
    if pipeline::has_errors(&faults) {
        report::complain(&faults, &set.sources);
        return None;
    }
    Some(set)
}

/// The version before the changes. All crates of the workspace share one version.
fn version(options: &DiffOptions) -> Result<Version, Failure> {
    let text = options.crate_version.as_deref().unwrap_or(env!("CARGO_PKG_VERSION"));
    text.parse().map_err(|fault| Failure::Version { text: text.to_owned(), fault })
}

fn format(format: DiffFormat) -> model::diff::Format {
    match format {
        DiffFormat::Text => model::diff::Format::Text,
        DiffFormat::Json => model::diff::Format::Json,
        DiffFormat::Github => model::diff::Format::Github,
        DiffFormat::Markdown => model::diff::Format::Markdown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_a_folder_where_there_is_one() {
        let here = env!("CARGO_MANIFEST_DIR");
        assert_eq!(side(here).unwrap(), Side::Folder(here.into()));
        assert_eq!(side("HEAD~3").unwrap(), Side::Revision("HEAD~3".to_owned()));
        let file = format!("{here}/Cargo.toml");
        assert!(matches!(side(&file), Err(Failure::NoSuchSide { .. })));
    }

    fn options() -> DiffOptions {
        DiffOptions {
            old: None,
            new: None,
            format: DiffFormat::Text,
            accept: None,
            changelog: false,
            crate_version: None,
        }
    }

    fn input(path: &str, text: &str) -> Input {
        Input { path: path.into(), shown: format!("x/{path}"), bytes: text.into() }
    }

    #[test]
    fn the_accept_list_stands_among_the_new_schemas() {
        let none = accept_list(&options(), &[]).unwrap();
        assert_eq!(none, AcceptList::default());
        let list = input(ACCEPTED, r#"{"accepted": {"0123456789abcdef": "fine"}}"#);
        assert_eq!(accept_list(&options(), &[list]).unwrap().accepted.len(), 1);
        let fault = accept_list(&options(), &[input(ACCEPTED, "{")]).unwrap_err().to_string();
        assert!(fault.starts_with("x/accepted-changes.json: the accept list is no object"), "{fault}");
    }

    #[test]
    fn a_file_with_a_fault_is_no_removed_file() {
        assert!(loaded(vec![input("a.json", "{")]).is_none());
        assert!(loaded(vec![input("notes.txt", "not a schema, and not an error")]).is_some());
    }

    #[test]
    fn the_version_is_the_workspaces() {
        assert!(version(&options()).is_ok());
        let wrong = DiffOptions { crate_version: Some("1".to_owned()), ..options() };
        assert!(matches!(version(&wrong), Err(Failure::Version { .. })));
    }
}
