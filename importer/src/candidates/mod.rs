//! Rule candidates: sentences that read like a rule between fields. The importer proposes a rule, a person decides.
//!
//! - [`words`] splits descriptions into sentences and words.
//! - [`class`] tells from its phrases which kinds of rule a sentence announces.
//! - [`siblings`] knows the fields that a sentence may name.
//! - [`sentence`] reads a sentence, [`case`] its condition, and [`order`] its comparison.
//! - [`rule`] turns the result into a rule for an overlay.
//! - [`key`] finds idempotency keys.

mod case;
mod class;
pub(crate) mod key;
mod order;
mod rule;
mod sentence;
mod siblings;
mod words;

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use model::diag::{Code, Proposal, quoted};
use model::pointer::join;
use model::schema::{self, Rule, TypeExpr};

use crate::description::Descriptions;
use crate::finding::Finding;
use crate::page::{FieldRow, FieldTable, Level, RowId};
use class::Cues;
use sentence::Reading;
use siblings::{Object, Siblings};
use words::each_sentence;

/// The candidates of each row, by the id of the proposed rule, or by the class if no rule is proposed.
pub(crate) type Candidates = BTreeMap<RowId, IndexMap<String, schema::Hint>>;

/// Finds the candidates in a request's tables, and reports each of them with the rule that it suggests. Each table comes
/// with the pointer to its top: `/body`.
pub(crate) fn find(
    tables: &[(&FieldTable, &str)],
    descriptions: &Descriptions,
) -> (Candidates, Vec<Finding>) {
    let mut found = Found::default();
    let objects: Vec<Vec<Object<'_>>> = tables.iter().map(|(table, root)| objects(table, root)).collect();
    for (index, of_table) in objects.iter().enumerate() {
        for (position, object) in of_table.iter().enumerate() {
            // The fields at the top of the request's parts know each other.
            let tops = objects.iter().enumerate().filter(|(other, _)| position == 0 && *other != index);
            let tops = tops.filter_map(|(_, objects)| objects.first());
            let siblings = LazyCell::new(|| Siblings::of(object, tops, descriptions));
            for row in &object.rows {
                found.row(row, &siblings);
            }
        }
    }
    (found.by_row, found.findings)
}

/// The objects of a table, its top first.
fn objects<'t>(table: &'t FieldTable, root: &str) -> Vec<Object<'t>> {
    let mut objects = vec![Object { rows: Vec::new(), root: Some(root.to_owned()) }];
    // The objects around the row before, the top first.
    let mut open: Vec<usize> = vec![0];
    let mut last: Option<&FieldRow> = None;
    for row in &table.rows {
        let Level::Known(level) = row.level else { continue };
        let depth = usize::try_from(level).unwrap_or(usize::MAX);
        if depth >= open.len()
            && let Some(parent) = last
        {
            let outer =
                open.last().and_then(|index| objects.get(*index)).and_then(|object| object.root.clone());
            open.push(objects.len());
            objects.push(Object { rows: Vec::new(), root: root_below(parent, outer.as_deref()) });
        }
        open.truncate(depth.saturating_add(1));
        if let Some(object) = open.last().and_then(|index| objects.get_mut(*index)) {
            object.rows.push(row);
        }
        last = Some(row);
    }
    objects
}

/// The pointer before the names of the rows nested below a row: empty in a named type, and the row's own pointer in an object
/// without a name. A rule cannot point into elements of lists without a name.
fn root_below(parent: &FieldRow, outer: Option<&str>) -> Option<String> {
    let kind: TypeExpr = parent.type_text.parse().ok()?;
    let is_plain = kind == TypeExpr::Anonymous;
    match kind.leaf() {
        TypeExpr::Named(_) => Some(String::new()),
        TypeExpr::Anonymous if is_plain => Some(join(outer?, &parent.name).into()),
        _ => None,
    }
}

/// The candidates found so far.
#[derive(Default)]
struct Found {
    by_row: Candidates,
    /// The rules proposed so far: each field of a set may speak of the same one.
    proposed: BTreeSet<(String, String)>,
    findings: Vec<Finding>,
}

impl Found {
    /// Reads a row's sentences. Its siblings are looked at only if a sentence may announce a rule.
    fn row<'t>(
        &mut self,
        row: &'t FieldRow,
        siblings: &LazyCell<Siblings<'t>, impl FnOnce() -> Siblings<'t>>,
    ) {
        each_sentence(row, |line, text| {
            let cues = Cues::of(text);
            if cues.may_announce() {
                for reading in sentence::read(&cues, row, siblings) {
                    self.reading(&reading, row, siblings, line);
                }
            }
        });
    }

    fn reading(&mut self, reading: &Reading<'_>, row: &FieldRow, siblings: &Siblings<'_>, line: u32) {
        let known = self.by_row.entry(row.id).or_default();
        let Some((id, rule)) = rule::propose(reading, row, siblings) else {
            // The second half of a rule repeats it: "...; if true, it is not required".
            let is_half = reading.others.is_empty() && known.values().any(|hint| hint.class == reading.class);
            if is_half {
                return;
            }
            let id = free(known, reading.class.name());
            known.insert(id, reading.fact(row));
            self.findings.push(unread(reading, row, line));
            return;
        };
        known.entry(id.clone()).or_insert_with(|| reading.fact(row));
        let place = rule.assert.fields().first().copied().unwrap_or_default().to_owned();
        if self.proposed.insert((id.clone(), place)) {
            self.findings.push(finding(&id, &rule, row, line));
        }
    }
}

