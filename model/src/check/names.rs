//! Finds names that cannot become Rust names: empty ones, control characters, names without a letter.

use super::page::{Page, Part, Site};
use crate::diag::{Code, Diagnostic, quoted};
use crate::pointer::join;

pub(super) fn check(page: &Page<'_>, site: &Site<'_>, out: &mut Vec<Diagnostic>) {
    let Some(name) = site.name else { return };
    if let Some(finding) = unwritable(page, "field", name, &site.pointer) {
        out.push(finding);
        return;
    }
    // A header is no member of any Rust type.
    let has_letter = name.contains(|c: char| c.is_ascii_alphabetic());
    if site.part != Part::Header && site.field.name.is_none() && !has_letter {
        let message = format!("no meaningful Rust name can be derived from field {}", quoted(name));
        out.push(
            Diagnostic::warning(Code::UnnamedField, message, page.key(&site.pointer))
                .help(format!("give it a `name` in the overlay, at {}", quoted(&site.pointer))),
        );
    }
}

pub(super) fn check_types(page: &Page<'_>, out: &mut Vec<Diagnostic>) {
    out.extend(page.type_names().filter_map(|name| unwritable(page, "type", name, &join("/types", name))));
}

fn unwritable(page: &Page<'_>, what: &str, name: &str, at: &str) -> Option<Diagnostic> {
    let message = if name.is_empty() {
        format!("the name of the {what} is empty")
    } else if name.contains(char::is_control) {
        format!("the name of the {what}, {}, contains a control character", quoted(name))
    } else {
        return None;
    };
    Some(
        Diagnostic::error(Code::BadName, message, page.key(at))
            .help("compare the page, and correct the name in the overlay"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, Found, WARNING, clean, expect, of_endpoint};
    use crate::diag::Code;

    fn body(name: &str, field: &Value) -> Vec<Found> {
        of_endpoint(&json!({"request": {"body": {name: field}}}))
    }

    #[test]
    fn names_can_be_read() {
        expect(&body("", &json!({"type": "int"})), &[(ERROR, "bad-name", "\"\"")]);
        expect(&body("a\tb", &json!({"type": "int"})), &[(ERROR, "bad-name", "\"a\\tb\"")]);
        expect(&body("a\u{85}", &json!({"type": "int"})), &[(ERROR, "bad-name", "\"a\u{85}\"")]);
        for name in ["a b", "i18n-名", "@type"] {
            clean(&body(name, &json!({"type": "int"})));
        }
    }

    #[test]
    fn types_have_a_name() {
        let found = of_endpoint(&json!({"types": {"": {"fields": {}}}}));
        assert!(found.iter().any(|found| found.finding.code == Code::BadName), "{found:#?}");
        clean(&of_endpoint(&json!({
            "request": {"body": {"x": {"type": "item"}}}, "types": {"item": {"fields": {}}}
        })));
    }

    #[test]
    fn names_without_a_letter_want_one_of_our_own() {
        for name in ["名称", "1", "_"] {
            let found = body(name, &json!({"type": "int"}));
            expect(&found, &[(WARNING, "unnamed-field", &format!("\"{name}\""))]);
            clean(&body(name, &json!({"type": "int", "name": "title"})));
        }
        // The JSON of a string has no name of its own.
        clean(&body("x", &json!({"type": "string", "json": {"type": "int"}})));
    }
}
