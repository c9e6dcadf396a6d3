//! Parsing of a request into its parts.

use serde_json::{Map, Value};

use super::fault::Fault;
use super::parts::Parts;
use super::raw::Raw;
use super::wire::Wire;
use super::{form, text};

/// Returns the parts of a request as far as they can be parsed, and its faults.
pub(super) fn parts(raw: &Raw, wire: &Wire, path: &[(&'static str, String)]) -> (Parts, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut parts = Parts::default();
    let path = path.iter().map(|(name, value)| (*name, value.as_str()));
    let path = text::object(path, wire.path, "/path", &mut faults);
    let query = query(raw, wire, &mut faults);
    let headers = headers(raw, wire, &mut faults);
    for (name, part) in [("headers", headers), ("path", path), ("query", query)] {
        parts.instance.insert(name.to_owned(), Value::Object(part));
    }
    match wire.form {
        Some(table) => form::read(raw, table, &mut parts, &mut faults),
        None => {
            parts.instance.insert("body".to_owned(), json(raw, &mut faults));
        }
    }
    (parts, faults)
}

fn query(raw: &Raw, wire: &Wire, faults: &mut Vec<Fault>) -> Map<String, Value> {
    match text::pairs(&raw.query) {
        Ok(pairs) => {
            let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            text::object(pairs, wire.query, "/query", faults)
        }
        Err(fault) => {
            faults.push(fault);
            Map::new()
        }
    }
}

/// Returns the documented headers.
fn headers(raw: &Raw, wire: &Wire, faults: &mut Vec<Fault>) -> Map<String, Value> {
    let values = wire.headers.iter().flat_map(|header| {
        let values = raw.headers.get_all(header.name).into_iter();
        values.map(|value| (header.name, String::from_utf8_lossy(value.as_bytes())))
    });
    let values: Vec<_> = values.collect();
    let values = values.iter().map(|(name, value)| (*name, value.as_ref()));
    text::object(values, wire.headers, "/headers", faults)
}

/// Parses a JSON body; an empty body counts as an empty object.
fn json(raw: &Raw, faults: &mut Vec<Fault>) -> Value {
    if raw.body.is_empty() {
        return Value::Object(Map::new());
    }
    let content_type = raw.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if !content_type.starts_with("application/json") {
        faults.push(Fault::new("/headers/Content-Type", "must be application/json"));
    }
    serde_json::from_slice(&raw.body).unwrap_or_else(|error| {
        faults.push(Fault::new("/body", format!("is not JSON: {error}")));
        Value::Object(Map::new())
    })
}
