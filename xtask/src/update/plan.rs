//! The decision which pages to fetch: a pure function of the site's lists, the known pages and what the command line selects.

use std::collections::BTreeMap;

use model::schema::PageForm;

use super::known::{Known, Library};
use super::site::{Listed, PagePath};

/// Each run compares one of so many parts of the known pages, because a page may change without a new time: of 167 pages that
/// changed between two editions of the documentation, 12 did. 30 has no divisor in common with 7, so weekly runs take turns.
pub(super) const PARTS: u64 = 30;

/// The pages that a run is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Selection<'s> {
    /// All known pages: newer ones, and a part of the others to compare.
    Changed { part: u64 },
    /// Known pages by id or service: all of them, newer or to compare.
    Named(&'s [String]),
    /// The pages of a service that have no schema.
    New { service: &'s str },
}

/// A page to fetch.
#[derive(Debug)]
pub(super) struct Task<'p> {
    pub(super) path: PagePath,
    pub(super) known: Option<&'p Known>,
    /// The call that the page must describe; `None` if neither a list nor a schema tells it.
    pub(super) call: Option<&'p str>,
    pub(super) is_historic: bool,
    pub(super) why: Why,
}

/// Why a page is fetched.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// A list states an edition of this date, which is newer than the known one.
    Newer(String),
    /// A list states another address for the call.
    Moved,
    /// It is compared, because it may have changed without a new time.
    Compared,
    /// It has no schema.
    New,
}

/// Decides which pages to fetch.
pub(super) fn tasks<'p>(
    listed: &'p [Listed],
    library: &'p Library,
    selection: Selection<'_>,
) -> Vec<Task<'p>> {
    if let Selection::New { service } = selection {
        return new_pages(listed, library, service);
    }
    let by_path: BTreeMap<&PagePath, &Listed> = listed.iter().map(|entry| (&entry.path, entry)).collect();
    let calls = listed.iter().rev().filter_map(|entry| Some((entry.call.as_deref()?, entry)));
    let by_call: BTreeMap<&str, &Listed> = calls.collect();
    let entry_of = |page: &Known| {
        let at_path = page.path.as_ref().and_then(|path| by_path.get(path));
        at_path.or_else(|| by_call.get(page.call.as_deref()?)).copied()
    };
    let pages = library.pages.iter().zip(0..);
    pages
        .filter_map(|(page, number)| task(page, entry_of(page), is_compared(page, number, selection)?))
        .collect()
}

/// Returns true if the page is compared, and `None` if the run is not about it.
fn is_compared(page: &Known, number: u64, selection: Selection<'_>) -> Option<bool> {
    match selection {
        Selection::Changed { part } => Some(number % PARTS == part % PARTS),
        Selection::Named(names) => names.iter().any(|name| is_named(&page.id, name)).then_some(true),
        Selection::New { .. } => None,
    }
}

/// Returns true if the name is the id or the service in it.
pub(super) fn is_named(id: &str, name: &str) -> bool {
    id == name || id.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'))
}

fn task<'p>(page: &'p Known, entry: Option<&'p Listed>, is_compared: bool) -> Option<Task<'p>> {
    let newer = entry.and_then(date).filter(|date| *date > page.date);
    let is_moved =
        entry.is_some_and(|entry| page.form == PageForm::Portal && page.path.as_ref() != Some(&entry.path));
    let why = match newer {
        Some(date) => Why::Newer(date),
        None if is_moved => Why::Moved,
        None if is_compared => Why::Compared,
        None => return None,
    };
    Some(Task {
        path: entry.map(|entry| &entry.path).or(page.path.as_ref())?.clone(),
        known: Some(page),
        call: entry.and_then(|entry| entry.call.as_deref()).or(page.call.as_deref()),
        is_historic: entry.is_some_and(|entry| entry.is_historic),
        why,
    })
}

fn date(entry: &Listed) -> Option<String> {
    importer::edition(entry.updated.checked_mul(1000)?)
}

fn new_pages<'p>(listed: &'p [Listed], library: &Library, service: &str) -> Vec<Task<'p>> {
    let entries = listed.iter().filter(|entry| entry.project == service && !is_known(entry, library));
    let task = |entry: &'p Listed| Task {
        path: entry.path.clone(),
        known: None,
        call: entry.call.as_deref(),
        is_historic: entry.is_historic,
        why: Why::New,
    };
    entries.map(task).collect()
}

/// Returns true if there is a schema for the entry.
fn is_known(entry: &Listed, library: &Library) -> bool {
    let has_page = library.pages.iter().any(|page| page.path.as_ref() == Some(&entry.path));
    has_page || entry.call.as_ref().is_some_and(|call| library.calls.contains(call))
}

