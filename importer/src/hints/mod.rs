//! Prose that reads like a rule between fields: the importer proposes, a person decides.

mod rule;
mod sentence;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use model::diag::quoted;
use model::schema::{self, Rule};
use serde_json::Value;

use crate::cell::describe;
use crate::finding::Finding;
use crate::page::{FieldRow, FieldTable, Level, Piece, RowId};

/// The fields of one object, by name.
pub(crate) struct Siblings<'t> {
    rows: BTreeMap<&'t str, &'t FieldRow>,
    /// Labels of enum members that only one value of one field has.
    labels: BTreeMap<String, Option<(&'t str, Value)>>,
}

/// Labels of one object that are looked for in its prose; documented objects have fewer.
const MAX_LABELS: usize = 200;

/// What was recognised, by row and by the id of the rule that it suggests.
pub(crate) type Hints = BTreeMap<RowId, IndexMap<String, schema::Hint>>;

/// Finds every sentence of a request's table that reads like a rule, and reports it with the rule. `root` is the pointer
/// to the table's top: `/body`.
pub(crate) fn find(table: &FieldTable, root: &str, findings: &mut Vec<Finding>) -> Hints {
    let mut hints = Hints::new();
    for (depth, rows) in scopes(table) {
        let siblings = Siblings::of(&rows);
        let root = if depth == 0 { root } else { "" };
        for row in &rows {
            for (line, text) in sentences(row) {
                if let Some(hint) = sentence::read(text, row, &siblings) {
                    let (id, rule) = rule::propose(&hint, row, root);
                    findings.push(finding(&id, &rule, row, root, line));
                    hints.entry(row.id).or_default().insert(id, hint.fact(row));
                }
            }
        }
    }
    hints
}

/// Rows that stand in one object, with their depth.
fn scopes(table: &FieldTable) -> Vec<(usize, Vec<&FieldRow>)> {
    let mut done: Vec<(usize, Vec<&FieldRow>)> = Vec::new();
    let mut open: Vec<Vec<&FieldRow>> = Vec::new();
    for row in &table.rows {
        let Level::Known(level) = row.level else { continue };
        let depth = usize::try_from(level).unwrap_or(usize::MAX).min(open.len());
        while open.len() > depth + 1 {
            let depth = open.len() - 1;
            done.extend(open.pop().map(|rows| (depth, rows)));
        }
        match open.get_mut(depth) {
            Some(rows) => rows.push(row),
            None => open.push(vec![row]),
        }
    }
    done.extend(open.into_iter().enumerate());
    done
}

/// The sentences of a description.
fn sentences(row: &FieldRow) -> impl Iterator<Item = (u32, &str)> {
    let lines = row.description.pieces.iter().filter_map(|piece| match piece {
        Piece::Text { line, text } if !text.starts_with("**示例值") => Some((*line, text.as_str())),
        _ => None,
    });
    lines.flat_map(|(line, text)| text.split(['。', '；', ';']).map(move |sentence| (line, sentence)))
}

impl<'t> Siblings<'t> {
    fn of(rows: &[&'t FieldRow]) -> Self {
        let mut siblings = Self { rows: BTreeMap::new(), labels: BTreeMap::new() };
        for row in rows {
            siblings.rows.entry(&row.name).or_insert(row);
            for member in describe(&row.description).members {
                if siblings.labels.len() >= MAX_LABELS || member.label.chars().count() < 2 {
                    continue;
                }
                let value = sentence::literal(&member.key, row);
                let same = siblings.labels.contains_key(&member.label);
                let meaning = value.filter(|_| !same).map(|value| (row.name.as_str(), value));
                siblings.labels.insert(member.label, meaning);
            }
        }
        siblings
    }

    /// The field of that name, if it is another than the row.
    fn other(&self, name: &str, than: &FieldRow) -> Option<&'t FieldRow> {
        self.rows.get(name).copied().filter(|row| row.name != than.name)
    }
}

