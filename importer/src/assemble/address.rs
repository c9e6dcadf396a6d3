//! The address of an endpoint: method, hosts and path, and the id that follows from them.

use indexmap::IndexMap;
use model::diag::{Code, quoted};
use model::schema::{Http, Method, Scopes, Segment};

use crate::finding::Finding;
use crate::outline::Kind;
use crate::page::{Block, Item, Page};
use crate::report::Report;

/// Reads the rows of URL and method, each with its line. Any doubt is an error, because a request to another address is another
/// call.
pub(super) fn read(
    url: Option<(u32, String)>,
    method: Option<(u32, String)>,
    report: &mut Report,
) -> Option<Http> {
    let Some((method_line, method)) = method else {
        let line = url.map_or(1, |(line, _)| line);
        report.push(Finding::error(Code::BadMethod, line, "the page has no HTTP method"));
        return None;
    };
    let Some(parsed) = method_of(&method) else {
        let message = format!("{} is not an HTTP method that the platform uses", quoted(&method));
        report.push(Finding::error(Code::BadMethod, method_line, message));
        return None;
    };
    let Some((line, text)) = url else {
        report.push(Finding::error(Code::BadUrl, method_line, "the page has no URL"));
        return None;
    };
    let (hosts, path) = hosts_and_path(&text, line, report)?;
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    if query.is_some() {
        report.push(Finding::note(
            Code::UrlWithQuery,
            line,
            "the query in this URL was left out; the table of query parameters describes it",
        ));
    }
    let path = path_of(path, line, report)?;
    Some(Http { method: parsed, hosts, path: path.into() })
}

fn method_of(text: &str) -> Option<Method> {
    Method::ALL.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(text.trim()))
}

/// Reads the hosts of one path. Other content of the cell is reported.
fn hosts_and_path<'t>(text: &'t str, line: u32, report: &mut Report) -> Option<(Vec<String>, &'t str)> {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '或' | '、' | '，' | '；' | ';');
    let mut parts = text.split(is_mark).filter(|part| !part.is_empty());
    let Some((host, path)) = parts.next().and_then(split_url) else {
        let message = format!("{} is not a URL of an endpoint", quoted(text));
        report.push(Finding::error(Code::BadUrl, line, message));
        return None;
    };
    let mut hosts = vec![host.to_owned()];
    for part in parts {
        match split_url(part) {
            Some((host, again)) if again == path => {
                if !hosts.iter().any(|known| known == host) {
                    hosts.push(host.to_owned());
                }
            }
            Some((_, other)) => {
                let message = format!("this cell has a second path, {}; the first was used", quoted(other));
                report.push(Finding::warning(Code::SeveralUrls, line, message));
            }
            None => {
                let message = format!("{} after the URL was left out", quoted(part));
                report.push(Finding::warning(Code::SeveralUrls, line, message));
            }
        }
    }
    Some((hosts, path))
}

/// Splits a URL into host and path. The scheme may be missing.
fn split_url(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let at = rest.find('/')?;
    let (host, path) = rest.split_at(at);
    let is_host =
        host.contains('.') && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    is_host.then_some((host, path))
}

/// Normalises a path: parameters as `:name`, no empty segments but for a slash at the end, which the platform may ask for: 3 places of
/// 2 pages write the path of one call so, and none without it.
fn path_of(path: &str, line: u32, report: &mut Report) -> Option<String> {
    let mut read = String::new();
    for part in path.split('/').map(|part| part.trim_matches(is_unseen)).filter(|part| !part.is_empty()) {
        let Some(part) = segment(part) else {
            let message = format!(
                "the segment {} of the path {} cannot be sent as it stands",
                quoted(part),
                quoted(path)
            );
            let help = "a segment is a word of ASCII letters, digits, `-`, `_`, `.` and `~`, or one parameter; check the URL on the page";
            report.push(Finding::error(Code::BadUrl, line, message).help(help));
            return None;
        };
        read.push('/');
        read.push_str(&part);
    }
    if read.is_empty() {
        report.push(Finding::error(Code::BadUrl, line, "the URL has no path"));
        return None;
    }
    if path.ends_with('/') {
        read.push('/');
    }
    if read != path {
        let message = format!("the path {} was read as {}", quoted(path), quoted(&read));
        report.push(Finding::warning(Code::OddPath, line, message));
    }
    Some(read)
}

/// Reads a segment: a word, or a single parameter. A parameter marker inside a segment would change the path if it were dropped,
/// and a dot segment may lead to another endpoint, so both are refused.
fn segment(text: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    let in_braces = text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
    let parameter = text.strip_prefix(':').or(in_braces);
    let name = parameter.unwrap_or(text);
    if name.is_empty() || !name.chars().all(is_plain) || matches!(name, "." | "..") {
        return None;
    }
    Some(if parameter.is_some() { format!(":{name}") } else { name.to_owned() })
}

/// Returns true for invisible characters, which authors copy along with a path.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// An id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Id {
    pub(super) id: String,
    /// True if it was derived from the address, so that the SDKs may use another name.
    pub(super) provisional: bool,
}

