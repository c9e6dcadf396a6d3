//! The schema format itself as a JSON Schema: for editors, and for the structural check.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::{Common, ConceptPage, Endpoint, EventPage, Ids, Lock, Overlay, Texts};

/// The text of `schemas/format.schema.json`: one JSON Schema (draft-07) for every kind of file below `schemas/`. The
/// descriptions are the doc comments of the types. Equal types give equal bytes.
#[must_use]
pub fn format_schema() -> String {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!("A file of the schema directory"));
    schema.insert("description".to_owned(), json!("Written by `cargo xtask generate`; do not edit."));
    schema.insert("type".to_owned(), json!("object"));
    schema.extend(by_kind());
    schema.insert("definitions".to_owned(), Value::Object(definitions()));
    format!("{:#}\n", Value::Object(schema))
}

/// A key that only one kind of file has tells the kind; a file without any such key is an endpoint. An editor then
/// shows the faults of one kind, not of eight.
fn by_kind() -> Map<String, Value> {
    let kinds = [
        ("overlay", Overlay::schema_name()),
        ("concepts", ConceptPage::schema_name()),
        ("events", EventPage::schema_name()),
        ("enums", Common::schema_name()),
        ("ids", Ids::schema_name()),
        ("locked", Lock::schema_name()),
        ("texts", Texts::schema_name()),
    ];
    let endpoint = reference(&Endpoint::schema_name());
    let chain = kinds.into_iter().rev().fold(endpoint, |otherwise, (key, name)| {
        json!({ "if": { "required": [key] }, "then": reference(&name), "else": otherwise })
    });
    match chain {
        Value::Object(chain) => chain,
        _ => Map::new(),
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// The JSON Schema of every type of the format, by name.
pub(crate) fn definitions() -> Map<String, Value> {
    let settings = SchemaSettings::draft07()
        .for_deserialize()
        .with_transform(RecursiveTransform(without_null))
        .with_transform(RecursiveTransform(on_one_line));
    let mut generator = settings.into_generator();
    add_files(&mut generator);
    generator.take_definitions(true)
}

fn add_files(generator: &mut SchemaGenerator) {
    generator.subschema_for::<Endpoint>();
    generator.subschema_for::<ConceptPage>();
    generator.subschema_for::<EventPage>();
    generator.subschema_for::<Overlay>();
    generator.subschema_for::<Common>();
    generator.subschema_for::<Ids>();
    generator.subschema_for::<Lock>();
    generator.subschema_for::<Texts>();
}

/// Removes null from the allowed types: an optional member without a value is omitted, so there is one way to write it.
fn without_null(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(options)) = object.get_mut("anyOf") {
        options.retain(|option| option.get("type").is_none_or(|name| name != "null"));
        if let [only] = options.as_slice() {
            // Not the reference itself: draft-07 ignores a description that stands beside `$ref`.
            let only = Value::Array(vec![only.clone()]);
            object.shift_remove("anyOf");
            object.insert("allOf".to_owned(), only);
        }
    }
}

/// The line breaks of a doc comment are those of the source file; an editor breaks lines itself.
fn on_one_line(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = text.replace("\n\n", "\u{0}").replace('\n', " ").replace('\u{0}', "\n\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Value {
        serde_json::from_str(&format_schema()).unwrap()
    }

    #[test]
    fn is_the_same_every_time_and_ends_with_a_line_break() {
        let text = format_schema();
        assert_eq!(text, format_schema());
        assert!(text.ends_with("}\n") && !text.ends_with("\n\n"));
        assert!(text.contains("自建应用"), "text stays unescaped");
    }

    #[test]
    fn chooses_the_kind_by_its_key() {
        let schema = schema();
        assert_eq!(schema["if"], json!({ "required": ["overlay"] }));
        assert_eq!(schema["then"], json!({ "$ref": "#/definitions/Overlay" }));
        let mut last = &schema;
        let mut kinds = Vec::new();
        while let Some(next) = last.get("else") {
            kinds.push(last["if"]["required"][0].as_str().unwrap());
            last = next;
        }
        assert_eq!(kinds, ["overlay", "concepts", "events", "enums", "ids", "locked", "texts"]);
        assert_eq!(*last, json!({ "$ref": "#/definitions/Endpoint" }));
    }

    #[test]
    fn each_key_belongs_to_one_kind_only() {
        let schema = schema();
        for (key, owner) in [
            ("overlay", "Overlay"),
            ("concepts", "ConceptPage"),
            ("events", "EventPage"),
            ("enums", "Common"),
            ("ids", "Ids"),
            ("locked", "Lock"),
            ("texts", "Texts"),
        ] {
            for kind in ["Endpoint", "ConceptPage", "Overlay", "Common", "Ids", "Lock", "Texts"] {
                let definition = &schema["definitions"][kind];
                assert_eq!(definition["properties"].get(key).is_some(), kind == owner, "{key} in {kind}");
            }
            let required = schema["definitions"][owner]["required"].as_array().unwrap();
            assert!(required.contains(&json!(key)), "{owner} requires {key}");
        }
    }

    #[test]
    fn every_reference_leads_somewhere_and_null_is_nowhere() {
        let text = format_schema();
        let schema = schema();
        let references = text.split("\"$ref\": \"#/definitions/").skip(1);
        let names: Vec<&str> = references.filter_map(|rest| rest.split('"').next()).collect();
        assert!(names.len() > 40, "{names:?}");
        for name in names {
            assert!(schema["definitions"].get(name).is_some(), "{name}");
        }
        assert!(!text.contains("\"null\""));
    }

    #[test]
    fn descriptions_are_the_doc_comments_on_one_line() {
        let endpoint = &schema()["definitions"]["Endpoint"];
        assert_eq!(endpoint["description"], "One endpoint of the platform.");
        let id = endpoint["properties"]["id"]["description"].as_str().unwrap();
        assert!(id.starts_with("`project/version/resource/method`") && !id.contains('\n'), "{id}");
        // A description beside a reference survives.
        assert_eq!(endpoint["properties"]["source"]["allOf"][0]["$ref"], "#/definitions/Source");
        assert!(endpoint["properties"]["source"]["description"].is_string());
    }
}
