//! Checks the id and the text of a rule, which a violation prints on one line.

use indexmap::IndexMap;

use super::page::Page;
use crate::diag::{Code, Diagnostic, quoted};
use crate::pointer::join;
use crate::schema::{Endpoint, Rule};

pub(super) fn check(page: &Page<'_>, endpoint: &Endpoint, out: &mut Vec<Diagnostic>) {
    check_rules(page, &endpoint.rules, "/rules", out);
    for (name, object) in &endpoint.types {
        check_rules(page, &object.rules, &join("/types", name).join("rules"), out);
    }
}

fn check_rules(page: &Page<'_>, rules: &IndexMap<String, Rule>, at: &str, out: &mut Vec<Diagnostic>) {
    for (id, rule) in rules {
        let at = join(at, id);
        if !is_id(id) {
            let message = format!("{} is not a valid rule id", quoted(id));
            out.push(Diagnostic::error(Code::RuleId, message, page.key(&at)).help(
                "write lower-case ASCII letters, digits, `_` and `-`, as in `operator_unless_system_user`",
            ));
        }
        if let Some(character) = rule.doc.chars().find(|c| breaks_line(*c)) {
            let message = format!(
                "the text of a rule must stand on one line, but contains {}",
                quoted(&character.to_string())
            );
            out.push(
                Diagnostic::error(Code::RuleText, message, page.value(&at.join("doc")))
                    .help("write one line of plain text"),
            );
        }
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
}

/// Control characters, line breaks of Unicode, and characters that turn the direction of what follows.
fn breaks_line(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{ERROR, clean, of_endpoint};

    fn faults(rules: &Value) -> Vec<(&'static str, String)> {
        let body = json!({"a": {"type": "string"}, "b": {"type": "string"}});
        let found = of_endpoint(&json!({"request": {"body": body}, "rules": rules}));
        assert!(found.iter().all(|found| found.finding.severity == ERROR));
        found.iter().map(|found| (found.finding.code.name(), found.finding.message.clone())).collect()
    }

    fn rule(doc: &str) -> Value {
        json!({"doc": doc, "assert": {"at_least_one": {"fields": ["/body/a", "/body/b"]}}})
    }

    #[test]
    fn ids_are_plain() {
        for id in ["", "A", "a b", "a/b", "a\nb", "规则"] {
            let found = faults(&json!({id: rule("d")}));
            assert_eq!(found.len(), 1, "{id:?}");
            assert_eq!(found[0].0, "rule-id", "{id:?}");
        }
        for id in ["a_or_b", "a-or-b", "r1"] {
            assert!(faults(&json!({id: rule("d")})).is_empty(), "{id:?}");
        }
    }

    #[test]
    fn texts_are_one_line() {
        for (doc, character) in [
            ("a\nb", "\\u{a}"),
            ("a\u{1b}[0m", "\\u{1b}"),
            ("a\u{202e}b", "\\u{202e}"),
            ("a\u{2066}b", "\\u{2066}"),
            ("a\u{2028}b", "\\u{2028}"),
            ("a\u{200f}b", "\\u{200f}"),
        ] {
            let found = faults(&json!({"r": rule(doc)}));
            assert_eq!(found.len(), 1, "{doc:?}");
            assert_eq!(found[0].0, "rule-text", "{doc:?}");
            assert!(found[0].1.contains(character), "{}", found[0].1);
        }
        assert!(faults(&json!({"r": rule("Give `a`, or 乙.")})).is_empty());
    }

    #[test]
    fn rules_of_types_too() {
        let page = |doc: &str| {
            json!({"request": {"body": {"x": {"type": "span"}}}, "types": {"span": {
                "fields": {"a": {"type": "string"}, "b": {"type": "string"}},
                "rules": {"both": {"doc": doc, "assert": {"all_or_none": {"fields": ["/a", "/b"]}}}}
            }}})
        };
        clean(&of_endpoint(&page("Both.")));
        assert_eq!(of_endpoint(&page("Both\r\n"))[0].finding.code.name(), "rule-text");
    }
}
