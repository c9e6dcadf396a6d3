//! Requests made from the exported JSON Schema: every member there and absent, every limit met, just kept and just
//! broken, every member of an enum and undocumented values.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::instances::Values;

/// An object nested deeper is left empty: types may hold themselves.
const MAX_DEPTH: usize = 6;

/// A list longer than this is made of equal elements only, and rarely.
const LONG: usize = 40;

/// A list that may be longer than this takes a second to judge: a few of them will do.
const HUGE: usize = 4_000;

/// Requests for a schema, most of them good.
pub(super) fn requests(schema: &Value) -> Values {
    Source { root: schema }.object(schema, 0)
}

/// A JSON Schema and what its references name.
#[derive(Clone, Copy)]
struct Source<'s> {
    root: &'s Value,
}

impl<'s> Source<'s> {
    fn resolve(self, schema: &'s Value) -> &'s Value {
        let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
        target.and_then(|pointer| self.root.pointer(pointer)).unwrap_or(schema)
    }

    /// Values of one place; a few of them break it.
    fn values(self, schema: &'s Value, depth: usize) -> Values {
        let schema = self.resolve(schema);
        if let Some(fixed) = schema.get("const") {
            return mostly(Just(fixed.clone()).boxed(), json!({}));
        }
        if let Some(members) = schema["enum"].as_array() {
            return members_and_others(members);
        }
        match schema["type"].as_str() {
            Some("string") if schema["contentSchema"].is_object() => carried(schema),
            Some("string") => texts(schema),
            Some("integer") => integers(schema),
            Some("number") => numbers(schema),
            Some("boolean") => mostly(any::<bool>().prop_map(Value::from).boxed(), json!("true")),
            Some("array") => self.list(schema, depth),
            Some("object") => mostly(self.object(schema, depth), json!([])),
            _ => prop::sample::select(vec![json!({}), json!("a"), json!(1), json!([true])]).boxed(),
        }
    }

    /// Objects with any of their members.
    fn object(self, schema: &'s Value, depth: usize) -> Values {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let properties = schema["properties"].as_object();
        let mut members = Vec::new();
        for (name, member) in properties.into_iter().flatten() {
            let name = name.clone();
            let needed = required.iter().any(|required| required.as_str() == Some(&name));
            if depth >= MAX_DEPTH && !needed {
                continue;
            }
            let values = self.values(member, depth + 1).prop_map(move |value| (name.clone(), value));
            members.push(match (depth, needed) {
                // The types have no request without all of its parts.
                (0, _) => values.prop_map(Some).boxed(),
                (_, true) => proptest::option::weighted(0.998, values).boxed(),
                (_, false) => proptest::option::of(values).boxed(),
            });
        }
        if schema["additionalProperties"].is_object() {
            let values = self.values(&schema["additionalProperties"], depth + 1);
            let entries = vec(("[a-z]{1,6}", values), 0..=2);
            let sorted = |entries: Vec<(String, Value)>| entries.into_iter().collect::<BTreeMap<_, _>>();
            return entries
                .prop_map(move |entries| Value::Object(sorted(entries).into_iter().collect()))
                .boxed();
        }
        members
            .prop_map(|members| Value::Object(members.into_iter().flatten().collect::<Map<_, _>>()))
            .boxed()
    }

    fn list(self, schema: &'s Value, depth: usize) -> Values {
        let least = size(schema, "minItems").unwrap_or(0);
        let most = size(schema, "maxItems");
        let elements = self.values(&schema["items"], depth + 1);
        let usual = least..=most.unwrap_or(usize::MAX).min(least + 2).max(least);
        let short = usual.prop_flat_map({
            let elements = elements.clone();
            move |len| vec(elements.clone(), len).prop_map(Value::from)
        });
        let mut edges: Vec<usize> = Vec::new();
        edges.extend(least.checked_sub(1));
        edges.extend(most.into_iter().flat_map(|most| [most, most + 1]));
        let lists = if edges.is_empty() {
            short.boxed()
        } else {
            let weight = match most {
                Some(most) if most > HUGE => 700,
                Some(most) if most > LONG => 60,
                _ => 12,
            };
            let filled = (prop::sample::select(edges), elements)
                .prop_map(|(len, element)| Value::from(std::vec::from_elem(element, len)));
            prop_oneof![weight => short, 1 => filled].boxed()
        };
        mostly(lists, json!("[]"))
    }
}

/// The values, and rarely one that the place cannot hold.
fn mostly(values: Values, wrong: Value) -> Values {
    prop_oneof![400 => values, 1 => Just(wrong)].boxed()
}

fn size(schema: &Value, keyword: &str) -> Option<usize> {
    schema[keyword].as_u64().and_then(|size| usize::try_from(size).ok())
}

/// Documented members, and rarely other values. The empty text is undocumented in every enum of these pages.
fn members_and_others(members: &[Value]) -> Values {
    let is_text = members.iter().any(Value::is_string);
    let others = if is_text {
        vec![json!(""), json!("NO_SUCH_MEMBER"), json!(7), json!(["a"])]
    } else {
        vec![json!(i64::MAX), json!(-77), json!("1"), json!(0.5), json!([1])]
    };
    let members = prop::sample::select(members.to_vec());
    prop_oneof![40 => members, 1 => prop::sample::select(others)].boxed()
}

/// JSON in a string: what is in it is not the judge's to see, so it is always good.
fn carried(schema: &Value) -> Values {
    let text = match schema["contentSchema"]["type"].as_str() {
        Some("array") => "[]",
        Some("object") => "{}",
        _ => "null",
    };
    Just(json!(text)).boxed()
}

fn texts(schema: &Value) -> Values {
    let is_path = schema["allOf"].is_array();
    let (least, most) = (size(schema, "minLength").unwrap_or(0), size(schema, "maxLength"));
    let start = if is_path { least.max(1) } else { least };
    let letter = prop::sample::select(vec!["a", "é", "中", "😀"]);
    let usual = (letter.clone(), start..=most.unwrap_or(usize::MAX).min(start + 12));
    let good = usual.prop_map(|(letter, len)| json!(letter.repeat(len)));
    let mut edges: Vec<usize> = least.checked_sub(1).into_iter().collect();
    edges.extend(most.into_iter().flat_map(|most| [most, most + 1]));
    let mut odd: Vec<Value> = Vec::new();
    if is_path {
        odd.extend(["", ".", "..", "a\nb", "\u{7f}"].map(|text| json!(text)));
    }
    for len in edges {
        odd.extend(["a", "中"].map(|letter| json!(letter.repeat(len))));
    }
    let texts = if odd.is_empty() {
        good.boxed()
    } else {
        prop_oneof![30 => good, 1 => prop::sample::select(odd)].boxed()
    };
    mostly(texts, json!(7))
}

fn integers(schema: &Value) -> Values {
    let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
    let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
    let edges = [least.checked_sub(1), Some(least), Some(most), most.checked_add(1)];
    let edges: Vec<i64> = edges.into_iter().flatten().collect();
    let ints = prop_oneof![30 => least..=most, 1 => prop::sample::select(edges)];
    mostly(ints.prop_map(Value::from).boxed(), json!(0.5))
}

fn numbers(schema: &Value) -> Values {
    let least = schema["minimum"].as_f64().unwrap_or(-1e6);
    let most = schema["maximum"].as_f64().unwrap_or(1e6);
    let edges = prop::sample::select(vec![least - 1.0, least, most, most + 1.0]);
    let numbers = prop_oneof![30 => least..=most, 1 => edges];
    mostly(numbers.prop_map(Value::from).boxed(), json!("1"))
}
