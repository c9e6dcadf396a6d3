//! The whole pipeline at scale: hundreds of pages to schemas, to Rust, to a checked crate.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use model::diag::{Diagnostic, Severity};
use model::document::SchemaSet;
use model::load::Loaded;

use super::stages;
use super::usage::{self, Usage};
use crate::disk;

/// The folders of a run. All but the pages stand below the target directory.
struct Places {
    pages: String,
    schemas: PathBuf,
    out: PathBuf,
    target: PathBuf,
}

/// Runs the bench over a folder of pages.
pub(super) fn run(pages: &Path) -> Result<(), Box<dyn Error>> {
    let places = places(pages)?;
    let schemas = places.schemas.to_string_lossy();
    let import = ["import", &places.pages, "--schemas", &schemas];
    let out = places.out.to_string_lossy();
    let generate = ["generate", "--schemas", &schemas, "--out", &out, "--name", "my-feishu"];
    xtask(&["--help"])?; // builds it
    let imports = [xtask(&import)?, xtask(&import)?];
    let set = remove_faulty(&places.schemas)?;
    let generations = [xtask(&generate)?, xtask(&generate)?];
    fs::copy(disk::repository().join("Cargo.lock"), places.out.join("Cargo.lock"))?;
    println!("\n| {} endpoints | CPU | wall | peak |\n|---|---|---|---|", set.endpoints.len());
    for (command, [new, same]) in [("import", imports), ("generate", generations)] {
        print_command(&format!("{command}, everything new"), new);
        print_command(&format!("{command}, nothing changed"), same);
    }
    stages::run(Path::new(&places.pages), disk::schemas(&places.schemas)?)?;
    compile(&places, &set)
}

fn print_command(what: &str, Usage { cpu, wall, peak, .. }: Usage) {
    println!("| {what} | {cpu:.2} s | {wall:.2} s | {peak:.0} MiB |");
}

fn places(pages: &Path) -> Result<Places, Box<dyn Error>> {
    let scratch = std::path::absolute(disk::target())?.join("bench-at-scale");
    let [schemas, out, target] = ["schemas", "sdk", "target"].map(|name| scratch.join(name));
    for old in [&schemas, &out] {
        if old.exists() {
            fs::remove_dir_all(old).map_err(disk::at("remove", old))?;
        }
        fs::create_dir_all(old).map_err(disk::at("make the folder", old))?;
    }
    fs::copy(disk::repository().join("schemas/common.json"), schemas.join("common.json"))?;
    let pages = std::path::absolute(pages)?.to_string_lossy().into_owned();
    Ok(Places { pages, schemas, out, target })
}

/// One run of a maintainer's command, as it is documented.
fn xtask(arguments: &[&str]) -> Result<Usage, Box<dyn Error>> {
    usage::cargo(&disk::repository(), &[&["xtask"], arguments].concat())
}

/// Removes the schemas that cannot be generated, and says which; the others are measured.
fn remove_faulty(schemas: &Path) -> Result<SchemaSet, Box<dyn Error>> {
    loop {
        let Loaded { set, diagnostics: mut findings } = model::load::load(disk::schemas(schemas)?);
        findings.extend(model::check::check(&set));
        findings.extend(codegen::lower(&set, &codegen::Target::sdk()).err().unwrap_or_default());
        let is_error = |finding: &&Diagnostic| finding.severity == Severity::Error;
        let faulty = findings.iter().filter(is_error).filter_map(|finding| finding.primary.as_ref());
        let faulty: BTreeSet<&str> =
            faulty.map(|label| set.sources.file(label.span.file).path.as_str()).collect();
        if faulty.is_empty() {
            return Ok(set);
        }
        for path in faulty {
            println!("left out, because it cannot be generated: {path}");
            fs::remove_file(path).map_err(disk::at("remove", Path::new(path)))?;
        }
    }
}

/// Checks the generated crate: all services, both serde directions, and services of several sizes.
fn compile(places: &Places, set: &SchemaSet) -> Result<(), Box<dyn Error>> {
    let mut services: BTreeMap<&str, usize> = BTreeMap::new();
    for document in &set.endpoints {
        *services.entry(document.id.split('/').next().unwrap_or_default()).or_default() += 1;
    }
    let mut by_size: Vec<(&str, usize)> = services.into_iter().collect();
    by_size.sort_by_key(|(_, endpoints)| *endpoints);
    let all = set.endpoints.len();
    println!(
        "\n| cargo check of the generated crate | endpoints | user CPU | wall | peak |\n|---|---|---|---|---|"
    );
    print_check("all services", all, check(places, "all-services")?);
    print_check("all services, both serde directions", all, check(places, "all-services,full-serde")?);
    let last = by_size.len().saturating_sub(1);
    for (name, endpoints) in [last, last * 3 / 4, last / 2].into_iter().filter_map(|at| by_size.get(at)) {
        print_check(&format!("one service: {name}"), *endpoints, check(places, name)?);
    }
    Ok(())
}

fn print_check(what: &str, endpoints: usize, Usage { user, wall, peak, .. }: Usage) {
    println!("| {what} | {endpoints} | {user:.2} s | {wall:.2} s | {peak:.0} MiB |");
}

/// One check of the crate whose dependencies are checked already.
fn check(places: &Places, features: &str) -> Result<Usage, Box<dyn Error>> {
    let target = places.target.to_string_lossy();
    let common = ["--offline", "--target-dir", &target];
    let check = ["check", "--no-default-features"];
    usage::cargo(&places.out, &[&check, &common[..]].concat())?;
    usage::cargo(&places.out, &[&["clean", "--package", "my-feishu"], &common[..]].concat())?;
    usage::cargo(&places.out, &[&check, &["--features", features], &common[..]].concat())
}
