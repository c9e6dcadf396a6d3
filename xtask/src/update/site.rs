//! The documentation site: its addresses, its responses, and the limits it is asked within. All knowledge of the site stands
//! in this file, so that a change of the site is mended here.
//!
//! The site needs no login and answers GET. Two lists name the pages of all endpoints and of all events, with the time of each
//! page's edition; a third address gives a page by its path. Pages of shared types and of some callbacks stand in no list.

use std::time::Duration;

use model::diag::quoted;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The site's address.
pub(crate) const SITE: &str = "https://open.feishu.cn";

/// Tells the site's operators who asks.
pub(super) const USER_AGENT: &str =
    concat!("feishu-openapi-xtask/", env!("CARGO_PKG_VERSION"), " (updates the schemas of an SDK)");

/// The lists of pages, and the member of `data` that holds each.
pub(super) const LISTS: [(&str, &str); 2] =
    [("/api/tools/server-side-api/list", "apis"), ("/api/tools/server-side-event/list", "events")];

/// The limits of requests to the site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Requests at the same time.
    pub(super) at_once: usize,
    /// Attempts of one request.
    pub(super) attempts: u32,
    /// The time that one attempt may take, its body included.
    pub(super) deadline: Duration,
    /// The longest wait before another attempt; a server that asks for a longer one is not asked again.
    pub(super) longest_wait: Duration,
    /// Bytes of a body.
    pub(super) largest: u64,
}

/// The site refuses more than about 8 requests at once. The list of endpoints has about 1 MB, the largest page 1.7 MB.
pub(super) const LIMITS: Limits = Limits {
    at_once: 4,
    attempts: 4,
    deadline: Duration::from_secs(30),
    longest_wait: Duration::from_secs(60),
    largest: 16 << 20,
};

/// The path of a page, as its front matter states it: `/uAjLw4CM/../instance/get`. It is safe as a path of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PagePath(String);

impl PagePath {
    /// Reads a path. The lists write `/document` in front of it, and some end it with a slash.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
        if parts.first() == Some(&"document") {
            parts.remove(0);
        }
        // All 1,033 saved pages have such a path.
        let is_plain = |part: &str| {
            part.len() <= 128 && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        };
        let is_path = !parts.is_empty() && parts.len() <= 16 && parts.iter().all(|part| is_plain(part));
        is_path.then(|| Self(format!("/{}", parts.join("/"))))
    }

    /// Reads the address of a page, as `lock.json` states it.
    pub(super) fn of_address(address: &str) -> Option<Self> {
        Self::parse(address.strip_prefix(SITE)?.strip_prefix("/document/")?)
    }

    /// The address of the page for people.
    pub(super) fn address(&self) -> String {
        format!("{SITE}/document{}", self.0)
    }

    /// The path below a folder of pages.
    pub(super) fn file(&self) -> String {
        format!("{}.md", self.0.trim_start_matches('/'))
    }

    /// The target of the request for the page.
    pub(super) fn target(&self) -> String {
        format!("/document_portal/v1/document/get_detail?fullPath={}", self.0.replace('/', "%2F"))
    }
}

/// An entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) path: PagePath,
    /// `METHOD path`; `None` for an event.
    pub(super) call: Option<String>,
    /// The service, such as `approval`.
    pub(super) project: String,
    /// The time of the edition, in seconds. It is the page's own, which counts milliseconds.
    pub(super) updated: i64,
    /// True for a page that the site keeps as history.
    pub(super) is_historic: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    full_path: String,
    url: Option<String>,
    update_time: i64,
    #[serde(default)]
    meta: Meta,
    tags: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Meta {
    project: String,
}

