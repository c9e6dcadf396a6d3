//! Objects: named types of the page, and anonymous objects of fields.

use indexmap::IndexMap;
use model::pointer::join;
use model::schema::{Fields, ObjectType, Rule, TypeExpr, is_shared_name};

use super::{Types, Value};
use crate::ir::{
    Check, Direction, Doc, Field, FieldCheck, Presence, Struct, Ty, TypeDef, TypePath, UNDOCUMENTED,
};
use crate::lower::{docs, limits, naming, rules};
use crate::names::{Case, Name, Table};

/// An object to lower: its name, its fields and its place.
pub(in crate::lower) struct Object<'a> {
    pub(in crate::lower) name: Name,
    /// The name before it was made unique.
    pub(in crate::lower) plain: Name,
    pub(in crate::lower) doc: Doc,
    pub(in crate::lower) fields: &'a Fields,
    /// JSON Pointer to the object of fields.
    pub(in crate::lower) pointer: String,
    pub(in crate::lower) direction: Direction,
    /// Rules between its fields, and the pointer to them.
    pub(in crate::lower) rules: Option<(&'a IndexMap<String, Rule>, String)>,
    /// The object has a constructor and setters.
    pub(in crate::lower) constructor: bool,
}

impl Types<'_> {
    /// An object with its fields, limits and rules.
    pub(in crate::lower) fn object(&mut self, object: Object<'_>) -> Struct {
        let (fields, checks) = self.fields(&object);
        let required = self.required_struct(&object, &fields);
        let rules = match &object.rules {
            Some((rules, pointer)) if object.direction != Direction::Reply => {
                rules::of_object(self, rules, pointer, (object.fields, &object.pointer))
            }
            _ => Vec::new(),
        };
        Struct {
            name: object.name,
            plain: object.plain,
            doc: object.doc,
            direction: object.direction,
            fields,
            required,
            constructor: object.constructor,
            checks,
            rules,
        }
    }

    /// The fields of an object in the order of the page, and their limits.
    fn fields(&mut self, object: &Object<'_>) -> (Vec<Field>, Vec<FieldCheck>) {
        let direction = object.direction;
        let mut table = Table::default();
        let mut names = naming::fields(object.fields);
        let (mut fields, mut checks) = (Vec::new(), Vec::new());
        if direction == Direction::Kept {
            let what = "the members that are not documented".to_owned();
            self.context.claim(&mut table, &Name::own(UNDOCUMENTED), what, &object.pointer);
        }
        for (wire, field) in object.fields {
            let pointer = join(&object.pointer, wire);
            self.context.check_name(field.name.as_deref(), Case::Snake, &pointer, "name");
            let Some(name) = names.remove(wire.as_str()) else { continue };
            self.context.check_unique(("field", wire), &name, Case::Snake, &pointer);
            self.context.claim(&mut table, &name, format!("field `{wire}`"), &pointer);
            let value = Value {
                wire,
                field,
                pointer: &pointer,
                owner: &object.name,
                siblings: object.fields,
                direction,
            };
            let (ty, found) = self.value(value);
            let presence = direction.presence(field.required);
            let doc = docs::field(wire, field, carried_beside(&found));
            if !found.is_empty() && direction != Direction::Reply {
                let optional = presence == Presence::Optional;
                checks.push(FieldCheck { name: name.clone(), wire: wire.clone(), optional, checks: found });
            }
            fields.push(Field {
                doc,
                setter_doc: docs::setter(wire, field, (&object.name, &name)),
                wire: wire.clone(),
                name,
                ty,
                presence,
                deprecated: field.deprecated,
            });
        }
        (fields, checks)
    }

    /// The name of the struct of required fields.
    fn required_struct(&mut self, object: &Object<'_>, fields: &[Field]) -> Option<Name> {
        let any = fields.iter().any(|field| field.presence == Presence::Required);
        if !object.constructor || !any {
            return None;
        }
        let name = self.free(object.name.suffixed("Required"), &object.pointer);
        self.claim(&name, format!("the required fields of `{}`", object.name), &object.pointer);
        Some(name)
    }

    /// An anonymous object is named after its field; one without fields is any JSON.
    pub(super) fn anonymous(&mut self, value: Value<'_>) -> (Ty, Vec<Check>) {
        if value.field.fields.is_empty() {
            return (Ty::Json, Vec::new());
        }
        let own = self.introduced_name(value);
        let candidates = self.candidates(&own, value);
        let name = candidates.into_iter().find(|name| !self.is_taken(name)).unwrap_or_else(|| own.clone());
        self.claim_for(&name, value);
        let direction = value.direction.inside();
        let object = Object {
            name: name.clone(),
            plain: own,
            doc: docs::introduced_object(value.wire, value.field),
            fields: &value.field.fields,
            pointer: join(value.pointer, "fields").into(),
            direction,
            rules: None,
            constructor: direction != Direction::Reply,
        };
        self.define_struct(object);
        (Ty::Struct(name), limits::nested(direction))
    }

    /// A named type of the page. Requests and replies get one type each, because different fields are optional in
    /// them.
    pub(super) fn named(&mut self, wire: &str, value: Value<'_>) -> (Ty, Vec<Check>) {
        if is_shared_name(wire) {
            return self.shared_union(wire, value);
        }
        let Some(object) = self.page.get(wire) else {
            self.context.unchecked(value.pointer);
            return (Ty::Json, Vec::new());
        };
        if object.tag.is_some() {
            let name = self.union(wire, object);
            return (self.placed(wire, name, value), limits::nested(value.direction));
        }
        let direction = value.direction.inside();
        let key = (wire.to_owned(), direction);
        let name = match self.named.get(&key) {
            Some(name) => name.clone(),
            None => {
                let name = self.name_type(wire, object.name.as_deref(), direction);
                self.named.insert(key, name.clone());
                let pointer = join("/types", wire);
                self.define_struct(Object {
                    name: name.clone(),
                    plain: naming::plain_type(wire, object.name.as_deref()),
                    doc: docs::named_type(wire, object),
                    fields: &object.fields,
                    pointer: pointer.join("fields").into(),
                    direction,
                    rules: Some((&object.rules, pointer.join("rules").into())),
                    constructor: direction != Direction::Reply,
                });
                name
            }
        };
        (self.placed(wire, name, value), limits::nested(direction))
    }

    /// A named type as the type of a field: boxed inside itself.
    fn placed(&self, wire: &str, name: Name, value: Value<'_>) -> Ty {
        let boxed = contains_itself(wire, value.pointer, self.page);
        if boxed { Ty::Boxed(name) } else { Ty::Struct(name) }
    }

    /// Defines a struct before the types of its fields.
    pub(super) fn define_struct(&mut self, object: Object<'_>) {
        let place = self.defs.len();
        let lowered = self.object(object);
        self.defs.insert(place, TypeDef::Struct(lowered));
    }
}

