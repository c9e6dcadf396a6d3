//! `check`: every lint, then `generate --check`; of all schemas, or of one.

use std::collections::BTreeSet;

use model::diag::{Diagnostic, quoted, similar};
use model::document::SchemaSet;
use model::source::{FileId, Span};

use crate::Outcome;
use crate::cli::CheckOptions;
use crate::failure::Failure;
use crate::generate;
use crate::lock::Lock;
use crate::new_crate;
use crate::pipeline::{self, Planned};
use crate::report;
use crate::workspace::{Layout, layout, shown};

pub(crate) fn run(options: &CheckOptions) -> Outcome {
    let places = &options.places;
    let layout = layout(places)?;
    let mut lock = Lock::default();
    lock.add_existing(&layout.schemas)?;
    lock.add_existing(&layout.out)?;
    let Planned { set, plan, mut findings } =
        pipeline::plan(&layout.schemas, new_crate::own_name(&layout.out)?.as_ref())?;
    let mut ops = set.overlay_ops();
    let one = options.id.as_deref().map(|id| One::find(&set, id, &layout)).transpose()?;
    if let Some(one) = &one {
        findings.retain(|finding| one.concerns(finding));
        ops.retain(|op| one.holds(op.span));
    }
    report::findings(&findings, &set.sources, places.format);
    let Some(plan) = plan else {
        report::verdict(&findings, &ops, None, places.format);
        return Ok(one.is_some() && !pipeline::has_errors(&findings));
    };
    let mut changes = generate::changes(&layout, &plan, pipeline::owned(&layout)?)?;
    if let Some(one) = &one {
        changes.retain(|path, _| one.modules.iter().any(|module| path.ends_with(module)));
    }
    report::stale(&changes, &generate::mending_command(places), places.format);
    report::verdict(&findings, &ops, Some(changes.len()), places.format);
    Ok(changes.is_empty())
}

/// The only schema to report.
struct One {
    /// The schema and its overlay.
    files: Vec<FileId>,
    /// The Rust files of its modules, below the generated crate.
    modules: Vec<String>,
}

impl One {
    fn find(set: &SchemaSet, id: &str, layout: &Layout) -> Result<Self, Failure> {
        let folder = format!("{}/", shown(&layout.schemas));
        let stem = |path: &'_ str| Some(path.strip_prefix(&folder)?.strip_suffix(".json")?.to_owned());
        let stems: Vec<(FileId, String)> =
            set.sources.iter().filter_map(|(file, source)| Some((file, stem(&source.path)?))).collect();
        let id_of = |stem: &str| stem.strip_suffix(".overlay").unwrap_or(stem).to_owned();
        let files: Vec<FileId> =
            stems.iter().filter(|(_, stem)| id_of(stem) == id).map(|(file, _)| *file).collect();
        if files.is_empty() {
            let ids: BTreeSet<String> = stems.iter().map(|(_, stem)| id_of(stem)).collect();
            return Err(Failure::Usage(unknown(id, &ids)));
        }
        let page = set.events.iter().find(|page| page.id == id);
        let ids = match page {
            Some(page) => page.schema.events.keys().map(|wire| page.schema.module_id(wire)).collect(),
            None => vec![id.to_owned()],
        };
        // The module, and the one of the types that it shares within its service.
        let modules = ids.iter().flat_map(|id| {
            let module = codegen::module(id).replace("::", "/");
            let shared = module.replacen('/', "/types/", 1);
            [module, shared].map(|module| format!("{}/{module}.rs", codegen::OWNED))
        });
        Ok(Self { files, modules: modules.collect() })
    }

    fn holds(&self, span: Span) -> bool {
        self.files.contains(&span.file)
    }

    fn concerns(&self, finding: &Diagnostic) -> bool {
        finding.primary.iter().chain(&finding.related).any(|label| self.holds(label.span))
    }
}

fn unknown(id: &str, ids: &BTreeSet<String>) -> String {
    let end = |id: &str| id.rsplit('/').next().unwrap_or_default().to_owned();
    let meant = similar(id, ids.iter().map(String::as_str));
    let same_end = ids.iter().filter(|known| end(known) == end(id)).map(String::as_str);
    let near: BTreeSet<&str> = meant.into_iter().chain(same_end).collect();
    let near: Vec<String> = near.into_iter().take(5).map(quoted).collect();
    let advice = if near.is_empty() {
        "an id is the path of a schema below the schema directory, without `.json`".to_owned()
    } else {
        format!("did you mean {}?", near.join(" or "))
    };
    format!("no schema has the id {}; {advice}", quoted(id))
}
