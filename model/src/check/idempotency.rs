//! Checks what makes a call safe to repeat: an idempotency key that clients can generate, or `read_only`.

use super::page::{Page, Part, Site};
use crate::diag::{Code, Diagnostic};
use crate::schema::{Endpoint, Field, LenUnit, Method, TypeExpr};

/// Characters of a UUID, which clients give as keys.
const UUID: u64 = 36;

pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Vec<Diagnostic>) {
    let keys: Vec<&Site<'_>> = page.sites.iter().filter(|site| site.field.idempotency_key).collect();
    for site in &keys {
        let at = site.at("idempotency_key");
        if let Some((fault, help)) = fault(site) {
            out.push(Diagnostic::error(Code::BadIdempotencyKey, fault, page.key(&at)).help(help));
        }
    }
    if let [first, second, ..] = keys.as_slice() {
        let at = |site: &Site<'_>| page.key(&site.at("idempotency_key"));
        out.push(
            Diagnostic::error(
                Code::TwoIdempotencyKeys,
                "the request has another idempotency key",
                at(second),
            )
            .related(at(first), "the first")
            .help("keep one of the two"),
        );
    }
    read_only(page, endpoint, &keys, out);
}

fn read_only(page: &Page<'_>, endpoint: &Endpoint, keys: &[&Site<'_>], out: &mut Vec<Diagnostic>) {
    if !endpoint.read_only {
        return;
    }
    let place = page.key("/read_only");
    if !keys.is_empty() {
        let message = "a call that changes nothing needs no idempotency key";
        out.push(Diagnostic::error(Code::BadIdempotencyKey, message, place).help("remove one of the two"));
    }
    if endpoint.http.method == Method::Get {
        let message = "`read_only` is redundant: a GET changes nothing";
        out.push(Diagnostic::warning(Code::RedundantReadOnly, message, place).help("remove `read_only`"));
    }
}

/// Why the field cannot be a key, and what to do about it.
fn fault(site: &Site<'_>) -> Option<(&'static str, &'static str)> {
    let levels = site.pointer.matches('/').count();
    if !matches!(site.part, Part::Query | Part::Body) || site.carried || levels != 3 {
        return Some((
            "an idempotency key must be a top-level field of the query or the body",
            "remove `idempotency_key`",
        ));
    }
    let field = site.field;
    let is_text = *site.expr() == TypeExpr::Text && field.json.is_none() && field.members.is_empty();
    if !is_text || field.use_type.is_some() || field.fixed.is_some() || field.sensitive {
        return Some((
            "an idempotency key must be a string that the client may choose and print",
            "remove `idempotency_key`, or correct the field",
        ));
    }
    (!holds_a_uuid(field)).then_some((
        "the documented limits do not fit a UUID, which clients use as the key",
        "remove `idempotency_key`: only the caller can choose such keys",
    ))
}

fn holds_a_uuid(field: &Field) -> bool {
    let fits = field.len.is_none_or(|len| {
        len.unit != LenUnit::Items
            && len.min.is_none_or(|min| min <= UUID)
            && len.max.is_none_or(|max| max >= UUID)
    });
    fits && field.pattern.is_none()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, Found, WARNING, clean, expect, of_endpoint, of_field};

    const KEY: &str = "\"idempotency_key\"";

    fn key(members: &Value) -> Value {
        let mut field = json!({"type": "string", "idempotency_key": true});
        field.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        field
    }

    fn refused(found: &[Found]) {
        expect(found, &[(ERROR, "bad-idempotency-key", KEY)]);
    }

    #[test]
    fn a_key_is_a_text_of_query_or_body() {
        clean(&of_field(&key(&json!({"required": true}))));
        clean(&of_endpoint(&json!({"request": {"query": {"client_token": key(&json!({}))}}})));
        refused(&of_endpoint(&json!({"reply": {"x": key(&json!({}))}})));
        refused(&of_field(&json!({"type": "object", "fields": {"uuid": key(&json!({}))}})));
        refused(&of_endpoint(&json!({"request": {"body": {"x": {"type": "item"}}},
            "types": {"item": {"fields": {"uuid": key(&json!({}))}}}})));
        refused(&of_field(&json!({"type": "int", "idempotency_key": true})));
        refused(&of_field(&json!({"type": "string[]", "idempotency_key": true})));
        refused(&of_field(&key(&json!({"sensitive": true}))));
        refused(&of_field(&key(&json!({"fixed": "a"}))));
        refused(&of_field(&key(&json!({"enum": {"a": {"label": "a"}}}))));
    }

    #[test]
    fn a_key_holds_a_uuid() {
        let chars = |min: u64, max: u64| key(&json!({"len": {"min": min, "max": max, "unit": "chars"}}));
        clean(&of_field(&chars(1, 36)));
        clean(&of_field(&chars(36, 64)));
        refused(&of_field(&chars(1, 35)));
        refused(&of_field(&chars(37, 64)));
        refused(&of_field(&key(&json!({"pattern": "^[0-9]+$"}))));
    }

    #[test]
    fn there_is_one_key() {
        let found = of_endpoint(
            &json!({"request": {"query": {"a": key(&json!({}))}, "body": {"b": key(&json!({}))}}}),
        );
        expect(&found, &[(ERROR, "two-idempotency-keys", KEY)]);
    }

    #[test]
    fn what_only_reads_needs_no_key() {
        clean(&of_endpoint(&json!({"read_only": true})));
        let found = of_endpoint(&json!({"read_only": true, "request": {"body": {"b": key(&json!({}))}}}));
        expect(&found, &[(ERROR, "bad-idempotency-key", "\"read_only\"")]);
        let get = json!({"method": "GET", "hosts": ["open.feishu.cn"], "path": "/open-apis/a"});
        let found = of_endpoint(&json!({"read_only": true, "http": get}));
        expect(&found, &[(WARNING, "redundant-read-only", "\"read_only\"")]);
    }
}