fn finding(id: &str, rule: &Rule, row: &FieldRow, root: &str, line: u32) -> Finding {
    let message = format!("the description of {} reads like a rule: {}", quoted(&row.name), rule.doc);
    let json = serde_json::to_string(rule).unwrap_or_default();
    let place = if root.is_empty() { "`rules` of the object's type" } else { "`rules`" };
    Finding::note("rule-hint", line, message)
        .help(format!("if the page means it so, add to {place} in the overlay: \"{id}\": {json}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Cell, RowId};
    use serde_json::json;

    fn row(
        id: u32,
        level: u32,
        name: &str,
        type_text: &str,
        text: &str,
        members: &[(&str, &str)],
    ) -> FieldRow {
        let mut pieces = vec![Piece::Text { line: id + 1, text: text.to_owned() }];
        pieces.extend(members.iter().map(|(key, label)| Piece::Member {
            line: id + 1,
            key: (*key).to_owned(),
            text: (*label).to_owned(),
        }));
        FieldRow {
            id: RowId(id),
            line: id + 1,
            level: Level::Known(level),
            name: name.to_owned(),
            type_text: type_text.to_owned(),
            required: None,
            description: Cell { pieces },
        }
    }

    /// What is proposed for the sentence on `note`, beside an int `mode` (1 fast, 2 slow) and a boolean `auto`.
    fn proposed(text: &str) -> Option<Value> {
        let table = FieldTable {
            line: 1,
            rows: vec![
                row(0, 0, "mode", "int", "How", &[("1", "快速"), ("2", "慢速")]),
                row(1, 0, "auto", "boolean", "By itself", &[]),
                row(2, 0, "note", "string", text, &[]),
            ],
        };
        let mut findings = Vec::new();
        find(&table, "/body", &mut findings);
        let help = findings.pop()?.help?;
        let (_, json) = help.split_once("\": ")?;
        Some(serde_json::from_str::<Value>(json).unwrap()["assert"].clone())
    }

    #[test]
    fn conditions_are_read_from_names_values_and_labels() {
        let when = |pointer: &str, value: Value| json!({"require": {"field": "/body/note", "when": {pointer: {"is": value}}}});
        assert_eq!(proposed("当 mode 为 1 时，必填"), Some(when("/body/mode", json!(1))));
        assert_eq!(proposed("如果`auto`=`false`，则该字段必传"), Some(when("/body/auto", json!(false))));
        assert_eq!(proposed("当慢速时说明必填"), Some(when("/body/mode", json!(2))));
        let unless = json!({"require": {"field": "/body/note", "unless": {"/body/auto": {"is": true}}}});
        assert_eq!(proposed("如果auto为true，则此字段可以不填"), Some(unless));
        let other = json!({"require": {"field": "/body/mode", "when": {"/body/note": {"is": "x"}}}});
        assert_eq!(proposed("如果为x，则mode必填"), Some(other));
    }

    #[test]
    fn sets_of_fields_are_read() {
        let fields = json!(["/body/note", "/body/mode"]);
        assert_eq!(proposed("与mode二选一"), Some(json!({"exactly_one": {"fields": fields}})));
        assert_eq!(
            proposed("与mode二选一传入，都传以mode为准"),
            Some(json!({"at_least_one": {"fields": fields, "prefer": "/body/mode"}}))
        );
        assert_eq!(proposed("和 mode 至少传一个"), Some(json!({"at_least_one": {"fields": fields}})));
        assert_eq!(proposed("不能与 mode 同时传"), Some(json!({"at_most_one": {"fields": fields}})));
        assert_eq!(proposed("需要和 mode 同时传入"), Some(json!({"all_or_none": {"fields": fields}})));
    }

    #[test]
    fn other_prose_is_no_rule() {
        for text in ["必填", "当 mode 为 1 时生效", "see mode", "二选一", "当 other 为 1 时必填"]
        {
            assert_eq!(proposed(text), None, "{text}");
        }
    }

    #[test]
    fn nested_fields_speak_about_their_own_object() {
        let table = FieldTable {
            line: 1,
            rows: vec![
                row(0, 0, "top", "item", "", &[]),
                row(1, 1, "a", "string", "与b二选一", &[]),
                row(2, 1, "b", "string", "", &[]),
                row(3, 0, "b", "string", "与a二选一", &[]),
            ],
        };
        let mut findings = Vec::new();
        find(&table, "/body", &mut findings);
        assert_eq!(findings.len(), 1, "`a` is no sibling of the outer `b`");
        assert!(findings[0].help.as_deref().is_some_and(|help| help.contains(r#"["/a","/b"]"#)));
    }
}
