//! The shapes that the parts of a schema file may have, read from the JSON Schema that schemars derives from the serde
//! types.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde_json::{Map, Value};

use crate::schema::{TYPE_FORMAT, definitions};

/// The allowed values of one place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Any,
    Text,
    Type,
    Bool,
    /// An integer; both ends included.
    Integer(i128, i128),
    Number,
    /// One of these strings.
    OneOf(Vec<String>),
    List(Box<Shape>),
    /// An object whose keys are names.
    Map(Box<Shape>),
    /// An object whose keys are fixed.
    Record {
        members: IndexMap<String, Shape>,
        required: Vec<String>,
    },
    /// An object with one member, whose key says what its value is.
    Variants(IndexMap<String, Shape>),
    Named(String),
}

static SHAPES: LazyLock<BTreeMap<String, Shape>> = LazyLock::new(|| {
    let definitions = definitions().into_iter();
    definitions.map(|(name, schema)| (name, read(&schema).unwrap_or(Shape::Any))).collect()
});

/// The shape of a file that holds a `T`.
pub(super) fn of<T: JsonSchema>() -> &'static Shape {
    named(&T::schema_name())
}

/// The shape of that name; an unknown name allows any JSON.
pub(super) fn named(name: &str) -> &'static Shape {
    SHAPES.get(name).unwrap_or(&Shape::Any)
}

/// `None` when the schema says something that no shape can say; a test keeps the format free of that.
fn read(schema: &Value) -> Option<Shape> {
    if *schema == Value::Bool(true) {
        return Some(Shape::Any);
    }
    let schema = schema.as_object()?;
    if let Some(reference) = schema.get("$ref") {
        return Some(Shape::Named(reference.as_str()?.strip_prefix("#/definitions/")?.to_owned()));
    }
    if let Some(parts) = schema.get("allOf") {
        let [only] = parts.as_array()?.as_slice() else { return None };
        return read(only);
    }
    if let Some(options) = schema.get("oneOf") {
        return read_options(options.as_array()?);
    }
    if let Some(names) = schema.get("enum") {
        return names.as_array()?.iter().map(name_of).collect::<Option<_>>().map(Shape::OneOf);
    }
    match schema.get("type").map(Value::as_str) {
        None => Some(Shape::Any),
        Some(Some("string")) if schema.get("format").is_some_and(|format| format == TYPE_FORMAT) => {
            Some(Shape::Type)
        }
        Some(Some("string")) => Some(Shape::Text),
        Some(Some("boolean")) => Some(Shape::Bool),
        Some(Some("number")) => Some(Shape::Number),
        Some(Some("integer")) => read_integer(schema),
        Some(Some("array")) => Some(Shape::List(Box::new(read(schema.get("items")?)?))),
        Some(Some("object")) => read_object(schema),
        Some(_) => None,
    }
}

/// An enum without payloads is a list of constants; one with payloads is a list of objects with one member each.
fn read_options(options: &[Value]) -> Option<Shape> {
    let constants: Option<Vec<String>> = options.iter().map(|option| name_of(option.get("const")?)).collect();
    if let Some(names) = constants {
        return Some(Shape::OneOf(names));
    }
    let variants = options.iter().map(|option| match read(option)? {
        Shape::Record { members, .. } if members.len() == 1 => members.into_iter().next(),
        _ => None,
    });
    variants.collect::<Option<_>>().map(Shape::Variants)
}

fn read_integer(schema: &Map<String, Value>) -> Option<Shape> {
    let (least, greatest): (i128, i128) = match schema.get("format")?.as_str()? {
        "uint16" => (u16::MIN.into(), u16::MAX.into()),
        "uint32" => (u32::MIN.into(), u32::MAX.into()),
        "uint64" => (u64::MIN.into(), u64::MAX.into()),
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        _ => return None,
    };
    Some(Shape::Integer(least, greatest))
}