/// Reads a list. An entry without a path that could be a page's is left out.
pub(super) fn list(body: &[u8], member: &str) -> Result<Vec<Listed>, String> {
    let mut data: Value = data(body)?;
    let entries: Vec<Entry> = shaped(data.get_mut(member).map(Value::take).unwrap_or_default())?;
    if entries.is_empty() {
        return Err("the list is empty".to_owned());
    }
    let listed = entries.into_iter().filter_map(|entry| {
        Some(Listed {
            path: PagePath::parse(&entry.full_path)?,
            call: entry
                .url
                .and_then(|url| Some(url.split_once(':')?).map(|(method, path)| format!("{method} {path}"))),
            project: entry.meta.project,
            updated: entry.update_time,
            is_historic: entry.tags.is_some_and(|tags| tags.iter().any(|tag| tag == "history")),
        })
    });
    Ok(listed.collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    title: String,
    full_path: String,
    update_time: Time,
    content: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Time {
    Number(i64),
    Text(String),
}

/// Reads a page, and returns it as a file in the form that `import` reads.
pub(super) fn page(body: &[u8], asked: &PagePath) -> Result<String, String> {
    let Detail { title, full_path, update_time, content } = data(body)?;
    if PagePath::parse(&full_path).as_ref() != Some(asked) {
        return Err(format!("the response is another page, {}", quoted(&full_path)));
    }
    if content.trim().is_empty() {
        return Err("the page is empty".to_owned());
    }
    let time = match update_time {
        Time::Number(time) => time,
        Time::Text(text) => text.parse().map_err(|_| format!("{} is no time", quoted(&text)))?,
    };
    let title = Value::from(title);
    Ok(format!("---\ntitle: {title}\nfullPath: \"{}\"\nupdateTime: \"{time}\"\n---\n\n{content}", asked.0))
}

/// The `data` of a response that reports success.
fn data<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    if body.trim_ascii().is_empty() {
        return Err("the response is empty".to_owned());
    }
    let mut envelope: Value = serde_json::from_slice(body).map_err(|_| match body.trim_ascii_start() {
        [b'<', ..] => "the response is HTML, not JSON".to_owned(),
        _ => "the response is not JSON".to_owned(),
    })?;
    match envelope.get("code").and_then(Value::as_i64) {
        Some(0) => shaped(envelope.get_mut("data").map(Value::take).unwrap_or_default()),
        Some(code) => {
            let text = envelope.get("msg").and_then(Value::as_str).unwrap_or_default();
            Err(format!("the site reports error {code}: {}", quoted(text)))
        }
        None => Err("the response has no `code`".to_owned()),
    }
}

fn shaped<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    let odd =
        |fault: serde_json::Error| format!("the response has another shape: {}", quoted(&fault.to_string()));
    serde_json::from_value(value).map_err(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_lists_pages_and_addresses_are_one() {
        let path = PagePath::parse("/uAj/reference/approval-v4/instance/get").unwrap();
        for text in [
            "/document/uAj/reference/approval-v4/instance/get",
            "/document//uAj/reference/approval-v4/instance/get/",
            "uAj/reference/approval-v4/instance/get",
        ] {
            assert_eq!(PagePath::parse(text).as_ref(), Some(&path), "{text}");
        }
        assert_eq!(PagePath::of_address(&path.address()).as_ref(), Some(&path));
        assert_eq!(PagePath::of_address("https://open.larksuite.com/document/a/b"), None);
        assert_eq!(path.file(), "uAj/reference/approval-v4/instance/get.md");
        let target = "/document_portal/v1/document/get_detail?fullPath=%2FuAj%2Freference%2Fapproval-v4%2Finstance%2Fget";
        assert_eq!(path.target(), target);
    }

    #[test]
    fn no_path_leads_out_of_the_folder_of_pages() {
        let long = format!("/{}", "a".repeat(129));
        let deep = "/a".repeat(17);
        for text in [
            "", "/", "/document/", "/a/../b", "/./a", "/.git/config", "/a\\b", "/a b", "/a?b", "/a%2fb",
            "/a:b", "/\u{202e}", &long, &deep,
        ] {
            assert_eq!(PagePath::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_page_is_saved_in_the_form_of_saved_pages() {
        let path = PagePath::parse("/a/b").unwrap();
        let body = r##"{"code":0,"data":{"title":"A \"b\"\n","fullPath":"/a/b","updateTime":"1734523935000","content":"# A\n"}}"##;
        let expected =
            "---\ntitle: \"A \\\"b\\\"\\n\"\nfullPath: \"/a/b\"\nupdateTime: \"1734523935000\"\n---\n\n# A\n";
        assert_eq!(page(body.as_bytes(), &path).as_deref(), Ok(expected));
    }
}
