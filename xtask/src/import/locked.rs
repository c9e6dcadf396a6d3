//! Pages and `lock.json`: a schema stays that of the page that it was made of, until a person says otherwise.

use std::collections::BTreeSet;

use importer::Imported;
use model::diag::{Code, Diagnostic, quoted};
use model::schema::{Lock, Locked, PageForm};
use model::source::Span;

use super::run::Page;

/// Reports pages that would take the place of another page's schema, and pages that a schema was made of and that yield
/// none now. The schemas stay as they are.
pub(super) fn keep(pages: &mut [Page], lock: &Lock) {
    let here: BTreeSet<String> = pages.iter().map(|page| page.imported.url.clone()).collect();
    for page in pages {
        match page.id().map(|id| lock.locked.get(id)) {
            Some(Some(locked)) if is_another(locked, &page.imported) && !here.contains(&locked.url) => {
                let finding = taken(page, locked);
                page.overrule(finding);
            }
            Some(_) => {}
            None => page.imported.findings.extend(lost(page, lock)),
        }
    }
}

/// Whether a schema was made of another page. The forms have different addresses for the same page.
fn is_another(locked: &Locked, page: &Imported) -> bool {
    locked.form == page.form && !page.url.is_empty() && locked.url != page.url
}

fn taken(page: &Page, locked: &Locked) -> Diagnostic {
    let message = format!(
        "the schema {} was made of another page, {}; it stays as it is",
        quoted(page.id().unwrap_or_default()),
        quoted(&locked.url)
    );
    Diagnostic::error(Code::OtherPage, message, top(page)).help(
        "import both pages together; if this one has taken the other's place, take the entry out of `lock.json` first; if it is \
         about another call, list that call in `ids.json`",
    )
}

/// What was an endpoint or a concept page, and is none any more.
fn lost(page: &Page, lock: &Lock) -> Option<Diagnostic> {
    // Without a kind it could not be read at all, and with `is_overruled` another page has the call: both are told.
    if page.imported.kind.is_none() || page.is_overruled || page.is_in_error() {
        return None;
    }
    let mut locked = lock.locked.iter();
    let (id, _) = locked.find(|(_, locked)| is_that(locked, &page.imported.url, page.imported.form))?;
    let message = format!("the schema {} was made of this page, which yields none now", quoted(id));
    let help = "look at what has become of the page; if the schema is to go, delete it and take its entry out of `lock.json`";
    Some(Diagnostic::error(Code::LostSchema, message, top(page)).help(help))
}

fn is_that(locked: &Locked, url: &str, form: PageForm) -> bool {
    !url.is_empty() && locked.url == url && locked.form == form
}

fn top(page: &Page) -> Span {
    Span { file: page.file, start: 0, end: 0 }
}
