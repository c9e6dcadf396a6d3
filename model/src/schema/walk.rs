//! Ways through the documented fields: from a value to what it holds, and to the named types that are used.

use indexmap::IndexMap;

use super::{Field, Fields, ObjectType, TypeExpr};

/// A documented value: that of a field, or one inside its lists and maps.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The field.
    pub field: &'a Field,
    /// The type of the value.
    pub expr: &'a TypeExpr,
}

impl<'a> Place<'a> {
    /// The value of a field.
    #[must_use]
    pub fn of(field: &'a Field) -> Self {
        Self { field, expr: field.ty.expr() }
    }

    /// Returns true for the value of the field itself, and false for one inside its list or map.
    #[must_use]
    pub fn is_field(self) -> bool {
        std::ptr::eq(self.expr, self.field.ty.expr())
    }

    /// The values that a list or map holds; `None` for all other types.
    #[must_use]
    pub fn element(self) -> Option<Self> {
        match self.expr {
            TypeExpr::Array(element) | TypeExpr::Map(element) => Some(Self { expr: element, ..self }),
            _ => None,
        }
    }

    /// The fields of an object: its own, or those of the type that it names. Of a tagged union, the fields of all variants.
    #[must_use]
    pub fn fields(self, types: &'a IndexMap<String, ObjectType>) -> Option<&'a Fields> {
        match self.expr {
            TypeExpr::Anonymous => Some(&self.field.fields),
            TypeExpr::Named(name) => types.get(name).map(|object| &object.fields),
            _ => None,
        }
    }
}

/// Adds the named types that fields use, directly or inside anonymous objects, lists, maps and JSON strings.
pub fn named_in(fields: &Fields, out: &mut Vec<String>) {
    for field in fields.values() {
        named_by(field, out);
    }
}

fn named_by(field: &Field, out: &mut Vec<String>) {
    out.extend(field.ty.expr().named().map(str::to_owned));
    named_in(&field.fields, out);
    if let Some(inner) = &field.json {
        named_by(inner, out);
    }
}
