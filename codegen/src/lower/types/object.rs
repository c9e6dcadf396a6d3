//! Objects: those with a name of their own, and those that a field introduces.

use indexmap::IndexMap;
use model::load::pointer::escape;
use model::schema::{Fields, Rule, is_shared_name};

use super::recursion::closes_a_circle;
use super::{Types, Value};
use crate::ir::{Check, Direction, Doc, Field, Presence, RequiredStruct, Struct, Ty, TypeDef};
use crate::lower::{docs, fields, limits, naming, rules};
use crate::names::{Case, Name, Origin};

/// An object to lower: what it is called, what it holds and where it stands.
pub(in crate::lower) struct Object<'a> {
    pub(in crate::lower) name: Name,
    pub(in crate::lower) doc: Doc,
    pub(in crate::lower) fields: &'a Fields,
    /// JSON Pointer to the object of fields.
    pub(in crate::lower) pointer: String,
    pub(in crate::lower) direction: Direction,
    pub(in crate::lower) rules: Option<(&'a IndexMap<String, Rule>, String)>,
    /// A constructor and setters belong to it.
    pub(in crate::lower) constructor: bool,
}

impl Types<'_> {
    /// An object with its fields, limits and rules.
    pub(in crate::lower) fn object(&mut self, object: Object<'_>) -> Struct {
        let lowered = fields::lower(self, &object);
        let required = self.required_struct(&object, &lowered.fields);
        let rules = match &object.rules {
            Some((rules, pointer)) if object.direction != Direction::Reply => {
                rules::lower_object(self, rules, pointer, &object)
            }
            _ => Vec::new(),
        };
        Struct {
            name: object.name,
            doc: object.doc,
            direction: object.direction,
            fields: lowered.fields,
            required,
            constructor: object.constructor,
            checks: lowered.checks,
            rules,
        }
    }

    fn required_struct(&mut self, object: &Object<'_>, fields: &[Field]) -> Option<RequiredStruct> {
        let any = fields.iter().any(|field| field.presence == Presence::Required);
        if !object.constructor || !any {
            return None;
        }
        let name = self.table.free(object.name.suffixed("Required"), Case::Type);
        let origin = Origin {
            what: format!("the required fields of `{}`", object.name),
            span: self.key_span(&object.pointer),
        };
        self.claim(&name, origin);
        let doc = Doc::text(format!("The fields that every `{}` must have.", object.name));
        Some(RequiredStruct { name, doc })
    }

    /// An object without a name of its own is called after its field; one without fields is any JSON.
    pub(super) fn anonymous(&mut self, value: Value<'_>) -> (Ty, Vec<Check>) {
        if value.field.fields.is_empty() {
            return (Ty::Json, Vec::new());
        }
        let own = self.introduced_name(value);
        let candidates = self.candidates(&own, value);
        let name = candidates.into_iter().find(|name| !self.table.contains(name)).unwrap_or(own);
        self.claim_for(&name, value);
        let direction = value.direction.inside();
        let object = Object {
            name: name.clone(),
            doc: docs::introduced_object(value.wire, value.field),
            fields: &value.field.fields,
            pointer: format!("{}/fields", value.pointer),
            direction,
            rules: None,
            constructor: direction != Direction::Reply,
        };
        self.define_struct(object);
        (Ty::Struct(name), limits::nested(direction))
    }

    /// A type of the page's own; a request's and a reply's are two, because their fields are optional in different ways.
    pub(super) fn named(&mut self, wire: &str, value: Value<'_>) -> (Ty, Vec<Check>) {
        if is_shared_name(wire) {
            return self.shared_union(wire, value);
        }
        let Some(object) = self.page.get(wire) else {
            self.report(
                "unknown-type",
                format!("no type is called `{wire}`"),
                &format!("{}/type", value.pointer),
            );
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
                let pointer = format!("/types/{}", escape(wire));
                self.define_struct(Object {
                    name: name.clone(),
                    doc: docs::named_type(wire, object),
                    fields: &object.fields,
                    pointer: format!("{pointer}/fields"),
                    direction,
                    rules: Some((&object.rules, format!("{pointer}/rules"))),
                    constructor: direction != Direction::Reply,
                });
                name
            }
        };
        (self.placed(wire, name, value), limits::nested(direction))
    }

    /// A named type where it stands: in a box if it is a part of itself.
    fn placed(&self, wire: &str, name: Name, value: Value<'_>) -> Ty {
        let boxed = closes_a_circle(wire, value.pointer, self.page);
        if boxed { Ty::Boxed(name) } else { Ty::Struct(name) }
    }

    fn name_type(&mut self, wire: &str, chosen: Option<&str>, direction: Direction) -> Name {
        let pointer = format!("/types/{}", escape(wire));
        let tree = self.tree;
        naming::check(chosen, Case::Type, || tree.value_span(&format!("{pointer}/name")), &mut self.findings);
        let name = naming::named_type(wire, chosen);
        let is_known = |other: &Direction| self.named.contains_key(&(wire.to_owned(), *other));
        let others = [Direction::Request, Direction::Carried, Direction::Reply, Direction::Kept];
        let is_first = !others.iter().any(is_known);
        let name = match direction {
            _ if is_first => name,
            Direction::Reply => name.suffixed("Reply"),
            Direction::Carried => name.suffixed("Json"),
            Direction::Kept => name.suffixed("Kept"),
            Direction::Request | Direction::Parameters | Direction::Form => name.suffixed("Request"),
        };
        let name = if chosen.is_some() { name } else { self.table.free(name, Case::Type) };
        let origin = Origin { what: format!("type `{wire}`"), span: self.key_span(&pointer) };
        self.claim(&name, origin);
        name
    }

    /// Keeps a struct's place among the definitions before its fields define their own types.
    pub(super) fn define_struct(&mut self, object: Object<'_>) {
        let place = self.defs.len();
        let lowered = self.object(object);
        self.defs.insert(place, TypeDef::Struct(lowered));
    }
}
