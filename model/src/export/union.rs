//! Tagged unions as JSON Schema: one definition for each variant.

use serde_json::{Map, Value, json};

use super::shape::{Direction, Schema, Shapes, TextRule, into_schema, object, with};
use crate::pointer;
use crate::schema::ObjectType;

impl Shapes<'_> {
    /// A request has one of the documented variants; in a reply they are the known ones of an open set.
    pub(super) fn union(&mut self, name: &str, tag: &str, union: &ObjectType) -> Schema {
        let (mut variants, mut mapping) = (Vec::new(), Map::new());
        for wire in union.variants.keys() {
            let reference = self.reference((name.to_owned(), Some(wire.clone())));
            variants.push(json!({"$ref": reference}));
            mapping.insert(wire.clone(), json!(reference));
        }
        let known = json!({"oneOf": variants, "discriminator": {"propertyName": tag, "mapping": mapping}});
        match self.direction {
            Direction::Request => into_schema(known),
            Direction::Reply => with(Schema::new(), "anyOf", json!([known, {"type": "object"}])),
        }
    }

    /// An object with this tag.
    pub(super) fn variant(&mut self, name: &str, wire: &str) -> Value {
        let Some(union) = self.types.get(name) else { return Value::Bool(true) };
        let (Some(tag), Some(fields), Some(variant)) =
            (&union.tag, union.fields_of(wire), union.variants.get(wire))
        else {
            return Value::Bool(true);
        };
        let at = format!("{}/fields", pointer::join(&pointer::join("/types", name).join("variants"), wire));
        let mut properties = Map::from_iter([(tag.clone(), json!({"const": wire}))]);
        let mut required = vec![tag.clone()];
        for (field_name, field) in &fields {
            properties.insert(
                field_name.clone(),
                self.field(field, &pointer::join(&at, field_name), TextRule::Any),
            );
            required
                .extend((field.required && self.direction == Direction::Request).then(|| field_name.clone()));
        }
        let mut schema = object(properties, required.iter().map(String::as_str));
        let title = if variant.label.is_empty() { wire } else { &variant.label };
        schema.insert("title".to_owned(), json!(title));
        schema.extend(variant.doc.as_ref().map(|doc| ("description".to_owned(), json!(doc))));
        Value::Object(schema)
    }
}
