//! Documented headers: the client sends two, and nothing documented may be dropped without a word.

use serde_json::Value;

use super::page::Page;
use crate::diag::{Diagnostic, quoted};
use crate::load::pointer::join;
use crate::schema::Endpoint;

pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Vec<Diagnostic>) {
    for (name, header) in &endpoint.headers {
        let at = join("/headers", name);
        if name.eq_ignore_ascii_case("Authorization") {
            continue;
        }
        if !name.eq_ignore_ascii_case("Content-Type") {
            out.push(unsupported(page, name, &at));
            continue;
        }
        let sent = header.fixed.as_ref().filter(|fixed| !is_json(fixed));
        if let Some(fixed) = sent.filter(|_| endpoint.request.body.is_some()) {
            let message =
                format!("the body is sent as JSON, but {} is documented", quoted(&fixed.to_string()));
            out.push(
                Diagnostic::error("unsupported-content-type", message, page.value(&format!("{at}/fixed")))
                    .help("only `application/json` is generated yet"),
            );
        }
    }
}

fn unsupported(page: &Page<'_>, name: &str, at: &str) -> Diagnostic {
    let message = format!(
        "the header {} would not be sent: documented headers beside `Authorization` and `Content-Type` are not \
         generated yet",
        quoted(name)
    );
    Diagnostic::error("unsupported-header", message, page.key(at))
        .help("remove it by a correction in the overlay that says why the call works without it")
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

    use super::super::testing::{ERROR, clean, expect, of_endpoint};

    fn headers(headers: &Value) -> Value {
        json!({"headers": headers, "request": {"body": {}}})
    }

    #[test]
    fn no_documented_header_is_dropped() {
        clean(&of_endpoint(&headers(&json!({
            "Authorization": {"type": "string", "required": true},
            "content-type": {"type": "string"}
        }))));
        let found = of_endpoint(&headers(&json!({"X-Request-Id": {"type": "string"}})));
        expect(&found, &[(ERROR, "unsupported-header", "\"X-Request-Id\"")]);
    }

    #[test]
    fn bodies_are_json() {
        let with = |fixed: &str| json!({"Content-Type": {"type": "string", "fixed": fixed}});
        for json in ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]
        {
            clean(&of_endpoint(&headers(&with(json))));
        }
        for other in ["multipart/form-data", "application/json; charset=gbk", "application/jsonl", ""] {
            let found = of_endpoint(&headers(&with(other)));
            expect(&found, &[(ERROR, "unsupported-content-type", &format!("\"{other}\""))]);
        }
        // Where nothing is sent, its type does not matter.
        clean(&of_endpoint(&json!({"headers": with("text/plain")})));
    }
}
