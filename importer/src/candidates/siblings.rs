//! The fields that a sentence may speak of: those of the same object, and for the top of a request those of its other
//! parts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::words::words;
use crate::description::{Description, describe};
use crate::page::FieldRow;

/// One object of the request: its rows, and where rules find them.
pub(super) struct Object<'t> {
    pub(super) rows: Vec<&'t FieldRow>,
    /// The pointer before their names: `/body`; empty in a named type; absent where no rule reaches.
    pub(super) root: Option<String>,
}

/// A field, and what its description says.
pub(super) struct Sibling<'t> {
    pub(super) row: &'t FieldRow,
    pub(super) said: Description,
    /// Where rules find it.
    pub(super) pointer: Option<String>,
}

/// Fields by name.
pub(super) struct Siblings<'t> {
    by_name: BTreeMap<&'t str, Sibling<'t>>,
    /// Labels of enum members that only one value of one field has.
    labels: BTreeMap<String, Option<(&'t str, Value)>>,
}

/// Labels that are looked for in an object's prose; documented objects have fewer.
const MAX_LABELS: usize = 200;
/// Fields that one sentence speaks of; it would take a longer one to name more.
const MAX_OTHERS: usize = 8;

impl<'t> Siblings<'t> {
    /// The fields of the object; those of the others are known, too, where no field of the object has their name.
    pub(super) fn of(object: &Object<'t>, others: &[Object<'t>]) -> Self {
        let mut siblings = Self { by_name: BTreeMap::new(), labels: BTreeMap::new() };
        for (object, is_own) in
            std::iter::once((object, true)).chain(others.iter().map(|other| (other, false)))
        {
            for row in &object.rows {
                let pointer = object.root.as_ref().map(|root| model::load::pointer::join(root, &row.name));
                let sibling = Sibling { row, said: describe(&row.description), pointer };
                if is_own {
                    siblings.learn(&sibling);
                }
                siblings.by_name.entry(&row.name).or_insert(sibling);
            }
        }
        siblings
    }

    fn learn(&mut self, sibling: &Sibling<'t>) {
        for member in &sibling.said.members {
            if self.labels.len() >= MAX_LABELS || member.label.chars().count() < 2 {
                continue;
            }
            let value = sibling.value(&member.key);
            let same = self.labels.contains_key(&member.label);
            let meaning = value.filter(|_| !same).map(|value| (sibling.row.name.as_str(), value));
            self.labels.insert(member.label.clone(), meaning);
        }
    }

    /// The field of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Sibling<'t>> {
        self.by_name.get(name)
    }

    /// The field of that name, if it is another than the row.
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

    /// The field and the value whose label the condition ends with, if it is one: `拒绝`, `类型为慢速`.
    pub(super) fn labelled(&self, condition: &str) -> Option<(&'t str, Value)> {
        let end = condition.trim_end().trim_end_matches(['」', '”', '"', '`']);
        let end =
            ["类型", "状态", "模式", "方式"].iter().find_map(|noun| end.strip_suffix(noun)).unwrap_or(end);
        let ends: Vec<_> = self.labels.iter().filter(|(label, _)| end.ends_with(label.as_str())).collect();
        let (label, meaning) = ends.into_iter().max_by_key(|(label, _)| label.len())?;
        let before = end.strip_suffix(label.as_str())?.trim_end();
        let is_whole = before.is_empty()
            || ["为", "是", "选择", "「", "“", "\""].iter().any(|word| before.ends_with(word));
        if is_whole { meaning.clone() } else { None }
    }
}

impl Sibling<'_> {
    /// A word as a value that the field accepts.
    pub(super) fn value(&self, word: &str) -> Option<Value> {
        let is_member = |word: &str| {
            self.said.members.is_empty() || self.said.members.iter().any(|member| member.key == word)
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

    /// The member whose label the text starts with; the longest label counts.
    pub(super) fn member_before(&self, text: &str) -> Option<(Value, usize)> {
        let members = self.said.members.iter();
        let starts =
            members.filter(|member| member.label.chars().count() > 1 && text.starts_with(&member.label));
        let member = starts.max_by_key(|member| member.label.len())?;
        Some((self.value(&member.key)?, member.label.len()))
    }
}
