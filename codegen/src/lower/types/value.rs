//! The Rust type of a value, and what to check about it.

use model::schema::{Field, TypeExpr, parse_type};

use super::Types;
use super::enums::is_enum;
use crate::ir::{Check, Direction, EnumBase, Ty};
use crate::lower::limits;
use crate::names::Name;

/// A value to lower: its field, and where that stands.
#[derive(Clone, Copy)]
pub(in crate::lower) struct Value<'a> {
    pub(in crate::lower) wire: &'a str,
    pub(in crate::lower) field: &'a Field,
    /// JSON Pointer to the field.
    pub(in crate::lower) pointer: &'a str,
    /// The struct that the field belongs to.
    pub(in crate::lower) owner: &'a Name,
    pub(in crate::lower) direction: Direction,
}

impl Types<'_> {
    /// The Rust type of a value and what to check about it.
    pub(in crate::lower) fn value(&mut self, value: Value<'_>) -> (Ty, Vec<Check>) {
        let expr = match parse_type(&value.field.type_text) {
            Ok(expr) => expr,
            Err(fault) => {
                self.report("unknown-type", fault.to_string(), &format!("{}/type", value.pointer));
                TypeExpr::Anonymous
            }
        };
        let (ty, mut checks) = self.expression(&expr, value);
        checks.splice(0..0, limits::outer(value.field, &ty));
        self.became.insert(value.pointer.to_owned(), ty.clone());
        if value.field.sensitive {
            let exposed = if checks.is_empty() { Vec::new() } else { vec![Check::Exposed(checks)] };
            return (Ty::Sensitive(Box::new(ty)), exposed);
        }
        (ty, checks)
    }

    fn expression(&mut self, expr: &TypeExpr, value: Value<'_>) -> (Ty, Vec<Check>) {
        match expr {
            TypeExpr::Text if value.field.json.is_some() => self.json_string(value),
            TypeExpr::Text if is_enum(value.field) => self.enumeration(value, EnumBase::Text),
            TypeExpr::Int if is_enum(value.field) => self.enumeration(value, EnumBase::Int),
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
        let direction =
            if value.direction == Direction::Reply { Direction::Reply } else { Direction::Carried };
        let pointer = format!("{}/json", value.pointer);
        let (inner, checks) = self.value(Value { field: shape, pointer: &pointer, direction, ..value });
        let mut all = limits::text(value.field);
        all.push(Check::Json);
        all.extend(limits::wrap(checks, Check::Inside));
        (Ty::JsonString(Box::new(inner)), all)
    }
}

/// A file is a part of a form, and nothing that JSON can hold: elsewhere any value is taken.
fn file(direction: Direction) -> Ty {
    if direction == Direction::Form { Ty::File } else { Ty::Json }
}

/// A list or map already puts its elements elsewhere.
fn unboxed(ty: Ty) -> Ty {
    match ty {
        Ty::Boxed(name) => Ty::Struct(name),
        other => other,
    }
}