/// The name, with a number if it is taken.
fn free(known: &IndexMap<String, schema::Hint>, name: &str) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(|name| !known.contains_key(name))
        .unwrap_or_else(|| name.to_owned())
}

/// Reports a candidate with the rule that it suggests.
fn finding(id: &str, rule: &Rule, row: &FieldRow, line: u32) -> Finding {
    let message = format!("the description of {} reads like a rule: {}", quoted(&row.name), rule.doc);
    let proposal = Proposal { key: id.to_owned(), value: serde_json::to_value(rule).unwrap_or_default() };
    let is_of_request = rule
        .assert
        .fields()
        .iter()
        .any(|field| ["/body/", "/query/", "/path/"].iter().any(|root| field.starts_with(root)));
    let place = if is_of_request { "`rules`" } else { "`rules` of the object's type" };
    Finding::note(Code::RuleHint, line, message).propose("the page means it so", place, proposal)
}

/// Reports a sentence that announces a rule and was not understood.
fn unread(reading: &Reading<'_>, row: &FieldRow, line: u32) -> Finding {
    let class = reading.class.name().replace('_', " ");
    let mut message = format!("the description of {} reads like a rule ({class})", quoted(&row.name));
    if !reading.others.is_empty() {
        let others: Vec<String> = reading.others.iter().map(|name| quoted(name)).collect();
        message.push_str(&format!(" about {}", others.join(", ")));
    }
    Finding::note(Code::RuleHint, line, message)
        .help("if the page means a rule, write it into `rules` in the overlay")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Cell, Piece, RowId};
    use serde_json::{Value, json};

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

    /// The rule proposed for the sentence on `note`, beside an int `mode` (1 fast, 2 slow) and a boolean `auto`.
    fn proposed(text: &str) -> Option<Value> {
        let table = FieldTable {
            line: 1,
            rows: vec![
                row(0, 0, "mode", "int", "How", &[("1", "快速"), ("2", "慢速")]),
                row(1, 0, "auto", "boolean", "By itself", &[]),
                row(2, 0, "note", "string", text, &[]),
            ],
        };
        let (_, mut findings) = find(&[(&table, "/body")], &Descriptions::of([&table]));
        Some(findings.pop()?.proposal?.value["assert"].clone())
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
        assert_eq!(proposed("如果为x，则mode必填"), Some(other.clone()));
        assert_eq!(proposed("如果 `note` 取值为 x，则内容需要传入 `mode` 参数内"), Some(other));
        // The demand may be about a third field.
        let third = json!({"require": {"field": "/body/auto", "unless": {"/body/mode": {"is": 1}}}});
        assert_eq!(proposed("当 `mode` 取值不为 1 时，内容需要传入到 `auto` 参数"), Some(third));
    }

    #[test]
    fn sets_of_fields_are_read() {
        let fields = json!(["/body/mode", "/body/note"]);
        assert_eq!(proposed("与mode二选一"), Some(json!({"exactly_one": {"fields": fields}})));
        assert_eq!(
            proposed("与mode二选一传入，都传以mode为准"),
            Some(json!({"at_least_one": {"fields": fields, "prefer": "/body/mode"}}))
        );
        for text in ["与mode二选一，同时设置时mode生效", "note 与 mode 需要二选一，如果同时传入则只生效 mode"]
        {
            let rule = json!({"at_least_one": {"fields": fields, "prefer": "/body/mode"}});
            assert_eq!(proposed(text), Some(rule), "{text}");
        }
        assert_eq!(proposed("和 mode 至少传一个"), Some(json!({"at_least_one": {"fields": fields}})));
        assert_eq!(proposed("不能与 mode 同时传"), Some(json!({"at_most_one": {"fields": fields}})));
        assert_eq!(proposed("需要和 mode 同时传入"), Some(json!({"all_or_none": {"fields": fields}})));
    }

    #[test]
    fn other_prose_is_no_rule() {
        for text in ["必填", "see mode", "当前时间", "长度至少一个字符", "默认生效"] {
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
        let (_, findings) = find(&[(&table, "/body")], &Descriptions::of([&table]));
        let helps: Vec<&str> = findings.iter().filter_map(|finding| finding.help.as_deref()).collect();
        assert!(helps[1].contains(r#"["/a","/b"]"#), "{helps:?}");
        assert!(!helps[0].contains("/a"), "`a` is no sibling of the outer `b`: {helps:?}");
    }
}
