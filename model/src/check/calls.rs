//! Checks how an endpoint is called: tokens, kinds of app and rate limits; repetition; a status in the data of the response.

use super::page::{Page, Part, Site};
use super::report::Report;
use crate::diag::{Code, Diagnostic};
use crate::pointer::{Pointer, element, join};
use crate::schema::{Endpoint, Field, Fields, LenUnit, Method, Role, TypeExpr};

/// Checks tokens, kinds of app and rate limits.
pub(super) fn check_access(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    for (index, _) in endpoint.rate_limits.iter().enumerate().filter(|(_, limit)| limit.requests == 0) {
        let at = page.value(&element("/rate_limits", index).join("requests"));
        let help = "correct it in the overlay, or remove the window";
        out.error(Code::EmptyRateLimit, at, "this window allows no request", help);
    }
    let windows: Vec<_> = endpoint.rate_limits.iter().map(|limit| limit.per).collect();
    repeated(page, "/rate_limits", "window", &windows, out);
    repeated(page, "/tokens", "kind of token", &endpoint.tokens, out);
    repeated(page, "/app_types", "kind of app", &endpoint.app_types, out);
}

fn repeated<T: PartialEq>(page: &Page<'_>, at: &str, what: &str, list: &[T], out: &mut Report) {
    for (index, item) in list.iter().enumerate() {
        let Some(first) = list.iter().take(index).position(|earlier| earlier == item) else { continue };
        out.push(
            Diagnostic::warning(
                Code::RepeatedItem,
                format!("this {what} is listed twice"),
                page.value(&element(at, index)),
            )
            .related(page.value(&element(at, first)), "the first")
            .help("remove one of the two"),
        );
    }
}

/// Characters of a UUID, which clients generate as keys.
const UUID: u64 = 36;

/// Checks what makes a call safe to repeat: an idempotency key that clients can generate, or `read_only`.
pub(super) fn check_repetition(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    let keys: Vec<&Site<'_>> = page.sites.iter().filter(|site| site.field.idempotency_key).collect();
    for site in &keys {
        let at = site.at("idempotency_key");
        if let Some((fault, help)) = fault(site) {
            out.error(Code::BadIdempotencyKey, page.key(&at), fault, help);
        }
    }
    if let [first, second, ..] = keys.as_slice() {
        let at = |site: &Site<'_>| page.key(&site.at("idempotency_key"));
        out.push(
            Diagnostic::error(
                Code::TwoIdempotencyKeys,
                "the request already has an idempotency key",
                at(second),
            )
            .related(at(first), "the first")
            .help("keep one of the two"),
        );
    }
    read_only(page, endpoint, &keys, out);
}

fn read_only(page: &Page<'_>, endpoint: &Endpoint, keys: &[&Site<'_>], out: &mut Report) {
    if !endpoint.read_only {
        return;
    }
    let place = page.key("/read_only");
    if !keys.is_empty() {
        let message = "a call that only reads does not need an idempotency key";
        out.error(Code::BadIdempotencyKey, place, message, "remove one of the two");
    }
    if endpoint.http.method == Method::Get {
        let message = "`read_only` is redundant: a GET only reads";
        out.warning(Code::RedundantReadOnly, place, message, "remove `read_only`");
    }
}

/// The reason that the field cannot be a key, and advice.
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

/// Reports an integer `code` in `data` without a role: it may be a status of the call, on which the client has to fail, or
/// a value like any other. Only the page's prose tells which.
pub(super) fn check_inner_code(page: &Page<'_>, endpoint: &Endpoint, out: &mut Report) {
    let Some((fields, at)) = data(endpoint) else { return };
    let is_told = fields.values().any(|field| field.role == Some(Role::InnerCode));
    let undecided =
        fields.get("code").filter(|field| field.role.is_none() && *field.ty.expr() == TypeExpr::Int);
    if undecided.is_some() && !is_told {
        let at = at.join("code");
        let message = "this field may be a status of the call, which the client would ignore";
        out.push(Diagnostic::warning(Code::UndecidedInnerCode, message, page.key(&at)).help(format!(
            "annotate `{at}` in the overlay with `\"role\": \"inner_code\"`, or with `\"role\": \"plain\"` if it is a value \
             like any other"
        )));
    }
}

