//! Checks access: tokens, kinds of app and rate limits.

use super::page::Page;
use crate::diag::{Code, Diagnostic};
use crate::pointer::element;
use crate::schema::Endpoint;

pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Vec<Diagnostic>) {
    for (index, _) in endpoint.rate_limits.iter().enumerate().filter(|(_, limit)| limit.requests == 0) {
        let at = page.value(&element("/rate_limits", index).join("requests"));
        out.push(
            Diagnostic::error(Code::EmptyRateLimit, "this window allows no request", at)
                .help("correct it in the overlay, or remove the window"),
        );
    }
    let windows: Vec<_> = endpoint.rate_limits.iter().map(|limit| limit.per).collect();
    repeated(page, "/rate_limits", "window", &windows, out);
    repeated(page, "/tokens", "kind of token", &endpoint.tokens, out);
    repeated(page, "/app_types", "kind of app", &endpoint.app_types, out);
}

fn repeated<T: PartialEq>(page: &Page<'_>, at: &str, what: &str, list: &[T], out: &mut Vec<Diagnostic>) {
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, WARNING, clean, expect, of_endpoint};

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
    fn nothing_is_listed_twice() {
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
}
