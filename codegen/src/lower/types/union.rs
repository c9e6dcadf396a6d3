//! Tagged unions: an enum of objects that keep what is not documented.

use std::collections::BTreeMap;

use model::load::pointer::{escape, join};
use model::schema::{Fields, ObjectType};

use super::{Object, Types, Value};
use crate::ir::{Check, Direction, Ty, TypeDef, TypePath, Union, UnionVariant};
use crate::lower::{docs, limits, modules, naming};
use crate::names::{Case, Name, Origin, Table};

impl Types<'_> {
    /// A union of this page; it is the same type whichever way its values go.
    pub(in crate::lower) fn union(&mut self, wire: &str, union: &ObjectType) -> Name {
        let key = (wire.to_owned(), Direction::Kept);
        if let Some(name) = self.named.get(&key) {
            return name.clone();
        }
        // Other pages name it: it is no other name that happens to be free.
        let pointer = format!("/types/{}", escape(wire));
        let tree = self.tree;
        let name_span = || tree.value_span(&format!("{pointer}/name"));
        naming::check(union.name.as_deref(), Case::Type, name_span, &mut self.findings);
        let name = naming::named_type(wire, union.name.as_deref());
        self.claim(&name, Origin { what: format!("type `{wire}`"), span: tree.key_span(&pointer) });
        self.named.insert(key, name.clone());
        let place = self.defs.len();
        let variants = self.variants(&format!("{pointer}/variants"), &name, union);
        let doc = docs::named_type(wire, union);
        let tag = union.tag.clone().unwrap_or_default();
        self.defs.insert(place, TypeDef::Union(Union { name: name.clone(), doc, tag, variants }));
        name
    }

    fn variants(&mut self, at: &str, owner: &Name, union: &ObjectType) -> Vec<UnionVariant> {
        let mut table = Table::default();
        let mut names = naming::union_variants(&union.variants);
        let shapes = self.shape_names(owner, &names, union);
        let mut out = Vec::with_capacity(union.variants.len());
        for (wire, variant) in &union.variants {
            let pointer = join(at, wire);
            let tree = self.tree;
            let name_span = || tree.value_span(&format!("{pointer}/name"));
            naming::check(variant.name.as_deref(), Case::Variant, name_span, &mut self.findings);
            let Some(name) = names.remove(wire.as_str()) else { continue };
            let origin = Origin { what: format!("variant `{wire}`"), span: tree.key_span(&pointer) };
            if let Err(collision) = table.claim(&name, origin) {
                self.findings.push(*collision);
                continue;
            }
            // A shape that is not there was reported by the checks.
            let Some(shape) = shapes.get(variant.same_as.as_ref().unwrap_or(wire).as_str()) else { continue };
            if variant.same_as.is_none() {
                let fields = union.fields_of(wire).unwrap_or_default();
                self.shape(shape.clone(), docs::union_shape(wire, variant), &fields, &pointer);
            }
            let doc = docs::union_variant(wire, variant);
            out.push(UnionVariant { wire: wire.clone(), name, doc, shape: shape.clone() });
        }
        out
    }

    /// Names of the objects that variants hold, by tag: the variant's name before the union's.
    fn shape_names<'u>(
        &self,
        owner: &Name,
        names: &BTreeMap<&'u str, Name>,
        union: &ObjectType,
    ) -> BTreeMap<&'u str, Name> {
        let has_own = |wire: &str| union.variants.get(wire).is_some_and(|variant| variant.same_as.is_none());
        let own = names.iter().filter(|(wire, _)| has_own(wire));
        own.map(|(wire, name)| (*wire, self.table.free(owner.prefixed(name), Case::Type))).collect()
    }

    /// The object that a variant holds.
    fn shape(&mut self, name: Name, doc: crate::ir::Doc, fields: &Fields, pointer: &str) {
        let origin = Origin { what: format!("the object `{name}`"), span: self.tree.key_span(pointer) };
        self.claim(&name, origin);
        self.define_struct(Object {
            name,
            doc,
            fields,
            pointer: format!("{pointer}/fields"),
            direction: Direction::Kept,
            rules: None,
            constructor: true,
        });
    }

    /// A union of a concept page.
    pub(super) fn shared_union(&mut self, path: &str, value: Value<'_>) -> (Ty, Vec<Check>) {
        let union = self.page.get(path).filter(|object| object.tag.is_some());
        let (Some(union), Some((page, wire))) = (union, path.rsplit_once("::")) else {
            let message = format!("no shared union is called `{path}`");
            self.report("unknown-type", message, &format!("{}/type", value.pointer));
            return (Ty::Json, Vec::new());
        };
        let module = modules::of(&page.replace("::", "/"));
        let name = naming::named_type(wire, union.name.as_deref());
        (Ty::Shared(TypePath { module, name }), limits::nested(value.direction))
    }
}
