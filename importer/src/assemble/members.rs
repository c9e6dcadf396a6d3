//! The values that a description lists, as members of a field whose type tells how they are written.

use indexmap::IndexMap;
use model::diag::quoted;
use model::schema::{EnumMember, TypeExpr};

use crate::description::{Description, Member};
use crate::finding::Finding;
use crate::page::FieldRow;

/// The members of a field whose single values are of the type. None where one of them cannot be read: without it the list
/// would refuse values that the page documents.
pub(super) fn read(
    row: &FieldRow,
    said: &Description,
    kind: &TypeExpr,
    findings: &mut Vec<Finding>,
) -> IndexMap<String, EnumMember> {
    for line in &said.unread_lists {
        let message = format!(
            "the values that the description of {} lists cannot be its only ones; they were left out",
            quoted(&row.name)
        );
        let finding = Finding::note("prose-members", *line, message);
        findings.push(finding.help("list the members in the overlay if the server accepts no others"));
    }
    let mut is_read = true;
    for member in said.members.iter().filter(|member| !fits(member, kind)) {
        is_read = false;
        let message = format!(
            "{} is no value of the type {}; the list of values that it stands in was left out",
            quoted(&member.key),
            quoted(&row.type_text)
        );
        let help = "list the members in the overlay, as `enum` of the field";
        findings.push(Finding::warning("bad-member", member.line, message).help(help));
    }
    if is_read { listed(&said.members, findings) } else { IndexMap::new() }
}

fn fits(member: &Member, kind: &TypeExpr) -> bool {
    match kind {
        TypeExpr::Int => member.key.parse::<i64>().is_ok_and(|number| number.to_string() == member.key),
        TypeExpr::Bool => matches!(member.key.as_str(), "true" | "false"),
        TypeExpr::Text => !member.key.is_empty(),
        _ => false,
    }
}

fn listed(stated: &[Member], findings: &mut Vec<Finding>) -> IndexMap<String, EnumMember> {
    let mut members = IndexMap::new();
    for member in stated {
        let value = EnumMember { label: member.label.clone(), name: None, doc: None };
        if members.insert(member.key.clone(), value).is_some() {
            let message = format!("the value {} is listed twice; the last label counts", quoted(&member.key));
            findings.push(Finding::warning("duplicate-member", member.line, message));
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Cell, Level, RowId};

    fn row() -> FieldRow {
        FieldRow {
            id: RowId(0),
            line: 1,
            level: Level::Known(0),
            name: "size".to_owned(),
            type_text: "int".to_owned(),
            required: None,
            description: Cell::default(),
        }
    }

    fn said(keys: &[&str]) -> Description {
        let member = |key: &&str| Member { line: 2, key: (*key).to_owned(), label: String::new() };
        Description { members: keys.iter().map(member).collect(), ..Description::default() }
    }

    #[test]
    fn a_list_with_a_member_that_cannot_be_read_is_none() {
        for (kind, keys, unread) in [
            (TypeExpr::Int, &["1", "3～5"][..], 1),
            (TypeExpr::Int, &["1", "02", "x"], 2),
            (TypeExpr::Bool, &["true", "0"], 1),
            (TypeExpr::Text, &["a", ""], 1),
            (TypeExpr::Anonymous, &["a"], 1),
        ] {
            let mut findings = Vec::new();
            assert!(read(&row(), &said(keys), &kind, &mut findings).is_empty(), "{keys:?}");
            assert_eq!(findings.len(), unread, "{keys:?}");
            assert!(findings.iter().all(|finding| finding.code == "bad-member"), "{keys:?}");
        }
    }

    #[test]
    fn a_list_that_can_be_read_is_kept_in_order() {
        let mut findings = Vec::new();
        let members = read(&row(), &said(&["3", "-1", "3"]), &TypeExpr::Int, &mut findings);
        assert_eq!(members.keys().collect::<Vec<_>>(), ["3", "-1"]);
        assert_eq!(findings[0].code, "duplicate-member");
    }
}
