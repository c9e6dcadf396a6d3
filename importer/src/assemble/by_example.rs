//! Types of rows that only the example shows, read before the rows become fields:
//!
//! - an object that the example keys by ids is a map; the rows describe its values, or its keys and below them its values
//! - a type that is a misspelt scalar is that scalar, if the example shows one
//! - an object of JSON that another page describes has more members than the rows below it: it is any object
//! - a list without the type of its elements has that of the elements that the example shows

use std::collections::BTreeSet;
use std::ops::Range;

use model::diag::{Code, quoted};
use model::schema::TypeExpr;
use serde_json::Value;

use super::type_text::{names_json, normal};
use crate::description::Description;
use crate::finding::Finding;
use crate::page::{FieldRow, FieldTable, Level, MAX_DEPTH};
use crate::report::Report;

/// Reads the types of a table that its example shows.
pub(super) fn settle(table: &mut FieldTable, example: Option<&Value>, report: &mut Report) {
    let example = example.unwrap_or(&Value::Null);
    let mut reader = Reader { rows: &table.rows, changes: Vec::new() };
    let all = 0..table.rows.len();
    let top = reader.top(all.clone(), example);
    reader.object(all, &[top], 0);
    let changes = reader.changes;
    for change in &changes {
        change.apply(&mut table.rows, report);
    }
    let removed: BTreeSet<usize> = changes.iter().flat_map(Change::removed).collect();
    for row in removed.into_iter().rev() {
        table.rows.remove(row);
    }
}

/// A row whose type the example shows.
struct Change {
    row: usize,
    /// The row below it that describes the keys of the map, and the rows of the values below that one.
    key: Option<usize>,
    values: Range<usize>,
    type_text: String,
    code: Code,
}

impl Change {
    /// The rows that are no fields.
    fn removed(&self) -> Range<usize> {
        match self.key {
            Some(key) => key..key + 1,
            None if self.code == Code::UnreadFields => self.values.clone(),
            None => 0..0,
        }
    }

    fn apply(&self, rows: &mut [FieldRow], report: &mut Report) {
        if let Some(key) = self.key.and_then(|key| rows.get(key)) {
            let message =
                format!("the row {} describes the keys of a map, so it is no field", quoted(&key.name));
            report.push(Finding::note(Code::MapByExample, key.line, message));
            report.reported(key.id);
            for row in rows.get_mut(self.values.clone()).into_iter().flatten() {
                if let Level::Known(level) = &mut row.level {
                    *level = level.saturating_sub(1);
                }
            }
        }
        if self.code == Code::UnreadFields {
            rows.get(self.values.clone()).into_iter().flatten().for_each(|row| report.reported(row.id));
        }
        let Some(row) = rows.get_mut(self.row) else { return };
        let (name, stated) = (quoted(&row.name), quoted(&row.type_text));
        let read = &self.type_text;
        let message = match self.code {
            Code::MapByExample => format!(
                "the example keys {name} by ids; it was read as `{read}`, a map of what its rows describe"
            ),
            Code::ListByExample => format!(
                "{name} has the type {stated}, without that of its elements; it was read as `{read}`, as the example shows"
            ),
            Code::UnreadFields => format!(
                "{name} is JSON with other members, too, as the example shows; it was read as any object, without the rows below it"
            ),
            _ => format!(
                "{name} has the type {stated}, which looks misspelt; it was read as `{read}`, as the example shows"
            ),
        };
        report.push(match self.code {
            Code::ListByExample => Finding::note(self.code, row.line, message),
            _ => Finding::warning(self.code, row.line, message),
        });
        row.type_text.clone_from(&self.type_text);
    }
}

struct Reader<'t> {
    rows: &'t [FieldRow],
    changes: Vec<Change>,
}