fn read_object(schema: &Map<String, Value>) -> Option<Shape> {
    if let Some(values @ Value::Object(_)) = schema.get("additionalProperties") {
        return read(values).map(|values| Shape::Map(Box::new(values)));
    }
    let members = schema.get("properties")?.as_object()?;
    let members = members.iter().map(|(name, member)| Some((name.clone(), read(member)?)));
    let required = schema.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    Some(Shape::Record {
        members: members.collect::<Option<_>>()?,
        required: required.iter().map(name_of).collect::<Option<_>>()?,
    })
}

fn name_of(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::{Common, ConceptPage, Endpoint, EventPage, Ids, Lock, Overlay, Texts};

    /// Lists the places that accept any JSON, by type and member: those whose Rust type is `Value`. A new entry here is
    /// a part of the format that the structural check skips.
    #[test]
    fn anything_goes_only_where_the_format_says_value() {
        let mut open = Vec::new();
        for (name, shape) in SHAPES.iter() {
            collect_any(shape, name, &mut open);
        }
        open.sort();
        assert_eq!(
            open,
            [
                "Annotation.in_example", "ConceptPage.example", "Correction.expect", "Correction.value",
                "EventType.example", "Examples.reply", "Examples.request", "Field.default", "Field.example",
                "Field.fixed", "Field.in_example", "Hint.values[]", "Test.in[]", "Test.is",
                "WhenValues.values[]",
            ]
        );
    }

    fn collect_any(shape: &Shape, place: &str, open: &mut Vec<String>) {
        match shape {
            Shape::Any => open.push(place.to_owned()),
            Shape::List(element) => collect_any(element, &format!("{place}[]"), open),
            Shape::Map(value) => collect_any(value, &format!("{place}{{}}"), open),
            Shape::Record { members, .. } | Shape::Variants(members) => {
                for (name, shape) in members {
                    collect_any(shape, &format!("{place}.{name}"), open);
                }
            }
            Shape::Named(name) => assert!(SHAPES.contains_key(name), "{place} names {name}"),
            Shape::Text
            | Shape::Type
            | Shape::Bool
            | Shape::Integer(..)
            | Shape::Number
            | Shape::OneOf(_) => {}
        }
    }

    #[test]
    fn every_kind_of_file_is_a_record() {
        for shape in [
            of::<Endpoint>(),
            of::<ConceptPage>(),
            of::<EventPage>(),
            of::<Overlay>(),
            of::<Common>(),
            of::<Ids>(),
            of::<Lock>(),
            of::<Texts>(),
        ] {
            assert!(matches!(shape, Shape::Record { .. }), "{shape:?}");
        }
    }

    #[test]
    fn reads_the_forms_that_schemars_writes() {
        let text = || Box::new(Shape::Text);
        for (schema, expected) in [
            (json!(true), Shape::Any),
            (json!({ "description": "any" }), Shape::Any),
            (json!({ "type": "string" }), Shape::Text),
            (json!({ "type": "integer", "format": "uint16", "minimum": 0 }), Shape::Integer(0, 65535)),
            (json!({ "type": "array", "items": { "type": "string" } }), Shape::List(text())),
            (json!({ "type": "object", "additionalProperties": { "type": "string" } }), Shape::Map(text())),
            (json!({ "allOf": [{ "$ref": "#/definitions/Len" }] }), Shape::Named("Len".into())),
            (json!({ "type": "string", "enum": ["a", "b"] }), Shape::OneOf(vec!["a".into(), "b".into()])),
            (json!({ "oneOf": [{ "type": "string", "const": "a" }] }), Shape::OneOf(vec!["a".into()])),
        ] {
            assert_eq!(read(&schema), Some(expected), "{schema}");
        }
        for schema in
            [json!(false), json!({ "type": "null" }), json!({ "anyOf": [] }), json!({ "allOf": [] })]
        {
            assert!(!matches!(read(&schema), Some(shape) if shape != Shape::Any), "{schema}");
        }
    }
}
