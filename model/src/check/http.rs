//! Checks the HTTP side of an endpoint: method, hosts, path and headers.

use serde_json::Value;

use super::page::Page;
use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted, similar};
use crate::pointer::{element, join};
use crate::schema::{Endpoint, Field, Method, is_form, is_header_name, is_sent_header};

pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    hosts(page, &endpoint.http.hosts, out);
    path(page, endpoint.http.path.as_str(), out);
    parameters(page, endpoint, out);
    if endpoint.http.method == Method::Get && endpoint.request.body.is_some() {
        out.push(
            Diagnostic::note(Code::BodyWithGet, "this GET request has a body", page.key("/request/body"))
                .related(page.value("/http/method"), "the method")
                .help("proxies may drop it; it is sent as the page says"),
        );
    }
}

fn hosts(page: &Page<'_>, hosts: &[String], out: &mut Report) {
    if hosts.is_empty() {
        let message = "no host is given";
        out.error(Code::BadHost, page.value("/http/hosts"), message, "add `open.feishu.cn`");
    }
    for (index, host) in hosts.iter().enumerate() {
        if !is_host_name(host) {
            let message = format!("{} is not a host name", quoted(host));
            let help = "write the name alone, without scheme, port, user or path: `open.feishu.cn`";
            out.error(Code::BadHost, page.value(&element("/http/hosts", index)), message, help);
        } else if !is_official(host) {
            let message =
                format!("{} is not a host of the platform, but would receive the app's token", quoted(host));
            let help = "name a host under feishu.cn or larksuite.com; correct it in the overlay";
            out.error(Code::ForeignHost, page.value(&element("/http/hosts", index)), message, help);
        }
    }
    if hosts.len() > 1 {
        out.push(
            Diagnostic::warning(
                Code::FurtherHost,
                "only the first host is used",
                page.value("/http/hosts/1"),
            )
            .related(page.value("/http/hosts/0"), "the host that is used")
            .help("put the host that serves the endpoint first, and remove the others in the overlay"),
        );
    }
}

/// Domains whose hosts are the platform's own, as the client trusts them.
const OFFICIAL_DOMAINS: [&str; 2] = ["feishu.cn", "larksuite.com"];

fn is_official(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    OFFICIAL_DOMAINS
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Returns true for labels of ASCII letters, digits and inner hyphens; at least two, which excludes bare words.
pub(super) fn is_host_name(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.contains('.') && host.split('.').all(is_label)
}

fn path(page: &Page<'_>, path: &str, out: &mut Report) {
    let at = page.value("/http/path");
    let mut bad = |message: String, help: &str| out.error(Code::BadPath, at, message, help);
    let Some(rest) = path.strip_prefix('/') else {
        bad("the path does not start with `/`".to_owned(), "write it from the host on: `/open-apis/...`");
        return;
    };
    // A slash at the end belongs to the path.
    for segment in rest.strip_suffix('/').unwrap_or(rest).split('/') {
        let name = segment.strip_prefix(':').unwrap_or(segment);
        if name.is_empty() || name == "." || name == ".." {
            bad(
                format!("{} is not a valid path segment", quoted(segment)),
                "remove empty segments and dot segments",
            );
        } else if let Some(character) = name.chars().find(|c| !is_path_character(*c)) {
            bad(
                format!("the path contains {}, which is not allowed", quoted(&character.to_string())),
                "a parameter is a whole segment `:name`; leave out the query and the fragment",
            );
        }
    }
}

/// The characters of real paths, without those that have a meaning in URLs.
fn is_path_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~')
}

fn parameters(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    let names: Vec<&str> = endpoint.http.path.parameters().collect();
    let fields = &endpoint.request.path;
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|earlier| earlier == name) {
            let message = format!("path parameter {} occurs twice", quoted(name));
            out.push(Diagnostic::warning(Code::PathParameterTwice, message, page.value("/http/path")).help(
                "both places get the same value; if they are two parameters, correct the path in the overlay",
            ));
        } else if !fields.contains_key(*name) {
            let message = format!("path parameter {} has no field in `request.path`", quoted(name));
            let finding = Diagnostic::error(Code::PathParameter, message, page.value("/http/path"));
            out.push(match similar(name, fields.keys().map(String::as_str)) {
                Some(near) => finding.help(format!("did you mean the field {}?", quoted(near))),
                None => finding.help(format!("add the field {} to `request.path`", quoted(name))),
            });
        }
    }
    for (name, field) in fields {
        let pointer = join("/request/path", name);
        if !names.contains(&name.as_str()) {
            let message = format!("field {} is not a parameter of the path", quoted(name));
            out.push(
                Diagnostic::error(Code::PathParameter, message, page.key(&pointer))
                    .related(page.value("/http/path"), "the path")
                    .help(format!("write `:{name}` into the path, or move the field to the query")),
            );
        }
        if !field.required {
            let place = page.key(&pointer);
            let help = "correct `required` in the overlay";
            out.note(Code::OptionalPathParameter, place, "path parameters are always required", help);
        }
    }
}