/// The union that a text carries, and the field of its tag.
fn carried_beside(checks: &[Check]) -> Option<(&TypePath, &Name)> {
    checks.iter().find_map(|check| match check {
        Check::Adjacent { tag, union } => Some((union, tag)),
        _ => None,
    })
}

/// Returns true if the field at the pointer, which holds a named type, is a part of that type itself without a list
/// or map between. Such a field needs a `Box`.
fn contains_itself(wire: &str, pointer: &str, page: &IndexMap<String, ObjectType>) -> bool {
    let tokens = model::pointer::tokens(pointer).unwrap_or_default();
    match tokens.as_slice() {
        [types, owner, ..] if types == "types" => owner == wire || reaches(wire, owner, page),
        _ => false,
    }
}

/// Returns true if values of one type hold values of the other without a list or map between.
fn reaches(from: &str, to: &str, types: &IndexMap<String, ObjectType>) -> bool {
    let mut seen = Vec::new();
    let mut open = vec![from.to_owned()];
    while let Some(name) = open.pop() {
        let Some(object) = types.get(&name) else { continue };
        for inner in object.field_sets().flat_map(direct_types) {
            if inner == to {
                return true;
            }
            if !seen.contains(&inner) {
                seen.push(inner.clone());
                open.push(inner);
            }
        }
    }
    false
}

/// Named types of fields, and of the fields of anonymous objects among them.
fn direct_types(fields: &Fields) -> Vec<String> {
    let mut out = Vec::new();
    for field in fields.values() {
        let carried = field.json.as_deref();
        match carried.unwrap_or(field).ty.expr() {
            TypeExpr::Named(name) => out.push(name.clone()),
            TypeExpr::Anonymous => {
                out.extend(direct_types(carried.map_or(&field.fields, |shape| &shape.fields)));
            }
            _ => {}
        }
    }
    out
}
