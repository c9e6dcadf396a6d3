//! Values that rules compare with.

use serde_json::Value;

use super::Lowering;
use super::target::Target;
use crate::ir::{Literal, Ty, TypePath};
use crate::lower::naming::{self, wire_text};

impl Lowering<'_, '_, '_> {
    /// A value that has the type of the field.
    pub(super) fn literal(&mut self, target: &Target<'_>, value: &Value) -> Option<Literal> {
        let ty = self.types.type_at(&target.pointer).cloned();
        let literal = match (&ty, value) {
            (Some(Ty::Enum(path)), value) => self.variant(path, target, &wire_text(value)),
            (Some(Ty::Text), Value::String(text)) => Some(Literal::Text(text.clone())),
            (Some(Ty::Int), Value::Number(number)) => number.as_i64().map(Literal::Int),
            (Some(Ty::Float), Value::Number(number)) => number.as_f64().map(Literal::Float),
            (Some(Ty::Bool), Value::Bool(value)) => Some(Literal::Bool(*value)),
            _ => None,
        };
        if literal.is_none() {
            return self.unchecked();
        }
        literal
    }

    fn variant(&self, path: &TypePath, target: &Target<'_>, wire: &str) -> Option<Literal> {
        let shared = target.field.use_type.as_ref().and_then(|text| self.types.shared.get(text));
        let name = match shared {
            Some(shared) => shared.variants.get(wire)?.clone(),
            None => naming::variant(wire, &target.field.members)?,
        };
        Some(Literal::Variant(path.clone(), name))
    }
}
