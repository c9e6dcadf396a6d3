//! The fields of an object, and their checks.

use model::load::pointer::escape;

use super::types::{Object, Types, Value};
use super::{docs, naming};
use crate::ir::UNDOCUMENTED;
use crate::ir::{Direction, Field, FieldCheck, Presence, Ty};
use crate::names::{Case, Name, Origin, Table};

/// Fields, and what to check about them.
pub(super) struct Lowered {
    pub(super) fields: Vec<Field>,
    pub(super) checks: Vec<FieldCheck>,
}

/// The fields of an object in the order of the page.
pub(super) fn lower(types: &mut Types<'_>, object: &Object<'_>) -> Lowered {
    let mut table = Table::default();
    let mut out = Lowered { fields: Vec::new(), checks: Vec::new() };
    let mut names = naming::fields(object.fields);
    if object.direction == Direction::Kept {
        // The first name of a table cannot be taken already.
        let what = "the members that are not documented".to_owned();
        let origin = Origin { what, span: types.tree.key_span(&object.pointer) };
        drop(table.claim(&Name::own(UNDOCUMENTED), origin));
    }
    for (wire, field) in object.fields {
        let pointer = format!("{}/{}", object.pointer, escape(wire));
        let tree = types.tree;
        let chosen = field.name.as_deref();
        naming::check(
            chosen,
            Case::Snake,
            || tree.value_span(&format!("{pointer}/name")),
            &mut types.findings,
        );
        let Some(name) = names.remove(wire.as_str()) else { continue };
        let origin = Origin { what: format!("field `{wire}`"), span: tree.key_span(&pointer) };
        table.claim(&name, origin).unwrap_or_else(|collision| types.findings.push(*collision));
        let value =
            Value { wire, field, pointer: &pointer, owner: &object.name, direction: object.direction };
        let (ty, steps) = types.value(value);
        let presence = presence(field.required, object.direction);
        if !steps.is_empty() && object.direction != Direction::Reply {
            let optional = presence == Presence::Optional;
            out.checks.push(FieldCheck { name: name.clone(), wire: wire.clone(), optional, steps });
        }
        let doc = docs::field(wire, field);
        out.fields.push(Field { wire: wire.clone(), name, doc, ty, presence, deprecated: field.deprecated });
    }
    out
}

/// What the page calls required is required of the caller; a server is never held to it.
pub(super) fn presence(required: bool, direction: Direction) -> Presence {
    if required && direction != Direction::Reply { Presence::Required } else { Presence::Optional }
}

/// Whether a value is a list.
pub(super) fn is_list(ty: &Ty) -> bool {
    matches!(ty, Ty::List(_))
}
