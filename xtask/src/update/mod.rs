//! `update`: fetches the documentation pages that changed, and imports them.
//!
//! `site` knows the documentation site, and `known` the schemas; `plan` decides which pages to fetch. `fetch` asks for them
//! through `http`, judges the responses, and leaves the pages with `kept`, where `import` reads them. `findings` puts into
//! words what was found on the way.

mod fetch;
mod findings;
mod http;
mod kept;
mod known;
mod plan;
mod site;

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use model::diag::quoted;

use crate::Outcome;
use crate::cli::{Format, ImportOptions, Prose, UpdateOptions};
use crate::failure::Failure;
use crate::import::{self, digest};
use crate::report;
use crate::workspace;
use fetch::Fetcher;
use findings::Findings;
use http::Client;
use kept::Kept;
use known::Library;
use plan::{PARTS, Selection, Task, Why};
use site::Listed;

/// Runs the command: true if every page could be had and imported, and, with `--check`, if no page changed.
pub(crate) fn run(options: &UpdateOptions) -> Outcome {
    let below = |given: &Option<PathBuf>, folder| match given {
        Some(given) => Ok(given.clone()),
        None => workspace::root().map(|root| root.join(folder)),
    };
    let (schemas, pages) =
        (below(&options.schemas, "schemas")?, below(&options.pages, "target/documentation")?);
    let library = known::read(&schemas)?;
    let client = Client::new(&options.site, site::LIMITS).map_err(Failure::Usage)?;
    let listed = lists(&client)?;
    let selection = selection(options, &library, &listed)?;
    let kept = Kept::open(&pages, &digest(format!("{listed:?}").as_bytes()))?;
    let fetcher = Fetcher { client: &client, kept: &kept, ids: &library.ids };
    let mut findings = Findings::default();
    if let Selection::Changed { .. } = selection {
        findings.add_unknown(&plan::unknown_calls(&listed, &library));
    }
    let tasks = plan::tasks(&listed, &library, selection);
    let changed = changed(&tasks, &fetcher, options.check, &mut findings)?;
    findings.print(options.format);
    let is_had = !findings.has_errors();
    let is_clean = if changed.is_empty() {
        if is_had && !findings.has_changes() && options.format == Format::Text {
            report::lines(&[format!("nothing to import; {} compared", report::counted(tasks.len(), "page"))]);
        }
        is_had && !findings.has_changes()
    } else {
        import(changed, schemas, options.format)? && is_had
    };
    // What a check has fetched is of use to the update that follows.
    if is_had && !findings.has_changes() {
        kept.finish()?;
    }
    Ok(is_clean)
}

/// Reads the command line against the known pages and the lists.
fn selection<'o>(
    options: &'o UpdateOptions,
    library: &Library,
    listed: &[Listed],
) -> Result<Selection<'o>, Failure> {
    let is_known = |name: &&String| library.pages.iter().any(|page| plan::is_named(&page.id, name));
    let is_listed = |service: &&String| listed.iter().any(|entry| entry.project == **service);
    if let Some(unknown) = options.new.iter().find(|service| !is_listed(service)) {
        return Err(Failure::Usage(format!("the documentation lists no service {}", quoted(unknown))));
    }
    if let Some(unknown) = options.names.iter().find(|name| !is_known(name)) {
        let message = "no known page has the id or the service";
        let help = "`--new SERVICE` imports the pages of another service";
        return Err(Failure::Usage(format!("{message} {}; {help}", quoted(unknown))));
    }
    Ok(match (&options.new, options.names.as_slice()) {
        (Some(service), _) => Selection::New { service },
        (None, []) => Selection::Changed { part: options.part.unwrap_or_else(today) },
        (None, names) => Selection::Named(names),
    })
}

/// Days since 1970: each day has its part of the pages to compare.
fn today() -> u64 {
    const DAY: u64 = 86_400;
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.as_ref().map_or(0, Duration::as_secs) / DAY % PARTS
}

/// Fetches the lists of all pages.
fn lists(client: &Client) -> Result<Vec<Listed>, Failure> {
    let mut listed = Vec::new();
    for (target, member) in site::LISTS {
        let entries = client.get(target).and_then(|body| site::list(&body, member));
        listed.extend(entries.map_err(|what| Failure::Site { target, what })?);
    }
    Ok(listed)
}

/// Returns the files of the changed pages. For a check, these are findings, and only pages to compare are fetched: the lists
/// tell the other changes.
fn changed(
    tasks: &[Task<'_>],
    fetcher: &Fetcher<'_>,
    is_check: bool,
    findings: &mut Findings,
) -> Result<Vec<PathBuf>, Failure> {
    let (told, asked): (Vec<_>, Vec<_>) =
        tasks.iter().partition(|task| is_check && task.why != Why::Compared);
    for task in told {
        findings.add_changed(task);
    }
    let mut changed = Vec::new();
    for (task, page) in asked.iter().zip(fetcher.all(&asked)?) {
        match page {
            Err(reason) => findings.add_not_fetched(task, &reason),
            Ok(page) if task.known.is_some_and(|known| known.sha256 == page.sha256) => {}
            Ok(_) if is_check => findings.add_changed(task),
            Ok(page) => changed.push(page.file),
        }
    }
    Ok(changed)
}

/// Imports the pages, as `cargo xtask import` does.
fn import(pages: Vec<PathBuf>, schemas: PathBuf, format: Format) -> Outcome {
    let schemas = Some(schemas);
    import::run(&ImportOptions { pages, schemas, prose: Prose::Fingerprint, report: None, format })
}