/// Returns the id of an endpoint: the listed one, that of its try-it link, or one derived from its URL.
pub(super) fn endpoint_id(page: &Page, http: &Http, ids: &IndexMap<String, String>) -> Option<Id> {
    let listed = ids.get(&http.call()).cloned();
    let linked = || {
        let link = page.try_it.as_ref()?;
        join([&link.project, &link.version, &link.resource, &link.method].map(String::as_str))
    };
    match listed.or_else(linked) {
        Some(id) => Some(Id { id, provisional: false }),
        None => derived(http).map(|id| Id { id, provisional: true }),
    }
}

/// Returns the listed id of an event, by its type, or of a callback, by the last part of its address.
pub(super) fn listed_event(
    page: &Page,
    kind: Kind,
    wire: Option<&str>,
    ids: &IndexMap<String, String>,
) -> Option<Id> {
    let last = page.url.rsplit('/').next().filter(|_| kind == Kind::Callback);
    let keys = wire.map(|wire| format!("EVENT {wire}")).into_iter();
    let mut keys = keys.chain(last.map(|last| format!("CALLBACK {last}")));
    let id = keys.find_map(|key| ids.get(&key).cloned())?;
    Some(Id { id, provisional: false })
}

/// Returns the id of an event. Types without dots lack the project: it is that of the SDK's package in the page's sample code,
/// else that of the address, of a scope, or of the first page that the text links to.
pub(super) fn event_id(
    page: &Page,
    (project, version, name): (Option<&str>, &str, &str),
    scopes: Option<&Scopes>,
) -> Option<Id> {
    let known = project.map(str::to_owned).or_else(|| sample_project(page));
    let provisional = known.is_none();
    let of_address = || page.url.split('/').find_map(versioned).map(|(project, _)| project.to_owned());
    let of_scope = || {
        let scope = scopes?.any_of.keys().chain(scopes?.all_of.keys()).next()?;
        Some(scope.split(':').next()?.to_owned())
    };
    let project = known.or_else(of_address).or_else(of_scope).or_else(|| linked_project(page))?;
    let id = join([&project, version, "event", name])?;
    Some(Id { id, provisional })
}

/// Returns the project of the first page of an API that the text links to.
fn linked_project(page: &Page) -> Option<String> {
    let blocks = page.sections.iter().flat_map(|section| &section.blocks);
    let texts = blocks.filter_map(|block| match block {
        Block::Text(_, text) | Block::Item(Item { text, .. }) => Some(text.as_str()),
        Block::Code(_) | Block::Table(_) => None,
    });
    let targets = texts.flat_map(|text| text.split("](").skip(1)).filter_map(|rest| rest.split(')').next());
    targets.flat_map(|target| target.split('/')).find_map(versioned).map(|(project, _)| project.to_owned())
}

/// Returns the project of the Go SDK's package that the page's sample code imports.
fn sample_project(page: &Page) -> Option<String> {
    const PACKAGE: &str = "/oapi-sdk-go/v3/service/";
    let texts = page.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Text(_, text) | Block::Item(Item { text, .. }) => Some(text.as_str()),
        Block::Code(code) => Some(code.text.as_str()),
        Block::Table(_) => None,
    });
    texts.filter_map(|text| text.split_once(PACKAGE)).find_map(|(_, rest)| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        rest.get(..end).filter(|project| !project.is_empty()).map(str::to_owned)
    })
}

/// Derives the id of a concept page from its address: `.../approval-v4/task/introduction`.
pub(super) fn concept_id(page: &Page) -> Option<Id> {
    let segments: Vec<&str> = page.url.split(['/', '?', '#']).filter(|segment| !segment.is_empty()).collect();
    let at = segments.iter().position(|segment| versioned(segment).is_some())?;
    let (project, version) = versioned(segments.get(at)?)?;
    let rest = segments.get(at + 1..)?;
    let id = match rest {
        [] => return None,
        [page] => join([project, version, "overview", page]),
        [resource @ .., page] => join([project, version, &resource.join("_"), page]),
    };
    id.map(|id| Id { id, provisional: true })
}

/// `approval-v4`
fn versioned(segment: &str) -> Option<(&str, &str)> {
    let (project, version) = segment.rsplit_once('-')?;
    is_version(version).then_some((project, version))
}

