//! From a schema directory to the plan of the generated crate, with every finding on the way.

use std::path::{Path, PathBuf};

use codegen::{CrateName, Disk, Lowered, OWNED, Plan, Target};
use model::diag::{Diagnostic, Severity};
use model::document::SchemaSet;
use model::load::{Input, Loaded};

use crate::disk::{self, Found};
use crate::failure::Failure;
use crate::workspace::{Layout, SDK, shown};

/// Loaded schemas, their findings, and the files to generate.
pub(crate) struct Planned {
    pub(crate) set: SchemaSet,
    /// `None` when there are errors.
    pub(crate) plan: Option<Plan>,
    pub(crate) findings: Vec<Diagnostic>,
}

/// The `common.json` of `feishu-openapi`, for schemas without one.
const COMMON: &[u8] = include_bytes!("../../schemas/common.json");

/// Adds the `common.json` of `feishu-openapi` if there is none. Returns true if it was added.
fn add_common(inputs: &mut Vec<Input>) -> bool {
    let path = "common.json";
    let is_missing = inputs.iter().all(|input| input.path != path);
    if is_missing {
        inputs.push(Input { path: path.to_owned(), shown: format!("{SDK}/{path}"), bytes: COMMON.to_vec() });
    }
    is_missing
}

/// Loads, checks and plans everything. `own` is the name of a crate beside `feishu-openapi`.
pub(crate) fn plan(schemas: &Path, own: Option<&CrateName>) -> Result<Planned, Failure> {
    let mut inputs = inputs(schemas)?;
    let target = match own {
        None => Target::sdk(),
        Some(name) => Target::own(name, add_common(&mut inputs)),
    };
    let Lowering { set, lowered, mut findings } = lower(inputs, &target);
    let is_empty = set.endpoints.is_empty() && set.concepts.is_empty() && set.events.is_empty();
    if is_empty && !has_errors(&findings) {
        return Err(Failure::NoSchemas { path: schemas.to_owned() });
    }
    let plan = lowered.and_then(|lowered| {
        codegen::print(&lowered)
            .inspect(|plan| findings.extend(plan.warnings.iter().cloned()))
            .map_err(|faults| findings.extend(faults))
            .ok()
    });
    model::diag::sort(&mut findings, &set.sources);
    Ok(Planned { set, plan, findings })
}

/// Checked schemas, and what is decided about their Rust.
pub(crate) struct Lowering {
    pub(crate) set: SchemaSet,
    /// `None` when there are errors.
    lowered: Option<Lowered>,
    pub(crate) findings: Vec<Diagnostic>,
}

/// Loads, checks and lowers schemas of an unknown crate.
pub(crate) fn trial(mut inputs: Vec<Input>) -> Lowering {
    add_common(&mut inputs);
    lower(inputs, &Target::sdk())
}

fn lower(inputs: Vec<Input>, target: &Target) -> Lowering {
    let Loaded { set, diagnostics: mut findings } = model::load::load(inputs);
    findings.extend(model::check::check(&set));
    let lowered = if has_errors(&findings) {
        findings.extend(codegen::faults_of_rust(&set));
        None
    } else {
        codegen::lower(&set, target).map_err(|faults| findings.extend(faults)).ok()
    };
    Lowering { set, lowered, findings }
}

/// Returns the errors that stop `generate`.
pub(crate) fn faults(set: &SchemaSet) -> Vec<Diagnostic> {
    let mut faults = model::check::check(set);
    faults.extend(codegen::faults_of_rust(set));
    faults.retain(|finding| finding.severity == Severity::Error);
    model::diag::sort(&mut faults, &set.sources);
    faults
}

/// Returns true if a finding is an error.
pub(crate) fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Reads the files of a schema directory.
pub(crate) fn inputs(schemas: &Path) -> Result<Vec<Input>, Failure> {
    let kind = std::fs::metadata(schemas).map_err(Failure::io("read the schema directory", schemas))?;
    if !kind.is_dir() {
        let fault = std::io::Error::from(std::io::ErrorKind::NotADirectory);
        return Err(Failure::io("read the schema directory", schemas)(fault));
    }
    let mut inputs = Vec::new();
    disk::walk(schemas, &mut |Found { below: path, bytes, .. }| {
        let shown = format!("{}/{path}", shown(schemas));
        inputs.push(Input { path, shown, bytes });
    })?;
    Ok(inputs)
}

/// The files of the folder that the generator owns.
#[derive(Default)]
pub(crate) struct Owned {
    pub(crate) disk: Disk,
    /// Files whose path is not UTF-8. No plan names them.
    pub(crate) unnamed: Vec<PathBuf>,
}

pub(crate) fn owned(layout: &Layout) -> Result<Owned, Failure> {
    let mut owned = Owned::default();
    let folder = owned_folder(layout)?;
    disk::walk(&folder, &mut |found| {
        let is_utf8 = found.path.strip_prefix(&folder).is_ok_and(|below| below.to_str().is_some());
        if is_utf8 {
            owned.disk.insert(format!("{OWNED}/{}", found.below), found.bytes);
        } else {
            owned.unnamed.push(found.path);
        }
    })?;
    Ok(owned)
}

/// The folder that the generator owns; a link on the way to it is refused.
pub(crate) fn owned_folder(layout: &Layout) -> Result<PathBuf, Failure> {
    let mut folder = layout.out.clone();
    for part in Path::new(OWNED) {
        folder.push(part);
        disk::refuse_link(&folder)?;
    }
    Ok(folder)
}

/// Adds the other files that the plan writes.
pub(crate) fn add_others(disk: &mut Disk, layout: &Layout, plan: &Plan) -> Result<(), Failure> {
    let others = plan.files.keys().map(String::as_str).chain(plan.regions.iter().map(|region| region.path));
    for path in others {
        if !disk.contains_key(path)
            && let Some(bytes) = disk::read_if_there(&layout.out.join(path))?
        {
            disk.insert(path.to_owned(), bytes);
        }
    }
    Ok(())
}
