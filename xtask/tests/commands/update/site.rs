//! The documentation site, played by a server on this machine.

use serde_json::{Value, json};
use test_server::{Answer, Recorded, Server};

use crate::checkout::{Checkout, Ended};

const ENDPOINT: &str = include_str!("../../../../importer/tests/fixtures/portal/endpoint.md");
const OLD: &str = include_str!("../../../../importer/tests/fixtures/portal/old.md");
const EVENT: &str = include_str!("../../../../importer/tests/fixtures/portal/event.md");
const CONCEPT: &str = include_str!("../../../../importer/tests/fixtures/portal/concept.md");

pub(super) const LISTS: [&str; 2] =
    ["GET /api/tools/server-side-api/list", "GET /api/tools/server-side-event/list"];

/// A page of the site.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) path: String,
    /// The time of its edition, in milliseconds.
    pub(super) time: i64,
    pub(super) content: String,
    /// `METHOD:path` in the list of endpoints; a page without it is in the list of events.
    pub(super) call: Option<&'static str>,
}

impl Page {
    pub(super) fn of(fixture: &str, call: Option<&'static str>) -> Self {
        let (front, content) = fixture.split_once("\n---\n").unwrap();
        let value = |key: &str| {
            let line = front.lines().find_map(|line| line.strip_prefix(key)).unwrap();
            serde_json::from_str::<String>(line).unwrap()
        };
        Self {
            title: value("title: "),
            path: value("fullPath: "),
            time: value("updateTime: ").parse().unwrap(),
            content: content.trim_start().to_owned(),
            call,
        }
    }

    /// The page as a file, in the form of all saved pages.
    pub(super) fn saved(&self) -> String {
        let Self { title, path, time, content, .. } = self;
        format!("---\ntitle: {title:?}\nfullPath: \"{path}\"\nupdateTime: \"{time}\"\n---\n\n{content}")
    }

    pub(super) fn detail(&self) -> Value {
        let Self { title, path, time, content, .. } = self;
        json!({"code": 0, "data": {"title": title, "fullPath": path, "updateTime": time, "content": content}})
    }

    pub(super) fn entry(&self) -> Value {
        let url = self.call.unwrap_or_default();
        let path = format!("/document{}", self.path);
        let meta = json!({"Project": "depot", "Version": "v2", "Resource": "parcel", "Name": "x", "Type": 1});
        json!({"name": self.title, "fullPath": path, "url": url, "updateTime": self.time / 1000, "meta": meta, "tags": []})
    }

    /// The request for the page.
    pub(super) fn request(&self) -> String {
        let path = self.path.replace('/', "%2F");
        format!("GET /document_portal/v1/document/get_detail?fullPath={path}")
    }

    /// A newer edition: more stops are allowed, and two days have passed.
    pub(super) fn edited(mut self) -> Self {
        let other = self.content.replace("**示例值**：7", "**示例值**：8");
        assert_ne!(self.content, other);
        self.content = other;
        self.time += 2 * 86_400_000;
        self
    }
}

pub(super) fn endpoint() -> Page {
    Page::of(ENDPOINT, Some("PUT:/open-apis/depot/v2/parcels/:parcel_id/stops/:stop_id"))
}

pub(super) fn old() -> Page {
    Page::of(OLD, Some("POST:/depot/openapi/v1/shelves/find"))
}

pub(super) fn event() -> Page {
    Page::of(EVENT, None)
}

/// A page that stands in no list.
pub(super) fn concept() -> Page {
    Page::of(CONCEPT, None)
}

/// Pages of an endpoint and of an event; the concept page is known and in no list.
pub(super) fn pages() -> Vec<Page> {
    vec![endpoint(), old(), event()]
}

/// A checkout whose schemas were imported from these pages.
pub(super) fn desk(pages: &[Page]) -> Checkout {
    let desk = Checkout::empty();
    for (number, page) in pages.iter().enumerate() {
        desk.write(&format!("pages/{number}.md"), page.saved());
    }
    let ended = desk.import(&["--report", "json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    desk
}

/// The answers of the site with these pages.
pub(super) fn answer(pages: &[Page], target: &str) -> Answer {
    let list = |is_call: bool| {
        let entries: Vec<Value> =
            pages.iter().filter(|page| page.call.is_some() == is_call).map(Page::entry).collect();
        json!({"code": 0, "data": {"apis": entries, "events": entries}})
    };
    let body = match target {
        "/api/tools/server-side-api/list" => list(true),
        "/api/tools/server-side-event/list" => list(false),
        _ => {
            let page = pages.iter().find(|page| page.request().ends_with(target));
            page.map_or_else(|| json!({"code": 404, "msg": "no such page"}), Page::detail)
        }
    };
    Answer::bare(200, body.to_string())
}

pub(super) fn serve(pages: Vec<Page>) -> Server {
    Server::choosing(move |request| answer(&pages, &request.target))
}

/// A site that answers one request, such as `GET /list`, otherwise.
pub(super) fn site_but(
    pages: Vec<Page>,
    request: &str,
    mut special: impl FnMut() -> Answer + Send + 'static,
) -> Server {
    let request = request.to_owned();
    Server::choosing(
        move |asked| {
            if request == line(asked) { special() } else { answer(&pages, &asked.target) }
        },
    )
}

/// A site where one page is answered otherwise.
pub(super) fn site_with(page: &Page, special: impl FnMut() -> Answer + Send + 'static) -> Server {
    site_but(pages_with(page), &page.request(), special)
}

pub(super) fn line(request: &Recorded) -> String {
    format!("{} {}", request.method, request.target)
}

/// All pages, with this edition of one of them.
pub(super) fn pages_with(page: &Page) -> Vec<Page> {
    pages().into_iter().map(|other| if other.path == page.path { page.clone() } else { other }).collect()
}

pub(super) fn update(desk: &Checkout, site: &Server, options: &[&str]) -> Ended {
    let url = site.base_url();
    desk.xtask(&[&["update", "--site", &url, "--schemas", "schemas", "--pages", "docs"], options].concat())
}

/// Method and target of every request, sorted: pages are fetched side by side.
pub(super) fn requests(site: &Server) -> Vec<String> {
    let mut lines: Vec<String> = site.requests().iter().map(line).collect();
    lines.sort();
    lines
}

/// What a run with these pages must ask for.
pub(super) fn lists_and(pages: &[&Page]) -> Vec<String> {
    let mut lines: Vec<String> =
        LISTS.iter().map(ToString::to_string).chain(pages.iter().map(|page| page.request())).collect();
    lines.sort();
    lines
}
