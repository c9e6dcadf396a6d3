//! `check`: every lint, then `generate --check`.

use crate::Outcome;
use crate::cli::Places;
use crate::generate;
use crate::lock::Lock;
use crate::pipeline::{self, Planned};
use crate::report;
use crate::workspace::layout;

pub(crate) fn run(places: &Places) -> Outcome {
    let layout = layout(places)?;
    let mut lock = Lock::default();
    lock.add_existing(&layout.schemas)?;
    lock.add_existing(&layout.out)?;
    let Planned { set, plan, findings } = pipeline::plan(&layout)?;
    report::findings(&findings, &set.sources, places.format);
    let ops = set.overlay_ops();
    let Some(plan) = plan else {
        report::verdict(&findings, &ops, None, places.format);
        return Ok(false);
    };
    let changes = generate::changes(&layout, plan, pipeline::owned(&layout)?)?;
    report::stale(&changes, &generate::mending_command(places), places.format);
    report::verdict(&findings, &ops, Some(changes.len()), places.format);
    Ok(changes.is_empty())
}
