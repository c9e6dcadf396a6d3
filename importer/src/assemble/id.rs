//! The id of an endpoint or a concept page: `project/version/resource/method`.

use indexmap::IndexMap;
use model::schema::{Http, Method};

use crate::page::Page;

/// An id, and how sure it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Id {
    pub(super) id: String,
    /// It was derived from the address: the SDKs may call the endpoint otherwise.
    pub(super) provisional: bool,
}

/// The endpoint's id: as listed, as its try-it link names it, or derived from its URL.
pub(super) fn endpoint_id(page: &Page, http: &Http, ids: &IndexMap<String, String>) -> Option<Id> {
    let call = format!("{} {}", method_name(http.method), http.path);
    let listed = ids.get(&call).cloned();
    let linked = || {
        let link = page.try_it.as_ref()?;
        join([&link.project, &link.version, &link.resource, &link.method].map(String::as_str))
    };
    match listed.or_else(linked) {
        Some(id) => Some(Id { id, provisional: false }),
        None => derived(http).map(|id| Id { id, provisional: true }),
    }
}

/// A concept page's id, from its address: `.../approval-v4/task/introduction`.
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

/// An id from method and path: what stands before the version is the project, the last word the method.
fn derived(http: &Http) -> Option<String> {
    let words = |segment: &&str| !segment.is_empty() && !segment.starts_with(':');
    let mut segments: Vec<&str> = http.path.split('/').filter(words).collect();
    let ends_in_parameter = http.path.rsplit('/').next().is_some_and(|last| last.starts_with(':'));
    segments.retain(|segment| !matches!(*segment, "open-apis" | "openapi"));
    let version = segments.iter().position(|segment| is_version(segment)).map(|at| segments.remove(at));
    let verb = method_name(http.method).to_lowercase();
    let project = if segments.is_empty() { return None } else { segments.remove(0) };
    let method = if segments.len() > 1 && !ends_in_parameter { segments.pop() } else { None };
    let resource = if segments.is_empty() { project.to_owned() } else { segments.join("_") };
    join([project, version.unwrap_or("v0"), &resource, method.unwrap_or(&verb)])
}

/// The four names as an id that is safe as a path and as a module's: other characters become `_`.
fn join(names: [&str; 4]) -> Option<String> {
    let clean = |name: &str| -> String {
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
    };
    let names = names.map(clean);
    let is_long = |name: &String| name.is_empty() || name.len() > 100;
    if names.iter().any(is_long) { None } else { Some(names.join("/")) }
}

/// The method as it stands in a request.
pub(super) fn method_name(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http(method: Method, path: &str) -> Http {
        Http { method, hosts: Vec::new(), path: path.to_owned() }
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
