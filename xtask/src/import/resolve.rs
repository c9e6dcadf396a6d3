//! Pages that claim the same call or the same id.

use std::collections::{BTreeMap, BTreeSet};

use importer::Schema;
use model::diag::{Code, Diagnostic, quoted};
use model::schema::Lock;
use model::source::{FileId, Sources, Span};

use super::call;
use super::run::Page;

/// Ids that differ in case alone are one file where file systems do not tell case apart.
fn folded(id: &str) -> String {
    id.to_ascii_lowercase()
}

/// Leaves one schema per call, and gives each schema an id of its own. Both origins are reported.
pub(super) fn resolve(pages: &mut [Page], sources: &Sources, lock: &Lock) {
    let order = preference(pages, sources, lock);
    one_schema_per_call(pages, &order, sources);
    one_id_per_schema(pages, &order, sources);
}

/// Current pages before old ones, those that a schema was made of before others, then by path.
fn preference(pages: &[Page], sources: &Sources, lock: &Lock) -> Vec<usize> {
    let locked: BTreeSet<&str> = lock.locked.values().map(|locked| locked.url.as_str()).collect();
    let mut order: Vec<usize> = (0..pages.len()).collect();
    order.sort_by_key(|index| {
        pages.get(*index).map(|page| {
            let is_old =
                matches!(&page.imported.schema, Some(Schema::Endpoint(endpoint)) if endpoint.deprecated);
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
        let Some(call) = page.imported.schema.as_ref().and_then(call) else { continue };
        let Some(other) = first.get(&call) else {
            first.insert(call, page.file);
            continue;
        };
        let message = format!(
            "{} is documented by {} too; the schema was made of that page",
            quoted(&call),
            sources.file(*other).path
        );
        page.overrule(at_top(page.file, Code::DuplicateCall, message, *other));
    }
}

fn one_id_per_schema(pages: &mut [Page], order: &[usize], sources: &Sources) {
    let mut taken: BTreeMap<String, FileId> = BTreeMap::new();
    let claimed: BTreeSet<String> =
        pages.iter().filter_map(|page| Some(folded(page.imported.schema.as_ref()?.id()))).collect();
    for index in order {
        let Some(page) = pages.get_mut(*index) else { continue };
        let Some(schema) = &mut page.imported.schema else { continue };
        let id = schema.id().to_owned();
        let Some(other) = taken.get(&folded(&id)).copied() else {
            taken.insert(folded(&id), page.file);
            continue;
        };
        // There are fewer other pages than numbers, so that one is free.
        let free = (2..order.len() + 3)
            .map(|number| format!("{id}_{number}"))
            .find(|id| !claimed.contains(&folded(id)) && !taken.contains_key(&folded(id)));
        let free = free.unwrap_or_default();
        let message = format!(
            "the id {} belongs to {} too; this page's schema is {}",
            quoted(&id),
            sources.file(other).path,
            quoted(&free)
        );
        page.imported.findings.push(
            at_top(page.file, Code::IdCollision, message, other)
                .help("list the call in `ids.json` with the id that it should have"),
        );
        set_id(schema, &free);
        page.imported.has_provisional_id = true;
        page.is_overruled = true;
        taken.insert(folded(&free), page.file);
    }
}

fn set_id(schema: &mut Schema, id: &str) {
    match schema {
        Schema::Endpoint(endpoint) => id.clone_into(&mut endpoint.id),
        Schema::Concept(page) => id.clone_into(&mut page.id),
    }
}

fn at_top(file: FileId, code: Code, message: String, other: FileId) -> Diagnostic {
    let top = |file| Span { file, start: 0, end: 0 };
    Diagnostic::warning(code, message, top(file)).related(top(other), "the other page")
}
