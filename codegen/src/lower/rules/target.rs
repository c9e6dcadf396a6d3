//! Fields that the pointers of a rule name.

use model::pointer::{Pointer, join, tokens};
use model::schema::{Field, TypeExpr};
use model::states::{Scope, Step};

use super::Lowering;
use crate::ir::{Access, AccessStep, Direction, Presence};
use crate::lower::naming;
use crate::names::Name;

/// A field that a pointer names.
pub(super) struct Target<'a> {
    pub(super) access: Access,
    pub(super) keys: Vec<String>,
    /// JSON Pointer to the field in the schema.
    pub(super) pointer: Pointer,
    pub(super) field: &'a Field,
}

/// The fields at which the pointers of a rule start.
#[derive(Clone, Copy)]
pub(super) struct Root<'a> {
    pub(super) scope: Scope<'a>,
    /// JSON Pointer to them in the schema; to the request for its own rules.
    pub(super) at: &'a str,
    /// The first key of a pointer is a part of the request.
    pub(super) has_parts: bool,
}

impl<'r> Lowering<'_, '_, 'r> {
    /// The field that a pointer names. The checks refuse rules that name anything else.
    pub(super) fn target(&mut self, pointer: &str) -> Option<Target<'r>> {
        match self.root.find(pointer) {
            Some(target) => Some(target),
            None => self.unchecked(),
        }
    }
}

impl<'r> Root<'r> {
    fn find(&self, pointer: &str) -> Option<Target<'r>> {
        let keys: Vec<String> = tokens(pointer).ok()?.into_iter().map(Into::into).collect();
        let target = self.scope.find(pointer).ok()?;
        let part = ["path", "query", "body"]
            .into_iter()
            .find(|part| self.has_parts && keys.first().is_some_and(|key| key == part));
        let of_part =
            part.map(|part| AccessStep { name: Name::own(part), optional: false, sensitive: false });
        let steps = of_part.into_iter().chain(target.steps.iter().map(access)).collect();
        let fields = part.map_or_else(|| self.at.to_owned(), |part| join(self.at, part).into());
        Some(Target {
            access: Access { steps },
            pointer: place(&target.steps, fields),
            field: target.field,
            keys,
        })
    }
}

fn access(step: &Step<'_>) -> AccessStep {
    let optional = Direction::Request.presence(step.required) == Presence::Optional;
    AccessStep { name: naming::field(step.name, step.siblings), optional, sensitive: step.field.sensitive }
}

/// The pointer to the last field in the schema, given that to the fields that the first one belongs to.
fn place(steps: &[Step<'_>], mut fields: String) -> Pointer {
    let mut at = Pointer::default();
    for step in steps {
        at = join(&fields, step.name);
        fields = match step.field.ty.expr() {
            TypeExpr::Named(name) => join("/types", name).join("fields").into(),
            _ => at.join("fields").into(),
        };
    }
    at
}
