//! The fields that a rule's pointers name.

use indexmap::IndexMap;
use model::load::pointer::{escape, tokens};
use model::schema::{Field, Fields, ObjectType, Request, TypeExpr, parse_type};

use super::Lowering;
use crate::ir::{Access, AccessStep, Direction, Presence};
use crate::lower::{fields, naming};
use crate::names::Name;

/// Where a rule's pointers start.
pub(super) enum Root<'a> {
    /// At the request.
    Request(&'a Request),
    /// At the fields of an object, which stand at the pointer.
    Object(&'a Fields, &'a str),
}

/// A field that a pointer names.
pub(super) struct Target<'a> {
    pub(super) access: Access,
    pub(super) keys: Vec<String>,
    /// Where the field stands in the schema.
    pub(super) pointer: String,
    pub(super) field: &'a Field,
}

impl<'r, 'a: 'r> Lowering<'_, 'a, 'r> {
    /// The field that a pointer names.
    pub(super) fn target(&mut self, pointer: &str) -> Option<Target<'r>> {
        let Ok(tokens) = tokens(pointer) else {
            return self.refuse(format!("`{pointer}` is no JSON Pointer"));
        };
        let keys: Vec<String> = tokens.into_iter().map(Into::into).collect();
        let (mut steps, mut open, mut at, rest) = self.start(pointer, &keys)?;
        let mut found = None;
        for (index, key) in rest.iter().enumerate() {
            let Some(field) = open.get(key) else {
                return self.refuse(format!("the rule names `{pointer}`, which is no field"));
            };
            at = format!("{at}/{}", escape(key));
            let always =
                keys.first().is_some_and(|part| part == "path") && matches!(self.root, Root::Request(_));
            let optional =
                !always && fields::presence(field.required, Direction::Request) == Presence::Optional;
            steps.push(AccessStep { name: naming::field(key, open), optional, sensitive: field.sensitive });
            if index + 1 == rest.len() {
                found = Some(field);
            } else {
                (open, at) = self.inside(pointer, field, &at)?;
            }
        }
        let field = found?;
        Some(Target { access: Access { steps }, keys, pointer: at, field })
    }

    /// The fields among which the pointer's first field stands, and the keys that are left.
    fn start<'k>(
        &mut self,
        pointer: &str,
        keys: &'k [String],
    ) -> Option<(Vec<AccessStep>, &'r Fields, String, &'k [String])> {
        match self.root {
            Root::Object(fields, at) => Some((Vec::new(), fields, (*at).to_owned(), keys)),
            Root::Request(request) => {
                let (part, rest) = keys.split_first()?;
                let (name, fields) = match part.as_str() {
                    "path" => ("path", Some(&request.path)),
                    "query" => ("query", Some(&request.query)),
                    "body" => ("body", request.body.as_ref()),
                    _ => {
                        return self.refuse(format!(
                            "the rule names `{pointer}`, which is not in path, query or body"
                        ));
                    }
                };
                let Some(fields) = fields else {
                    return self.refuse(format!("the rule names `{pointer}`, but there is no body"));
                };
                let step = AccessStep { name: Name::own(name), optional: false, sensitive: false };
                Some((vec![step], fields, format!("/request/{name}"), rest))
            }
        }
    }

    /// The fields of the object that a field holds.
    fn inside(&mut self, pointer: &str, field: &'r Field, at: &str) -> Option<(&'r Fields, String)> {
        match parse_type(&field.type_text) {
            Ok(TypeExpr::Anonymous) => Some((&field.fields, format!("{at}/fields"))),
            Ok(TypeExpr::Named(name)) => self.named(pointer, &name),
            _ => self.refuse(format!(
                "the rule names `{pointer}`, which passes through a value that is no object"
            )),
        }
    }

    fn named(&mut self, pointer: &str, name: &str) -> Option<(&'r Fields, String)> {
        let page: &'a IndexMap<String, ObjectType> = self.types.page;
        match page.get(name) {
            Some(object) if object.tag.is_some() => {
                self.refuse(format!("the rule names `{pointer}`, which passes through the union `{name}`"))
            }
            Some(object) => Some((&object.fields, format!("/types/{}/fields", escape(name)))),
            None => self.refuse(format!(
                "the rule names `{pointer}`, which passes through the unknown type `{name}`"
            )),
        }
    }
}
