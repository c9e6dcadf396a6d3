//! Documented error codes: their numbers, and their Rust names.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::json;

use crate::diag::{Diagnostic, quoted};
use crate::load::Tree;
use crate::load::pointer::join;
use crate::schema::ErrorCode;

/// Checks the codes at `/errors`.
pub(super) fn check(tree: &Tree, errors: &IndexMap<String, ErrorCode>, out: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<i64, &str> = BTreeMap::new();
    for (key, code) in errors {
        let pointer = join("/errors", key);
        let place = tree.key_span(&pointer);
        let Ok(number) = key.trim().parse::<i64>() else {
            let message = format!("{} is no error code: codes are integers", quoted(key));
            out.push(Diagnostic::error("bad-code", message, place).help("write the number of the code"));
            continue;
        };
        let earlier = *first.entry(number).or_insert(key);
        if earlier != key {
            let message = format!("the error code {number} is listed twice");
            out.push(
                Diagnostic::error("duplicate-code", message, place)
                    .related(tree.key_span(&join("/errors", earlier)), "the first")
                    .help("keep one of the two"),
            );
        } else if number.to_string() != *key {
            let message = format!("the error code {} is not written as the number that it is", quoted(key));
            out.push(
                Diagnostic::error("bad-code", message, place)
                    .suggest(place, json!(number.to_string()).to_string()),
            );
        }
        if code.name.is_none() {
            let message = format!("the error code {number} has no Rust name that says what it means");
            out.push(
                Diagnostic::warning("unnamed-code", message, place)
                    .help(format!("give it a `name` in the overlay, at `{pointer}`")),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{ERROR, WARNING, clean, expect, of_endpoint};

    #[test]
    fn codes_are_integers_and_listed_once() {
        let found = of_endpoint(&json!({"errors": {
            "100": {"message": "m", "name": "A"},
            "0100": {"message": "m", "name": "B"},
            "007": {"message": "m", "name": "C"},
            "x": {"message": "m", "name": "D"}
        }}));
        expect(
            &found,
            &[
                (ERROR, "duplicate-code", "\"0100\""),
                (ERROR, "bad-code", "\"007\""),
                (ERROR, "bad-code", "\"x\""),
            ],
        );
        assert_eq!(found[1].mended.as_deref(), Some("\"7\""));
        clean(&of_endpoint(&json!({"errors": {"1160500": {"message": "系统异常", "name": "SystemError"}}})));
    }

    #[test]
    fn codes_want_a_name() {
        let found = of_endpoint(&json!({"errors": {"1160500": {"message": "系统异常"}}}));
        expect(&found, &[(WARNING, "unnamed-code", "\"1160500\"")]);
    }
}
