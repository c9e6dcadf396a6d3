//! Joins several tables that describe forms of one body. A field is required if every form requires it.

use model::diag::Code;
use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::finding::Finding;
use crate::page::{FieldRow, FieldTable, Level, MAX_DEPTH};
use crate::report::Report;

/// Joins another form of the body to the first; both have levels. Fields that both have are read from the first table, and
/// their rows in the other table are reported.
pub(super) fn join(first: &mut FieldTable, other: &FieldTable, report: &mut Report) {
    let message = "this table is another form of the body: a field is required if all forms require it, and fields of \
                   several forms are read from the first";
    report.push(
        Finding::note(Code::BodyForms, other.line, message)
            .help("add a rule to the overlay that says which fields belong together"),
    );
    let mut repeated = Vec::new();
    let rows = joined(&first.rows, &other.rows, 0, &mut repeated);
    for row in repeated {
        report.reported(row.id);
    }
    first.rows = rows;
}

/// Joins the rows of both forms: first those of the first form, then the additional ones of the second. Objects below
/// [`MAX_DEPTH`] are read from the first form only.
fn joined<'r>(
    first: &'r [FieldRow],
    second: &'r [FieldRow],
    depth: u32,
    repeated: &mut Vec<&'r FieldRow>,
) -> Vec<FieldRow> {
    if depth == MAX_DEPTH {
        repeated.extend(second);
        return first.to_vec();
    }
    let mut others: IndexMap<&str, Object<'r>> = IndexMap::new();
    for (head, below) in objects(second) {
        if others.contains_key(head.name.as_str()) {
            repeated.push(head);
            repeated.extend(below);
        } else {
            others.insert(&head.name, (head, below));
        }
    }
    let mut rows = Vec::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (head, below) in objects(first) {
        // A second field of the same name is reported as a duplicate later.
        let is_first = taken.insert(&head.name);
        match others.get(head.name.as_str()).filter(|_| is_first) {
            Some((again, others_below)) => {
                repeated.push(again);
                rows.push(FieldRow { required: both(head.required, again.required), ..head.clone() });
                rows.extend(joined(below, others_below, depth + 1, repeated));
            }
            None => rows.extend(optional(head, below)),
        }
    }
    for (head, below) in others.into_values().filter(|(head, _)| !taken.contains(head.name.as_str())) {
        rows.extend(optional(head, below));
    }
    rows
}

fn both(first: Option<bool>, second: Option<bool>) -> Option<bool> {
    if first.is_none() && second.is_none() { None } else { Some(first == Some(true) && second == Some(true)) }
}

/// Makes a field optional that only one form has.
fn optional<'r>(head: &'r FieldRow, below: &'r [FieldRow]) -> impl Iterator<Item = FieldRow> {
    let head = FieldRow { required: Some(false), ..head.clone() };
    std::iter::once(head).chain(below.iter().cloned())
}

/// A row with the rows below it.
type Object<'r> = (&'r FieldRow, &'r [FieldRow]);

/// Splits rows into those at the top level, each with the rows below it.
fn objects(rows: &[FieldRow]) -> Vec<Object<'_>> {
    let mut objects = Vec::new();
    let mut rest = rows;
    while let Some((head, after)) = rest.split_first() {
        let end = after.iter().position(|row| depth(row) <= depth(head)).unwrap_or(after.len());
        let (below, next) = after.split_at(end);
        objects.push((head, below));
        rest = next;
    }
    objects
}

fn depth(row: &FieldRow) -> u32 {
    match row.level {
        Level::Known(level) => level,
        Level::Unknown => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Cell, RowId};

    fn table(first_id: u32, rows: &[(u32, &str, bool)]) -> FieldTable {
        let rows = (first_id..).zip(rows).map(|(id, (level, name, required))| FieldRow {
            id: RowId(id),
            line: id,
            level: Level::Known(*level),
            name: (*name).to_owned(),
            type_text: String::new(),
            required: Some(*required),
            description: Cell::default(),
        });
        FieldTable { line: first_id, rows: rows.collect() }
    }

    #[test]
    fn fields_of_one_form_are_optional() {
        let first = table(
            1,
            &[(0, "id", true), (0, "box", true), (1, "size", true), (1, "lid", true), (0, "note", true)],
        );
        let second = table(
            11,
            &[(0, "box", true), (1, "size", true), (1, "key", true), (0, "id", false), (0, "seal", true)],
        );
        let mut repeated = Vec::new();
        let rows = joined(&first.rows, &second.rows, 0, &mut repeated);
        let shown: Vec<_> =
            rows.iter().map(|row| (row.id.0, row.name.as_str(), row.required == Some(true))).collect();
        assert_eq!(
            shown,
            [
                (1, "id", false),
                (2, "box", true),
                (3, "size", true),
                (4, "lid", false),
                (13, "key", false),
                (5, "note", false),
                (15, "seal", false)
            ]
        );
        let mut repeated: Vec<_> = repeated.iter().map(|row| row.id.0).collect();
        repeated.sort_unstable();
        assert_eq!(repeated, [11, 12, 14]);
    }

    #[test]
    fn every_row_is_kept_or_reported() {
        let deep: Vec<_> = (0..30).map(|level| (level, "a", true)).collect();
        let twice = [(0, "a", true), (0, "a", true), (1, "b", true), (0, "b", true)];
        for (first, second) in [(&deep[..], &deep[..]), (&twice, &twice), (&twice, &deep), (&deep, &twice)] {
            let (first, second) = (table(0, first), table(100, second));
            let mut repeated = Vec::new();
            let rows = joined(&first.rows, &second.rows, 0, &mut repeated);
            assert_eq!(rows.len() + repeated.len(), first.rows.len() + second.rows.len());
        }
    }
}
