//! From a schema directory to a plan, with every finding on the way.

use std::path::Path;

use codegen::{Disk, OWNED, Plan};
use model::check;
use model::diag::{Diagnostic, Severity};
use model::document::SchemaSet;
use model::facts::Facts;
use model::load::{Input, Loaded};

use crate::cache::{Cache, Keys, Known, Learned};
use crate::disk;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::workspace::{Layout, shown};

/// A plan, or no plan, and what was found.
pub(crate) struct Planned {
    pub(crate) set: SchemaSet,
    /// Absent when there are errors.
    pub(crate) plan: Option<Plan>,
    pub(crate) findings: Vec<Diagnostic>,
}

/// Reads, checks and plans everything.
pub(crate) fn plan(layout: &Layout) -> Result<Planned, Failure> {
    let Read { set, own } = read(model::load::load(inputs(layout)?), (Vec::new(), Vec::new()));
    planned(set, own, layout)
}

/// The same, but for what an earlier run has done. What is learned goes into the cache, which the caller saves when the
/// plan stands on the disk.
pub(crate) fn plan_changed(layout: &Layout, cache: &mut Cache, disk: &Disk) -> Result<Planned, Failure> {
    let inputs = inputs(layout)?;
    let keys = Keys::of_inputs(&inputs);
    let (known, Read { set, own }) = read_changed(inputs, cache.known(&keys, disk), cache, &keys);
    let mut planned = planned(set, own.clone(), layout)?;
    if let Some(plan) = &mut planned.plan {
        let learned = Learned { set: &planned.set, findings: &own, plan, keys: &keys };
        cache.learn(&known, &learned);
        known.add_to(plan);
    }
    Ok(planned)
}

/// Schemas as far as each speaks for itself.
struct Read {
    set: SchemaSet,
    /// What was found in each schema.
    own: Vec<Diagnostic>,
}

fn read(loaded: Loaded, (facts, findings): (Vec<Facts>, Vec<Diagnostic>)) -> Read {
    let Loaded { mut set, diagnostics: mut own } = loaded;
    own.extend(check::each(&set));
    own.extend(findings);
    set.known = facts;
    Read { set, own }
}

/// Reads what is not known; everything when the shared vocabulary is not what it was.
fn read_changed(inputs: Vec<Input>, known: Known, cache: &Cache, keys: &Keys) -> (Known, Read) {
    if !known.is_empty() {
        let loaded = model::load::load_but(inputs.clone(), &known.ids());
        if cache.has_context(&known, &loaded.set, keys)
            && let Some(recalled) = known.recall(&loaded.set.sources, keys)
        {
            return (known, read(loaded, recalled));
        }
    }
    (Known::default(), read(model::load::load(inputs), (Vec::new(), Vec::new())))
}

/// The plan of schemas that were read, with what only all of them together show.
fn planned(set: SchemaSet, mut findings: Vec<Diagnostic>, layout: &Layout) -> Result<Planned, Failure> {
    let is_empty = set.endpoints.is_empty() && set.known.is_empty() && set.concepts.is_empty();
    if is_empty && !has_errors(&findings) {
        return Err(Failure::NoSchemas { path: layout.schemas.clone() });
    }
    findings.extend(check::together(&set));
    let plan = if has_errors(&findings) {
        findings.extend(codegen::faults_of_rust(&set));
        None
    } else {
        generate(&set, &mut findings)
    };
    model::diag::sort(&mut findings, &set.sources);
    Ok(Planned { set, plan, findings })
}

fn generate(set: &SchemaSet, findings: &mut Vec<Diagnostic>) -> Option<Plan> {
    let plan = codegen::lower(set).and_then(|lowered| {
        let progress = Progress::start(lowered.files(), "files");
        let plan = codegen::print_watched(&lowered, &|| progress.advance());
        progress.finish();
        plan
    });
    plan.map_err(|faults| findings.extend(faults)).ok()
}

/// Whether anything stands in the way of generating.
pub(crate) fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

fn inputs(layout: &Layout) -> Result<Vec<Input>, Failure> {
    let kind = std::fs::metadata(&layout.schemas)
        .map_err(Failure::io("read the schema directory", &layout.schemas))?;
    if !kind.is_dir() {
        let fault = std::io::Error::from(std::io::ErrorKind::NotADirectory);
        return Err(Failure::io("read the schema directory", &layout.schemas)(fault));
    }
    let mut inputs = Vec::new();
    disk::walk(&layout.schemas, &mut |path, bytes| {
        let shown = format!("{}/{path}", shown(&layout.schemas));
        inputs.push(Input { path, shown, bytes });
    })?;
    Ok(inputs)
}

/// What stands on the disk in the generator's own folder.
pub(crate) fn owned(layout: &Layout) -> Result<Disk, Failure> {
    owned_below(&layout.out)
}

/// The same of any crate.
pub(crate) fn owned_below(out: &Path) -> Result<Disk, Failure> {
    let mut disk = Disk::new();
    disk::refuse_link(&out.join(OWNED))?;
    disk::walk(&out.join(OWNED), &mut |path, bytes| {
        disk.insert(format!("{OWNED}/{path}"), bytes);
    })?;
    Ok(disk)
}

/// Adds the other files that the plan may write.
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