fn data(endpoint: &Endpoint) -> Option<(&Fields, Pointer)> {
    let data = endpoint.reply.get("data")?;
    match data.ty.expr() {
        TypeExpr::Anonymous => Some((&data.fields, join("/reply/data", "fields"))),
        TypeExpr::Named(name) => {
            let object = endpoint.types.get(name)?;
            Some((&object.fields, join("/types", name).join("fields")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, Found, WARNING, clean, expect, of_endpoint, of_field};

    fn limits(list: &Value) -> Value {
        json!({"rate_limits": list})
    }

    #[test]
    fn a_window_lets_something_through() {
        clean(&of_endpoint(&limits(&json!([{"requests": 1, "per": "second"}]))));
        let found = of_endpoint(&limits(&json!([{"requests": 0, "per": "second"}])));
        expect(&found, &[(ERROR, "empty-rate-limit", "0")]);
    }

    #[test]
    fn repeated_items_are_reported() {
        clean(&of_endpoint(&json!({
            "rate_limits": [{"requests": 1, "per": "second"}, {"requests": 1, "per": "minute"}],
            "tokens": ["tenant", "user"],
            "app_types": ["custom", "store"]
        })));
        for (name, list, place) in [
            ("tokens", json!(["tenant", "user", "tenant"]), "\"tenant\""),
            ("app_types", json!(["store", "store"]), "\"store\""),
        ] {
            expect(&of_endpoint(&json!({name: list})), &[(WARNING, "repeated-item", place)]);
        }
        let found =
            of_endpoint(&limits(&json!([{"requests": 1, "per": "day"}, {"requests": 2, "per": "day"}])));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!((found[0].finding.severity, found[0].finding.code.name()), (WARNING, "repeated-item"));
    }

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
    fn a_call_that_only_reads_has_no_key() {
        clean(&of_endpoint(&json!({"read_only": true})));
        let found = of_endpoint(&json!({"read_only": true, "request": {"body": {"b": key(&json!({}))}}}));
        expect(&found, &[(ERROR, "bad-idempotency-key", "\"read_only\"")]);
        let get = json!({"method": "GET", "hosts": ["open.feishu.cn"], "path": "/open-apis/a"});
        let found = of_endpoint(&json!({"read_only": true, "http": get}));
        expect(&found, &[(WARNING, "redundant-read-only", "\"read_only\"")]);
    }

    fn with_data(fields: &Value) -> Vec<Found> {
        of_endpoint(&json!({"reply": {"code": {"type": "int"}, "data": {"type": "-", "fields": fields}}}))
    }

    #[test]
    fn a_code_in_the_data_is_a_status_or_not() {
        let found = with_data(&json!({"code": {"type": "int"}}));
        expect(&found, &[(WARNING, "undecided-inner-code", "\"code\"")]);
        assert!(found[0].finding.help.as_ref().unwrap().contains("`/reply/data/fields/code`"));
        for decided in [
            json!({"code": {"type": "int", "role": "inner_code"}}),
            json!({"code": {"type": "int", "role": "plain"}}),
            json!({"code": {"type": "int"}, "status": {"type": "int", "role": "inner_code"}}),
            json!({"code": {"type": "string"}}),
        ] {
            clean(&with_data(&decided));
        }
        // The envelope's own code is always a status.
        clean(&of_endpoint(&json!({"reply": {"code": {"type": "int"}, "data": {"type": "int"}}})));
    }

    #[test]
    fn named_data_is_looked_into() {
        let found = of_endpoint(&json!({"reply": {"data": {"type": "result"}},
            "types": {"result": {"fields": {"code": {"type": "int"}}}}}));
        expect(&found, &[(WARNING, "undecided-inner-code", "\"code\"")]);
    }
}
