//! Enums that fields introduce, and shared ones.

use model::load::pointer::escape;
use model::schema::Field;

use super::{Types, Value};
use crate::ir::{Check, Enum, EnumBase, Ty, TypeDef, TypePath};
use crate::lower::enums::{self, Place, wire_text};
use crate::lower::{docs, modules};
use crate::names::Name;

impl Types<'_> {
    pub(super) fn enumeration(&mut self, value: Value<'_>, base: EnumBase) -> (Ty, Vec<Check>) {
        if let Some(text) = &value.field.use_type {
            return self.shared_enum(text, value);
        }
        let place = Place { pointer: format!("{}/enum", value.pointer), tree: self.tree };
        let mut findings = Vec::new();
        let variants = enums::variants(&value.field.members, base, &place, &mut findings);
        self.findings.append(&mut findings);
        let names = accepted(value.field, variants.iter().map(|variant| (&variant.wire, &variant.name)));
        let definition = Enum {
            name: self.introduced_name(value),
            doc: docs::introduced_enum(value.wire, value.field),
            base,
            variants,
        };
        let path = TypePath { module: Vec::new(), name: self.define_enum(definition, value) };
        (Ty::Enum(path.clone()), vec![Check::Member(path, names)])
    }

    fn shared_enum(&mut self, text: &str, value: Value<'_>) -> (Ty, Vec<Check>) {
        let Some(shared) = self.shared.get(text) else {
            self.report(
                "unknown-shared-type",
                format!("no shared type is called `{text}`"),
                &format!("{}/use_type", value.pointer),
            );
            return (Ty::Text, Vec::new());
        };
        let (path, variants) = (shared.path.clone(), shared.variants.clone());
        self.uses_common |= path.module == modules::of("common");
        for wire in value.field.members.keys().filter(|wire| !variants.contains_key(*wire)) {
            let message = format!("the shared type `{text}` has no member `{wire}`");
            self.report(
                "unknown-shared-member",
                message,
                &format!("{}/enum/{}", value.pointer, escape(wire)),
            );
        }
        let documented = value.field.members.keys().filter_map(|wire| Some((wire, variants.get(wire)?)));
        let names = accepted(value.field, documented);
        (Ty::Enum(path.clone()), if names.is_empty() { Vec::new() } else { vec![Check::Member(path, names)] })
    }

    /// Takes a name for an enum. Equal enums of one name are one type; of different ones the later gets another name.
    fn define_enum(&mut self, mut definition: Enum, value: Value<'_>) -> Name {
        for name in self.candidates(&definition.name, value) {
            definition.name = name;
            if !self.table.contains(&definition.name) || self.is_known(&definition) {
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

/// The variants that a request may have: the fixed one, or all that are documented.
fn accepted<'v>(field: &Field, variants: impl Iterator<Item = (&'v String, &'v Name)>) -> Vec<Name> {
    let fixed = field.fixed.as_ref().map(wire_text);
    variants
        .filter(|(wire, _)| fixed.as_ref().is_none_or(|fixed| fixed == *wire))
        .map(|(_, name)| name.clone())
        .collect()
}

/// Whether the field's values are members of an enum.
pub(super) fn is_enum(field: &Field) -> bool {
    !field.members.is_empty() || field.use_type.is_some()
}
