//! The Rust type of a value, and its checks.

use model::pointer::join;
use model::schema::{Field, Fields, ObjectType, TypeExpr};

use super::Types;
use crate::ir::{Check, Direction, EnumBase, Ty, TypePath};
use crate::lower::{limits, naming};
use crate::names::Name;

/// A value to lower: its field, and its place.
#[derive(Clone, Copy)]
pub(in crate::lower) struct Value<'a> {
    pub(in crate::lower) wire: &'a str,
    pub(in crate::lower) field: &'a Field,
    /// JSON Pointer to the field.
    pub(in crate::lower) pointer: &'a str,
    /// The struct that the field belongs to.
    pub(in crate::lower) owner: &'a Name,
    /// The fields of that struct.
    pub(in crate::lower) siblings: &'a Fields,
    pub(in crate::lower) direction: Direction,
}

impl Types<'_> {
    /// The Rust type of a value, and its checks.
    pub(in crate::lower) fn value(&mut self, value: Value<'_>) -> (Ty, Vec<Check>) {
        let (ty, of_elements) = self.expression(value.field.ty.expr(), value);
        let mut checks = limits::item_count(value.field, &ty);
        checks.extend(of_elements);
        self.lowered.insert(value.pointer.to_owned(), ty.clone());
        if value.field.sensitive {
            return (Ty::Sensitive(Box::new(ty)), limits::wrap(checks, Check::Exposed));
        }
        (ty, checks)
    }

    fn expression(&mut self, expr: &TypeExpr, value: Value<'_>) -> (Ty, Vec<Check>) {
        let is_enum = !value.field.members.is_empty() || value.field.use_type.is_some();
        match expr {
            TypeExpr::Text if value.field.json.is_some() => self.json_string(value),
            TypeExpr::Text if is_enum => self.enumeration(value, EnumBase::Text),
            TypeExpr::Int if is_enum => self.enumeration(value, EnumBase::Int),
            TypeExpr::Text => (Ty::Text, limits::text(value.field)),
            TypeExpr::Int => (Ty::Int, limits::int(value.field)),
            TypeExpr::Float => (Ty::Float, limits::float(value.field)),
            TypeExpr::Bool => (Ty::Bool, limits::boolean(value.field)),
            TypeExpr::File => (file(value.direction), Vec::new()),
            TypeExpr::Anonymous => self.anonymous(value),
            TypeExpr::Named(name) => self.named(name, value),
            TypeExpr::Array(inner) => {
                let (ty, checks) = self.expression(inner, value);
                (Ty::List(Box::new(unboxed(ty))), limits::wrap(checks, Check::Each))
            }
            TypeExpr::Map(inner) => {
                let (ty, checks) = self.expression(inner, value);
                (Ty::Map(Box::new(unboxed(ty))), limits::wrap(checks, Check::EachValue))
            }
        }
    }

    fn json_string(&mut self, value: Value<'_>) -> (Ty, Vec<Check>) {
        let Some(shape) = value.field.json.as_deref() else { return (Ty::Text, Vec::new()) };
        if let TypeExpr::Named(name) = shape.ty.expr()
            && let Some(union) = self.page.get(name).filter(|union| union.adjacent)
        {
            return (Ty::Text, self.adjacent(name, union, value));
        }
        let direction = if value.direction == Direction::Reply { Direction::Reply } else { Direction::Kept };
        let pointer = join(value.pointer, "json");
        let (inner, checks) = self.value(Value { field: shape, pointer: &pointer, direction, ..value });
        let mut all = limits::text(value.field);
        all.push(Check::Json);
        all.extend(limits::wrap(checks, Check::Inside));
        (Ty::JsonString(Box::new(inner)), all)
    }
}

impl Types<'_> {
    /// The checks of a text that carries an object whose tag stands beside it. The field stays a text, which a caller may fill
    /// without the union.
    fn adjacent(&mut self, wire: &str, union: &ObjectType, value: Value<'_>) -> Vec<Check> {
        let path = match self.named(wire, value).0 {
            Ty::Shared(path) => path,
            Ty::Struct(name) | Ty::Boxed(name) => TypePath { module: Vec::new(), name },
            _ => return Vec::new(),
        };
        let tag = naming::field(union.tag.as_deref().unwrap_or_default(), value.siblings);
        let mut checks = limits::text(value.field);
        checks.push(Check::Adjacent { tag, union: path });
        checks
    }
}

/// A file is a part of a form. JSON cannot hold one, so elsewhere any value is accepted.
fn file(direction: Direction) -> Ty {
    if direction == Direction::Form { Ty::File } else { Ty::Json }
}

/// A list or map already puts its elements on the heap.
fn unboxed(ty: Ty) -> Ty {
    match ty {
        Ty::Boxed(name) => Ty::Struct(name),
        other => other,
    }
}