/// Returns the calls that have neither a schema nor an id, by service, of services with schemas of endpoints; without a list of
/// ids, none.
pub(super) fn unknown_calls<'p>(
    listed: &'p [Listed],
    library: &Library,
) -> BTreeMap<&'p str, Vec<&'p Listed>> {
    let endpoints: Vec<&Known> = library.pages.iter().filter(|page| page.call.is_some()).collect();
    let is_of_service = |entry: &Listed| endpoints.iter().any(|page| is_named(&page.id, &entry.project));
    let has_id = |entry: &Listed| entry.call.as_ref().is_none_or(|call| library.ids.contains_key(call));
    let mut unknown: BTreeMap<&str, Vec<&Listed>> = BTreeMap::new();
    for entry in listed.iter().filter(|_| !library.ids.is_empty()) {
        if !has_id(entry) && is_of_service(entry) && !is_known(entry, library) {
            unknown.entry(&entry.project).or_default().push(entry);
        }
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> PagePath {
        PagePath::parse(text).unwrap()
    }

    fn known(id: &str, page: &str, call: Option<&str>) -> Known {
        Known {
            id: id.to_owned(),
            path: PagePath::parse(page),
            call: call.map(str::to_owned),
            date: "2024-12-18".to_owned(),
            form: PageForm::Portal,
            sha256: String::new(),
        }
    }

    fn listed(page: &str, call: &str, updated: i64) -> Listed {
        let (call, project) = (Some(call.to_owned()), "depot".to_owned());
        Listed { path: path(page), call, project, updated, is_historic: false }
    }

    /// 2024-12-18 in Beijing, from `date -u -d @1734523935`: 12:12 UTC.
    const SAME: i64 = 1_734_523_935;
    const DAY: i64 = 86_400;

    fn reasons(listed: &[Listed], library: &Library, selection: Selection<'_>) -> Vec<(String, Why)> {
        let tasks = tasks(listed, library, selection).into_iter();
        tasks.map(|task| (task.path.file(), task.why)).collect()
    }

    #[test]
    fn runs_of_thirty_days_and_of_thirty_weeks_compare_every_page_once() {
        let pages: Vec<Known> =
            (0..74).map(|n| known(&format!("a/v1/b/{n}"), &format!("/a/{n}"), None)).collect();
        let library = Library { pages, ..Library::default() };
        for step in [1, 7] {
            let mut compared: Vec<String> = Vec::new();
            for run in 0..PARTS {
                let part = Selection::Changed { part: 20_000 + run * step };
                let tasks = tasks(&[], &library, part);
                assert!(tasks.len() == 2 || tasks.len() == 3, "{}", tasks.len());
                compared.extend(tasks.iter().map(|task| task.path.file()));
            }
            compared.sort();
            let mut all: Vec<String> = (0..74).map(|n| format!("a/{n}.md")).collect();
            all.sort();
            assert_eq!(compared, all);
        }
    }

    #[test]
    fn a_page_is_newer_by_its_date_in_beijing() {
        let library = Library { pages: vec![known("depot/v2/a/b", "/a/b", None)], ..Library::default() };
        let nothing_to_compare = Selection::Changed { part: 1 };
        for (updated, newer) in
            [(SAME - DAY, None), (SAME, None), (SAME + DAY, Some("2024-12-19")), (i64::MAX, None)]
        {
            let found = reasons(&[listed("/document/a/b/", "GET /x", updated)], &library, nothing_to_compare);
            let expected = newer.map(|date| ("a/b.md".to_owned(), Why::Newer(date.to_owned())));
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{updated}");
        }
    }

    #[test]
    fn a_page_of_the_other_form_is_found_by_its_call() {
        let page = Known { form: PageForm::Site, ..known("depot/v2/a/b", "/depot/b", Some("GET /x")) };
        let library = Library { pages: vec![page], ..Library::default() };
        let selection = Selection::Changed { part: 1 };
        assert_eq!(reasons(&[listed("/a/b", "GET /x", SAME)], &library, selection), []);
        let newer = reasons(&[listed("/a/b", "GET /x", SAME + DAY)], &library, selection);
        assert_eq!(newer, [("a/b.md".to_owned(), Why::Newer("2024-12-19".to_owned()))]);
    }

    #[test]
    fn a_page_must_describe_the_call_of_its_entry_or_else_of_its_schema() {
        let library =
            Library { pages: vec![known("depot/v2/a/b", "/a/b", Some("GET /old"))], ..Library::default() };
        let names = ["depot".to_owned()];
        let call = |listed: &[Listed]| {
            let tasks = tasks(listed, &library, Selection::Named(&names));
            tasks.first().and_then(|task| task.call).map(str::to_owned)
        };
        assert_eq!(call(&[listed("/a/b", "GET /new", SAME)]).as_deref(), Some("GET /new"));
        assert_eq!(call(&[]).as_deref(), Some("GET /old"));
    }

    #[test]
    fn a_page_of_another_site_is_not_asked_for() {
        let page = Known { path: None, ..known("depot/v2/a/b", "/a/b", None) };
        let library = Library { pages: vec![page], ..Library::default() };
        assert_eq!(
            reasons(&[listed("/a/b", "GET /x", SAME + DAY)], &library, Selection::Changed { part: 0 }),
            []
        );
    }
}