/// Reports documented headers that cannot be sent, and bodies of a different type than documented.
pub(super) fn check_headers(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    for (name, header) in &endpoint.headers {
        let at = join("/headers", name);
        if name.eq_ignore_ascii_case("Content-Type") {
            out.extend(content_type(page, endpoint, header, &at));
        } else if !name.eq_ignore_ascii_case("Authorization") && !is_sent_header(name) {
            out.push(not_sent(page, name, &at));
        }
    }
}

fn not_sent(page: &Page<'_>, name: &str, at: &str) -> Diagnostic {
    let why = if is_header_name(name) {
        "the client or HTTP itself sets it"
    } else {
        "it is not a valid header name"
    };
    let message = format!("header {} cannot be set by the caller: {why}", quoted(name));
    Diagnostic::warning(Code::HeaderNotSent, message, page.key(at))
        .help("remove it or correct its name in the overlay")
}

/// Compares the documented type of the body with the type that is sent.
fn content_type(page: &Page<'_>, endpoint: &Endpoint, header: &Field, at: &str) -> Option<Diagnostic> {
    let fixed = header.fixed.as_ref().filter(|_| endpoint.request.body.is_some())?;
    let span = page.value(&join(at, "fixed"));
    let documented = quoted(&fixed.to_string());
    if is_form(endpoint) {
        if is_multipart(fixed) {
            return None;
        }
        let message = format!("a body with a file is sent as a form, but {documented} is documented");
        return Some(
            Diagnostic::warning(Code::ContentTypeOfForm, message, span)
                .help("correct the header in the overlay to `multipart/form-data`"),
        );
    }
    if is_json(fixed) {
        return None;
    }
    let message = format!("{documented} is documented, but the body is sent as `application/json`");
    Some(Diagnostic::warning(Code::ContentTypeOfJson, message, span).help(
        "if the server accepts JSON, correct the header in the overlay to `application/json`; no other text \
         format is supported",
    ))
}

/// `multipart/form-data`, whatever boundary is shown with it.
fn is_multipart(content_type: &Value) -> bool {
    let text = content_type.as_str().unwrap_or_default().to_ascii_lowercase();
    text.split(';').next().map(str::trim) == Some("multipart/form-data")
}

