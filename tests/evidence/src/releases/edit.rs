//! The edits, and the schemas of both sides.

use std::collections::BTreeMap;
use std::error::Error;

use model::load::Input;
use serde::Deserialize;
use serde_json::{Map, Value, json};

const EDITS: &str = include_str!("edits.json");

/// Contents of schema files by path.
pub(super) type Files = BTreeMap<String, Value>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Old,
    New,
}

/// An edit of a schema. `old` and `new` hold members of the format; `body`, `query` and `data` stand for their long forms.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) number: usize,
    pub(super) what: String,
    old: Value,
    new: Value,
}

#[derive(Deserialize)]
struct Row {
    edit: String,
    old: Value,
    new: Value,
}

/// Reads every edit.
pub(super) fn all() -> Result<Vec<Edit>, Box<dyn Error>> {
    let rows: Vec<Row> = serde_json::from_str(EDITS)?;
    let edit = |(number, Row { edit: what, old, new })| Edit { number: number + FIRST, what, old, new };
    Ok(rows.into_iter().enumerate().map(edit).collect())
}

/// All numbers have three digits, so that none begins another.
const FIRST: usize = 100;

impl Edit {
    /// The module of the edit; types and services that it shares begin like that, too.
    pub(super) fn module(&self) -> String {
        format!("e{}", self.number)
    }

    /// The schema files of one side, which are loaded alone or with those of other edits.
    pub(super) fn files(&self, side: Side) -> Files {
        let members = if side == Side::Old { &self.old } else { &self.new };
        let Value::Object(mut members) = members.clone() else { return Files::new() };
        let module = self.module();
        if let Some(shared) = members.remove("shared") {
            return Files::from([("common.json".to_owned(), self.common(&shared))]);
        }
        if let Some(page) = members.remove("page") {
            let mut schema = json!({"id": format!("demo/v1/{module}/page"), "title": "T", "concepts": {}});
            add(&mut schema, page.as_object().cloned().unwrap_or_default());
            return Files::from([(format!("demo/v1/{module}/page.json"), schema)]);
        }
        let service = if members.remove("service").is_some() { module.as_str() } else { "demo" };
        let id = format!("{service}/v1/{module}/make");
        let path = members.remove("path_text").unwrap_or_else(|| json!("one"));
        let path = format!("/open-apis/{module}/{}", path.as_str().unwrap_or_default());
        let method = members.remove("method").unwrap_or_else(|| json!("POST"));
        let call = format!("{} {path}", method.as_str().unwrap_or_default());
        let mut schema = json!({"id": id, "title": "T",
            "http": {"method": method, "hosts": ["open.feishu.cn"], "path": path}});
        let mut request = Map::new();
        for part in ["path", "query", "body"] {
            request.extend(members.remove(part).map(|fields| (part.to_owned(), fields)));
        }
        members.insert("request".to_owned(), Value::Object(request));
        if let Some(fields) = members.remove("data") {
            members.insert("reply".to_owned(), json!({"data": {"type": "-", "fields": fields}}));
        }
        add(&mut schema, members);
        Files::from([(format!("{id}.json"), schema), ("ids.json".to_owned(), json!({"ids": {call: id}}))])
    }

    /// A shared enum of these members.
    fn common(&self, members: &Value) -> Value {
        let members = members.as_array().into_iter().flatten().filter_map(Value::as_str);
        let members: Map<String, Value> =
            members.map(|member| (member.to_owned(), json!({"name": member, "label": "l"}))).collect();
        json!({"enums": {format!("E{}Kind", self.number): {"doc": "A kind.", "enum": members}}, "errors": {}})
    }
}

fn add(schema: &mut Value, members: Map<String, Value>) {
    if let Value::Object(schema) = schema {
        schema.extend(members);
    }
}

/// Adds files; those that edits share get the entries of both.
pub(super) fn merge(files: &mut Files, more: Files) {
    for (path, content) in more {
        match files.get_mut(&path) {
            Some(present) => deep(present, content),
            None => drop(files.insert(path, content)),
        }
    }
}

fn deep(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                match into.get_mut(&name) {
                    Some(present) => deep(present, value),
                    None => drop(into.insert(name, value)),
                }
            }
        }
        (into, from) => *into = from,
    }
}

/// The files as the loader reads them.
pub(super) fn inputs(files: Files) -> Vec<Input> {
    let input = |(path, content): (String, Value)| Input {
        shown: path.clone(),
        path,
        bytes: content.to_string().into_bytes(),
    };
    files.into_iter().map(input).collect()
}
