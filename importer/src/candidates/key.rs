//! Finds fields that read like an idempotency key: the server executes a call once for each value of such a field.

use model::diag::{Code, Proposal, quoted};
use model::pointer::join;
use model::schema::TypeExpr;
use serde_json::json;

use super::words::{each_sentence, has};
use crate::finding::Finding;
use crate::page::{FieldRow, FieldTable, Level};

/// Phrases of a sentence about idempotency: 89 lines of 44 pages hold one, of 1,038.
const PHRASES: &[&str] = &["幂等", "idempoten", "Idempoten"];

/// Reports each text field at the top of a table whose description speaks of idempotency. The table comes with the pointer
/// to its top: `/body`.
pub(crate) fn find(tables: &[(&FieldTable, &str)]) -> Vec<Finding> {
    let tables = tables.iter().filter(|(_, root)| matches!(*root, "/query" | "/body"));
    let findings = tables.flat_map(|(table, root)| {
        let at_top = table.rows.iter().filter(|row| matches!(row.level, Level::Known(0)));
        at_top.filter_map(|row| read(row, root))
    });
    findings.collect()
}

fn read(row: &FieldRow, root: &str) -> Option<Finding> {
    if row.type_text.parse() != Ok(TypeExpr::Text) {
        return None;
    }
    let mut found = None;
    each_sentence(row, |line, text| {
        if found.is_none() && has(text, PHRASES) {
            found = Some(line);
        }
    });
    let line = found?;
    let message = format!("the description of {} reads like an idempotency key", quoted(&row.name));
    let at = join(&format!("/request{root}"), &row.name);
    let condition = "the page says that the server executes a call once for each value";
    let proposal = Proposal { key: at.into(), value: json!({"idempotency_key": true}) };
    Some(Finding::note(Code::KeyHint, line, message).propose(condition, "`annotations`", proposal))
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::page::{Cell, FieldRow, FieldTable, Level, Piece, RowId};

    fn row(id: u32, level: u32, type_text: &str, text: &str) -> FieldRow {
        let pieces = vec![Piece::Text { line: id + 1, text: text.to_owned() }];
        FieldRow {
            id: RowId(id),
            line: id + 1,
            name: "client/token".to_owned(),
            type_text: type_text.to_owned(),
            description: Cell { pieces },
            level: Level::Known(level),
            required: None,
        }
    }

    fn found(rows: Vec<FieldRow>, root: &str) -> Vec<(u32, String)> {
        let findings = find(&[(&FieldTable { line: 1, rows }, root)]);
        findings.into_iter().map(|finding| (finding.line, finding.help.unwrap())).collect()
    }

    #[test]
    fn a_text_that_makes_a_call_idempotent_may_be_a_key() {
        let key = || row(4, 0, "string", "唯一标识。用于幂等，重复时不会再次创建");
        let found_at = |root| found(vec![row(1, 0, "string", "名称"), key()], root);
        let [(line, help)] = <[_; 1]>::try_from(found_at("/body")).unwrap();
        assert_eq!(line, 5);
        assert!(help.ends_with(r#""/request/body/client~1token": {"idempotency_key":true}"#), "{help}");
        assert_eq!(found_at("/query").len(), 1);
        assert_eq!(found_at("/path").len(), 0, "a path says which thing, not which call");
    }

    #[test]
    fn what_no_client_can_make_is_none() {
        for (level, kind, text) in
            [(1, "string", "幂等"), (0, "int", "幂等"), (0, "string", "标识，例如用于幂等")]
        {
            assert_eq!(found(vec![row(1, level, kind, text)], "/body"), [], "{kind} {text}");
        }
    }
}
