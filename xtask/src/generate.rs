//! `generate`: writes the crate that the schemas ask for.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use codegen::{Change, Plan};

use crate::Outcome;
use crate::cli::{GenerateOptions, Places};
use crate::disk::read_if_there;
use crate::failure::Failure;
use crate::leftovers::{self, Reach};
use crate::lock::Lock;
use crate::new_crate;
use crate::pipeline::{self, Owned, Planned};
use crate::report::{self, Summary};
use crate::transaction::{self, Write};
use crate::workspace::{self, Layout, layout, shown};

pub(crate) fn run(options: &GenerateOptions) -> Outcome {
    let start = Instant::now();
    let layout = layout(&options.places)?;
    let skeleton = new_crate::skeleton(options, &layout.out)?;
    let mut lock = Lock::default();
    lock.add_existing(&layout.schemas)?;
    if !options.check {
        leftovers::remove(&layout.schemas, Reach::Below)?;
        lock.add(&layout.out)?;
    }
    let own = match &options.name {
        Some(name) => Some(name.clone()),
        None => new_crate::own_name(&layout.out)?,
    };
    let Planned { set, plan, findings } = pipeline::plan(&layout.schemas, own.as_ref())?;
    let format = options.places.format;
    report::brief(findings, &set.sources, format, &command("check", &options.places));
    let Some(mut plan) = plan else { return Ok(false) };
    plan.files.extend(skeleton);
    if options.check {
        lock.add_existing(&layout.out)?;
    } else {
        leftovers::remove(&layout.out, Reach::Folder)?;
        leftovers::remove(&pipeline::owned_folder(&layout)?, Reach::BelowAndEmpty)?;
    }
    let changes = changes(&layout, &plan, pipeline::owned(&layout)?)?;
    let summary = Summary {
        endpoints: set.endpoints.len(),
        concepts: set.concepts.len(),
        events: set.events.len(),
        elapsed: start.elapsed(),
    };
    if options.check {
        report::stale(&changes, &mending_command(&options.places), format);
        return Ok(changes.is_empty());
    }
    transaction::commit(&[&layout.out, &layout.schemas], &writes(&layout, &changes))?;
    report::written(&changes, &summary, format);
    Ok(true)
}

/// The changes that bring the disk up to date, by path.
pub(crate) fn changes(
    layout: &Layout,
    plan: &Plan,
    Owned { mut disk, unnamed }: Owned,
) -> Result<BTreeMap<PathBuf, Change>, Failure> {
    pipeline::add_others(&mut disk, layout, plan)?;
    let changes = plan.compare(&disk).map_err(|regions| Failure::Regions { regions })?;
    let mut changes: BTreeMap<PathBuf, Change> =
        changes.into_iter().map(|(path, change)| (layout.out.join(path), change)).collect();
    changes.extend(unnamed.into_iter().map(|path| (path, Change::Delete)));
    if let Some(path) = &layout.format_schema {
        changes.extend(format_schema(path.clone())?);
    }
    Ok(changes)
}

/// The JSON Schema of the schema format, for editors.
fn format_schema(path: PathBuf) -> Result<Option<(PathBuf, Change)>, Failure> {
    let wanted = model::schema::format_schema().into_bytes();
    Ok(match read_if_there(&path)? {
        None => Some((path, Change::Add(wanted))),
        Some(bytes) if bytes != wanted => Some((path, Change::Update(wanted))),
        Some(_) => None,
    })
}

/// The changes as files to write and delete. The manifest comes last: a crate without one is new, and gets all its files again,
/// so that a first run that was killed is made good.
fn writes(layout: &Layout, changes: &BTreeMap<PathBuf, Change>) -> Vec<Write> {
    let bytes = |change: &Change| match change {
        Change::Add(bytes) | Change::Update(bytes) => Some(bytes.clone()),
        Change::Delete => None,
    };
    let write = |(path, change): (&PathBuf, &Change)| Write { path: path.clone(), bytes: bytes(change) };
    let manifest = layout.out.join("Cargo.toml");
    let mut writes: Vec<Write> = changes.iter().map(write).collect();
    writes.sort_by_key(|write| write.path == manifest);
    writes
}

/// The exact command that updates stale files.
pub(crate) fn mending_command(places: &Places) -> String {
    command("generate", places)
}

/// A command for the same folders.
fn command(name: &str, places: &Places) -> String {
    let mut command = format!("{} {name}", workspace::command());
    for (flag, folder) in [("--schemas", &places.schemas), ("--out", &places.out)] {
        if let Some(folder) = folder {
            command.push_str(&format!(" {flag} {}", shown(folder)));
        }
    }
    command
}
