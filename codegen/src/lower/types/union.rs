//! Tagged unions: enums of objects that keep undocumented members.

use std::collections::{BTreeMap, BTreeSet};

use model::pointer::join;
use model::schema::{Fields, ObjectType};

use super::{Object, Types, Value};
use crate::ir::{Check, Direction, Doc, Field, Maker, Presence, Ty, TypeDef, TypePath, Union, UnionVariant};
use crate::lower::{docs, limits, modules, naming};
use crate::names::{Case, Name, Table};

/// Maximum number of required fields that a function takes by position. Beyond it their names are needed.
const MAX_ARGUMENTS: usize = 3;

impl Types<'_> {
    /// A union of this page; one type for both directions.
    pub(in crate::lower) fn union(&mut self, wire: &str, union: &ObjectType) -> Name {
        let key = (wire.to_owned(), Direction::Kept);
        if let Some(name) = self.named.get(&key) {
            return name.clone();
        }
        // Other pages refer to this name, so it may not become another one that happens to be free.
        let pointer = join("/types", wire);
        self.context.check_name(union.name.as_deref(), Case::Type, &pointer, "name");
        let name = naming::named_type(wire, union.name.as_deref());
        self.claim(&name, format!("type `{wire}`"), &pointer);
        self.named.insert(key, name.clone());
        let place = self.defs.len();
        let mut variants = self.union_variants(&pointer.join("variants"), &name, union);
        self.add_makers(&mut variants, union.adjacent);
        let doc = docs::named_type(wire, union);
        let tag = union.tag.clone().unwrap_or_default();
        let lowered = Union { name: name.clone(), doc, tag, adjacent: union.adjacent, variants };
        self.defs.insert(place, TypeDef::Union(lowered));
        name
    }

    fn union_variants(&mut self, at: &str, owner: &Name, union: &ObjectType) -> Vec<UnionVariant> {
        let mut table = Table::default();
        let mut names = naming::union_variants(&union.variants);
        let shapes = self.shape_names(owner, &names, union);
        let mut out = Vec::with_capacity(union.variants.len());
        for (wire, variant) in &union.variants {
            let pointer = join(at, wire);
            self.context.check_name(variant.name.as_deref(), Case::Variant, &pointer, "name");
            let Some(name) = names.remove(wire.as_str()) else { continue };
            self.context.check_unique(("variant", wire), &name, Case::Variant, &pointer);
            if !self.context.claim(&mut table, &name, format!("variant `{wire}`"), &pointer) {
                continue;
            }
            let Some(shape) = shapes.get(variant.same_as.as_ref().unwrap_or(wire).as_str()) else {
                self.context.unchecked(&pointer);
                continue;
            };
            if variant.same_as.is_none() {
                let fields = union.fields_of(wire).unwrap_or_default();
                self.shape(shape.clone(), docs::union_shape(wire, variant), &fields, &pointer);
            }
            let doc = docs::union_variant(wire, variant);
            out.push(UnionVariant {
                wire: wire.clone(),
                name,
                doc,
                shape: shape.clone(),
                is_only: true,
                max_bytes: variant.len.and_then(|len| len.max),
                maker: None,
            });
        }
        out
    }

    /// Completes variants whose objects are defined: conversions, and functions that take the required fields.
    fn add_makers(&self, variants: &mut [UnionVariant], adjacent: bool) {
        let mut uses: BTreeMap<Name, usize> = BTreeMap::new();
        for variant in variants.iter() {
            *uses.entry(variant.shape.clone()).or_default() += 1;
        }
        // A variant's name wins over a function's.
        let mut taken: BTreeSet<Name> = variants.iter().map(|variant| variant.name.clone()).collect();
        let own: &[&str] = if adjacent { &["tag", "read", "to_json", "check_beside"] } else { &["tag"] };
        taken.extend(own.iter().map(|name| Name::own(name)));
        for variant in variants {
            variant.is_only = uses.get(&variant.shape) == Some(&1);
            let name = Name::snake(variant.name.as_str()).setter();
            let maker = self.maker(name.clone(), &variant.shape);
            variant.maker = maker.filter(|_| taken.insert(name));
        }
    }

    fn maker(&self, name: Name, shape: &Name) -> Option<Maker> {
        let object = self.defs.iter().find_map(|def| match def {
            TypeDef::Struct(object) if object.name == *shape => Some(object),
            _ => None,
        })?;
        let fields = object.fields.iter().filter(|field| field.presence == Presence::Required);
        let fields: Vec<Field> = fields.cloned().collect();
        let required = object.required.clone()?;
        (fields.len() <= MAX_ARGUMENTS).then_some(Maker { name, required, fields })
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
        own.map(|(wire, name)| (*wire, self.free(owner.prefixed(name), &format!("{owner}/{wire}")))).collect()
    }

    /// The object that a variant holds.
    fn shape(&mut self, name: Name, doc: Doc, fields: &Fields, pointer: &str) {
        self.claim(&name, format!("the object `{name}`"), pointer);
        self.define_struct(Object {
            plain: name.clone(),
            name,
            doc,
            fields,
            pointer: join(pointer, "fields").into(),
            direction: Direction::Kept,
            rules: None,
            constructor: true,
        });
    }

    /// A union of a concept page.
    pub(super) fn shared_union(&mut self, path: &str, value: Value<'_>) -> (Ty, Vec<Check>) {
        let union = self.page.get(path).filter(|object| object.tag.is_some());
        let (Some(union), Some((page, wire))) = (union, path.rsplit_once("::")) else {
            self.context.unchecked(value.pointer);
            return (Ty::Json, Vec::new());
        };
        let module = modules::of(&page.replace("::", "/"));
        let name = naming::named_type(wire, union.name.as_deref());
        (Ty::Shared(TypePath { module, name }), limits::nested(value.direction))
    }
}
