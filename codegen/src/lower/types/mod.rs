//! The types of one page.
//!
//! Lowering follows the nesting of the page. One value may define any number of types, each of which has fields,
//! which are values again:
//!
//! ```text
//! value ─┬─ list, map ── element ── value
//!        ├─ JSON string ── value
//!        ├─ anonymous or named object ── object ── field ── value
//!        ├─ union ── variant ── object
//!        └─ enum
//! ```
//!
//! `model::check` limits the depth of this recursion.

mod enums;
mod names;
mod object;
mod union;
mod value;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use model::schema::ObjectType;
use model::tree::Tree;

use super::context::{Context, Findings};
use super::naming;
use super::shared::Shared;
use crate::ir::{Direction, Enum, Ty, TypeDef};
use crate::names::{Name, Table};

pub(super) use enums::variants;
pub(super) use object::Object;
pub(super) use value::Value;

/// The types of one page as they are found.
pub(super) struct Types<'a> {
    pub(super) context: Context<'a>,
    /// The named types of the page.
    pub(super) page: &'a IndexMap<String, ObjectType>,
    pub(super) shared: &'a Shared,
    /// The plain names of the page's objects, by wire name.
    type_names: BTreeMap<&'a str, Name>,
    /// Type names of the module.
    table: Table,
    /// Names of named types, by wire name and direction.
    named: BTreeMap<(String, Direction), Name>,
    /// Enums that fields introduced, so that equal ones are one type.
    enums: BTreeMap<Name, Enum>,
    /// The type of each field, by pointer.
    lowered: BTreeMap<String, Ty>,
    defs: Vec<TypeDef>,
}

impl<'a> Types<'a> {
    pub(super) fn new(tree: &'a Tree, page: &'a IndexMap<String, ObjectType>, shared: &'a Shared) -> Self {
        Self {
            context: Context::new(tree),
            page,
            type_names: naming::named_types(page),
            shared,
            table: Table::default(),
            named: BTreeMap::new(),
            enums: BTreeMap::new(),
            lowered: BTreeMap::new(),
            defs: Vec::new(),
        }
    }

    /// The nested types, in the order in which the page first uses them.
    pub(super) fn finish(self) -> (Vec<TypeDef>, Findings) {
        (self.defs, self.context.finish())
    }

    /// The type of the field at the pointer, if it was lowered.
    pub(super) fn type_at(&self, pointer: &str) -> Option<&Ty> {
        self.lowered.get(pointer)
    }

    /// Takes a type name of the module.
    pub(super) fn claim(&mut self, name: &Name, what: String, pointer: &str) {
        self.context.claim(&mut self.table, name, what, pointer);
    }
}
