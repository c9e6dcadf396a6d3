//! Enums: those that fields introduce, and shared ones.

use indexmap::IndexMap;
use model::pointer::join;
use model::schema::{EnumMember, Field};

use super::{Types, Value};
use crate::ir::{Check, Enum, EnumBase, Ty, TypeDef, TypePath, Variant};
use crate::lower::context::Context;
use crate::lower::docs;
use crate::lower::naming::{self, wire_text};
use crate::names::{Case, Name, Table};

impl Types<'_> {
    /// An enum that a field introduces or names.
    pub(super) fn enumeration(&mut self, value: Value<'_>, base: EnumBase) -> (Ty, Vec<Check>) {
        if let Some(text) = &value.field.use_type {
            return self.shared_enum(text, value);
        }
        let pointer = join(value.pointer, "enum");
        let variants = variants(&mut self.context, &value.field.members, base, &pointer);
        let names = accepted(value.field, variants.iter().map(|variant| (&variant.wire, &variant.name)));
        let name = self.introduced_name(value);
        let definition = Enum {
            plain: name.clone(),
            name,
            doc: docs::introduced_enum(value.wire, value.field),
            base,
            variants,
        };
        let path = TypePath { module: Vec::new(), name: self.define_enum(definition, value) };
        (Ty::Enum(path.clone()), vec![Check::Member(path, names)])
    }

    fn shared_enum(&mut self, text: &str, value: Value<'_>) -> (Ty, Vec<Check>) {
        let Some(shared) = self.shared.get(text) else {
            self.context.unchecked(value.pointer);
            return (Ty::Text, Vec::new());
        };
        let (path, variants) = (shared.path.clone(), &shared.variants);
        if value.field.members.keys().any(|wire| !variants.contains_key(wire)) {
            self.context.unchecked(value.pointer);
        }
        let documented = value.field.members.keys().filter_map(|wire| Some((wire, variants.get(wire)?)));
        let names = accepted(value.field, documented);
        (Ty::Enum(path.clone()), if names.is_empty() { Vec::new() } else { vec![Check::Member(path, names)] })
    }

    /// Takes a name for an enum. Equal enums of one name are one type; of different ones the later gets another name.
    fn define_enum(&mut self, mut definition: Enum, value: Value<'_>) -> Name {
        for name in self.candidates(&definition.name, value) {
            definition.name = name;
            if !self.is_taken(&definition.name) || self.is_known(&definition) {
                break;
            }
        }
        let name = definition.name.clone();
        if !self.is_known(&definition) {
            self.claim_for(&name, value);
            self.enums.insert(name.clone(), definition.clone());
            self.defs.push(TypeDef::Enum(definition));
        }
        name
    }

    fn is_known(&self, definition: &Enum) -> bool {
        let members =
            |of: &Enum| of.variants.iter().map(|v| (v.wire.clone(), v.name.clone())).collect::<Vec<_>>();
        let known = self.enums.get(&definition.name);
        known.is_some_and(|known| known.base == definition.base && members(known) == members(definition))
    }
}

/// The variants that a request may have: the fixed one, or all documented ones.
fn accepted<'v>(field: &Field, variants: impl Iterator<Item = (&'v String, &'v Name)>) -> Vec<Name> {
    let fixed = field.fixed.as_ref().map(wire_text);
    variants
        .filter(|(wire, _)| fixed.as_ref().is_none_or(|fixed| fixed == *wire))
        .map(|(_, name)| name.clone())
        .collect()
}

/// The variants of the members at the pointer. Two members with one chosen name are a fault.
pub(in crate::lower) fn variants(
    context: &mut Context<'_>,
    members: &IndexMap<String, EnumMember>,
    base: EnumBase,
    pointer: &str,
) -> Vec<Variant> {
    let mut table = Table::default();
    let mut names = naming::variants(members);
    let mut out = Vec::with_capacity(members.len());
    for (wire, member) in members {
        let pointer = join(pointer, wire);
        context.check_name(member.name.as_deref(), Case::Variant, &pointer, "name");
        let Some(name) = names.remove(wire.as_str()) else { continue };
        context.check_unique(("member", wire), &name, Case::Variant, &pointer);
        context.claim(&mut table, &name, format!("member `{wire}`"), &pointer);
        match number(wire, base) {
            Some(number) => {
                out.push(Variant { wire: wire.clone(), number, name, doc: docs::member(wire, member) });
            }
            None => context.unchecked(&pointer),
        }
    }
    out
}

/// The member's number; only canonical integers are members of an integer enum.
fn number(wire: &str, base: EnumBase) -> Option<i64> {
    match base {
        EnumBase::Text => Some(0),
        EnumBase::Int => wire.parse().ok().filter(|number: &i64| number.to_string() == wire),
    }
}
