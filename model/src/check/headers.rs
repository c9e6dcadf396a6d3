//! Checks headers: a documented header that cannot be sent is reported, not dropped.

use serde_json::Value;

use super::page::Page;
use crate::diag::{Code, Diagnostic, quoted};
use crate::pointer::join;
use crate::schema::{Endpoint, Field, is_form, is_header_name, is_sent_header};

pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Vec<Diagnostic>) {
    for (name, header) in &endpoint.headers {
        let at = join("/headers", name);
        if name.eq_ignore_ascii_case("Content-Type") {
            out.extend(content_type(page, endpoint, header, &at));
        } else if !name.eq_ignore_ascii_case("Authorization") && !is_sent_header(name) {
            out.push(not_sent(page, name, &at));
        }
    }
}

/// A header that no caller can give.
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

/// The documented type of the body against what is sent.
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

    use super::super::testing::{WARNING, clean, expect, of_endpoint};

    fn headers(headers: &Value) -> Value {
        json!({"headers": headers, "request": {"body": {}}})
    }

    #[test]
    fn no_documented_header_is_dropped() {
        clean(&of_endpoint(&headers(&json!({
            "Authorization": {"type": "string", "required": true},
            "content-type": {"type": "string"},
            "X-Request-Id": {"type": "string"}
        }))));
        for name in ["Content-Length", "host", "X Request", "X-\u{4e2d}", "a:b"] {
            let found = of_endpoint(&headers(&json!({name: {"type": "string"}})));
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
            clean(&of_endpoint(&headers(&with(json))));
        }
        for other in
            ["application/x-www-form-urlencoded", "application/json; charset=gbk", "application/jsonl", ""]
        {
            let found = of_endpoint(&headers(&with(other)));
            expect(&found, &[(WARNING, "content-type-of-json", &format!("\"{other}\""))]);
        }
        for form in ["multipart/form-data", "Multipart/Form-Data; boundary=---7MA4YWxkTrZu0gW"] {
            clean(&of_endpoint(&headers(&with(form))));
        }
        // Where nothing is sent, its type does not matter.
        clean(&of_endpoint(&json!({"headers": with("text/plain")})));
    }
}
