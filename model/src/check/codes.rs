//! Checks documented error codes: their numbers, statuses and Rust names.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::json;

use super::report::Report;
use crate::diag::{Code, Diagnostic, quoted};
use crate::document::SchemaSet;
use crate::pointer::join;
use crate::schema::{ErrorCode, naming_words};
use crate::source::Span;
use crate::tree::Tree;

pub(super) fn common(set: &SchemaSet) -> BTreeSet<i64> {
    let codes = set.common.iter().flat_map(|common| common.schema.errors.keys());
    codes.filter_map(|code| code.parse().ok()).collect()
}

/// Checks the codes at `/errors`. Codes among `common` have their names in `common.json`.
pub(super) fn check(
    tree: &Tree,
    errors: &IndexMap<String, ErrorCode>,
    common: &BTreeSet<i64>,
    out: &mut Report,
) {
    let mut first: BTreeMap<i64, &str> = BTreeMap::new();
    for (key, code) in errors {
        let pointer = join("/errors", key);
        let place = tree.key_span(&pointer);
        status(tree, &pointer, code, out);
        let Ok(number) = key.trim().parse::<i64>() else {
            let message = format!("error code {} is not an integer", quoted(key));
            out.error(Code::BadCode, place, message, "write the number of the code");
            continue;
        };
        if number == 0 {
            let message = "0 means success and cannot be an error code";
            out.error(Code::BadCode, place, message, "remove it in the overlay");
            continue;
        }
        let earlier = *first.entry(number).or_insert(key);
        if earlier != key {
            let message = format!("error code {number} is listed twice");
            out.push(
                Diagnostic::error(Code::DuplicateCode, message, place)
                    .related(tree.key_span(&join("/errors", earlier)), "the first")
                    .help("keep one of the two"),
            );
        } else if number.to_string() != *key {
            let message = format!("error code {} is not in canonical decimal form", quoted(key));
            out.push(
                Diagnostic::error(Code::BadCode, message, place)
                    .suggest(place, json!(number.to_string()).to_string()),
            );
        }
        if common.contains(&number) {
            out.push(shared(number, place));
        } else if code.name.is_none() && naming_words(&code.message).is_none() {
            let message = format!("error code {number} has no Rust name");
            let help =
                format!("give it a `name` in the texts of its service, or in the overlay, at `{pointer}`");
            out.warning(Code::UnnamedCode, place, message, help);
        }
    }
}

fn status(tree: &Tree, code: &str, error: &ErrorCode, out: &mut Report) {
    let Some(status) = error.status.filter(|status| !(100..=599).contains(status)) else { return };
    let message = format!("{status} is not an HTTP status");
    let help = "statuses are 100 to 599; correct it in the overlay";
    out.error(Code::BadStatus, tree.value_span(&join(code, "status")), message, help);
}

fn shared(number: i64, place: Span) -> Diagnostic {
    let message = format!(
        "error code {number} is platform-wide: it is generated as `Code::Common`, and this entry is not used"
    );
    Diagnostic::note(Code::CommonCode, message, place).help("its name and text are in `common.json`")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{ERROR, NOTE, WARNING, clean, endpoint, expect, file, findings, of_endpoint};

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
    fn zero_is_success() {
        let found = of_endpoint(&json!({"errors": {"0": {"message": "success"}}}));
        expect(&found, &[(ERROR, "bad-code", "\"0\"")]);
    }

    #[test]
    fn statuses_are_those_of_http() {
        let with = |status: u16| {
            of_endpoint(&json!({"errors": {"7": {"message": "m", "name": "A", "status": status}}}))
        };
        for status in [100, 599] {
            clean(&with(status));
        }
        for status in [0, 99, 600, 65_535] {
            expect(&with(status), &[(ERROR, "bad-status", &status.to_string())]);
        }
    }

    #[test]
    fn a_platform_wide_code_is_named_once() {
        let common = json!({"$schema": "format.schema.json", "enums": {},
            "errors": {"99991663": {"message": "m", "name": "TokenInvalid", "doc": "d", "hint": "h"}}});
        let listed = json!({"errors": {"99991663": {"message": "m", "doc": "d", "hint": "h"}}});
        let found = findings(vec![file("common.json", &common), file("a/v1/b/c.json", &endpoint(&listed))]);
        expect(&found, &[(NOTE, "common-code", "\"99991663\"")]);
    }

    #[test]
    fn codes_need_a_name() {
        let found = of_endpoint(&json!({"errors": {"1160500": {"message": "系统异常"}}}));
        expect(&found, &[(WARNING, "unnamed-code", "\"1160500\"")]);
        // A short English message is a name.
        clean(&of_endpoint(&json!({"errors": {"1160500": {"message": "system error"}}})));
    }
}
