//! Compares a request line with the values that it was made of.

use model::pointer::join;
use model::schema::{Endpoint, Join, Segment};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::compare::Difference;

/// The differences between path and query and the request's values.
pub(super) fn differences(schema: &Endpoint, request: &Value, path_and_query: &str) -> Vec<Difference> {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let mut out = in_path(schema, request, path);
    out.extend(in_query(schema, request, query));
    out
}

fn in_path(schema: &Endpoint, request: &Value, path: &str) -> Vec<Difference> {
    let template: Vec<Segment<'_>> = schema.http.path.segments().collect();
    let segments: Vec<&str> = path.split('/').collect();
    if template.len() != segments.len() {
        return vec![Difference::new("/path", "has another number of segments")];
    }
    let mut out = Vec::new();
    for (segment, written) in template.iter().zip(segments) {
        let expected = match segment {
            Segment::Parameter(name) => request.pointer(&join("/path", name)).map(text).unwrap_or_default(),
            Segment::Literal(text) => (*text).to_owned(),
        };
        if decoded(written) != expected {
            let at = join("/path", segment.text());
            out.push(Difference::new(at, "is written as another value"));
        }
    }
    out
}

fn in_query(schema: &Endpoint, request: &Value, query: &str) -> Vec<Difference> {
    let pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    let given = request.get("query").and_then(Value::as_object);
    let mut out = Vec::new();
    for (name, field) in &schema.request.query {
        let expected = match given.and_then(|given| given.get(name)) {
            None => Vec::new(),
            Some(Value::Array(list)) if field.join == Some(Join::Comma) => {
                vec![list.iter().map(text).collect::<Vec<_>>().join(",")]
            }
            Some(Value::Array(list)) => list.iter().map(text).collect(),
            Some(value) => vec![text(value)],
        };
        let written = pairs.iter().filter(|(written, _)| written == name).map(|(_, value)| value);
        if !written.eq(&expected) {
            out.push(Difference::new(join("/query", name), "is written as another value"));
        }
    }
    for (name, _) in pairs.iter().filter(|(name, _)| !schema.request.query.contains_key(name)) {
        out.push(Difference::new(join("/query", name), "appears from nowhere"));
    }
    out
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
