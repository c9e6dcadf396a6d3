//! Enum members: what they are on the wire, and whether Rust can name them.

use indexmap::IndexMap;
use serde_json::json;

use super::page::{Page, Site};
use crate::diag::{Code, Diagnostic, quoted};
use crate::pointer::join;
use crate::schema::{EnumMember, TypeExpr};
use crate::tree::Tree;

/// Checks the members of a field. `pointer` of each member is `enum/WIRE` below the field.
pub(super) fn check(page: &Page<'_>, site: &Site<'_>, out: &mut Vec<Diagnostic>) {
    let members = &site.field.members;
    let at = site.at("enum");
    match site.leaf() {
        TypeExpr::Int => wires(page.tree, &at, members, integer, "an integer", out),
        TypeExpr::Bool => wires(page.tree, &at, members, boolean, "`true` or `false`", out),
        _ => {}
    }
    labels(page.tree, &at, members, out);
    let is_named_elsewhere = site.field.use_type.is_some() || *site.leaf() == TypeExpr::Bool;
    if !is_named_elsewhere {
        names(page.tree, &at, members, out);
    }
}

/// Checks the members of a shared enum or concept at the pointer, which are strings.
pub(super) fn check_texts(
    tree: &Tree,
    pointer: &str,
    members: &IndexMap<String, EnumMember>,
    out: &mut Vec<Diagnostic>,
) {
    let at = join(pointer, "enum");
    labels(tree, &at, members, out);
    names(tree, &at, members, out);
}

/// Spelling of a member on the wire: canonical, another spelling, or wrong.
enum Wire {
    Canonical,
    Spelled(String),
    Wrong,
}

fn integer(text: &str) -> Wire {
    match text.trim().parse::<i64>() {
        Ok(number) if number.to_string() == text => Wire::Canonical,
        Ok(number) => Wire::Spelled(number.to_string()),
        Err(_) => Wire::Wrong,
    }
}

fn boolean(text: &str) -> Wire {
    match text {
        "true" | "false" => Wire::Canonical,
        _ => Wire::Wrong,
    }
}

fn wires(
    tree: &Tree,
    at: &str,
    members: &IndexMap<String, EnumMember>,
    read: fn(&str) -> Wire,
    wanted: &str,
    out: &mut Vec<Diagnostic>,
) {
    for wire in members.keys() {
        let place = tree.key_span(&join(at, wire));
        let message = format!("the member {} is not {wanted} as it stands on the wire", quoted(wire));
        let finding = Diagnostic::error(Code::BadMember, message, place);
        match read(wire) {
            Wire::Canonical => {}
            Wire::Spelled(canonical) => out.push(finding.suggest(place, json!(canonical).to_string())),
            Wire::Wrong => {
                out.push(finding.help("write the value as it is sent, or correct the field's type"))
            }
        }
    }
}

/// Two members that the page calls the same.
fn labels(tree: &Tree, at: &str, members: &IndexMap<String, EnumMember>, out: &mut Vec<Diagnostic>) {
    let mut first: std::collections::BTreeMap<&str, &str> = std::collections::BTreeMap::new();
    for (wire, member) in members.iter().filter(|(_, member)| !member.label.is_empty()) {
        let earlier = *first.entry(&member.label).or_insert(wire);
        if earlier != wire {
            let message =
                format!("enum members {} and {} have the same label", quoted(earlier), quoted(wire));
            out.push(
                Diagnostic::warning(
                    Code::DuplicateLabel,
                    message,
                    tree.value_span(&join(at, wire).join("label")),
                )
                .related(tree.key_span(&join(at, earlier)), "the first member")
                .help("compare with the page, and say in `doc` how they differ"),
            );
        }
    }
}

fn names(tree: &Tree, at: &str, members: &IndexMap<String, EnumMember>, out: &mut Vec<Diagnostic>) {
    for (wire, _) in members.iter().filter(|(wire, member)| member.name.is_none() && !names_itself(wire)) {
        let pointer = join(at, wire);
        let message = format!("no meaningful Rust name can be derived from enum member {}", quoted(wire));
        out.push(
            Diagnostic::warning(Code::UnnamedMember, message, tree.key_span(&pointer))
                .help(format!("give it a `name` in the overlay, at `{pointer}`")),
        );
    }
}

/// Returns true if a Rust name can be made from the value: ASCII only, starting with a letter.
fn names_itself(wire: &str) -> bool {
    let is_foreign = |c: char| c.is_alphanumeric() && !c.is_ascii();
    wire.starts_with(|c: char| c.is_ascii_alphabetic()) && !wire.contains(is_foreign)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{ERROR, WARNING, clean, expect, of_field};

    #[test]
    fn members_are_values_of_the_field() {
        let found = of_field(&json!({"type": "int", "enum": {"02": {"name": "A"}, "x": {"name": "B"}}}));
        expect(&found, &[(ERROR, "bad-member", "\"02\""), (ERROR, "bad-member", "\"x\"")]);
        assert_eq!(found[0].mended.as_deref(), Some("\"2\""));
        expect(
            &of_field(&json!({"type": "boolean", "enum": {"yes": {}}})),
            &[(ERROR, "bad-member", "\"yes\"")],
        );
        clean(&of_field(&json!({"type": "int", "enum": {"-2": {"name": "A"}, "0": {"name": "B"}}})));
        clean(&of_field(&json!({"type": "boolean", "enum": {"true": {}, "false": {}}})));
    }

    #[test]
    fn members_that_rust_cannot_name() {
        let found = of_field(&json!({"type": "string", "enum": {"拒绝": {}, "9lives": {}, "open_id": {}}}));
        expect(&found, &[(WARNING, "unnamed-member", "\"拒绝\""), (WARNING, "unnamed-member", "\"9lives\"")]);
        assert_eq!(
            found[0].finding.help.as_deref(),
            Some("give it a `name` in the overlay, at `/request/body/x/enum/拒绝`")
        );
        expect(
            &of_field(&json!({"type": "int", "enum": {"2": {}}})),
            &[(WARNING, "unnamed-member", "\"2\"")],
        );
        clean(&of_field(&json!({"type": "int", "enum": {"2": {"name": "Reject"}}})));
    }

    #[test]
    fn one_label_for_two_members() {
        let found =
            of_field(&json!({"type": "string", "enum": {"a": {"label": "同意"}, "b": {"label": "同意"}}}));
        expect(&found, &[(WARNING, "duplicate-label", "\"同意\"")]);
        clean(&of_field(&json!({"type": "string", "enum": {"a": {}, "b": {}}})));
    }
}