fn is_version(text: &str) -> bool {
    text.strip_prefix('v')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Derives an id from method and path: the segment before the version is the project, the last one the method.
fn derived(http: &Http) -> Option<String> {
    let word = |segment| match segment {
        Segment::Literal(text) => Some(text).filter(|text| !text.is_empty()),
        Segment::Parameter(_) => None,
    };
    let mut segments: Vec<&str> = http.path.segments().filter_map(word).collect();
    let last = http.path.segments().rfind(|segment| !segment.text().is_empty());
    let ends_in_parameter = matches!(last, Some(Segment::Parameter(_)));
    segments.retain(|segment| !matches!(*segment, "open-apis" | "openapi"));
    let version = segments.iter().position(|segment| is_version(segment)).map(|at| segments.remove(at));
    let verb = http.method.as_str().to_lowercase();
    let project = if segments.is_empty() { return None } else { segments.remove(0) };
    let method = if segments.len() > 1 && !ends_in_parameter { segments.pop() } else { None };
    let resource = if segments.is_empty() { project.to_owned() } else { segments.join("_") };
    join([project, version.unwrap_or("v0"), &resource, method.unwrap_or(&verb)])
}

/// Joins four names to an id that is safe as a file path and as module names: other characters become `_`.
fn join(names: [&str; 4]) -> Option<String> {
    let clean = |name: &str| -> String {
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
    };
    let names = names.map(clean);
    let is_long = |name: &String| name.is_empty() || name.len() > 100;
    if names.iter().any(is_long) { None } else { Some(names.join("/")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_url(url: &str) -> (Option<Http>, Vec<&'static str>) {
        let mut report = Report::default();
        let http = read(Some((1, url.into())), Some((2, "get".into())), &mut report);
        (http, report.findings().iter().map(|finding| finding.code.name()).collect())
    }

    #[test]
    fn reads_urls_as_pages_write_them() {
        for (url, expected, codes) in [
            ("https://open.feishu.cn/open-apis/a/v1/:b_id", "/open-apis/a/v1/:b_id", &[][..]),
            ("https://open.feishu.cn/open-apis/a/v1/b/", "/open-apis/a/v1/b/", &[]),
            (
                "https://open.feishu.cn/open-apis/a/{b_id}/?c=d",
                "/open-apis/a/:b_id/",
                &["url-with-query", "odd-path"],
            ),
            ("https://open.feishu.cn/open-apis/a//", "/open-apis/a/", &["odd-path"]),
            ("https://open.feishu.cn/a//b\u{200b}", "/a/b", &["odd-path"]),
            ("open.feishu.cn/a b", "/a", &["several-urls"]),
        ] {
            let (http, found) = read_url(url);
            assert_eq!(
                (http.as_ref().map(|http| http.path.as_str()), &*found),
                (Some(expected), codes),
                "{url}"
            );
        }
    }

    #[test]
    fn a_path_is_never_bent_into_another() {
        for path in [
            "/things:batchGet", "/:thing_id/x-:id", "/{thing_id}/x-{id}", "/{a}{b}", "/:a:b", "/a/:/b",
            "/{a}.json", "/{}/a", "/a%20b", "/a/<id>", "/a/$id", "/a/../b", "/a/:..", "/名称", "/",
        ] {
            let (http, found) = read_url(&format!("https://open.feishu.cn{path}"));
            assert_eq!((http, found), (None, vec!["bad-url"]), "{path}");
        }
        assert_eq!(read_url("none"), (None, vec!["bad-url"]));
    }

    #[test]
    fn one_path_may_have_several_hosts() {
        for url in [
            "https://open.feishu.cn/a/:b\nhttps://www.feishu.cn/a/:b",
            "https://open.feishu.cn/a/:b 或 https://www.feishu.cn/a/:b",
            "https://open.feishu.cn/a/:b或https://www.feishu.cn/a/:b或https://open.feishu.cn/a/:b",
        ] {
            let (http, found) = read_url(url);
            assert_eq!(
                http.map(|http| http.hosts.join(" ")).as_deref(),
                Some("open.feishu.cn www.feishu.cn")
            );
            assert!(found.is_empty(), "{url}: {found:?}");
        }
        let (http, found) = read_url("https://open.feishu.cn/a https://www.feishu.cn/b");
        assert_eq!(
            http.map(|http| (http.hosts, http.path.to_string())),
            Some((vec!["open.feishu.cn".into()], "/a".into()))
        );
        assert_eq!(found, ["several-urls"]);
    }

    #[test]
    fn a_page_without_a_method_is_an_error() {
        let mut report = Report::default();
        assert_eq!(read(Some((3, "https://open.feishu.cn/a".into())), None, &mut report), None);
        assert_eq!((report.findings()[0].code.name(), report.findings()[0].line), ("bad-method", 3));
    }

    fn http(method: Method, path: &str) -> Http {
        Http { method, hosts: Vec::new(), path: path.into() }
    }

    #[test]
    fn derives_ids_from_urls() {
        for (method, path, expected) in [
            (Method::Post, "/open-apis/approval/v4/tasks/resubmit", "approval/v4/tasks/resubmit"),
            (Method::Get, "/open-apis/helpdesk/v1/categories", "helpdesk/v1/categories/get"),
            (Method::Get, "/open-apis/a/v1/bs/:b_id", "a/v1/bs/get"),
            (Method::Post, "/approval/openapi/v2/approval/create", "approval/v2/approval/create"),
            (Method::Get, "/open-apis/authen/user_info", "authen/v0/user_info/get"),
            (Method::Get, "/suite", "suite/v0/suite/get"),
        ] {
            assert_eq!(derived(&http(method, path)).as_deref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn names_cannot_leave_the_folder() {
        assert_eq!(join(["..", "v1", "a/b", "c.d"]).as_deref(), Some("__/v1/a_b/c_d"));
        assert_eq!(join(["a", "", "b", "c"]), None);
    }
}
