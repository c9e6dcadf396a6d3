//! The whole way at scale: hundreds of pages to schemas, to Rust, to a checked crate.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use model::document::SchemaSet;
use model::load::Loaded;

use super::usage::{self, Usage};
use super::{compiling, stages};
use crate::failure::Failure;
use crate::{Outcome, disk, report, workspace};

/// The folders of a run, all of them below the target directory.
struct Places {
    root: PathBuf,
    scratch: PathBuf,
    pages: PathBuf,
    schemas: PathBuf,
    out: PathBuf,
}

/// Runs the bench over a folder of pages.
pub(super) fn run(pages: &Path) -> Outcome {
    let places = places(pages)?;
    let import = |places: &Places| {
        xtask(places, &["import", &text(&places.pages), "--schemas", &text(&places.schemas)])
    };
    let generate = |places: &Places| {
        xtask(places, &["generate", "--schemas", &text(&places.schemas), "--out", &text(&places.out)])
    };
    let mut table =
        vec![("import, all pages new", import(&places)?), ("import, nothing changed", import(&places)?)];
    let set = generating_only(&places)?;
    table.push(("generate, everything new", generate(&places)?));
    table.push(("generate, nothing changed", generate(&places)?));
    report::line(format_args!(
        "\n| {} endpoints | CPU | wall | peak |\n|---|---|---|---|",
        set.endpoints.len()
    ));
    for (what, Usage { cpu, wall, peak, .. }) in table {
        let (cpu, wall) = (cpu.as_secs_f64(), wall.as_secs_f64());
        report::line(format_args!("| {what} | {cpu:.2} s | {wall:.2} s | {} MiB |", peak / 1024));
    }
    stages::run(&places.pages, &places.schemas, &places.scratch.join("stages"))?;
    compiling::run(&places.out, &places.scratch, &set)?;
    Ok(true)
}

fn places(original: &Path) -> Result<Places, Failure> {
    let root = workspace::root()?;
    let scratch = root.join("target/bench-at-scale");
    for old in ["schemas", "sdk", "stages", "both-ways"] {
        let old = scratch.join(old);
        if old.exists() {
            fs::remove_dir_all(&old).map_err(Failure::io("remove", &old))?;
        }
    }
    let [schemas, out] = ["schemas", "sdk"].map(|name| scratch.join(name));
    let pages = std::path::absolute(original).map_err(Failure::io("find", original))?;
    fs::create_dir_all(&schemas).map_err(Failure::io("make the folder", &schemas))?;
    fs::create_dir_all(&out).map_err(Failure::io("make the folder", &out))?;
    copy(&root.join("schemas/common.json"), &schemas.join("common.json"))?;
    copy(&root.join("Cargo.lock"), &out.join("Cargo.lock"))?;
    Ok(Places { root, scratch, pages, schemas, out })
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map(drop).map_err(Failure::io("copy", from))
}

/// One run of this program as a maintainer runs it.
fn xtask(places: &Places, arguments: &[&str]) -> Result<Usage, Failure> {
    let this = std::env::current_exe().map_err(Failure::io("find", "this program"))?;
    let this = text(&this);
    usage::of_command(&[&[this.as_str()], arguments].concat(), &places.root)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Takes away the schemas that cannot be generated, and says which: the others are what is measured.
fn generating_only(places: &Places) -> Result<SchemaSet, Failure> {
    loop {
        let mut inputs = Vec::new();
        disk::walk(&places.schemas, &mut |path, bytes| {
            inputs.push(model::load::Input { shown: path.clone(), path, bytes });
        })?;
        let Loaded { set, diagnostics: mut findings } = model::load::load(inputs);
        findings.extend(model::check::check(&set));
        findings.extend(codegen::lower(&set).err().unwrap_or_default());
        let is_error = |finding: &&model::diag::Diagnostic| finding.severity == model::diag::Severity::Error;
        let faulty = findings.iter().filter(is_error).filter_map(|finding| finding.primary.as_ref());
        let faulty: BTreeSet<&str> =
            faulty.map(|label| set.sources.file(label.span.file).path.as_str()).collect();
        if faulty.is_empty() {
            return Ok(set);
        }
        for path in faulty {
            report::line(format_args!("left out, because it cannot be generated: {path}"));
            let path = places.schemas.join(path);
            fs::remove_file(&path).map_err(Failure::io("remove", &path))?;
        }
    }
}