/// `application/json`, alone or in UTF-8.
fn is_json(content_type: &Value) -> bool {
    let text = content_type.as_str().unwrap_or_default().to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    parts.next() == Some("application/json") && parts.all(|part| part == "charset=utf-8")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, NOTE, WARNING, clean, expect, of_endpoint};

    fn http(method: &str, host: &str, path: &str) -> Value {
        json!({"http": {"method": method, "hosts": [host], "path": path}})
    }

    #[test]
    fn hosts_are_names() {
        clean(&of_endpoint(&http("PUT", "open.feishu.cn", "/a")));
        for host in [
            "https://open.feishu.cn", "open.feishu.cn/", "a@open.feishu.cn", "open.feishu.cn:443", "",
            "open", "-a.b", "a..b",
        ] {
            let found = of_endpoint(&http("PUT", host, "/a"));
            assert_eq!(found.len(), 1, "{host}");
            assert_eq!(
                (found[0].finding.severity, found[0].finding.code.name()),
                (ERROR, "bad-host"),
                "{host}"
            );
        }
        expect(
            &of_endpoint(&json!({"http": {"method": "PUT", "hosts": [], "path": "/a"}})),
            &[(ERROR, "bad-host", "[]")],
        );
    }

    #[test]
    fn hosts_are_the_platforms_own() {
        for host in ["feishu.cn", "www.feishu.cn", "open.larksuite.com", "Open.Feishu.CN"] {
            clean(&of_endpoint(&http("PUT", host, "/a")));
        }
        for host in ["open.example.com", "evilfeishu.cn", "open.feishu.cn.example.com", "open.feishu.co"] {
            expect(
                &of_endpoint(&http("PUT", host, "/a")),
                &[(ERROR, "foreign-host", &format!("\"{host}\""))],
            );
        }
    }

    #[test]
    fn one_host_is_used() {
        let hosts = json!(["open.feishu.cn", "www.feishu.cn", "open.larksuite.com"]);
        let found = of_endpoint(&json!({"http": {"method": "PUT", "hosts": hosts, "path": "/a"}}));
        expect(&found, &[(WARNING, "further-host", "\"www.feishu.cn\"")]);
    }

    #[test]
    fn paths_are_absolute_and_plain() {
        for path in [
            "open-apis/a", "", "/a?b=1", "/a#b", "/a/../b", "/./a", "/a//b", "/a//", "/", "/a\nb", "/a/{id}",
            "/a:b", "/%2e",
        ] {
            let found = of_endpoint(&http("PUT", "open.feishu.cn", path));
            assert_eq!(found.len(), 1, "{path:?}: {found:#?}");
            assert_eq!(
                (found[0].finding.severity, found[0].finding.code.name()),
                (ERROR, "bad-path"),
                "{path:?}"
            );
        }
        for path in ["/open-apis/a.b/v1/c_d/~e", "/open-apis/a/"] {
            clean(&of_endpoint(&http("PUT", "open.feishu.cn", path)));
        }
    }

    #[test]
    fn path_parameters_and_fields_belong_together() {
        let page = |path: &str, fields: Value| json!({"http": {"method": "PUT", "hosts": ["open.feishu.cn"], "path": path}, "request": {"path": fields}});
        let id = json!({"process_id": {"type": "string", "required": true}});
        clean(&of_endpoint(&page("/p/:process_id", id.clone())));
        let found = of_endpoint(&page("/p/:proces_id", id.clone()));
        expect(
            &found,
            &[(ERROR, "path-parameter", "\"/p/:proces_id\""), (ERROR, "path-parameter", "\"process_id\"")],
        );
        assert_eq!(found[0].finding.help.as_deref(), Some("did you mean the field `process_id`?"));
        let twice = of_endpoint(&page("/p/:process_id/:process_id", id));
        expect(&twice, &[(WARNING, "path-parameter-twice", "\"/p/:process_id/:process_id\"")]);
        let optional = of_endpoint(&page("/p/:process_id", json!({"process_id": {"type": "string"}})));
        expect(&optional, &[(NOTE, "optional-path-parameter", "\"process_id\"")]);
    }

    #[test]
    fn a_body_with_get_is_unusual() {
        let mut page = http("GET", "open.feishu.cn", "/a");
        clean(&of_endpoint(&page));
        page["request"] = json!({"body": {}});
        expect(&of_endpoint(&page), &[(NOTE, "body-with-get", "\"body\"")]);
    }

    fn with_headers(headers: &Value) -> Value {
        json!({"headers": headers, "request": {"body": {}}})
    }

    #[test]
    fn no_documented_header_is_dropped() {
        clean(&of_endpoint(&with_headers(&json!({
            "Authorization": {"type": "string", "required": true},
            "content-type": {"type": "string"},
            "X-Request-Id": {"type": "string"}
        }))));
        for name in ["Content-Length", "host", "X Request", "X-\u{4e2d}", "a:b"] {
            let found = of_endpoint(&with_headers(&json!({name: {"type": "string"}})));
            expect(&found, &[(WARNING, "header-not-sent", &format!("\"{name}\""))]);
        }
    }

    #[test]
    fn a_file_makes_the_body_a_form() {
        let with = |fixed: &str| {
            json!({
                "headers": {"Content-Type": {"type": "string", "fixed": fixed}},
                "request": {"body": {"file": {"type": "file"}}}
            })
        };
        clean(&of_endpoint(&with("multipart/form-data")));
        let found = of_endpoint(&with("application/json"));
        expect(&found, &[(WARNING, "content-type-of-form", "\"application/json\"")]);
    }

    #[test]
    fn bodies_are_json_or_forms() {
        let with = |fixed: &str| json!({"Content-Type": {"type": "string", "fixed": fixed}});
        for json in ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]
        {
            clean(&of_endpoint(&with_headers(&with(json))));
        }
        for other in
            ["application/x-www-form-urlencoded", "application/json; charset=gbk", "application/jsonl", ""]
        {
            let found = of_endpoint(&with_headers(&with(other)));
            expect(&found, &[(WARNING, "content-type-of-json", &format!("\"{other}\""))]);
        }
        for form in ["multipart/form-data", "Multipart/Form-Data; boundary=---7MA4YWxkTrZu0gW"] {
            clean(&of_endpoint(&with_headers(&with(form))));
        }
        // Without a body, its type does not matter.
        clean(&of_endpoint(&json!({"headers": with("text/plain")})));
    }
}
