//! Fields that the pointers of a rule name.

use indexmap::IndexMap;
use model::load::pointer::{escape, tokens};
use model::schema::{Field, Fields, ObjectType, Request, TypeExpr};

use super::Lowering;
use crate::ir::{Access, AccessStep, Direction, Presence};
use crate::lower::naming;
use crate::names::Name;

/// The value at which the pointers of a rule start.
pub(super) enum Root<'a> {
    /// At the request.
    Request(&'a Request),
    /// At the fields of an object, and the pointer to them.
    Object(&'a Fields, &'a str),
}

/// A field that a pointer names.
pub(super) struct Target<'a> {
    pub(super) access: Access,
    pub(super) keys: Vec<String>,
    /// JSON Pointer to the field in the schema.
    pub(super) pointer: String,
    pub(super) field: &'a Field,
}

impl<'r, 'a: 'r> Lowering<'_, 'a, 'r> {
    /// The field that a pointer names. The checks refuse rules that name anything else.
    pub(super) fn target(&mut self, pointer: &str) -> Option<Target<'r>> {
        match self.find(pointer) {
            Some(target) => Some(target),
            None => self.unchecked(),
        }
    }

    fn find(&self, pointer: &str) -> Option<Target<'r>> {
        let keys: Vec<String> = tokens(pointer).ok()?.into_iter().map(Into::into).collect();
        let (mut steps, mut open, mut at, rest) = self.start(&keys)?;
        // A path has no optional segments.
        let is_path =
            keys.first().is_some_and(|part| part == "path") && matches!(self.root, Root::Request(_));
        let (last, way) = rest.split_last()?;
        for key in way {
            let (step, field) = step(key, open, is_path)?;
            steps.push(step);
            (open, at) = self.inside(field, &format!("{at}/{}", escape(key)))?;
        }
        let (step, field) = step(last, open, is_path)?;
        steps.push(step);
        Some(Target { access: Access { steps }, pointer: format!("{at}/{}", escape(last)), field, keys })
    }

    /// The fields that the pointer's first field belongs to, and the remaining keys.
    fn start<'k>(&self, keys: &'k [String]) -> Option<(Vec<AccessStep>, &'r Fields, String, &'k [String])> {
        match self.root {
            Root::Object(fields, at) => Some((Vec::new(), fields, (*at).to_owned(), keys)),
            Root::Request(request) => {
                let (part, rest) = keys.split_first()?;
                let (name, fields) = match part.as_str() {
                    "path" => ("path", &request.path),
                    "query" => ("query", &request.query),
                    "body" => ("body", request.body.as_ref()?),
                    _ => return None,
                };
                let step = AccessStep { name: Name::own(name), optional: false, sensitive: false };
                Some((vec![step], fields, format!("/request/{name}"), rest))
            }
        }
    }

    /// The fields of the object in a field, and the pointer to them.
    fn inside(&self, field: &'r Field, at: &str) -> Option<(&'r Fields, String)> {
        match field.ty.expr() {
            TypeExpr::Anonymous => Some((&field.fields, format!("{at}/fields"))),
            TypeExpr::Named(name) => {
                let page: &'a IndexMap<String, ObjectType> = self.types.page;
                let object = page.get(name).filter(|object| object.tag.is_none())?;
                Some((&object.fields, format!("/types/{}/fields", escape(name))))
            }
            _ => None,
        }
    }
}

/// The field of the key, and the access to it.
fn step<'r>(key: &str, fields: &'r Fields, always: bool) -> Option<(AccessStep, &'r Field)> {
    let field = fields.get(key)?;
    let optional = !always && Direction::Request.presence(field.required) == Presence::Optional;
    Some((AccessStep { name: naming::field(key, fields), optional, sensitive: field.sensitive }, field))
}
