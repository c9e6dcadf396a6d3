//! The types of one endpoint: objects and enums, each by position and structure.

mod enumeration;
mod object;
mod recursion;
mod value;

use std::collections::BTreeMap;

use model::diag::Diagnostic;
use model::document::Document;
use model::schema::Endpoint;
use model::source::Span;

use super::naming;
use super::shared::Shared;
use crate::ir::{Direction, Enum, Ty, TypeDef};
use crate::names::{Case, Name, Origin, Table};

pub(super) use object::Object;
pub(super) use value::Value;

/// The types of one endpoint, and what was found on the way.
pub(super) struct Types<'a> {
    pub(super) document: &'a Document<Endpoint>,
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
    pub(super) fn new(document: &'a Document<Endpoint>, shared: &'a Shared) -> Self {
        Self {
            document,
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
        let document = self.document;
        let span = || document.value_span(&format!("{}/type_name", value.pointer));
        naming::check(value.field.type_name.as_deref(), Case::Type, span, &mut self.findings);
        naming::introduced_type(value.wire, value.field)
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
        self.document.key_span(pointer)
    }

    /// Reports a fault at a value of the schema.
    pub(super) fn report(&mut self, code: &'static str, message: impl Into<String>, pointer: &str) {
        self.findings.push(Diagnostic::error(code, message, self.document.value_span(pointer)));
    }
}
