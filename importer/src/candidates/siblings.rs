//! The fields that a sentence may speak of: those of the same object, and at the top of a request those of its other parts.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde_json::Value;

use super::words::words;
use crate::description::{Description, Descriptions};
use crate::page::FieldRow;

/// An object of the request: its rows, and the pointer to them.
pub(super) struct Object<'t> {
    pub(super) rows: Vec<&'t FieldRow>,
    /// The pointer before their names: `/body`; empty in a named type; absent where a rule cannot point to.
    pub(super) root: Option<String>,
}

/// A field with its description.
pub(super) struct Sibling<'t> {
    pub(super) row: &'t FieldRow,
    pub(super) description: &'t Description,
    root: Option<&'t str>,
}

/// Fields by name.
pub(super) struct Siblings<'t> {
    by_name: BTreeMap<&'t str, Sibling<'t>>,
    /// The rows of the object itself.
    own: &'t [&'t FieldRow],
    descriptions: &'t Descriptions,
    labels: OnceCell<Labels<'t>>,
}

/// Labels of enum members with the field and the value, if only one value of one field has the label.
type Labels<'t> = BTreeMap<&'t str, Option<(&'t str, Value)>>;

/// The most labels that are looked for in an object's prose, against hostile pages: each is tried at each condition.
const MAX_LABELS: usize = 200;
/// The most fields that a sentence speaks of, against hostile pages.
const MAX_OTHERS: usize = 8;

impl<'t> Siblings<'t> {
    /// The fields of the object, and those of the others whose name is free.
    pub(super) fn of(
        object: &'t Object<'t>,
        others: impl IntoIterator<Item = &'t Object<'t>>,
        descriptions: &'t Descriptions,
    ) -> Self {
        let mut by_name = BTreeMap::new();
        for object in std::iter::once(object).chain(others) {
            for row in &object.rows {
                let description = descriptions.get(row);
                by_name.entry(row.name.as_str()).or_insert(Sibling {
                    row,
                    description,
                    root: object.root.as_deref(),
                });
            }
        }
        Self { by_name, own: &object.rows, descriptions, labels: OnceCell::new() }
    }

    /// The labels of the object's own fields.
    fn labels(&self) -> &Labels<'t> {
        self.labels.get_or_init(|| {
            let mut labels = Labels::new();
            for row in self.own {
                let sibling = Sibling { row, description: self.descriptions.get(row), root: None };
                for member in &sibling.description.members {
                    if labels.len() >= MAX_LABELS || member.label.chars().count() < 2 {
                        continue;
                    }
                    let value = sibling.value(&member.key);
                    let is_new = !labels.contains_key(member.label.as_str());
                    let meaning = value.filter(|_| is_new).map(|value| (row.name.as_str(), value));
                    labels.insert(member.label.as_str(), meaning);
                }
            }
            labels
        })
    }

    /// The field of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Sibling<'t>> {
        self.by_name.get(name)
    }

    /// The field of that name, unless it is the row itself.
    pub(super) fn other(&self, name: &str, than: &FieldRow) -> Option<&Sibling<'t>> {
        self.get(name).filter(|sibling| sibling.row.id != than.id)
    }

    /// Other fields that the text names, in its order.
    pub(super) fn mentions(&self, text: &str, row: &FieldRow) -> Vec<&'t str> {
        let mut found: Vec<&str> = Vec::new();
        for (_, word) in words(text) {
            if found.len() < MAX_OTHERS
                && let Some(other) = self.other(word, row)
                && !found.contains(&other.row.name.as_str())
            {
                found.push(&other.row.name);
            }
        }
        found
    }

    /// The field and the value whose label the condition ends with: `拒绝`, `类型为慢速`.
    pub(super) fn labelled(&self, condition: &str) -> Option<(&'t str, Value)> {
        let end = condition.trim_end().trim_end_matches(['」', '”', '"', '`']);
        let end =
            ["类型", "状态", "模式", "方式"].iter().find_map(|noun| end.strip_suffix(noun)).unwrap_or(end);
        let ends: Vec<_> = self.labels().iter().filter(|(label, _)| end.ends_with(**label)).collect();
        let (label, meaning) = ends.into_iter().max_by_key(|(label, _)| label.len())?;
        let before = end.strip_suffix(*label)?.trim_end();
        let is_whole = before.is_empty()
            || ["为", "是", "选择", "「", "“", "\""].iter().any(|word| before.ends_with(word));
        if is_whole { meaning.clone() } else { None }
    }
}

impl Sibling<'_> {
    /// The pointer of the field in a rule.
    pub(super) fn pointer(&self) -> Option<String> {
        Some(model::pointer::join(self.root?, &self.row.name).into())
    }

    /// The word as a value that the field accepts.
    pub(super) fn value(&self, word: &str) -> Option<Value> {
        let is_member = |word: &str| {
            self.description.members.is_empty()
                || self.description.members.iter().any(|member| member.key == word)
        };
        match self.row.type_text.as_str() {
            "string" | "String" => is_member(word).then(|| Value::String(word.to_owned())),
            "int" | "int64" | "integer" => {
                word.parse::<i64>().ok().filter(|number| is_member(&number.to_string())).map(Value::from)
            }
            "boolean" | "bool" => word.to_lowercase().parse::<bool>().ok().map(Value::Bool),
            _ => None,
        }
    }

    /// The value whose label the text starts with, and the length of the label; the longest label counts.
    pub(super) fn member_before(&self, text: &str) -> Option<(Value, usize)> {
        let members = self.description.members.iter();
        let starts =
            members.filter(|member| member.label.chars().count() > 1 && text.starts_with(&member.label));
        let member = starts.max_by_key(|member| member.label.len())?;
        Some((self.value(&member.key)?, member.label.len()))
    }
}