impl Reader<'_> {
    /// Returns the value that the table describes: the example, or its `data` if the rows stand there.
    fn top<'v>(&self, rows: Range<usize>, example: &'v Value) -> &'v Value {
        let names = self.names(rows);
        let shows = |value: &Value| {
            value.as_object().is_some_and(|value| value.keys().any(|key| names.contains(&**key)))
        };
        example.get("data").filter(|data| !shows(example) && shows(data)).unwrap_or(example)
    }

    /// Visits the rows of an object. `shown` are the values that the example has for it.
    fn object(&mut self, rows: Range<usize>, shown: &[&Value], depth: u32) {
        if depth > MAX_DEPTH {
            return;
        }
        let mut seen = BTreeSet::new();
        for (row, below) in self.objects(rows) {
            let Some(field) = self.rows.get(row).filter(|field| seen.insert(field.name.as_str())) else {
                continue;
            };
            let values: Vec<&Value> =
                shown.iter().filter_map(|value| value.get(&field.name)).flat_map(elements).collect();
            if below.is_empty() {
                self.scalar(row, &values);
            } else {
                self.field(row, below, &values, depth);
            }
        }
    }

    /// Visits a row with rows below it.
    fn field(&mut self, row: usize, below: Range<usize>, shown: &[&Value], depth: u32) {
        if self.is_part(row, &below, shown) {
            let code = Code::UnreadFields;
            let change = Change { row, key: None, values: below, type_text: "object".to_owned(), code };
            return self.changes.push(change);
        }
        let children = self.objects(below.clone());
        let key = match children.as_slice() {
            [(key, inner)] if !inner.is_empty() => Some((*key, inner.clone())),
            _ => None,
        };
        let candidates = [Some((None, below.clone())), key.map(|(key, inner)| (Some(key), inner))];
        for (key, values) in candidates.into_iter().flatten() {
            let mut names = self.names(values.clone());
            let rows = names.clone();
            names.extend(key.and_then(|key| self.rows.get(key)).map(|key| key.name.as_str()));
            let Some(leaf) = self.open_type(row) else { break };
            let mut held = Vec::new();
            let Some(type_text) =
                map_of(shown, &Names { all: &names, of_values: &rows }, &leaf, 0, &mut held)
            else {
                continue;
            };
            self.changes.push(Change {
                row,
                key,
                values: values.clone(),
                type_text,
                code: Code::MapByExample,
            });
            return self.object(values, &held, depth + 1);
        }
        self.object(below, shown, depth + 1);
    }

    /// Returns true if the description calls the object JSON, and the example shows members of it that no row describes.
    fn is_part(&self, row: usize, below: &Range<usize>, shown: &[&Value]) -> bool {
        let is_json = |row: &FieldRow| {
            let kind = normal(&row.type_text, true);
            kind.is_some_and(|ty| *ty.expr() == TypeExpr::Anonymous) && names_json(&row.description)
        };
        let names = self.names(below.clone());
        let mut members =
            shown.iter().filter_map(|value| value.as_object()).flat_map(|members| members.keys());
        self.rows.get(row).is_some_and(is_json) && members.any(|key| !names.contains(key.as_str()))
    }

    /// Returns the type of what a map would hold, if the row's type may be that of an object.
    fn open_type(&self, row: usize) -> Option<String> {
        match normal(&self.rows.get(row)?.type_text, true)?.expr() {
            TypeExpr::Anonymous => Some("object".to_owned()),
            TypeExpr::Named(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// Reads a type without rows below it that the example completes: a misspelt scalar, a list of such, or a list of anything.
    fn scalar(&mut self, row: usize, shown: &[&Value]) {
        let Some(field) = self.rows.get(row) else { return };
        let Some(ty) = normal(&field.type_text, false) else { return };
        let (scalars, code) = match ty.expr() {
            TypeExpr::Array(element) if **element == TypeExpr::Anonymous => {
                (vec![TypeExpr::Text, TypeExpr::Int, TypeExpr::Bool], Code::ListByExample)
            }
            other => match other.leaf() {
                TypeExpr::Named(name) => (scalar_like(name).into_iter().collect(), Code::OddType),
                _ => return,
            },
        };
        let said = Description::read(&field.description).example;
        let said: Option<Value> =
            said.and_then(|said| serde_json::from_str(said.first.trim_matches('`')).ok());
        let shown: Vec<&Value> = shown.iter().copied().chain(said.iter().flat_map(elements)).collect();
        let fits = |scalar: &TypeExpr| shown.iter().all(|value| is_scalar(value, scalar));
        let scalar = scalars.into_iter().find(|scalar| !shown.is_empty() && fits(scalar));
        if let Some(scalar) = scalar {
            let type_text = ty.expr().with_leaf(scalar).to_string();
            self.changes.push(Change { row, key: None, values: 0..0, type_text, code });
        }
    }

    fn names(&self, rows: Range<usize>) -> BTreeSet<&str> {
        self.objects(rows)
            .into_iter()
            .filter_map(|(row, _)| Some(self.rows.get(row)?.name.as_str()))
            .collect()
    }

    /// Splits rows into those at the top level, each with the range of the rows below it.
    fn objects(&self, rows: Range<usize>) -> Vec<(usize, Range<usize>)> {
        let level = |row: usize| match self.rows.get(row).map(|row| row.level) {
            Some(Level::Known(level)) => level,
            _ => 0,
        };
        let mut objects = Vec::new();
        let mut at = rows.start;
        while at < rows.end {
            let end = (at + 1..rows.end).find(|next| level(*next) <= level(at)).unwrap_or(rows.end);
            objects.push((at, at + 1..end));
            at = end;
        }
        objects
    }
}

fn is_scalar(value: &Value, scalar: &TypeExpr) -> bool {
    match scalar {
        TypeExpr::Text => value.is_string(),
        TypeExpr::Int => value.is_i64() || value.is_u64(),
        TypeExpr::Bool => value.is_boolean(),
        _ => value.is_number(),
    }
}

/// The elements of a list, or the value itself.
fn elements(value: &Value) -> &[Value] {
    match value {
        Value::Array(elements) => elements,
        Value::Null => &[],
        value => std::slice::from_ref(value),
    }
}

/// The names of the rows below a field.
struct Names<'n> {
    /// All of them: a key of a map is none.
    all: &'n BTreeSet<&'n str>,
    /// Those that may describe the values of a map.
    of_values: &'n BTreeSet<&'n str>,
}

/// Maps inside of maps that are read. No documented field has more than two.
const MAX_MAPS: u32 = 4;

/// Returns the type of a field whose values are maps, and adds the objects that they hold to `held`: none of their keys is a row,
/// and each of their values has the rows as its members.
fn map_of<'v>(
    shown: &[&'v Value],
    names: &Names<'_>,
    leaf: &str,
    depth: u32,
    held: &mut Vec<&'v Value>,
) -> Option<String> {
    let mut inner = Vec::new();
    let mut keys = BTreeSet::new();
    for value in shown {
        for (key, value) in value.as_object()? {
            keys.insert(key.as_str());
            inner.push(value);
        }
    }
    if depth == MAX_MAPS || inner.is_empty() || keys.iter().any(|key| names.all.contains(key)) {
        return None;
    }
    // One key may be the name of an object that the page does not list. An id has a digit.
    if keys.len() == 1 && !keys.iter().any(|key| key.contains(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let is_list = inner.iter().all(|value| value.is_array());
    let objects: Vec<&Value> =
        if is_list { inner.iter().copied().flat_map(elements).collect() } else { inner };
    let value = if objects.iter().all(|value| has_members(value, names.of_values)) && !objects.is_empty() {
        held.extend(&objects);
        leaf.to_owned()
    } else {
        map_of(&objects, names, leaf, depth + 1, held)?
    };
    Some(if is_list { format!("map<string, {value}[]>") } else { format!("map<string, {value}>") })
}

/// Returns true if the value is an object, and at least half of its members are among the names.
fn has_members(value: &Value, names: &BTreeSet<&str>) -> bool {
    value.as_object().is_some_and(|members| {
        let known = members.keys().filter(|key| names.contains(&***key)).count();
        known > 0 && known * 2 >= members.len()
    })
}

/// Returns the scalar whose spelling a name nearly has: `stirng`, `interger`.
fn scalar_like(name: &str) -> Option<TypeExpr> {
    const SPELLINGS: &[(&str, TypeExpr)] = &[
        ("string", TypeExpr::Text),
        ("integer", TypeExpr::Int),
        ("int64", TypeExpr::Int),
        ("boolean", TypeExpr::Bool),
        ("number", TypeExpr::Float),
        ("double", TypeExpr::Float),
        ("float", TypeExpr::Float),
    ];
    let name = name.to_lowercase();
    SPELLINGS.iter().find(|(spelling, _)| is_slip(&name, spelling)).map(|(_, scalar)| scalar.clone())
}

/// Returns true if one letter is missing, added or wrong, or if two neighbours are swapped.
fn is_slip(written: &str, meant: &str) -> bool {
    let same = |(a, b): &(u8, u8)| a == b;
    let start = written.bytes().zip(meant.bytes()).take_while(same).count();
    let longest = written.len().min(meant.len()) - start;
    let end = written.bytes().rev().zip(meant.bytes().rev()).take_while(same).count().min(longest);
    let middle = |text: &str| text.as_bytes().get(start..text.len() - end).unwrap_or_default().to_vec();
    match (middle(written).as_slice(), middle(meant).as_slice()) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_known() {
        for (name, expected) in [
            ("stirng", Some(TypeExpr::Text)),
            ("Strng", Some(TypeExpr::Text)),
            ("strings", Some(TypeExpr::Text)),
            ("interger", Some(TypeExpr::Int)),
            ("booleen", Some(TypeExpr::Bool)),
            ("string", None),
            ("setting", None),
            ("person", None),
        ] {
            assert_eq!(scalar_like(name), expected, "{name}");
        }
    }
}
