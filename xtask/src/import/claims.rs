//! Pages that claim the same call, the same id, or the schema of another page. Each schema comes from one page, and stays
//! with the page that `lock.json` names until a person decides otherwise.

use std::collections::{BTreeMap, BTreeSet};

use importer::{Imported, Schema};
use model::diag::{Code, Diagnostic, quoted};
use model::schema::{Lock, Locked, PageForm};
use model::source::{FileId, Sources, Span};

use super::pages::Page;

/// Leaves each call, each id and each locked schema to one page, and reports the others.
pub(super) fn settle(pages: &mut [Page], sources: &Sources, lock: &Lock) {
    let order = preference(pages, sources, lock);
    one_schema_per_call(pages, &order, sources);
    one_id_per_schema(pages, &order, sources);
    keep_locked(pages, lock);
}

/// Current pages before deprecated ones, locked pages before new ones, then by path.
fn preference(pages: &[Page], sources: &Sources, lock: &Lock) -> Vec<usize> {
    let locked: BTreeSet<&str> = lock.locked.values().map(|locked| locked.url.as_str()).collect();
    let mut order: Vec<usize> = (0..pages.len()).collect();
    order.sort_by_key(|index| {
        pages.get(*index).map(|page| {
            let is_old = page.imported.schema.as_ref().is_some_and(Schema::is_deprecated);
            let is_new = !locked.contains(page.imported.url.as_str());
            (is_old, is_new, sources.file(page.file).path.clone())
        })
    });
    order
}

fn one_schema_per_call(pages: &mut [Page], order: &[usize], sources: &Sources) {
    let mut first: BTreeMap<String, FileId> = BTreeMap::new();
    for index in order {
        let Some(page) = pages.get_mut(*index) else { continue };
        let Some(call) = page.call() else { continue };
        let Some(other) = first.get(&call) else {
            first.insert(call, page.file);
            continue;
        };
        let message = format!(
            "{} is also documented by {}, and the schema comes from that page",
            quoted(&call),
            sources.file(*other).path
        );
        page.overrule(beside(page.file, Code::DuplicateCall, message, *other));
    }
}

fn one_id_per_schema(pages: &mut [Page], order: &[usize], sources: &Sources) {
    let mut taken: BTreeMap<String, FileId> = BTreeMap::new();
    let claimed: BTreeSet<String> = pages.iter().filter_map(|page| Some(folded(page.id()?))).collect();
    for index in order {
        let Some(page) = pages.get_mut(*index) else { continue };
        let Some(schema) = &mut page.imported.schema else { continue };
        let id = schema.id().to_owned();
        let Some(other) = taken.get(&folded(&id)).copied() else {
            taken.insert(folded(&id), page.file);
            continue;
        };
        // There are more numbers than other pages, so one is free.
        let free = (2..order.len() + 3)
            .map(|number| format!("{id}_{number}"))
            .find(|id| !claimed.contains(&folded(id)) && !taken.contains_key(&folded(id)));
        let free = free.unwrap_or_default();
        let message = format!(
            "the id {} also belongs to {}; the schema of this page is {}",
            quoted(&id),
            sources.file(other).path,
            quoted(&free)
        );
        page.imported.findings.push(
            beside(page.file, Code::IdCollision, message, other)
                .help("list the call in `ids.json` with the id that it should have"),
        );
        schema.set_id(&free);
        page.imported.has_provisional_id = true;
        page.is_overruled = true;
        taken.insert(folded(&free), page.file);
    }
}

/// Ids that differ only in case are one file on file systems that ignore case.
fn folded(id: &str) -> String {
    id.to_ascii_lowercase()
}

/// Reports pages that would replace the schema of another page, and locked pages that no longer yield a schema. The schemas
/// stay as they are.
fn keep_locked(pages: &mut [Page], lock: &Lock) {
    let here: BTreeSet<String> = pages.iter().map(|page| page.imported.url.clone()).collect();
    for page in pages {
        match page.id().map(|id| lock.locked.get(id)) {
            Some(Some(locked)) if is_another(locked, &page.imported) && !here.contains(&locked.url) => {
                let finding = other_page(page, locked);
                page.overrule(finding);
            }
            Some(_) => {}
            None => page.imported.findings.extend(lost(page, lock)),
        }
    }
}

/// Returns true if the locked page is another page. The two forms of one page have different addresses.
fn is_another(locked: &Locked, page: &Imported) -> bool {
    locked.form == page.form && !page.url.is_empty() && locked.url != page.url
}

fn other_page(page: &Page, locked: &Locked) -> Diagnostic {
    let message = format!(
        "the schema {} comes from another page, {}, and is not replaced",
        quoted(page.id().unwrap_or_default()),
        quoted(&locked.url)
    );
    Diagnostic::error(Code::OtherPage, message, top(page.file)).help(
        "import both pages together; if this page replaces the other one, remove the entry from `lock.json` first; if it \
         documents another call, list that call in `ids.json`",
    )
}

/// Reports a page that yielded a schema before and does not any more.
fn lost(page: &Page, lock: &Lock) -> Option<Diagnostic> {
    // A page without a kind could not be read, and an overruled page lost its schema to another: both are reported.
    if page.imported.kind.is_none() || page.is_overruled || page.is_in_error() {
        return None;
    }
    let mut locked = lock.locked.iter();
    let (id, _) = locked.find(|(_, locked)| is_same(locked, &page.imported.url, page.imported.form))?;
    let message = format!("the schema {} comes from this page, which no longer yields a schema", quoted(id));
    let help = "compare the page with its last edition; if the endpoint is gone, delete the schema and its entry in `lock.json`";
    Some(Diagnostic::error(Code::LostSchema, message, top(page.file)).help(help))
}

fn is_same(locked: &Locked, url: &str, form: PageForm) -> bool {
    !url.is_empty() && locked.url == url && locked.form == form
}

fn beside(file: FileId, code: Code, message: String, other: FileId) -> Diagnostic {
    Diagnostic::warning(code, message, top(file)).related(top(other), "the other page")
}

fn top(file: FileId) -> Span {
    Span { file, start: 0, end: 0 }
}
