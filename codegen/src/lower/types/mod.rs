//! The types of one page: objects, unions and enums, each by position and structure.

mod enums;
mod object;
mod recursion;
mod union;
mod value;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use model::diag::Diagnostic;
use model::load::{Tree, pointer};
use model::schema::ObjectType;
use model::source::Span;

use super::naming;
use super::shared::Shared;
use crate::ir::{Direction, Enum, Ty, TypeDef};
use crate::names::{Case, Name, Origin, Table};

pub(super) use object::Object;
pub(super) use value::Value;

/// The types of one page, and what was found on the way.
pub(super) struct Types<'a> {
    /// Knows where the parts of the schema stand.
    pub(super) tree: &'a Tree,
    /// The named types of the page.
    pub(super) page: &'a IndexMap<String, ObjectType>,
    pub(super) shared: &'a Shared,
    pub(super) findings: Vec<Diagnostic>,
    /// Type names of the module.
    table: Table,
    /// Names of named types, by wire name and direction.
    named: BTreeMap<(String, Direction), Name>,
    /// Enums that fields introduced, so that equal ones are one type.
    enums: BTreeMap<Name, Enum>,
    /// What each field became, by pointer.
    became: BTreeMap<String, Ty>,
    defs: Vec<TypeDef>,
    /// A field has a type of the shared vocabulary.
    pub(super) uses_common: bool,
}

impl<'a> Types<'a> {
    pub(super) fn new(tree: &'a Tree, page: &'a IndexMap<String, ObjectType>, shared: &'a Shared) -> Self {
        Self {
            tree,
            page,
            shared,
            findings: Vec::new(),
            table: Table::default(),
            named: BTreeMap::new(),
            enums: BTreeMap::new(),
            became: BTreeMap::new(),
            defs: Vec::new(),
            uses_common: false,
        }
    }

    /// The nested types, in the order in which the page first uses them.
    pub(super) fn finish(self) -> (Vec<TypeDef>, Vec<Diagnostic>) {
        (self.defs, self.findings)
    }

    /// What the field at the pointer became.
    pub(super) fn type_at(&self, pointer: &str) -> Option<&Ty> {
        self.became.get(pointer)
    }

    fn introduced_name(&mut self, value: Value<'_>) -> Name {
        let tree = self.tree;
        let span = || tree.value_span(&format!("{}/type_name", value.pointer));
        naming::check(value.field.type_name.as_deref(), Case::Type, span, &mut self.findings);
        naming::introduced_type(value.wire, value.field)
    }

    /// Names that a type may get for a field, the best first: its own, with its owner's in front, with its whole place in
    /// front, and numbered. A name that a person chose has no others.
    fn candidates(&self, name: &Name, value: Value<'_>) -> Vec<Name> {
        if value.field.type_name.is_some() || !self.table.contains(name) {
            return vec![name.clone()];
        }
        let placed = placed_name(value);
        let numbered = self.table.free(placed.clone(), Case::Type);
        vec![name.clone(), name.prefixed(value.owner), placed, numbered]
    }

    fn claim_for(&mut self, name: &Name, value: Value<'_>) {
        let origin = Origin {
            what: format!("the type of field `{}`", value.wire),
            span: self.key_span(value.pointer),
        };
        self.claim(name, origin);
    }

    /// Takes a type name of the module.
    pub(super) fn claim(&mut self, name: &Name, origin: Origin) {
        if let Err(collision) = self.table.claim(name, origin) {
            self.findings.push(*collision);
        }
    }

    fn key_span(&self, pointer: &str) -> Span {
        self.tree.key_span(pointer)
    }

    /// Reports a fault at a value of the schema.
    pub(super) fn report(&mut self, code: &'static str, message: impl Into<String>, pointer: &str) {
        self.findings.push(Diagnostic::error(code, message, self.tree.value_span(pointer)));
    }
}

/// The name of a type after where its field stands: `ReplyDataItemsKind`.
fn placed_name(value: Value<'_>) -> Name {
    let tokens = pointer::tokens(value.pointer).unwrap_or_default();
    let (root, rest) = match tokens.split_first() {
        Some((root, rest)) if root == "types" && value.direction == Direction::Reply => ("reply", rest),
        Some((root, rest)) if root == "types" => ("request", rest),
        Some((root, rest)) => (root.as_ref(), rest),
        None => ("", tokens.as_slice()),
    };
    // Every second step of a pointer into a schema says what kind of thing follows.
    let is_name = |step: &&str| !matches!(*step, "fields" | "json");
    let words: Vec<&str> =
        std::iter::once(root).chain(rest.iter().map(AsRef::as_ref).filter(is_name)).collect();
    Name::type_name(&words.join(" "))
}
