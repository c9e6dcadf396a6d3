//! Fields that a caller fills in and whose type the page leaves out.

use super::page::{Page, Part, Site};
use crate::diag::{Code, Diagnostic};

/// Pages leave the type out here and there, which the format keeps. In a reply it does no harm; in a request the
/// caller is told nothing.
pub(super) fn check(page: &Page<'_>, site: &Site<'_>, out: &mut Vec<Diagnostic>) {
    // URLs and headers hold no value of any type, which is reported on its own.
    if site.part.is_reply_only() || site.part.is_bare_text() || site.part == Part::Concept {
        return;
    }
    let at = page.value(&site.at("type"));
    match site.field.ty.text().trim() {
        "" if site.field.fields.is_empty() => out.push(
            Diagnostic::note(Code::UntypedField, "no type is documented, so any JSON is accepted", at)
                .help("if the page's text or examples tell the type, correct it in the overlay"),
        ),
        "[]" => out.push(
            Diagnostic::warning(Code::UntypedList, "the type of the elements is not documented", at)
                .help("correct the type in the overlay: `string[]`, or `object[]` for any JSON"),
        ),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{NOTE, WARNING, clean, expect, of_endpoint, of_field};

    #[test]
    fn what_a_caller_fills_in_has_a_type() {
        expect(&of_field(&json!({"type": ""})), &[(NOTE, "untyped-field", "\"\"")]);
        expect(&of_field(&json!({"type": "[]"})), &[(WARNING, "untyped-list", "\"[]\"")]);
        clean(&of_field(&json!({"type": "", "fields": {"y": {"type": "int"}}})));
        clean(&of_field(&json!({"type": "object[]"})));
        clean(&of_endpoint(&json!({"reply": {"data": {"type": ""}, "list": {"type": "[]"}}})));
    }
}
